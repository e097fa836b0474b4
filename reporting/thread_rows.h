/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files on several threads: how much faster than on one, as a table and as rows for templates. */
#ifndef PH_REPORTING_THREAD_ROWS_H
#define PH_REPORTING_THREAD_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/measurement.h"

/* A table, and a note where CPUs share cores. Nothing where threads were not asked for. */
void ph_thread_print(FILE *to, const ph_measurement *measurement, gboolean has_colour);

/* Set "thread_rows": those that have a number. */
void ph_thread_rows_add(cJSON *data, const ph_measurement *measurement);

#endif /* PH_REPORTING_THREAD_ROWS_H */
