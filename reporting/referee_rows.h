/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the referee saw of a run, for people: in a sentence, in a table, and for templates. */
#ifndef PH_REPORTING_REFEREE_ROWS_H
#define PH_REPORTING_REFEREE_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/measurement.h"

/*
 * "3 launches of each in 12 s on fresh data, every answer compared; work / claim 0.97 … 1.04;
 * subjects confined". NULL where there was no referee, or nothing that it looked at. The caller
 * frees it.
 */
char *ph_referee_text(const ph_measurement *measurement);

/* Work over claim to two places: "1.02"; "-" without a number. The caller frees it. */
char *ph_referee_ratio_text(const ph_result *result);

/* Print a table of each result; nothing where there was no referee. */
void ph_referee_print(FILE *to, const ph_measurement *measurement);

/* Add referee_rows to what a template may name. */
void ph_referee_rows_add(cJSON *data, const ph_measurement *measurement);

#endif /* PH_REPORTING_REFEREE_ROWS_H */
