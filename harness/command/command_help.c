/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness help`: commands and topics, the manual page, the completion for bash. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/manual.h"
#include "error/error.h"
#include "perfharness/workload.h"

#define BASH "bash"

static gboolean is_manual;
static char *shell;

static const GOptionEntry options[] = {
    { "man", 0, 0, G_OPTION_ARG_NONE, &is_manual, "Print the man page, perfharness(1)", NULL },
    { "completion", 0, 0, G_OPTION_ARG_STRING, &shell,
      "Print what a shell is to source so that it completes (" BASH ")", "SHELL" },
    G_OPTION_ENTRY_NULL
};

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

/* One of the two, and nothing else. */
static ph_exit print_made(char **operands, GError **error)
{
    g_autofree char *text = NULL;

    if (operands[0] || (is_manual && shell))
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                    "--man and --completion each stand alone, without a topic");
    else if (shell && strcmp(shell, BASH) != 0)
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE, "--completion %s: " BASH " was expected",
                    shell);
    else
        text = shell ? ph_manual_bash_completion() : ph_manual_page();
    if (!text)
        return PH_EXIT_USAGE;
    (void)fputs(text, stdout);
    return PH_EXIT_PASS;
}

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (g_strcmp0(option, "completion") == 0)
        g_strv_builder_add(words, BASH);
    for (const ph_command *const *command = ph_commands; !option && *command; command++)
        g_strv_builder_add(words, (*command)->name);
    for (gsize i = 0; !option && i < G_N_ELEMENTS(topics); i++)
        g_strv_builder_add(words, topics[i].name);
    return g_strv_builder_end(words);
}

static ph_exit run(char **operands, GError **error)
{
    if (is_manual || shell)
        return print_made(operands, error);
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
    .description = "For this shell: source <(perfharness help --completion bash)\n"
                   "The man page: perfharness help --man | man -l -",
    .options = options,
    .values = values,
    .run = run,
};
