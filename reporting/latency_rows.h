/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How long single calls take, as people read it. */
#ifndef PH_REPORTING_LATENCY_ROWS_H
#define PH_REPORTING_LATENCY_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/measurement.h"

/* The sections of a summary, 80 columns wide; nothing of a run that timed no single calls. */
void ph_latency_print(FILE *to, const ph_measurement *measurement);

/* The members "latency_rows", "start_rows" and "call_counts" of what a template sees. */
void ph_latency_rows_add(cJSON *data, const ph_measurement *measurement);

#endif /* PH_REPORTING_LATENCY_ROWS_H */
