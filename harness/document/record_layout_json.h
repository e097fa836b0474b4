/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How own records are laid out, as an entry of perf.json's "benchmarks" has it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_RECORD_LAYOUT_JSON_H
#define PH_HARNESS_DOCUMENT_RECORD_LAYOUT_JSON_H

#include <cjson/cJSON.h>

#include "model/record_layout.h"

/* Add the member "layout" to an entry; none where layout is NULL. */
void ph_record_layout_json_add(cJSON *entry, const ph_record_layout *layout);

/* From an entry that its schema allows. NULL where it has none; else the caller frees it with
 * ph_record_layout_free(). */
ph_record_layout *ph_record_layout_json_read(const cJSON *entry);

#endif /* PH_HARNESS_DOCUMENT_RECORD_LAYOUT_JSON_H */
