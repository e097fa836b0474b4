/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Places in sources as people know them. Any thread; no state. */
#ifndef PH_HARNESS_EXPLAIN_CODE_PLACE_H
#define PH_HARNESS_EXPLAIN_CODE_PLACE_H

/*
 * FILE:LINE, fit to be printed: the file from the folder of its crate on, which is the one above
 * src/, or from library/ on (Rust's own), and else its name alone. The caller frees it.
 *
 * @param path  As a compiler wrote it down, be it of another system.
 */
char *ph_code_place(const char *path, int line);

#endif /* PH_HARNESS_EXPLAIN_CODE_PLACE_H */
