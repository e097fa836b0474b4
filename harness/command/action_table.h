/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The actions of a command that has several: which of them is asked for, and whether it takes what
 * is given beside its name.
 *
 * One thread; no state of its own.
 */
#ifndef PH_HARNESS_COMMAND_ACTION_TABLE_H
#define PH_HARNESS_COMMAND_ACTION_TABLE_H

#include "command/command.h"

/* One of them, as far as all commands have it. Static. */
typedef struct ph_action {
    const char *name;
    guint operands_min, operands_max; /* Behind its name. */
    const char *options;  /* Those it takes beside what all take: long names, blanks between. */
    const char *expected; /* The first operand, in words; NULL: it needs none. */
    const char *meaning;  /* A sentence, for the manual. */
} ph_action;

typedef struct ph_action_table {
    const ph_command *command;
    const char *common; /* The options that all of them take, as above. */
    guint count;
    ph_action (*at)(guint i);
} ph_action_table;

/* All names, NULL-terminated. The caller frees them. */
char **ph_action_names(const ph_action_table *table);

/* Which one has that name; -1 and error (PH_ERROR_USAGE): none, or the name is NULL. */
gint ph_action_find(const ph_action_table *table, const char *name, GError **error);

/*
 * Whether an action takes all options that are given: one that would do nothing was meant to do
 * something. Those that the command shares with others are theirs to check. FALSE and error
 * (PH_ERROR_USAGE).
 */
gboolean ph_action_takes_options(const ph_action_table *table, guint action, GError **error);

/* Whether it takes so many operands. FALSE and error (PH_ERROR_USAGE). */
gboolean ph_action_takes_operands(const ph_action_table *table, guint action, char **operands,
                                  GError **error);

/* Each with its meaning, for the manual. */
void ph_action_describe(const ph_action_table *table, ph_manual_list *list);

#endif /* PH_HARNESS_COMMAND_ACTION_TABLE_H */
