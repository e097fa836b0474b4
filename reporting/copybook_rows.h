/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Copybooks that were read in each call: how long one takes, to the first record of it. */
#ifndef PH_REPORTING_COPYBOOK_ROWS_H
#define PH_REPORTING_COPYBOOK_ROWS_H

#include <stdio.h>

#include "model/measurement.h"

gboolean ph_is_copybook_result(const ph_result *result);

/* A table; nothing where none were read. */
void ph_copybook_print(FILE *to, const ph_measurement *measurement, gboolean has_colour);

#endif /* PH_REPORTING_COPYBOOK_ROWS_H */
