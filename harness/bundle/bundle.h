/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A bundle: what was measured, with all that it takes to measure it again elsewhere, in one
 * .tar.zst. Its first file is the manifest, bundle.json, which names all others with their digests;
 * config/schema/bundle.schema.json describes it.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BUNDLE_BUNDLE_H
#define PH_HARNESS_BUNDLE_BUNDLE_H

#include <cjson/cJSON.h>
#include <glib.h>

#define PH_BUNDLE_MANIFEST   "bundle.json"
#define PH_BUNDLE_PERF       "perf.json"
#define PH_BUNDLE_COMPARISON "comparison.json"
#define PH_BUNDLE_SYSTEM     "system-info.json"
#define PH_BUNDLE_LOCKS      "locks/" /* Cargo.lock of a build, by its digest: locks/SHA256.lock. */
#define PH_BUNDLE_DATA       "data/"

/* So much a bundle may hold. */
#define PH_BUNDLE_FILES_MAX 64
#define PH_BUNDLE_FILE_MAX  (256ul * 1024 * 1024)
#define PH_BUNDLE_ALL_MAX   (512ul * 1024 * 1024)

typedef struct ph_bundle {
    cJSON *manifest;     /* Without "members" until it is written. */
    GPtrArray *names;    /* char *: of the files beside it, in their order. */
    GPtrArray *contents; /* GBytes. */
} ph_bundle;

/* Takes the manifest over. */
ph_bundle *ph_bundle_new(cJSON *manifest);
void ph_bundle_free(ph_bundle *bundle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_bundle, ph_bundle_free)

/* Add a file, unless there is one of that name. FALSE and error (PH_ERROR_DATA) beyond the limits.
 */
gboolean ph_bundle_add(ph_bundle *bundle, const char *name, GBytes *bytes, GError **error);

/* A file, borrowed; NULL: it has none of that name. */
GBytes *ph_bundle_find(const ph_bundle *bundle, const char *name);

/* All of it as it is written; NULL and error. The same bundle is the same bytes. */
GBytes *ph_bundle_pack(ph_bundle *bundle, GError **error);

/*
 * Read one, from whoever it comes, into memory: nothing of it is written anywhere, or run.
 *
 * @param schemas  The folder with the schemas.
 * @return NULL and error (PH_ERROR_STORAGE, PH_ERROR_PARSE, PH_ERROR_SCHEMA, PH_ERROR_CHANGED), in
 *         one sentence that names the file: it is no archive as ph_bundle_pack() makes it, its
 *         manifest is not as its schema has it, or a file is not the one that it names.
 */
ph_bundle *ph_bundle_read(const char *path, const char *schemas, GError **error);

#endif /* PH_HARNESS_BUNDLE_BUNDLE_H */
