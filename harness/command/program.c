/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness` without a command: what there is, and which version this is. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/manual.h"
#include "command/program_version.h"
#include "command/topic.h"
#include "error/error.h"

static gboolean is_version;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &is_version,
      "Print version, commit, compilers and libraries", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json,
      "With --version: as config/schema/version.schema.json has them", NULL },
    G_OPTION_ENTRY_NULL
};

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
    if (is_json && !is_version) {
        (void)ph_refuse(error, PH_ERROR_USAGE, "--json: --version was expected beside it");
        return PH_EXIT_USAGE;
    }
    if (!is_version)
        ph_manual_print_overview(stdout, &ph_program);
    else if (is_json)
        ph_command_print_json(ph_program_version_json());
    else
        ph_program_version_print(stdout);
    return PH_EXIT_PASS;
}

const ph_command ph_program = {
    .name = "perfharness",
    .operands = "COMMAND [OPTION…] [OPERAND…]\nCOMMAND --help\n--version [--json]",
    .options = options,
    .add_part = add_part,
    .run = run,
};
