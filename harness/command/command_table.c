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

const ph_command *ph_command_find(const char *name)
{
    for (const ph_command *const *command = ph_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static void each_of(const GOptionEntry *table,
                    void (*visit)(const GOptionEntry *option, gpointer data), gpointer data)
{
    for (const GOptionEntry *option = table; option->long_name; option++)
        if (!(option->flags & G_OPTION_FLAG_HIDDEN))
            visit(option, data);
}

void ph_command_each_option(const ph_command *command,
                            void (*visit)(const GOptionEntry *option, gpointer data), gpointer data)
{
    each_of(command->options, visit, data);
    for (const GOptionEntry *const *table = command->shared_options; table && *table; table++)
        each_of(*table, visit, data);
}

char *ph_command_description(const ph_command *command)
{
    return command->describe ? command->describe() : g_strdup(command->description);
}

GOptionContext *ph_command_options(const ph_command *command)
{
    GOptionContext *context = g_option_context_new(command->operands);
    g_autofree char *description = ph_command_description(command);

    g_option_context_add_main_entries(context, command->options, NULL);
    for (const GOptionEntry *const *table = command->shared_options; table && *table; table++)
        g_option_context_add_main_entries(context, *table, NULL);
    g_option_context_set_ignore_unknown_options(context, command->is_absent);
    g_option_context_set_summary(context, command->summary);
    g_option_context_set_description(context, description);
    return context;
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
