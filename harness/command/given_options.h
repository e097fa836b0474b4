/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which options the command line names, whatever their values; these alone do not tell. */
#ifndef PH_HARNESS_COMMAND_GIVEN_OPTIONS_H
#define PH_HARNESS_COMMAND_GIVEN_OPTIONS_H

#include "command/command.h"

/* Keep what stands behind the command's name, before it is parsed; there is one command a process.
 */
void ph_given_options_keep(char **arguments);

/*
 * The long name of the first option that is named and is not among others (NULL-terminated);
 * borrowed from the command. NULL: there is none.
 */
const char *ph_given_option_beside(const ph_command *command, const char *const *others);

/*
 * The command line as a shell takes it, without these options (long names, NULL-terminated), and so
 * many words of more behind the command's name; the caller frees it.
 */
char *ph_given_command_without(const ph_command *command, const char *const *options,
                               const char *more);

/*
 * The command line as it may be given elsewhere: without these options, with these operands in the
 * place of its own, and of files that options name only the last part. The caller frees it.
 */
char *ph_given_command_elsewhere(const ph_command *command, const char *const *left_out,
                                 const char *const *operands);

/* The first that is none of the command's, as "--name" or "-n"; the caller frees it. NULL: none. */
char *ph_given_option_unknown(const ph_command *command);

#endif /* PH_HARNESS_COMMAND_GIVEN_OPTIONS_H */
