/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a build of a subject is named, wherever one is:
 *
 *   FILE.so            a library that is there; FILE.so?OPTIONS hands it options
 *   copybook-rs@0.8.1  a release, from the Rust registry
 *   CHECKOUT@REVISION  a revision of a git checkout of copybook-rs
 *
 * What is there by that name is meant to be a library, whatever it is called. A folder that is
 * called copybook-rs is meant by ./copybook-rs@REVISION. What a revision is, git says: it may have
 * an @ in it, as HEAD@{1}; so may the checkout's path, of which the shortest that is a folder
 * counts.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_BUILDER_BUILD_NAME_H
#define PH_HARNESS_BUILDER_BUILD_NAME_H

#include <glib.h>

typedef enum ph_build_kind {
    PH_BUILD_LIBRARY,
    PH_BUILD_RELEASE,
    PH_BUILD_REVISION,
} ph_build_kind;

/* Owns its texts. */
typedef struct ph_build_name {
    ph_build_kind kind;
    char *text;  /* As it was given. */
    char *place; /* The library's file, or the checkout's folder; NULL for a release. */
    char *which; /* The library's options, the release, the revision; NULL: no options. */
} ph_build_name;

/*
 * NULL and error (PH_ERROR_USAGE) for a text that is none. A library's file need not be there: it
 * ends in .so then, or has options.
 */
ph_build_name *ph_build_name_parse(const char *text, GError **error);
ph_build_name *ph_build_name_copy(const ph_build_name *name);
void ph_build_name_free(ph_build_name *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_build_name, ph_build_name_free)

#endif /* PH_HARNESS_BUILDER_BUILD_NAME_H */
