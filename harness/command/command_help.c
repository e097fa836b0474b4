/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "error/error.h"
#include "perfharness/workload.h"

static const GOptionEntry options[] = { G_OPTION_ENTRY_NULL };

static void print_overview(void)
{
    (void)puts("Usage: perfharness COMMAND [OPTION…]\n\n"
               "Measures copybook-rs beside a native C reference on the same mainframe data.\n");
    for (const ph_command *const *command = ph_commands; *command; command++)
        (void)printf("  %-10s %s\n", (*command)->name, (*command)->summary);
    (void)puts("\n`perfharness COMMAND --help` shows a command's options; `perfharness help` also "
               "knows\nthe topics errors, exit-statuses and workloads.");
}

static void print_errors(void)
{
    for (int code = 0; code < PH_ERROR_COUNT; code++)
        (void)printf("%s  %s\n", ph_error_code_id((ph_error)code),
                     ph_error_code_meaning((ph_error)code));
}

static void print_exit_statuses(void)
{
    for (int status = 0; status < PH_EXIT_COUNT; status++)
        (void)printf("%d  %s\n", status, ph_exit_meaning((ph_exit)status));
}

static void print_workloads(void)
{
    size_t count, width = 0;
    const ph_workload *workloads = ph_workload_list(&count);

    for (size_t i = 0; i < count; i++)
        width = MAX(width, strlen(workloads[i].name));
    for (size_t i = 0; i < count; i++)
        (void)printf("%-*s %-7s %s\n", (int)width, workloads[i].name,
                     workloads[i].level == PH_LEVEL_KERNEL ? "kernel" : "record",
                     workloads[i].summary);
}

static const struct {
    const char *name;
    void (*print)(void);
} topics[] = {
    { "errors", print_errors },
    { "exit-statuses", print_exit_statuses },
    { "workloads", print_workloads },
};

static gboolean print_topic(const char *name)
{
    const ph_command *command = ph_command_find(name);

    for (gsize i = 0; i < G_N_ELEMENTS(topics); i++)
        if (strcmp(topics[i].name, name) == 0) {
            topics[i].print();
            return TRUE;
        }
    if (command) {
        g_autoptr(GOptionContext) context = ph_command_options(command);
        g_autofree char *program = g_strdup_printf("perfharness %s", name);
        g_autofree char *text = NULL;

        g_set_prgname(program);
        text = g_option_context_get_help(context, TRUE, NULL);
        (void)fputs(text, stdout);
    }
    return command != NULL;
}

static ph_exit run(char **operands, GError **error)
{
    if (!operands[0])
        print_overview();
    for (char **operand = operands; *operand; operand++)
        if (!print_topic(*operand)) {
            g_set_error(error, PH_ERROR, PH_ERROR_USAGE, "there is no command or topic \"%s\"",
                        *operand);
            return PH_EXIT_USAGE;
        }
    return PH_EXIT_PASS;
}

const ph_command ph_command_help = {
    .name = "help",
    .summary = "Explain a command or a topic",
    .operands = "[COMMAND|TOPIC]",
    .options = options,
    .run = run,
};
