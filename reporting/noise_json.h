/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What took time away from launches, in documents of one shape. */
#ifndef PH_REPORTING_NOISE_JSON_H
#define PH_REPORTING_NOISE_JSON_H

#include <cjson/cJSON.h>

#include "model/noise_seen.h"

/* Add it as member "noise", as perf.schema.json describes it. */
void ph_noise_json_add(cJSON *object, const ph_noise *noise);

#endif /* PH_REPORTING_NOISE_JSON_H */
