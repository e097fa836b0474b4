/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What each figure's subject allocates, as people read it: an item's share of one call's counts. */
#ifndef PH_REPORTING_ALLOCATION_ROWS_H
#define PH_REPORTING_ALLOCATION_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/measurement.h"

/* An item's share of a count: "0", "0.001", "67.9", "7,675". The caller frees it. */
char *ph_allocation_share_text(double per_item);

/* The section of a verbose summary; nothing of a run that did not count. */
void ph_allocation_print(FILE *to, const ph_measurement *measurement);

/* The member "allocation_rows" of what a template sees. */
void ph_allocation_rows_add(cJSON *data, const ph_measurement *measurement);

#endif /* PH_REPORTING_ALLOCATION_ROWS_H */
