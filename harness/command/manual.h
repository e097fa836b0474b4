/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The manual of a command, from manual/NAME.md and the tables of the program: for a terminal, and
 * as a man page. What is returned is UTF-8 and the caller's to free.
 */
#ifndef PH_HARNESS_COMMAND_MANUAL_H
#define PH_HARNESS_COMMAND_MANUAL_H

#include <stdio.h>

#include "command/command.h"
#include "command/manual_list.h"

/* What its first line says, without a full stop. */
char *ph_manual_summary(const ph_command *command);

/* Print what --help shows: nothing is wider than PH_COLUMNS. */
void ph_manual_print(FILE *to, const ph_command *command);

/* The same, as far as its first section: what there is, before what one should know of it. */
void ph_manual_print_overview(FILE *to, const ph_command *command);

/* A list by itself. */
void ph_manual_print_list(FILE *to, const ph_manual_list *list);

/* A topic: what manual/NAME.md says of its list, or the list by itself where there is none. */
void ph_manual_print_topic(FILE *to, const char *name, const ph_manual_list *list);

/* perfharness-NAME(1), of ph_program perfharness(1), in roff's man macros. */
char *ph_manual_page(const ph_command *command);

#endif /* PH_HARNESS_COMMAND_MANUAL_H */
