/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a subcommand is. Each command_NAME.c holds one; command_table.c lists them. What it is for,
 * manual/NAME.md says.
 */
#ifndef PH_HARNESS_COMMAND_COMMAND_H
#define PH_HARNESS_COMMAND_COMMAND_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "command/manual_list.h"
#include "verdict/verdict.h"

typedef struct ph_command {
    const char *name;
    /* What stands behind its options, one line for each way to use it; "" for none. */
    const char *operands;
    /* Ends with G_OPTION_ENTRY_NULL. Parses into file-local variables. */
    const GOptionEntry *options;
    /* Tables that commands share, NULL-terminated; NULL: none. */
    const GOptionEntry *const *shared_options;
    /*
     * The words that an option takes, by its long name, or an operand (NULL); NULL where there is
     * no list of them, and for a command without any. Free with g_strfreev().
     */
    char **(*values)(const char *option);
    /* Fill a list that its manual has, beside its options, where it says <!-- PART -->; or NULL. */
    void (*add_part)(const char *part, ph_manual_list *list);
    gboolean is_absent; /* Not in this build: refused, whatever stands behind it. */
    /*
     * operands is NULL-terminated. On error the status is that of wrong use where the error's code
     * says so, else what is returned: that something was found, or cannot be told, or that it could
     * not be done.
     */
    ph_exit (*run)(char **operands, GError **error);
} ph_command;

/* All of them, in help order: identifier, and whether it needs the engine. */
#define PH_COMMAND_LIST(X)                                                                         \
    X(run, ENGINE)                                                                                 \
    X(check, DOCUMENTS)                                                                            \
    X(baseline, DOCUMENTS)                                                                         \
    X(history, DOCUMENTS)                                                                          \
    X(alert, DOCUMENTS)                                                                            \
    X(audit, DOCUMENTS)                                                                            \
    X(archive, DOCUMENTS)                                                                          \
    X(compare, ENGINE)                                                                             \
    X(bisect, ENGINE)                                                                              \
    X(profile, ENGINE)                                                                             \
    X(bundle, DOCUMENTS)                                                                           \
    X(reproduce, ENGINE)                                                                           \
    X(capability, ENGINE)                                                                          \
    X(doctor, ENGINE)                                                                              \
    X(tune, ENGINE)                                                                                \
    X(restore, ENGINE)                                                                             \
    X(report, DOCUMENTS)                                                                           \
    X(publish, DOCUMENTS)                                                                          \
    X(export, DOCUMENTS)                                                                           \
    X(import, DOCUMENTS)                                                                           \
    X(layout, ENGINE)                                                                              \
    X(decode, ENGINE)                                                                              \
    X(encode, ENGINE)                                                                              \
    X(limits, ENGINE)                                                                              \
    X(conformance, ENGINE)                                                                         \
    X(vectors, ENGINE)                                                                             \
    X(validate, DOCUMENTS)                                                                         \
    X(verify, DOCUMENTS)                                                                           \
    X(stamp, DOCUMENTS)                                                                            \
    X(system, ENGINE)                                                                              \
    X(subjects, ENGINE)                                                                            \
    X(help, DOCUMENTS)

#define X(name, needs) extern const ph_command ph_command_##name;
PH_COMMAND_LIST(X)
#undef X

extern const ph_command *const ph_commands[]; /* NULL-terminated, in help order. */

/* The program itself, where no command is named: its overview, and its version. */
extern const ph_command ph_program;

const ph_command *ph_command_find(const char *name);

/* "perfharness NAME", or "perfharness"; as the rest of what is made here, the caller's to free. */
char *ph_command_title(const ph_command *command);

/* "perfharness NAME [OPTION…] OPERANDS", for each way to use it. */
char **ph_command_usages(const ph_command *command);

/* All of their names, NULL-terminated. Borrowed. */
const char *const *ph_command_names(void);

typedef void ph_option_visitor(const GOptionEntry *option, gpointer data);

/* Visit the options of a command that are shown: its own, those it shares, and --help. */
void ph_command_each_option(const ph_command *command, ph_option_visitor *visit, gpointer data);

/* Those that are not shown, too. */
void ph_command_every_option(const ph_command *command, ph_option_visitor *visit, gpointer data);

/* The options of a command; free with g_option_context_free(). */
GOptionContext *ph_command_options(const ph_command *command);

/* Whether --help is among those that were parsed: its manual is printed, and nothing else done. */
gboolean ph_command_is_help_wanted(void);

/* Print a document to standard output, and delete it. */
void ph_command_print_json(cJSON *document);

/* Refuse operands a command does not take. */
gboolean ph_command_takes_none(char **operands, GError **error);

#endif /* PH_HARNESS_COMMAND_COMMAND_H */
