/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The completion for bash, which shows words alone. */
#include "command/completion_shell.h"

/* bash takes "=" for a word of its own. */
static const char opening[] =
    "# bash completion of perfharness, made by `perfharness help --completion bash`.\n"
    "_perfharness() {\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local words='' options='' files=''\n"
    "    if [[ $current == '=' ]]; then\n"
    "        current=''\n"
    "    elif [[ $previous == '=' ]]; then\n"
    "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    if ((COMP_CWORD == 1)); then\n"
    "        previous=''\n"
    "    fi\n"
    "    case ${COMP_WORDS[1]}:$previous in\n";
static const char closing[] = "    esac\n"
                              "    if [[ $current == -* && -n $options ]]; then\n"
                              "        words=$options files=''\n"
                              "    fi\n"
                              "    mapfile -t COMPREPLY < <(\n"
                              "        compgen -W \"$words\" -- \"$current\"\n"
                              "        [[ -z $files ]] || compgen -f -- \"$current\"\n"
                              "    )\n"
                              "}\n"
                              "complete -o filenames -F _perfharness perfharness\n";

typedef struct script {
    GString *text;
    const ph_command *command;
    GString *options; /* Of the command, as words. */
} script;

/* What stands behind an option that takes a value; one of a kind that is not known, nothing. */
static void add_option(const GOptionEntry *option, gpointer data)
{
    script *to = data;
    g_autofree char *words = ph_completion_words(to->command, option->long_name);

    g_string_append_printf(to->options, "%s--%s", to->options->len ? " " : "", option->long_name);
    if (option->arg == G_OPTION_ARG_NONE)
        return;
    g_string_append_printf(to->text, "    %s:--%s", to->command->name, option->long_name);
    if (option->short_name)
        g_string_append_printf(to->text, " | %s:-%c", to->command->name, option->short_name);
    g_string_append_printf(to->text, ") words='%s'%s ;;\n", words,
                           ph_completion_is_file(option) ? " files=yes" : "");
}

static void add_command(GString *text, const ph_command *command)
{
    g_autoptr(GString) options = g_string_new(NULL);
    script to = { text, command, options };
    g_autofree char *words = ph_completion_words(command, NULL);

    ph_command_each_option(command, add_option, &to);
    g_string_append_printf(text, "    %s:?*) options='%s' words='%s'%s ;;\n", command->name,
                           options->str, words,
                           ph_completion_has_file(command) ? " files=yes" : "");
}

/* In a command's place. */
static void add_first_word(GString *text)
{
    g_autoptr(GString) options = g_string_new(NULL), unused = g_string_new(NULL);
    script to = { unused, &ph_program, options };
    g_autofree char *words = g_strjoinv(" ", (char **)ph_command_names());

    ph_command_each_option(&ph_program, add_option, &to);
    g_string_append_printf(text, "    *:) options='%s' words='%s' ;;\n", options->str, words);
}

char *ph_completion_bash(void)
{
    GString *text = g_string_new(opening);

    for (const ph_command *const *command = ph_commands; *command; command++)
        add_command(text, *command);
    add_first_word(text);
    g_string_append(text, closing);
    return g_string_free(text, FALSE);
}
