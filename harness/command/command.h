/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a subcommand is. Each command_NAME.c holds one; command_table.c lists them. */
#ifndef PH_HARNESS_COMMAND_COMMAND_H
#define PH_HARNESS_COMMAND_COMMAND_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "verdict/verdict.h"

typedef struct ph_command {
    const char *name;
    const char *summary;     /* One line for `perfharness help`. */
    const char *operands;    /* As shown in the usage line, "" for none. */
    const char *description; /* Behind the options in --help; NULL for none. */
    char *(*describe)(void); /* Instead of it, where a table says it; NULL for none. */
    /* Ends with G_OPTION_ENTRY_NULL. Parses into file-local variables. */
    const GOptionEntry *options;
    /* Tables that commands share, NULL-terminated; NULL: none. */
    const GOptionEntry *const *shared_options;
    /*
     * The words that an option takes, by its long name, or an operand (NULL); NULL where there is
     * no list of them, and for a command without any. Free with g_strfreev().
     */
    char **(*values)(const char *option);
    gboolean is_absent; /* Not in this build: refused, whatever stands behind it. */
    /* operands is NULL-terminated. On error the status follows from the error's code. */
    ph_exit (*run)(char **operands, GError **error);
} ph_command;

/* All of them, in help order: identifier, and whether it needs the engine. */
#define PH_COMMAND_LIST(X)                                                                         \
    X(run, ENGINE)                                                                                 \
    X(check, DOCUMENTS)                                                                            \
    X(baseline, DOCUMENTS)                                                                         \
    X(compare, ENGINE)                                                                             \
    X(capability, ENGINE)                                                                          \
    X(doctor, ENGINE)                                                                              \
    X(tune, ENGINE)                                                                                \
    X(restore, ENGINE)                                                                             \
    X(report, DOCUMENTS)                                                                           \
    X(publish, DOCUMENTS)                                                                          \
    X(export, DOCUMENTS)                                                                           \
    X(import, DOCUMENTS)                                                                           \
    X(limits, ENGINE)                                                                              \
    X(vectors, ENGINE)                                                                             \
    X(validate, DOCUMENTS)                                                                         \
    X(system, ENGINE)                                                                              \
    X(subjects, ENGINE)                                                                            \
    X(help, DOCUMENTS)

#define X(name, needs) extern const ph_command ph_command_##name;
PH_COMMAND_LIST(X)
#undef X

extern const ph_command *const ph_commands[]; /* NULL-terminated, in help order. */

const ph_command *ph_command_find(const char *name);

/* What stands behind the options in --help; NULL for none. The caller frees it. */
char *ph_command_description(const ph_command *command);

/* Visit the options of a command that are shown, its own first. */
void ph_command_each_option(const ph_command *command,
                            void (*visit)(const GOptionEntry *option, gpointer data),
                            gpointer data);

/* The options of a command; free with g_option_context_free(). */
GOptionContext *ph_command_options(const ph_command *command);

/* Print a document to standard output, and delete it. */
void ph_command_print_json(cJSON *document);

/* Refuse operands a command does not take. */
gboolean ph_command_takes_none(char **operands, GError **error);

#endif /* PH_HARNESS_COMMAND_COMMAND_H */
