/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What took time away from launches, in documents of one shape. Any thread; no state. */
#ifndef PH_HARNESS_DOCUMENT_NOISE_JSON_H
#define PH_HARNESS_DOCUMENT_NOISE_JSON_H

#include <cjson/cJSON.h>

#include "model/noise_seen.h"

/* Add it as member "noise", as perf.schema.json describes it. */
void ph_noise_json_add(cJSON *object, const ph_noise *noise);

/* Take it from an object that its schema allows; of what it does not tell, nothing was seen. */
void ph_noise_json_take(ph_noise *noise, const cJSON *object);

#endif /* PH_HARNESS_DOCUMENT_NOISE_JSON_H */
