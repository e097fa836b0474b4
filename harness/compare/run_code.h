/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The machine code of the functions that ran, with the addresses taken out that depend on where
 * other code and data lie: whether two libraries that differ elsewhere do the same here.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_COMPARE_RUN_CODE_H
#define PH_HARNESS_COMPARE_RUN_CODE_H

#include <glib.h>

/*
 * A digest over the functions that hold these addresses: each function's plain name
 * (compare/code_layout.h) and its bytes. In the place of an address that is relative to the code
 * stands, where it is called or jumped to, the plain name of the function there; of data, as
 * they are at first, what is read, or the first bytes that are pointed to.
 *
 * @param library    Path of an ELF library.
 * @param addresses  guint64, as the library's own tables have them, in any order.
 * @return The caller frees it. NULL: it is not known, as one of the addresses is of no function
 * that has a name and a size, or not all of a function can be read (x86-64 alone is).
 */
char *ph_run_code_digest(const char *library, const GArray *addresses);

#endif /* PH_HARNESS_COMPARE_RUN_CODE_H */
