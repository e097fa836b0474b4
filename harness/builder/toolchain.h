/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cargo and rustc that build subjects. */
#ifndef PH_HARNESS_BUILDER_TOOLCHAIN_H
#define PH_HARNESS_BUILDER_TOOLCHAIN_H

#include <glib.h>

typedef struct ph_toolchain {
    char *cargo;    /* Its path. */
    char *rustc;    /* That of the rustc that is used with it. */
    char *identity; /* What `rustc -vV` prints. */
} ph_toolchain;

/*
 * As build-subject.sh looks for them: the cargo that CARGO names, the one on PATH, /usr/bin/cargo;
 * the first whose rustc is 1.MINIMUM or newer. NULL and error (PH_ERROR_SUBJECT_LOAD) when there is
 * none, with what is to be installed.
 *
 * @param crate  Folder of the subject's crate: the `rust-version` of its manifest is the oldest.
 */
ph_toolchain *ph_toolchain_find(const char *crate, GError **error);

/*
 * One that is installed: by rustup, or as ph_toolchain_find() looks for them. Nothing is installed.
 *
 * @param name  A release of Rust ("1.95.0"), what rustup calls it ("stable", "nightly"), or all of
 *              what `rustc --version` prints: then it is that very one.
 * @return NULL and error (PH_ERROR_ENVIRONMENT) where it is not, with those that are; or it is
 * older than the crate asks for.
 */
ph_toolchain *ph_toolchain_named(const char *crate, const char *name, GError **error);
void ph_toolchain_free(ph_toolchain *toolchain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_toolchain, ph_toolchain_free)

#endif /* PH_HARNESS_BUILDER_TOOLCHAIN_H */
