/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The manual page, made of the same tables as the help. */
#include "command/command.h"
#include "command/manual.h"
#include "error/error.h"

/* When what stands here was last changed: the page is the same wherever it is made. */
#define REVISED "2026-11-21"

/* Text that roff takes for nothing else: a hyphen that can be copied, no request at a line's
 * begin. */
static void add_text(GString *to, const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);

        if ((at == text || at[-1] == '\n') && (*at == '.' || *at == '\''))
            g_string_append(to, "\\&");
        if (character == '\\')
            g_string_append(to, "\\e");
        else if (character == '-')
            g_string_append(to, "\\-");
        else if (character == '`')
            g_string_append(to, "\\(ga");
        else if (character > 0x7f)
            g_string_append_printf(to, "\\[u%04X]", character);
        else
            g_string_append_unichar(to, character);
    }
}

static void add_bold(GString *to, const char *text)
{
    g_string_append(to, "\\fB");
    add_text(to, text);
    g_string_append(to, "\\fR");
}

/* A term and what it means. */
static void add_term(GString *to, const char *term, const char *meaning)
{
    g_string_append(to, ".TP\n");
    add_bold(to, term);
    g_string_append_c(to, '\n');
    add_text(to, meaning);
    g_string_append_c(to, '\n');
}

static void add_option(const GOptionEntry *option, gpointer data)
{
    GString *to = data;

    g_string_append(to, ".TP\n");
    if (option->short_name) {
        const char name[] = { '-', option->short_name, '\0' };

        add_bold(to, name);
        g_string_append(to, ", ");
    }
    g_string_append(to, "\\fB\\-\\-");
    add_text(to, option->long_name);
    g_string_append(to, "\\fR");
    if (option->arg_description) {
        g_string_append(to, "=\\fI");
        add_text(to, option->arg_description);
        g_string_append(to, "\\fR");
    }
    g_string_append_c(to, '\n');
    add_text(to, option->description);
    g_string_append_c(to, '\n');
}

/* Descriptions are laid out as --help shows them. */
static void add_laid_out(GString *to, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    g_string_append(to, ".PP\n.nf\n");
    for (char **line = lines; *line; line++) {
        add_text(to, *line);
        g_string_append_c(to, '\n');
    }
    g_string_append(to, ".fi\n");
}

static void add_command(GString *to, const ph_command *command)
{
    g_autofree char *description = ph_command_description(command);

    g_string_append(to, ".SS ");
    add_text(to, command->name);
    g_string_append(to, "\n\\fBperfharness ");
    add_text(to, command->name);
    g_string_append(to, "\\fR [\\fIOPTION\\fR...] ");
    add_text(to, command->operands);
    g_string_append(to, "\n.PP\n");
    add_text(to, command->summary);
    g_string_append(to, ".\n");
    ph_command_each_option(command, add_option, to);
    if (description)
        add_laid_out(to, description);
}

char *ph_manual_page(void)
{
    GString *page =
        g_string_new(".TH PERFHARNESS 1 " REVISED " perfharness\n.SH NAME\nperfharness \\- measure "
                     "copybook\\-rs beside a native C reference\n.SH SYNOPSIS\n\\fBperfharness\\fR "
                     "\\fICOMMAND\\fR [\\fIOPTION\\fR...]\n.SH DESCRIPTION\nperfharness measures "
                     "copybook\\-rs, which turns mainframe data into JSON, beside a native C "
                     "reference\non the same data, and judges what it finds.\n.SH COMMANDS\n");

    for (const ph_command *const *command = ph_commands; *command; command++)
        add_command(page, *command);
    g_string_append(page, ".SH EXIT STATUS\n");
    for (int status = 0; status < PH_EXIT_COUNT; status++) {
        g_autofree char *number = g_strdup_printf("%d", status);

        add_term(page, number, ph_exit_meaning((ph_exit)status));
    }
    g_string_append(page, ".SH DIAGNOSTICS\n");
    for (int code = 0; code < PH_ERROR_COUNT; code++)
        add_term(page, ph_error_code_id((ph_error)code), ph_error_code_meaning((ph_error)code));
    return g_string_free(page, FALSE);
}
