/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sustained load, as perf.json has it in its member "sustained".
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_SUSTAINED_JSON_H
#define PH_HARNESS_DOCUMENT_SUSTAINED_JSON_H

#include <cjson/cJSON.h>

#include "model/measurement.h"

/* Add the member, with the drift of each result that has one; none where there was no such load. */
void ph_sustained_json_add(cJSON *document, const ph_measurement *measurement);

/* From a document that its schema allows. NULL where it has none; else the caller frees it. Drifts
 * are not read: they follow from the launches. */
ph_sustained *ph_sustained_json_read(const cJSON *document);

/* Whether its benchmarks are such, with a time for each launch in order, and its drifts follow. */
gboolean ph_sustained_check(const cJSON *document, GError **error);

#endif /* PH_HARNESS_DOCUMENT_SUSTAINED_JSON_H */
