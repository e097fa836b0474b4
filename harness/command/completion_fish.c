/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The completion for fish: a line for each word that there is. */
#include "command/completion_shell.h"
#include "command/manual.h"

static const char opening[] =
    "# fish completion of perfharness, made by `perfharness help --completion fish`.\n"
    "function __perfharness_has_no_command\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n"
    "function __perfharness_command_is\n"
    "    set -l words (commandline -opc)\n"
    "    test \"$words[2]\" = $argv[1]\n"
    "end\n"
    "complete -c perfharness -f\n";

typedef struct script {
    GString *text;
    const char *condition;
    const ph_command *command;
} script;

static char *quote(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "\\", -1);
    g_autofree char *escaped = g_strjoinv("\\\\", parts);

    return ph_completion_quote(escaped, "\\'");
}

static void begin(const script *to)
{
    g_string_append_printf(to->text, "complete -c perfharness -n '%s'", to->condition);
}

static void add_values(GString *to, const char *words, gboolean has_file)
{
    g_string_append(to, has_file ? " -F" : " -f");
    if (*words)
        g_string_append_printf(to, " -a '%s'", words);
}

static void add_option(const GOptionEntry *option, gpointer data)
{
    const script *to = data;
    g_autofree char *words = ph_completion_words(to->command, option->long_name);
    g_autofree char *description = quote(option->description);

    begin(to);
    g_string_append_printf(to->text, " -l %s", option->long_name);
    if (option->short_name)
        g_string_append_printf(to->text, " -s %c", option->short_name);
    if (option->arg != G_OPTION_ARG_NONE) {
        g_string_append(to->text, " -r");
        add_values(to->text, words, ph_completion_is_file(option));
    }
    g_string_append_printf(to->text, " -d %s\n", description);
}

static void add_command(GString *text, const ph_command *command)
{
    g_autofree char *condition = g_strconcat("__perfharness_command_is ", command->name, NULL);
    g_autofree char *words = ph_completion_words(command, NULL);
    const gboolean has_file = ph_completion_has_file(command);
    script to = { text, condition, command };

    ph_command_each_option(command, add_option, &to);
    if (!*words && !has_file)
        return;
    begin(&to);
    add_values(text, words, has_file);
    g_string_append_c(text, '\n');
}

/* In a command's place. */
static void add_first_word(GString *text)
{
    script to = { text, "__perfharness_has_no_command", &ph_program };

    for (const ph_command *const *command = ph_commands; *command; command++) {
        g_autofree char *summary = ph_manual_summary(*command);
        g_autofree char *description = quote(summary);

        begin(&to);
        g_string_append_printf(text, " -a %s -d %s\n", (*command)->name, description);
    }
    ph_command_each_option(&ph_program, add_option, &to);
}

char *ph_completion_fish(void)
{
    GString *text = g_string_new(opening);

    add_first_word(text);
    for (const ph_command *const *command = ph_commands; *command; command++)
        add_command(text, *command);
    return g_string_free(text, FALSE);
}
