/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which functions an instruction is of, where the compiler has put one into another: as the line
 * tables of a library have it (DWARF, any version that libdw reads).
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_EXPLAIN_INLINE_FRAMES_H
#define PH_HARNESS_EXPLAIN_INLINE_FRAMES_H

#include <glib.h>

typedef struct ph_inline_frames ph_inline_frames;

/*
 * Find the frames of these addresses.
 *
 * @param addresses  guint64, as the library's own tables have them, in ascending order.
 * @return NULL and error (PH_ERROR_STORAGE) when the file cannot be opened. One without line
 *         tables, or with damaged ones, is no error: there are no frames.
 */
ph_inline_frames *ph_inline_frames_find(const char *library, const GArray *addresses,
                                        GError **error);
void ph_inline_frames_free(ph_inline_frames *frames);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_inline_frames, ph_inline_frames_free)

/* Whether the library says anything of where its code comes from. */
gboolean ph_inline_frames_are_known(const ph_inline_frames *frames);

/*
 * The functions that are inlined there, by linkage name (const char *), from the outermost, which
 * stands in the function that the symbol table names, to the innermost, whose the instruction is.
 * NULL: none. Borrowed.
 */
const GPtrArray *ph_inline_frames_at(const ph_inline_frames *frames, guint64 address);

/*
 * Where one of the functions that have any of the addresses, or of those inlined there, is
 * declared, by its linkage name: "copybook-codec-0.8.1/src/numeric.rs:123", the file from its
 * crate's folder on, or by its name alone: where the folders of the machine are that built it is
 * nobody's business. NULL: not known. Borrowed.
 */
const char *ph_inline_frames_place(const ph_inline_frames *frames, const char *linkage_name);

/* The same of the function that the address is in, whatever the symbol table names it. */
const char *ph_inline_frames_place_at(const ph_inline_frames *frames, guint64 address);

#endif /* PH_HARNESS_EXPLAIN_INLINE_FRAMES_H */
