/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a library that is measured was built from, and how: whatever is known of that. A library
 * that only its file is known of has its digest and size, and nothing else.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_MODEL_BUILD_IDENTITY_H
#define PH_HARNESS_MODEL_BUILD_IDENTITY_H

#include <glib.h>

/*
 * The members that are texts: identifier, and the name they have in documents. NULL is "not
 * known".
 *
 *   release         version of copybook-codec, as its manifest has it
 *   origin          "registry", or "checkout" for a revision of git
 *   commit          of copybook-rs' repository, 40 hexadecimal digits
 *   sources_sha256  over the files of copybook-core and copybook-codec
 *   lock_sha256     over Cargo.lock, which says with what else it was built
 *   toolchain       as `rustc --version` prints it
 *   flags           RUSTFLAGS
 *   library_sha256  over the library's file: which code was measured
 */
#define PH_BUILD_TEXT_LIST(X)                                                                      \
    X(release)                                                                                     \
    X(origin)                                                                                      \
    X(commit)                                                                                      \
    X(sources_sha256)                                                                              \
    X(lock_sha256)                                                                                 \
    X(toolchain)                                                                                   \
    X(flags)                                                                                       \
    X(library_sha256)

typedef enum ph_known {
    PH_NOT_KNOWN,
    PH_KNOWN_FALSE,
    PH_KNOWN_TRUE,
} ph_known;

/* Owns its texts. */
typedef struct ph_build_identity {
#define X(name) char *name;
    PH_BUILD_TEXT_LIST(X)
#undef X
    ph_known is_dirty;     /* Whether the sources differ from the commit's. */
    guint64 library_bytes; /* 0: not known. */
    double build_s;        /* What building all of it took, from nothing; below 0: not known. */
} ph_build_identity;

ph_build_identity *ph_build_identity_new(void);

/* Whether anything of it is known. */
gboolean ph_build_identity_is_known(const ph_build_identity *identity);

ph_build_identity *ph_build_identity_copy(const ph_build_identity *identity);
void ph_build_identity_free(ph_build_identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_build_identity, ph_build_identity_free)

#endif /* PH_HARNESS_MODEL_BUILD_IDENTITY_H */
