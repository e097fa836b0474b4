/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A judgement for programs to read; config/schema/judgement.schema.json describes it. */
#ifndef PH_REPORTING_JUDGEMENT_JSON_H
#define PH_REPORTING_JUDGEMENT_JSON_H

#include <cjson/cJSON.h>

#include "model/measurement.h"
#include "verdict/judgement.h"

#define PH_JUDGEMENT_SCHEMA_VERSION "perfharness-judgement-1"

/*
 * The judgement of a measurement against a baseline (NULL: none). The caller frees the document
 * with cJSON_Delete().
 */
cJSON *ph_judgement_json(const ph_measurement *measurement, const ph_measurement *baseline,
                         const ph_judgement *judgement);

#endif /* PH_REPORTING_JUDGEMENT_JSON_H */
