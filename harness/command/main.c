/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The program: finds the command, runs it, and prints what kept it from its job. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "command/command.h"
#include "command/given_options.h"
#include "command/manual.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "platform/standard_streams.h"
#include "session/tuning.h"

/* What it returned is stronger where it says more than that something could not be done. */
static ph_exit status_of(ph_exit returned, gboolean is_usage)
{
    if (is_usage)
        return PH_EXIT_USAGE;
    return returned == PH_EXIT_REGRESSION || returned == PH_EXIT_INCONCLUSIVE ? returned
                                                                              : PH_EXIT_FAILED;
}

static ph_exit report(const char *title, ph_exit returned, const GError *error)
{
    const char *id =
        error->domain == G_OPTION_ERROR ? ph_error_code_id(PH_ERROR_USAGE) : ph_error_id(error);
    g_autofree char *message = ph_error_printable(error->message);
    const gboolean is_usage =
        error->domain == G_OPTION_ERROR || g_error_matches(error, PH_ERROR, PH_ERROR_USAGE);

    (void)fprintf(stderr, "%s: %s%s%s\n", title, id, *id ? ": " : "", message);
    if (is_usage)
        (void)fprintf(stderr, "`%s --help` shows its options.\n", title);
    return status_of(returned, is_usage);
}

static void add_option(const GOptionEntry *option, gpointer names)
{
    g_ptr_array_add(names, g_strconcat("--", option->long_name, NULL));
}

/* In place of GLib's error, which does not say what was meant. */
static void explain_unknown_option(const ph_command *command, GError **error)
{
    g_autofree char *given = ph_given_option_unknown(command);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (!given)
        return;
    ph_command_each_option(command, add_option, names);
    g_ptr_array_add(names, NULL);

    const ph_word_list list = { "option", NULL, "", (const char *const *)names->pdata };
    g_clear_error(error);
    (void)ph_refuse_word(error, &list, given);
}

static ph_exit run(const ph_command *command, int argc, char **argv)
{
    g_autoptr(GOptionContext) context = ph_command_options(command);
    g_autofree char *title = ph_command_title(command);
    g_autoptr(GError) error = NULL;
    ph_exit status = PH_EXIT_PASS;

    g_set_prgname(title);
    ph_given_options_keep(argv + 1);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        if (g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
            explain_unknown_option(command, &error);
    } else if (ph_command_is_help_wanted()) {
        (command == &ph_program ? ph_manual_print_overview : ph_manual_print)(stdout, command);
    } else {
        status = command->run(argv + 1, &error);
    }
    if (!error && (fflush(stdout) != 0 || ferror(stdout))) {
        status = PH_EXIT_FAILED; /* What was found is not said. */
        g_set_error(&error, PH_ERROR, PH_ERROR_STORAGE, "writing to standard output: %s",
                    g_strerror(errno));
    }
    return error ? report(title, status, error) : status;
}

static int refuse_command(const char *name)
{
    const ph_word_list list = { "command", NULL, "`perfharness help` lists them",
                                ph_command_names() };
    g_autofree char *text = ph_unknown_word_text(&list, name);
    g_autofree char *printable = ph_error_printable(text);

    (void)fprintf(stderr, "perfharness: %s: %s\n", ph_error_code_id(PH_ERROR_USAGE), printable);
    return PH_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    const gboolean is_named = argc > 1 && argv[1][0] != '-';
    const ph_command *command = is_named ? ph_command_find(argv[1]) : &ph_program;

    ph_standard_streams_begin();
    (void)setlocale(LC_CTYPE, "");
    if (!command)
        return refuse_command(argv[1]);
    if (command != &ph_command_restore) /* It does the same, and says more of it. */
        ph_tuning_recover();
    return (int)(is_named ? run(command, argc - 1, argv + 1) : run(command, argc, argv));
}
