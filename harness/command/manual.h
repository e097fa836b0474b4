/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is made from the table of commands and their options: a man page, and completion. */
#ifndef PH_HARNESS_COMMAND_MANUAL_H
#define PH_HARNESS_COMMAND_MANUAL_H

/* perfharness(1) in roff's man macros. The caller frees it. */
char *ph_manual_page(void);

/*
 * What bash is to source, so that it completes commands, options, their values and files. The
 * suites are those in config/suites at this moment. The caller frees it.
 */
char *ph_manual_bash_completion(void);

#endif /* PH_HARNESS_COMMAND_MANUAL_H */
