/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What two builds' files say about their machine code: whether it is the same, and which functions
 * only lie elsewhere. A loop that falls differently into cache lines may run some per cent slower
 * although nobody touched it.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_COMPARE_CODE_LAYOUT_H
#define PH_HARNESS_COMPARE_CODE_LAYOUT_H

#include <glib.h>

/* One library's code, as its ELF file has it. */
typedef struct ph_code ph_code;

/*
 * Read a shared library. NULL and error (PH_ERROR_STORAGE, PH_ERROR_SUBJECT_LOAD) when there is no
 * such file, or what it holds is no ELF library or a damaged one.
 */
ph_code *ph_code_read(const char *path, GError **error);
void ph_code_free(ph_code *code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_code, ph_code_free)

/*
 * TRUE when both load the same bytes to the same places: code, constants, initial data and
 * relocations. Build ids, debugging information and whatever else is not loaded may differ.
 */
gboolean ph_code_is_identical(const ph_code *base, const ph_code *head);

/*
 * The functions of both, of one size, that begin at another place of a 64-byte line in head. Names
 * are compared without the hashes that Rust appends to them, which differ between any two builds.
 *
 * @param hot  Linkage names (char *) of the functions to look at; empty: all that are larger than a
 *             line.
 * @return in words for one line, with the compiler's flag that would align them; NULL when there is
 *         none. The caller frees it.
 */
char *ph_code_moved(const ph_code *base, const ph_code *head, const GPtrArray *hot);

/*
 * A linkage name without Rust's hash (either mangling) and LLVM's suffix; the caller frees it.
 */
char *ph_code_plain_name(const char *linkage_name);

#endif /* PH_HARNESS_COMPARE_CODE_LAYOUT_H */
