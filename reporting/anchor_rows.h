/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * copybook-rs beside the anchor, as people read it: for each benchmark and level, the share of the
 * anchor's throughput that it lacks.
 */
#ifndef PH_REPORTING_ANCHOR_ROWS_H
#define PH_REPORTING_ANCHOR_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/measurement.h"

/* "1.2 % slower", and "−0.3 … +2.7 %", "-" where there is no interval. The caller frees them. */
char *ph_anchor_change(const ph_comparison *comparison);
char *ph_anchor_change_interval(const ph_comparison *comparison);

/* The section of a summary; nothing of a run without an anchor. */
void ph_anchor_print(FILE *to, const ph_measurement *measurement);

/* The members "anchor" and "anchor_rows" of what a template sees. */
void ph_anchor_rows_add(cJSON *data, const ph_measurement *measurement);

#endif /* PH_REPORTING_ANCHOR_ROWS_H */
