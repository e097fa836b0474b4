/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A word of a command line that is shown, for people to copy. Any thread; no state. */
#ifndef PH_HARNESS_ERROR_SHELL_WORD_H
#define PH_HARNESS_ERROR_SHELL_WORD_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * The word as a shell takes it, fit for one line of a terminal, a log or a document, as
 * ph_error_printable() texts are: as it stands, in 'quotes', or, with what may not be shown in it,
 * as $'quotes' of bash and zsh with its bytes as \xHH. The caller frees it.
 */
char *ph_shell_word(const char *word);

/*
 * The words of a line of them, each of which is as ph_shell_word() makes it, with one blank between
 * two. NULL for any other line, so that nothing but words is in one that is taken. Free with
 * g_strfreev().
 */
char **ph_shell_words(const char *line);

G_END_DECLS

#endif /* PH_HARNESS_ERROR_SHELL_WORD_H */
