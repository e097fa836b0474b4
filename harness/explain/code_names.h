/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whose the instructions of a region are that callgrind counted: functions by their names as people
 * know them, wherever they are inlined, and which of them are what is measured.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_EXPLAIN_CODE_NAMES_H
#define PH_HARNESS_EXPLAIN_CODE_NAMES_H

#include "explain/callgrind_profile.h"
#include "verdict/explanation.h"

typedef struct ph_named_function {
    char *name;  /* As people know it. */
    char *place; /* FILE:LINE where it is declared, without folders of anybody's machine; NULL: not
                    known. */
    char *library; /* The file's name, without its folder, whose code it is. */
    char *crate;   /* "": not Rust's, or without a crate. */
    ph_function_origin origin;
    gboolean is_rust, is_of_library;
    guint index; /* Among all. */
} ph_named_function;

typedef struct ph_code_names ph_code_names;

/*
 * Name all functions of a profile. Measured ones are the library's: of a Rust library those of
 * copybook-rs' crates and of the subject's own; where it has none of these, those of all crates but
 * Rust's own.
 *
 * @param profile  Borrowed for the names' life.
 * @param library  Path of the library, as the profile names it.
 * @return NULL and error as ph_inline_frames_find().
 */
ph_code_names *ph_code_names_new(const ph_callgrind_profile *profile, const char *library,
                                 GError **error);
void ph_code_names_free(ph_code_names *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_code_names, ph_code_names_free)

/* ph_named_function, by index. Borrowed. */
const GPtrArray *ph_code_names_all(const ph_code_names *names);

/* The library says what is inlined into what. */
gboolean ph_code_names_have_inlined(const ph_code_names *names);

/* One that the profile has, by its linkage name there. Borrowed. */
const ph_named_function *ph_code_names_find(const ph_code_names *names, const char *linkage_name);

/*
 * Who an instruction of the profile is of, from the innermost to the one that the symbol table
 * names, each once (const ph_named_function): at least one. Borrowed until the next call.
 */
const GPtrArray *ph_code_names_chain(ph_code_names *names, const ph_callgrind_cost *at);

#endif /* PH_HARNESS_EXPLAIN_CODE_NAMES_H */
