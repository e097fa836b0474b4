/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the documents that this program writes, from whoever they come.
 *
 * Any thread, but one at a time: cJSON keeps the place of its last error in a global.
 */
#ifndef PH_HARNESS_DOCUMENT_DOCUMENT_H
#define PH_HARNESS_DOCUMENT_DOCUMENT_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Read a JSON file: an object, without duplicate names, at most 64 MiB.
 *
 * @return the document, for cJSON_Delete(); NULL and error: PH_ERROR_STORAGE, or PH_ERROR_PARSE
 *         with file, line and column (or member), and what was expected.
 */
cJSON *ph_document_read(const char *path, GError **error);

/* The text of such a file, which the caller frees, and its length; NULL and error likewise. */
char *ph_document_text(const char *path, gsize *ret_length, GError **error);

/* The same document from its text, which ends in a NUL; path is what complaints call it. */
cJSON *ph_document_parse(const char *path, const char *text, gsize length, GError **error);

/* The same of one that is an array. */
cJSON *ph_document_parse_array(const char *path, const char *text, gsize length, GError **error);

/* The names of the kinds that are perf.json, of those that are baseline.json, and of others. */
#define PH_DOCUMENT_PERF           "perfharness-perf-1"
#define PH_DOCUMENT_SYSTEM_INFO    "perfharness-system-info-1"
#define PH_DOCUMENT_PLAIN          "the specification's plain perf.json"
#define PH_DOCUMENT_BASELINE       "perfharness-baseline-1"
#define PH_DOCUMENT_CANDIDATE      "perfharness-candidate-1"
#define PH_DOCUMENT_COMPARISON     "perfharness-comparison-1"
#define PH_DOCUMENT_BISECTION      "perfharness-bisection-1"
#define PH_DOCUMENT_BENCHMARK_RUN  "perfharness-benchmark-run-1"
#define PH_DOCUMENT_AUDIT          "perfharness-audit-1"
#define PH_DOCUMENT_AUDIT_SAMPLE   "perfharness-audit-sample-1"
#define PH_DOCUMENT_MATRIX         "perfharness-matrix-1"
#define PH_DOCUMENT_BUNDLE         "perfharness-bundle-1"
#define PH_DOCUMENT_REPRODUCTION   "perfharness-reproduction-1"
#define PH_DOCUMENT_BASELINE_PLAIN "the specification's plain baseline.json"

/* Does a document say that it is a baseline.json, of either shape? It need not be a valid one. */
gboolean ph_document_is_baseline(const cJSON *document);

/* Does a file say that it is a comparison.json? It need not be a valid one; FALSE where it cannot
 * be read, which whoever reads it then says. */
gboolean ph_document_is_comparison(const char *path);

/* The same of a matrix.json. */
gboolean ph_document_is_matrix(const char *path);

/* Check a document as ph_document_check() does a file; the kind's name is static. */
gboolean ph_document_is_valid(const cJSON *document, const char *schemas, const char **ret_kind,
                              GError **error);

/*
 * Check a file against the schema of its kind, which its member "schema_version" names; without
 * one it is taken for the specification's plain perf.json, or for its plain baseline.json if it has
 * "performance" and no "display_gibs". Beyond the schema, numbers that follow from others must
 * agree with them (perf_check.h, baseline_check.h, comparison_check.h, bisection_check.h,
 * benchmark_run_check.h).
 *
 * @param schemas   The folder with the schemas.
 * @param ret_kind  Receives the kind's name, to be freed by the caller.
 * @return FALSE and error (PH_ERROR_SCHEMA: JSON pointer and reason) when it is not valid.
 */
gboolean ph_document_check(const char *path, const char *schemas, char **ret_kind, GError **error);

/* The same, and return the document, for cJSON_Delete(); NULL and error when it is not valid. */
cJSON *ph_document_read_valid(const char *path, const char *schemas, char **ret_kind,
                              GError **error);

#endif /* PH_HARNESS_DOCUMENT_DOCUMENT_H */
