/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who owns a path, by a CODEOWNERS file as GitHub has it: lines of a pattern and owners, of which
 * the last that fits is the one. Patterns are those of .gitignore, without "!" and "[".
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_ALERT_CODE_OWNERS_H
#define PH_HARNESS_ALERT_CODE_OWNERS_H

#include <glib.h>

/*
 * The owners of some paths, each once, in the order of the paths.
 *
 * @param text   Of the file.
 * @param paths  NULL-terminated, from the checkout's top on.
 * @return Names with blanks between, printable; NULL: nobody. The caller frees it.
 */
char *ph_code_owners_of(const char *text, const char *const *paths);

#endif /* PH_HARNESS_ALERT_CODE_OWNERS_H */
