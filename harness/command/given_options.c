/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/given_options.h"

#include <string.h>

static char **kept;

/* An option that an argument may name. */
typedef struct sought {
    const char *argument;
    const GOptionEntry *found;
} sought;

/* As GOption reads it: --name, --name=value, -n. */
static gboolean is_named(const GOptionEntry *option, const char *argument)
{
    const gsize length = strlen(option->long_name);

    if (g_str_has_prefix(argument, "--"))
        return strncmp(argument + 2, option->long_name, length) == 0 &&
               (argument[2 + length] == '\0' || argument[2 + length] == '=');
    return option->short_name && argument[0] == '-' && argument[1] == option->short_name;
}

static void try_option(const GOptionEntry *option, gpointer data)
{
    sought *search = data;

    if (is_named(option, search->argument))
        search->found = option;
}

/* The next argument is a value, whatever it looks like. */
static gboolean takes_next(const GOptionEntry *option, const char *argument)
{
    return option->arg != G_OPTION_ARG_NONE && !strchr(argument, '=') &&
           (argument[1] == '-' || argument[2] == '\0');
}

void ph_given_options_keep(char **arguments)
{
    g_strfreev(kept);
    kept = g_strdupv(arguments);
}

const char *ph_given_option_beside(const ph_command *command, const char *const *others)
{
    for (char **argument = kept; argument && *argument; argument++) {
        sought search = { *argument, NULL };

        if (strcmp(*argument, "--") == 0)
            break;
        ph_command_each_option(command, try_option, &search);
        if (!search.found)
            continue;
        if (!g_strv_contains(others, search.found->long_name))
            return search.found->long_name;
        if (takes_next(search.found, *argument) && argument[1])
            argument++;
    }
    return NULL;
}
