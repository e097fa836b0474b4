/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What else is known of work on files, as the members "disk" of entries and "files" of documents.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_DOCUMENT_STORED_JSON_H
#define PH_HARNESS_DOCUMENT_STORED_JSON_H

#include "model/stored.h"

/* Add the member, where there is something to say. */
void ph_stored_json_add(cJSON *entry, const ph_stored *stored, double median_ns);
void ph_stored_json_add_facts(cJSON *document, const ph_stored_facts *facts);

/* NULL where there is no such member. The schema has said that it is one. */
ph_stored *ph_stored_json_read(const cJSON *entry);
void ph_stored_json_take_facts(ph_stored_facts *facts, const cJSON *document);

#endif /* PH_HARNESS_DOCUMENT_STORED_JSON_H */
