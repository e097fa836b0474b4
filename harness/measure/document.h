/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading the documents that a run writes, from whoever they come. */
#ifndef PH_DOCUMENT_H
#define PH_DOCUMENT_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Read a JSON file: an object, without duplicate names, at most 64 MiB.
 *
 * @return the document, for cJSON_Delete(); NULL and error: PH_ERROR_STORAGE, or PH_ERROR_PARSE
 *         with file, line, column and what was expected.
 */
cJSON *ph_document_read(const char *path, GError **error);

/* The names of the kinds that are perf.json. */
#define PH_DOCUMENT_PERF  "perfharness-perf-1"
#define PH_DOCUMENT_PLAIN "the specification's plain perf.json"

/*
 * Check a file against the schema of its kind, which its member "schema_version" names; without
 * one it is taken for the specification's plain perf.json. Beyond the schema, numbers that follow
 * from others must agree with them (measure/perf_check.h).
 *
 * @param schemas   The folder with the schemas.
 * @param ret_kind  Receives the kind's name, to be freed by the caller.
 * @return FALSE and error (PH_ERROR_SCHEMA: JSON pointer and reason) when it is not valid.
 */
gboolean ph_document_check(const char *path, const char *schemas, char **ret_kind, GError **error);

/* The same, and return the document, for cJSON_Delete(); NULL and error when it is not valid. */
cJSON *ph_document_read_valid(const char *path, const char *schemas, char **ret_kind,
                              GError **error);

#endif /* PH_DOCUMENT_H */
