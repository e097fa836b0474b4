/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a figure's subject allocates, as the member "allocations" of documents.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_DOCUMENT_ALLOCATIONS_JSON_H
#define PH_HARNESS_DOCUMENT_ALLOCATIONS_JSON_H

#include <cjson/cJSON.h>

#include "model/allocations.h"

/* Add the member, where there is something to say. */
void ph_allocations_json_add(cJSON *entry, const char *name, const ph_allocations *allocations);

/* NULL where there is no such member. The schema has said that it is one. */
ph_allocations *ph_allocations_json_read(const cJSON *entry, const char *name);

/* The member that others contradict, static, and why in ret_why; NULL: none is. */
const char *ph_allocations_contradicted(const ph_allocations *allocations, const char **ret_why);

#endif /* PH_HARNESS_DOCUMENT_ALLOCATIONS_JSON_H */
