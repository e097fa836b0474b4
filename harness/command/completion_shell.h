/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The shells that are completed for, and what their scripts have in common. */
#ifndef PH_HARNESS_COMMAND_COMPLETION_SHELL_H
#define PH_HARNESS_COMMAND_COMPLETION_SHELL_H

#include <glib.h>

#include "command/command.h"

/* A script for each of them; the caller frees it. */
char *ph_completion_bash(void);
char *ph_completion_fish(void);
char *ph_completion_zsh(void);

/*
 * The words that an option (by its long name) or an operand (NULL) takes, with a blank between: ""
 * for none. Without those that a shell might take for more than a word. The caller frees it.
 */
char *ph_completion_words(const ph_command *command, const char *option);

/* Whether a file may stand there, as far as what is said of it tells. */
gboolean ph_completion_is_file(const GOptionEntry *option);
gboolean ph_completion_has_file(const ph_command *command);

/* In single quotes, and each of the text's own as the shell has it within them. Free it. */
char *ph_completion_quote(const char *text, const char *quote_as);

#endif /* PH_HARNESS_COMMAND_COMPLETION_SHELL_H */
