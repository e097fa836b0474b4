/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a run of the history is made from: a perf.json, or a comparison.json.
 *
 * One thread at a time for each object; cJSON keeps the place of its last error in a global.
 */
#ifndef PH_HARNESS_HISTORY_RUN_DOCUMENT_H
#define PH_HARNESS_HISTORY_RUN_DOCUMENT_H

#include "history/run_entry.h"
#include "verdict/comparison_document.h"

/* Owns all of it. One of the last two is NULL. */
typedef struct ph_run_document {
    GBytes *bytes;
    ph_measurement *measurement;
    ph_comparison_document *comparison;
} ph_run_document;

/*
 * Read one, checked as ph_document_check() does.
 *
 * @param name     What complaints call it.
 * @param bytes    The file's. Another reference is kept.
 * @param schemas  The folder with the schemas.
 * @return NULL and error: PH_ERROR_PARSE or PH_ERROR_SCHEMA, with the place in it.
 */
ph_run_document *ph_run_document_parse(const char *name, GBytes *bytes, const char *schemas,
                                       GError **error);

/* The commit that was measured, borrowed; NULL: not known. */
const char *ph_run_document_commit(const ph_run_document *document);

/* Its entry; NULL and error as ph_run_entry_from() and ph_compared_run_entry() have it. */
ph_run_entry *ph_run_document_entry(const ph_run_document *document,
                                    const ph_run_circumstances *circumstances, GError **error);

void ph_run_document_free(ph_run_document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_run_document, ph_run_document_free)

#endif /* PH_HARNESS_HISTORY_RUN_DOCUMENT_H */
