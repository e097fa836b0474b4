/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where finished builds are kept: CACHE/NAME-KEY/, each with the library, its sealed record and
 * cargo's log. A folder appears whole.
 */
#ifndef PH_HARNESS_BUILDER_BUILD_CACHE_H
#define PH_HARNESS_BUILDER_BUILD_CACHE_H

#include "model/build_identity.h"
#include "storage/lock.h"

/* One build's place, whether it is there or not. */
typedef struct ph_cached_build {
    char *folder;
    char *library;
    char *key;
} ph_cached_build;

/* Over all that makes two builds of one release or commit differ. Borrowed. */
typedef struct ph_build_inputs {
    const char *crate;      /* Folder of the subject's crate. */
    const char *toolchain;  /* What it says it is. */
    const char *target_cpu; /* As rustc has it. */
    guint padding_bytes;
} ph_build_inputs;

/* @param name  "copybook-rs-0.8.1", or a commit's hash. */
ph_cached_build *ph_cached_build_new(const char *cache, const char *name,
                                     const ph_build_inputs *inputs);
void ph_cached_build_free(ph_cached_build *build);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_cached_build, ph_cached_build_free)

/* Its identity when it is there, and as it was sealed; else NULL. */
ph_build_identity *ph_cached_build_read(const ph_cached_build *build);

/* Keep what a build left in this folder, sealed; what was in its place goes. */
gboolean ph_cached_build_keep(const ph_cached_build *build, const char *output, GError **error);

/*
 * One build at a time: all are made at the same path. NULL and error: PH_ERROR_INTERRUPTED,
 * PH_ERROR_STORAGE.
 *
 * @param waits  Told once before it waits; may be NULL.
 */
ph_lock *ph_build_cache_lock(const char *cache, const gboolean *is_interrupted,
                             void (*waits)(gpointer data), gpointer data, GError **error);

#endif /* PH_HARNESS_BUILDER_BUILD_CACHE_H */
