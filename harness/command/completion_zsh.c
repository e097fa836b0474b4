/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The completion for zsh, in the specifications of its _arguments. */
#include "command/completion_shell.h"
#include "command/manual.h"

static const char opening[] =
    "#compdef perfharness\n"
    "# zsh completion of perfharness, made by `perfharness help --completion zsh`.\n"
    "_perfharness_words_or_files() {\n"
    "    _alternative \"words:word:($*)\" 'files:file:_files'\n"
    "}\n"
    "_perfharness() {\n"
    "    local name=$words[2]\n"
    "    if ((CURRENT == 2)); then\n"
    "        name=\n"
    "    else\n"
    "        shift words\n"
    "        ((CURRENT--))\n"
    "    fi\n"
    "    case $name in\n";
/* As a file of $fpath it is the function itself, the first time it is asked. */
static const char closing[] = "    esac\n"
                              "}\n"
                              "if [[ $funcstack[1] == _perfharness ]]; then\n"
                              "    _perfharness \"$@\"\n"
                              "else\n"
                              "    compdef _perfharness perfharness\n"
                              "fi\n";

typedef struct script {
    GString *text;
    const ph_command *command;
} script;

/* What stands between the colons and brackets of a specification. */
static char *escape(const char *text)
{
    GString *escaped = g_string_new(NULL);

    for (; *text; text++) {
        if (strchr("\\[]:", *text))
            g_string_append_c(escaped, '\\');
        g_string_append_c(escaped, *text);
    }
    return g_string_free(escaped, FALSE);
}

static void add_specification(GString *to, const char *specification)
{
    g_autofree char *quoted = ph_completion_quote(specification, "'\\''");

    g_string_append_printf(to, " \\\n            %s", quoted);
}

/* How a value is completed: by words, files, both or nothing. Behind a blank, a function gets what
 * stands there and no more. */
static char *action(const char *words, gboolean has_file)
{
    if (!*words)
        return g_strdup(has_file ? "_files" : " ");
    return has_file ? g_strconcat(" _perfharness_words_or_files ", words, NULL)
                    : g_strconcat("(", words, ")", NULL);
}

/* By one of its names; of an option that is not repeated, none is offered again. */
static void add_named(GString *to, const GOptionEntry *option, const char *name, const char *value)
{
    const gboolean is_repeated = option->arg == G_OPTION_ARG_STRING_ARRAY;
    g_autofree char *description = escape(option->description);
    g_autofree char *others =
        option->short_name ? g_strdup_printf("(-%c --%s)", option->short_name, option->long_name)
                           : g_strdup("");
    g_autofree char *specification =
        g_strconcat(is_repeated ? "*" : others, name, "[", description, "]", value, NULL);

    add_specification(to, specification);
}

static void add_option(const GOptionEntry *option, gpointer data)
{
    script *to = data;
    const gboolean has_value = option->arg != G_OPTION_ARG_NONE;
    g_autofree char *words = ph_completion_words(to->command, option->long_name);
    g_autofree char *how = action(words, ph_completion_is_file(option));
    g_autofree char *what = escape(has_value ? option->arg_description : "");
    g_autofree char *value = has_value ? g_strconcat(":", what, ":", how, NULL) : g_strdup("");
    g_autofree char *name = g_strconcat("--", option->long_name, has_value ? "=" : "", NULL);
    const char letter[] = { '-', option->short_name, '\0' };

    add_named(to->text, option, name, value);
    if (option->short_name)
        add_named(to->text, option, letter, value);
}

/* A command's first operand is one of its words, where files follow it. */
static void add_operands(GString *to, const ph_command *command)
{
    const gboolean has_file = ph_completion_has_file(command);
    g_autofree char *words = ph_completion_words(command, NULL);
    g_autofree char *specification =
        g_strdup_printf("%c:operand:(%s)", has_file ? '1' : '*', words);

    if (*words)
        add_specification(to, specification);
    if (has_file)
        add_specification(to, "*:file:_files");
}

static void add_command(GString *text, const ph_command *command)
{
    script to = { text, command };

    g_string_append_printf(text, "    %s)\n        _arguments -S :", command->name);
    ph_command_each_option(command, add_option, &to);
    add_operands(text, command);
    g_string_append(text, "\n        ;;\n");
}

/* In a command's place. */
static void add_first_word(GString *text)
{
    script to = { text, &ph_program };

    g_string_append(text, "    '')\n        local -a commands=(");
    for (const ph_command *const *command = ph_commands; *command; command++) {
        g_autofree char *summary = ph_manual_summary(*command);
        g_autofree char *row = g_strconcat((*command)->name, ":", summary, NULL);
        g_autofree char *quoted = ph_completion_quote(row, "'\\''");

        g_string_append_printf(text, "\n            %s", quoted);
    }
    g_string_append(text, "\n        )\n        _arguments -S :");
    ph_command_each_option(&ph_program, add_option, &to);
    add_specification(text, "1:command:{ _describe -t commands command commands }");
    g_string_append(text, "\n        ;;\n");
}

char *ph_completion_zsh(void)
{
    GString *text = g_string_new(opening);

    add_first_word(text);
    for (const ph_command *const *command = ph_commands; *command; command++)
        add_command(text, *command);
    g_string_append(text, closing);
    return g_string_free(text, FALSE);
}
