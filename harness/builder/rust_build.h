/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Building the copybook-rs subject from a release of the Rust registry, or from a revision of a
 * checkout. The checkout is only read: git archives the revision, and cargo's [patch] puts its
 * crates in the place of the published ones. What else is built with it, the sources' own
 * Cargo.lock says. All is built at the same path, so that what differs between two builds is what
 * differs between their sources.
 *
 * Finished builds are kept, each in a folder of its own that appears whole: by release or commit,
 * the subject's crate, flags and toolchain. Each is sealed (build_record.h), and looked at before
 * it is used; one that is not as it was is built anew.
 *
 * One thread at a time for each builder; any number of processes share a cache.
 */
#ifndef PH_HARNESS_BUILDER_RUST_BUILD_H
#define PH_HARNESS_BUILDER_RUST_BUILD_H

#include "builder/build_name.h"
#include "model/build_identity.h"

/* What is told while a build goes on; each may be NULL. Texts are printable and borrowed. */
typedef struct ph_rust_build_observer {
    void (*waits)(gpointer data);                       /* For another process that builds. */
    void (*replaces)(const char *build, gpointer data); /* What is kept is not as it was. */
    void (*begins)(const char *build, gpointer data);
    void (*compiles)(const char *crate, double elapsed_s, gpointer data); /* Every 50 ms or so. */
    void (*ends)(const ph_build_identity *identity, gpointer data);
    /* The compiler's first error, several lines. What the function returns says it in one. */
    void (*fails)(const char *first_error, gpointer data);
    gpointer data;
} ph_rust_build_observer;

/* All borrowed. */
typedef struct ph_rust_build_plan {
    const char *crate;              /* Folder of the subject's crate, with build-subject.sh. */
    const char *cache;              /* Made where it is missing; may be deleted at any time. */
    const char *rustc;              /* As ph_toolchain_named() has it; NULL: the usual one. */
    const char *target_cpu;         /* As rustc has it; "": its default. */
    const gboolean *is_interrupted; /* As that of ph_tool; may be NULL. */
    ph_rust_build_observer observer;
} ph_rust_build_plan;

typedef struct ph_rust_builder ph_rust_builder;

/* Nothing is done yet. What the plan borrows outlives the builder. */
ph_rust_builder *ph_rust_builder_new(const ph_rust_build_plan *plan);
void ph_rust_builder_free(ph_rust_builder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_rust_builder, ph_rust_builder_free)

/* A library in the cache. */
typedef struct ph_rust_built {
    char *library;
    ph_build_identity *identity;
} ph_rust_built;

/*
 * Build, unless the cache has it. Waits while another process builds there.
 *
 * @param name           A release or a revision.
 * @param padding_bytes  Moves the code of the crates by so much; a multiple of 64.
 * @return NULL and error, in one sentence: PH_ERROR_USAGE for a release, a revision or a checkout
 *         that is not one, PH_ERROR_SUBJECT_LOAD when it does not build (with the place of cargo's
 *         log), PH_ERROR_ENVIRONMENT, PH_ERROR_STORAGE, PH_ERROR_INTERRUPTED.
 */
ph_rust_built *ph_rust_build(ph_rust_builder *builder, const ph_build_name *name,
                             guint padding_bytes, GError **error);
void ph_rust_built_free(ph_rust_built *built);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_rust_built, ph_rust_built_free)

#endif /* PH_HARNESS_BUILDER_RUST_BUILD_H */
