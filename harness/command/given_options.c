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

static void append_word(GString *line, const char *text)
{
    g_autofree char *word = ph_shell_word(text);

    g_string_append_printf(line, " %s", word);
}

/* A value that may be a file's path. */
static void append_value(GString *line, const GOptionEntry *option, const char *value)
{
    const gboolean is_path = option->arg_description && strstr(option->arg_description, "FILE");
    g_autofree char *shown = is_path ? g_path_get_basename(value) : g_strdup(value);

    append_word(line, shown);
}

/* An option, with its value behind it; returns how many arguments that was. */
static guint append_option(GString *line, const GOptionEntry *option, char *const *argument,
                           gboolean is_left_out)
{
    const gboolean has_next = takes_next(option, argument[0]) && argument[1];
    const char *equals = strchr(argument[0], '=');

    if (!is_left_out) {
        g_autofree char *name = g_strconcat("--", option->long_name, NULL);

        append_word(line, name);
        if (equals || has_next)
            append_value(line, option, equals ? equals + 1 : argument[1]);
    }
    return has_next ? 2 : 1;
}

char *ph_given_command_elsewhere(const ph_command *command, const char *const *left_out,
                                 const char *const *operands)
{
    g_autofree char *title = ph_command_title(command);
    GString *line = g_string_new(title);
    char **argument = kept;

    while (*argument) {
        sought search = { *argument, NULL };

        ph_command_every_option(command, try_option, &search);
        if (search.found) {
            argument += append_option(line, search.found, argument,
                                      g_strv_contains(left_out, search.found->long_name));
            continue;
        }
        if (strcmp(*argument, "--") != 0 && *operands)
            append_word(line, *operands++);
        argument++;
    }
    return g_string_free(line, FALSE);
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
