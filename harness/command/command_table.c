/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The commands in help order, finding one, and its options. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "error/error.h"

const ph_command *const ph_commands[] = {
#define X(name, needs) &ph_command_##name,
    PH_COMMAND_LIST(X)
#undef X
        NULL,
};

static gboolean is_help_wanted;

static const GOptionEntry help_options[] = { { "help", 'h', 0, G_OPTION_ARG_NONE, &is_help_wanted,
                                               "Print this, and do nothing else", NULL },
                                             G_OPTION_ENTRY_NULL };

const ph_command *ph_command_find(const char *name)
{
    for (const ph_command *const *command = ph_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

const char *const *ph_command_names(void)
{
    static const char *const names[] = {
#define X(name, needs) #name,
        PH_COMMAND_LIST(X)
#undef X
            NULL,
    };

    return names;
}

char *ph_command_title(const ph_command *command)
{
    return command == &ph_program ? g_strdup(command->name)
                                  : g_strconcat(ph_program.name, " ", command->name, NULL);
}

char **ph_command_usages(const ph_command *command)
{
    char **usages = g_strsplit(command->operands, "\n", -1);
    g_autofree char *title = ph_command_title(command);

    if (!*usages) { /* It splits nothing into nothing. */
        g_strfreev(usages);
        usages = g_new0(char *, 2);
        usages[0] = g_strdup("");
    }
    for (char **usage = usages; *usage; usage++) {
        g_autofree char *operands = *usage;

        *usage = g_strconcat(title, command == &ph_program ? "" : " [OPTION…]",
                             *operands ? " " : "", operands, NULL);
    }
    return usages;
}

static void each_of(const GOptionEntry *table, gboolean is_every, ph_option_visitor *visit,
                    gpointer data)
{
    for (const GOptionEntry *option = table; option->long_name; option++)
        if (is_every || !(option->flags & G_OPTION_FLAG_HIDDEN))
            visit(option, data);
}

static void each_option(const ph_command *command, gboolean is_every, ph_option_visitor *visit,
                        gpointer data)
{
    each_of(command->options, is_every, visit, data);
    for (const GOptionEntry *const *table = command->shared_options; table && *table; table++)
        each_of(*table, is_every, visit, data);
    each_of(help_options, is_every, visit, data);
}

void ph_command_each_option(const ph_command *command, ph_option_visitor *visit, gpointer data)
{
    each_option(command, FALSE, visit, data);
}

void ph_command_every_option(const ph_command *command, ph_option_visitor *visit, gpointer data)
{
    each_option(command, TRUE, visit, data);
}

GOptionContext *ph_command_options(const ph_command *command)
{
    GOptionContext *context = g_option_context_new(NULL);

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, command->options, NULL);
    for (const GOptionEntry *const *table = command->shared_options; table && *table; table++)
        g_option_context_add_main_entries(context, *table, NULL);
    g_option_context_add_main_entries(context, help_options, NULL);
    g_option_context_set_ignore_unknown_options(context, command->is_absent);
    return context;
}

gboolean ph_command_is_help_wanted(void)
{
    return is_help_wanted;
}

void ph_command_print_json(cJSON *document)
{
    char *text = cJSON_Print(document);

    (void)puts(text);
    cJSON_free(text);
    cJSON_Delete(document);
}

gboolean ph_command_takes_none(char **operands, GError **error)
{
    if (!operands[0])
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_USAGE, "unexpected argument: %s", operands[0]);
    return FALSE;
}
