/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness help`: commands and topics, their man pages, and completion for shells. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/completion.h"
#include "command/manual.h"
#include "command/topic.h"
#include "error/error.h"
#include "error/unknown_word.h"

static gboolean is_manual;
static char *shell;

static const GOptionEntry options[] = {
    { "man", 0, 0, G_OPTION_ARG_NONE, &is_manual,
      "Print a man page: perfharness(1), or that of the command that is named", NULL },
    { "completion", 0, 0, G_OPTION_ARG_STRING, &shell,
      "Print what this shell is to read so that it completes: bash, zsh or fish", "SHELL" },
    G_OPTION_ENTRY_NULL
};

/* The program by its name, or a command. */
static const ph_command *find(const char *name)
{
    return strcmp(name, ph_program.name) == 0 ? &ph_program : ph_command_find(name);
}

static char **words(void)
{
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();

    g_strv_builder_addv(all, (const char **)ph_command_names());
    g_strv_builder_addv(all, (const char **)ph_topic_names());
    g_strv_builder_add(all, ph_program.name);
    return g_strv_builder_end(all);
}

static ph_exit refuse(const char *given, GError **error)
{
    g_auto(GStrv) known = words();
    const ph_word_list list = { "command or topic", NULL, "`perfharness help` lists them",
                                (const char *const *)known };

    (void)ph_refuse_word(error, &list, given);
    return PH_EXIT_USAGE;
}

static ph_exit print_page(char **operands, GError **error)
{
    const ph_command *command = operands[0] ? find(operands[0]) : &ph_program;
    g_autofree char *page = NULL;

    if (operands[0] && operands[1]) {
        (void)ph_refuse(error, PH_ERROR_USAGE, "--man: one command was expected, and not also %s",
                        operands[1]);
        return PH_EXIT_USAGE;
    }
    if (!command)
        return refuse(operands[0], error);
    page = ph_manual_page(command);
    (void)fputs(page, stdout);
    return PH_EXIT_PASS;
}

static ph_exit print_completion(char **operands, GError **error)
{
    g_autofree char *script = NULL;

    if (operands[0] || is_manual) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--completion stands alone, without --man and without a command");
        return PH_EXIT_USAGE;
    }
    script = ph_completion(shell, error);
    if (!script)
        return PH_EXIT_USAGE;
    (void)fputs(script, stdout);
    return PH_EXIT_PASS;
}

static gboolean print(const char *name)
{
    const ph_command *command = find(name);

    if (!command)
        return ph_topic_print(stdout, name);
    ph_manual_print(stdout, command);
    return TRUE;
}

static char **values(const char *option)
{
    if (g_strcmp0(option, "completion") == 0)
        return g_strdupv((char **)ph_completion_shells);
    return option ? NULL : words();
}

static ph_exit run(char **operands, GError **error)
{
    if (shell)
        return print_completion(operands, error);
    if (is_manual)
        return print_page(operands, error);
    if (!operands[0])
        ph_manual_print_overview(stdout, &ph_program);
    for (char **operand = operands; *operand; operand++)
        if (!print(*operand))
            return refuse(*operand, error);
    return PH_EXIT_PASS;
}

const ph_command ph_command_help = {
    .name = "help",
    .operands = "[COMMAND|TOPIC…]",
    .options = options,
    .values = values,
    .run = run,
};
