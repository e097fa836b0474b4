/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the checks of the host said, as perf.json has it, and as a part of what doctor prints.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_FITNESS_JSON_H
#define PH_HARNESS_DOCUMENT_FITNESS_JSON_H

#include <cjson/cJSON.h>

#include "model/fitness_finding.h"

/* One check: name, state, found, and the two weights. The caller owns it. */
cJSON *ph_fitness_json_check(const ph_fitness_finding *finding);

/* Add the member "fitness"; findings NULL: the host was not examined, and there is none. */
void ph_fitness_json_add(cJSON *document, const GPtrArray *findings);

/* From a document that its schema allows; NULL: it has none. Free with g_ptr_array_unref(). */
GPtrArray *ph_fitness_json_read(const cJSON *document);

#endif /* PH_HARNESS_DOCUMENT_FITNESS_JSON_H */
