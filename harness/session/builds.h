/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The builds that a command line names (builder/build_name.h), made where they are not at hand,
 * which takes minutes. Standard error says what is done. Nothing that is measured waits for it, and
 * no lock of the host's is taken.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_BUILDS_H
#define PH_HARNESS_SESSION_BUILDS_H

#include "builder/build_name.h"
#include "model/build_identity.h"

/* Where they are made; SIGINT, SIGTERM and SIGHUP end a build in order as long as it is there. */
typedef struct ph_builds ph_builds;

ph_builds *ph_builds_new(void);

/* The same with this toolchain (builder/toolchain.h) and for this CPU; NULL: the usual ones.
 * Copied. */
ph_builds *ph_builds_new_for(const char *rustc, const char *target_cpu);
void ph_builds_free(ph_builds *builds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_builds, ph_builds_free)

/*
 * The compiler's first error in what could not be built, in printable lines; borrowed. NULL: there
 * was none.
 */
const char *ph_builds_first_error(const ph_builds *builds);

typedef struct ph_build {
    ph_builds *maker;    /* Who made it, and can make it again: it must outlive this. */
    ph_build_name *name; /* As it was named; of a revision, by its commit: a branch may move. */
    char *library;       /* Its file. */
    char *options;       /* For the subject's open(); NULL: none. */
    ph_build_identity *identity; /* NULL: a library that cannot be read. */
} ph_build;

/*
 * @param text  Names it.
 * @return NULL and error as ph_build_name_parse() and ph_rust_build(). A library's file is not
 *         looked at: whoever loads it says what is wrong with it.
 */
ph_build *ph_builds_find(ph_builds *builds, const char *text, GError **error);

/*
 * How a build is named for others, without folders of this machine: "FILE.so?OPTIONS",
 * "copybook-rs@0.8.1", "REPOSITORY@REVISION". The caller frees both. As an operand, a revision is
 * that of a folder here, by its commit where that is known: "./REPOSITORY@0123456789ab".
 */
char *ph_build_named(const ph_build_name *name);
char *ph_build_operand(const ph_build_name *name);

/* The same of what a user named a build by, be it a subject's name of the installation. */
char *ph_build_shown(const char *text);

/* The same build with its code moved by so much, a multiple of 64; one that can be built. */
ph_build *ph_builds_move(const ph_build *build, guint padding_bytes, GError **error);
gboolean ph_build_can_be_moved(const ph_build *build);

void ph_build_free(ph_build *build);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_build, ph_build_free)

#endif /* PH_HARNESS_SESSION_BUILDS_H */
