/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A comparison.json: two builds that were compared, and where, when and with what. What
 * reporting/contrast_json.c writes, this reads.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_COMPARISON_DOCUMENT_H
#define PH_HARNESS_VERDICT_COMPARISON_DOCUMENT_H

#include "verdict/contrast.h"

/*
 * The host, each a text or NULL: identifier, which is the member of "environment" as well. The
 * fingerprint is its name; brand is the CPU's.
 */
#define PH_COMPARISON_HOST_LIST(X)                                                                 \
    X(fingerprint)                                                                                 \
    X(brand)                                                                                       \
    X(kernel)                                                                                      \
    X(microcode)                                                                                   \
    X(core_kind)

/* Owns its texts. */
typedef struct ph_comparison_document {
    char *timestamp; /* RFC 3339: when it began. */
    ph_harness_info harness;
    char *suite;      /* NULL: workloads that were named one by one, or no suite is recorded. */
    char *base_named; /* As the command line names it, without folders of this machine. */
    char *head_named;
    char *repeat; /* One command line that does it again elsewhere. */
#define X(name) char *name;
    PH_COMPARISON_HOST_LIST(X)
#undef X
    ph_contrast_report *report; /* Owned; NULL until there is one. */
} ph_comparison_document;

/* Of now. */
ph_comparison_document *ph_comparison_document_new(void);
void ph_comparison_document_free(ph_comparison_document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_comparison_document, ph_comparison_document_free)

/*
 * Read one: checked as ph_document_check() does, so that the figures follow from the launches and
 * the verdict from the benchmarks'. Written again, it is the same document. What only who measures
 * needs is not in it: the times of single launches, and the functions that do the work.
 *
 * @param schemas  The folder with the schemas.
 * @return NULL and error: PH_ERROR_STORAGE, PH_ERROR_PARSE or PH_ERROR_SCHEMA, with the file and
 *         the place in it.
 */
ph_comparison_document *ph_comparison_document_read(const char *path, const char *schemas,
                                                    GError **error);

/* The same from the text of such a file, which ends in a NUL; path is what complaints call it. */
ph_comparison_document *ph_comparison_document_parse(const char *path, const char *text,
                                                     gsize length, const char *schemas,
                                                     GError **error);

#endif /* PH_HARNESS_VERDICT_COMPARISON_DOCUMENT_H */
