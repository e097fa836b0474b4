/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An explanation as a member of comparison.json, written and read: config/schema/
 * comparison.schema.json describes it. Any thread; no state.
 */
#ifndef PH_HARNESS_VERDICT_EXPLANATION_JSON_H
#define PH_HARNESS_VERDICT_EXPLANATION_JSON_H

#include <cjson/cJSON.h>

#include "verdict/explanation.h"

/* The caller frees it with cJSON_Delete(), or adds it to an object. */
cJSON *ph_explanation_json(const ph_explanation *explanation);

/* Of one that is valid; NULL for NULL. The caller frees it. */
ph_explanation *ph_explanation_json_read(const cJSON *json);

#endif /* PH_HARNESS_VERDICT_EXPLANATION_JSON_H */
