/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The anchor of a run, as perf.json, baseline.json and judgements have it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_ANCHOR_JSON_H
#define PH_HARNESS_DOCUMENT_ANCHOR_JSON_H

#include <cjson/cJSON.h>

#include "model/anchor.h"

/* The member "anchor"; nothing is added where there is none (NULL). */
void ph_anchor_json_add(cJSON *document, const ph_anchor *anchor);

/* That member of a document that its schema allows; NULL where there is none. */
ph_anchor *ph_anchor_json_read(const cJSON *document);

#endif /* PH_HARNESS_DOCUMENT_ANCHOR_JSON_H */
