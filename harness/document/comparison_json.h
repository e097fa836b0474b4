/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One comparison of subjects that were timed in the same launches, as perf.json and baseline.json
 * have it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_COMPARISON_JSON_H
#define PH_HARNESS_DOCUMENT_COMPARISON_JSON_H

#include <cjson/cJSON.h>

#include "model/measurement.h"

/* The verdict is null: none of them is a gate. */
cJSON *ph_comparison_json(const ph_comparison *comparison);

/* From a document that its schema allows. */
ph_comparison *ph_comparison_json_read(const cJSON *entry);

#endif /* PH_HARNESS_DOCUMENT_COMPARISON_JSON_H */
