/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became of the speed under sustained load, as people read it. */
#ifndef PH_REPORTING_SUSTAINED_ROWS_H
#define PH_REPORTING_SUSTAINED_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/measurement.h"

/* "the CPU throttled 12 times, its package 14; core clock 2.90 to 3.69 GHz". The caller frees it.
 */
char *ph_sustained_host_text(const ph_sustained *sustained);

/* "fell by 3.1 % after 20 min", "held its speed". The caller frees it. */
char *ph_drift_text(const ph_drift *drift);

/* The section of a summary; nothing of a run without such a load. */
void ph_sustained_print(FILE *to, const ph_measurement *measurement);

/* The members "sustained" (a time, as text; false: none), "sustained_host" and "sustained_rows" of
 * what a template sees. */
void ph_sustained_rows_add(cJSON *data, const ph_measurement *measurement);

#endif /* PH_REPORTING_SUSTAINED_ROWS_H */
