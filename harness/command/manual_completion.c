/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The completion for bash, made of the same tables as the help. */
#include <string.h>

#include "command/command.h"
#include "command/manual.h"

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

/* bash expands words: only what it cannot take for more is one. */
static gboolean is_plain(const char *word)
{
    return word[strspn(word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-")] == '\0';
}

static void add_words(GString *to, char **words)
{
    const char *gap = "";

    g_string_append(to, " words='");
    for (char **word = words; word && *word; word++) {
        if (!is_plain(*word))
            continue;
        g_string_append_printf(to, "%s%s", gap, *word);
        gap = " ";
    }
    g_string_append_c(to, '\'');
}

static char **values_of(const ph_command *command, const char *option)
{
    return command->values ? command->values(option) : NULL;
}

static gboolean names_a_file(const char *what)
{
    return what && (strstr(what, "FILE") || strstr(what, "FOLDER") || strstr(what, ".json") ||
                    strstr(what, ".so"));
}

/* What stands behind an option that takes a value; one of a kind that is not known, nothing. */
static void add_option(const GOptionEntry *option, gpointer data)
{
    script *to = data;
    g_auto(GStrv) values = values_of(to->command, option->long_name);

    g_string_append_printf(to->options, " --%s", option->long_name);
    if (option->arg == G_OPTION_ARG_NONE)
        return;
    g_string_append_printf(to->text, "    %s:--%s", to->command->name, option->long_name);
    if (option->short_name)
        g_string_append_printf(to->text, " | %s:-%c", to->command->name, option->short_name);
    g_string_append_c(to->text, ')');
    add_words(to->text, values);
    if (option->arg == G_OPTION_ARG_FILENAME || names_a_file(option->arg_description))
        g_string_append(to->text, " files=yes");
    g_string_append(to->text, " ;;\n");
}

static void add_command(GString *text, const ph_command *command)
{
    g_autoptr(GString) options = g_string_new("--help");
    script to = { text, command, options };
    g_auto(GStrv) operands = values_of(command, NULL);

    ph_command_each_option(command, add_option, &to);
    g_string_append_printf(text, "    %s:?*) options='%s'", command->name, options->str);
    add_words(text, operands);
    if (names_a_file(command->operands))
        g_string_append(text, " files=yes");
    g_string_append(text, " ;;\n");
}

char *ph_manual_bash_completion(void)
{
    GString *text = g_string_new(opening);

    for (const ph_command *const *command = ph_commands; *command; command++)
        add_command(text, *command);
    g_string_append(text, "    *:) words='");
    for (const ph_command *const *command = ph_commands; *command; command++)
        g_string_append_printf(text, "%s%s", command == ph_commands ? "" : " ", (*command)->name);
    g_string_append(text, "' ;;\n");
    g_string_append(text, closing);
    return g_string_free(text, FALSE);
}
