/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long single calls took, as perf.json has it in an entry of "benchmarks".
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_LATENCY_JSON_H
#define PH_HARNESS_DOCUMENT_LATENCY_JSON_H

#include <cjson/cJSON.h>

#include "model/latency.h"

/* Add the member "latency", of figures that have a value; none where latency is NULL. */
void ph_latency_json_add(cJSON *entry, const ph_latency *latency);

/* From an entry that its schema allows, of so many launches. NULL where it has none; else the
 * caller frees it. */
ph_latency *ph_latency_json_read(const cJSON *entry, guint launches);

#endif /* PH_HARNESS_DOCUMENT_LATENCY_JSON_H */
