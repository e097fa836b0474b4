/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/given_options.h"

#include <string.h>

#include "error/shell_word.h"

static char **kept;
static const GOptionEntry no_option = G_OPTION_ENTRY_NULL;

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

/*
 * The first option from this argument on, which moves behind it and its value; no_option for one
 * that the command has not. *ret_argument is how it was given. NULL: there are no more.
 */
static const GOptionEntry *next_option(const ph_command *command, char ***argument,
                                       const char **ret_argument)
{
    while (*argument && **argument && strcmp(**argument, "--") != 0) {
        sought search = { *(*argument)++, NULL };

        ph_command_every_option(command, try_option, &search);
        *ret_argument = search.argument;
        if (search.found && takes_next(search.found, search.argument) && **argument)
            ++*argument;
        if (search.argument[0] == '-' && search.argument[1])
            return search.found ? search.found : &no_option;
    }
    return NULL;
}

const char *ph_given_option_beside(const ph_command *command, const char *const *others)
{
    char **argument = kept;
    const GOptionEntry *option;
    const char *given;

    while ((option = next_option(command, &argument, &given)) != NULL)
        if (option != &no_option && !g_strv_contains(others, option->long_name))
            return option->long_name;
    return NULL;
}

char *ph_given_option_unknown(const ph_command *command)
{
    char **argument = kept;
    const GOptionEntry *option;
    const char *given;

    while ((option = next_option(command, &argument, &given)) != NULL)
        if (option == &no_option)
            return g_strndup(given, given[1] == '-' ? strcspn(given, "=") : 2);
    return NULL;
}

char *ph_given_command_without(const ph_command *command, const char *const *options,
                               const char *more)
{
    g_autofree char *title = ph_command_title(command);
    GString *line = g_string_new(title);

    g_string_append_printf(line, " %s", more);
    for (char **argument = kept; *argument; argument++) {
        sought search = { *argument, NULL };
        g_autofree char *word = ph_shell_word(*argument);

        ph_command_every_option(command, try_option, &search);
        if (search.found && g_strv_contains(options, search.found->long_name)) {
            if (takes_next(search.found, *argument) && argument[1])
                argument++;
            continue;
        }
        g_string_append_printf(line, " %s", word);
    }
    return g_string_free(line, FALSE);
}
