/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Building the copybook-rs subject from a revision of a checkout. The checkout is only read: git
 * archives the revision into the cache, and cargo's [patch] puts its crates in the place of the
 * published ones. Every revision is built at the same path, so that what differs between two builds
 * is what differs between the revisions.
 */
#ifndef PH_HARNESS_COMPARE_RUST_BUILD_H
#define PH_HARNESS_COMPARE_RUST_BUILD_H

#include <glib.h>

/* All borrowed. */
typedef struct ph_rust_build_plan {
    const char *checkout;   /* A git repository of copybook-rs, or a folder in its work tree. */
    const char *subject;    /* Folder of the subject's crate, with build-subject.sh. */
    const char *cache;      /* Made where it is missing; may be deleted at any time. */
    const char *target_cpu; /* As rustc has it; "": its default. */
    guint padding_bytes;    /* Moves the code of the crates by so much; a multiple of 64. */
    const gboolean *is_interrupted; /* As that of ph_tool_run(). */
} ph_rust_build_plan;

/*
 * Build, unless the cache has it: one library for each commit, subject, padding and compiler. Waits
 * while another process builds there.
 *
 * @param revision    As git has it: a branch, a tag, HEAD~1, a hash.
 * @param ret_commit  Receives the commit's full hash, for the caller to free.
 * @return path of the library in the cache, for the caller to free. NULL and error, in one
 *         sentence: PH_ERROR_USAGE for a revision or a checkout that is not one,
 *         PH_ERROR_SUBJECT_LOAD when it does not build (with the place of cargo's log),
 *         PH_ERROR_ENVIRONMENT, PH_ERROR_STORAGE, PH_ERROR_INTERRUPTED.
 */
char *ph_rust_build(const ph_rust_build_plan *plan, const char *revision, char **ret_commit,
                    GError **error);

#endif /* PH_HARNESS_COMPARE_RUST_BUILD_H */
