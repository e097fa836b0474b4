/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The measurement as perf.json; config/schema/perf.schema.json describes it. */
#ifndef PH_REPORTING_PERF_JSON_H
#define PH_REPORTING_PERF_JSON_H

#include <cjson/cJSON.h>

#include "model/measurement.h"

#define PH_PERF_SCHEMA_VERSION "perfharness-perf-1"

/* The caller frees the document with cJSON_Delete(). */
cJSON *ph_perf_json(const ph_measurement *measurement);

#endif /* PH_REPORTING_PERF_JSON_H */
