/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the referee saw, as perf.json has it: of the run, and of each entry of "benchmarks".
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_REFEREE_JSON_H
#define PH_HARNESS_DOCUMENT_REFEREE_JSON_H

#include <cjson/cJSON.h>

#include "model/referee.h"

/* Add the member "referee" to a document; none where it is not known whether the run had one. */
void ph_referee_json_add_facts(cJSON *document, const ph_referee_facts *facts);

/* From a document that its schema allows; PH_REFEREE_UNKNOWN where it has none. What is taken is
 * owned by the facts, which are those of a new measurement. */
void ph_referee_json_take_facts(ph_referee_facts *facts, const cJSON *document);

/* What it saw of one figure. */
cJSON *ph_referee_json(const ph_referee *referee);

/* Add the member "referee" to an entry; none where referee is NULL. */
void ph_referee_json_add(cJSON *entry, const ph_referee *referee);

/* From an entry that its schema allows. NULL where it has none; else the caller frees it with
 * g_free(). */
ph_referee *ph_referee_json_read(const cJSON *entry);

/* The same of one figure, as ph_referee_json() made it; without the interval of what is claimed. */
ph_referee *ph_referee_json_read_figure(const cJSON *object);

#endif /* PH_HARNESS_DOCUMENT_REFEREE_JSON_H */
