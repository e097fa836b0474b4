/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness` without a command: what there is, and which version this is. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/manual.h"
#include "command/topic.h"
#include "error/error.h"

static const GOptionEntry options[] = { G_OPTION_ENTRY_NULL };

static void add_commands(ph_manual_list *list)
{
    for (const ph_command *const *command = ph_commands; *command; command++) {
        g_autofree char *summary = ph_manual_summary(*command);
        g_autofree char *meaning =
            g_strconcat((*command)->is_absent ? "Not in this build: " : "", summary, NULL);

        ph_manual_list_add(list, (*command)->name, meaning);
    }
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "commands") == 0)
        add_commands(list);
    else
        (void)ph_topic_add(part, list);
}

static ph_exit run(char **operands, GError **error)
{
    if (!ph_command_takes_none(operands, error))
        return PH_EXIT_USAGE;
    ph_manual_print_overview(stdout, &ph_program);
    return PH_EXIT_PASS;
}

const ph_command ph_program = {
    .name = "perfharness",
    .operands = "COMMAND [OPTION…] [OPERAND…]\nCOMMAND --help",
    .options = options,
    .add_part = add_part,
    .run = run,
};
