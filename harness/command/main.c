/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The program: finds the command, runs it, and prints what kept it from its job. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "command/command.h"
#include "command/given_options.h"
#include "error/error.h"
#include "session/tuning.h"

static ph_exit report(const char *command, const GError *error)
{
    const char *id =
        error->domain == G_OPTION_ERROR ? ph_error_code_id(PH_ERROR_USAGE) : ph_error_id(error);
    g_autofree char *message = ph_error_printable(error->message);
    const gboolean is_usage =
        error->domain == G_OPTION_ERROR || g_error_matches(error, PH_ERROR, PH_ERROR_USAGE);

    (void)fprintf(stderr, "perfharness %s: %s%s%s\n", command, id, *id ? ": " : "", message);
    if (is_usage)
        (void)fprintf(stderr, "`perfharness %s --help` shows its options.\n", command);
    return is_usage ? PH_EXIT_USAGE : PH_EXIT_FAILED;
}

static ph_exit run(const ph_command *command, int argc, char **argv)
{
    g_autoptr(GOptionContext) context = ph_command_options(command);
    g_autofree char *program = g_strdup_printf("perfharness %s", command->name);
    g_autoptr(GError) error = NULL;
    ph_exit status = PH_EXIT_FAILED;

    g_set_prgname(program);
    ph_given_options_keep(argv + 1);
    if (g_option_context_parse(context, &argc, &argv, &error))
        status = command->run(argv + 1, &error);
    if (!error && (fflush(stdout) != 0 || ferror(stdout)))
        g_set_error(&error, PH_ERROR, PH_ERROR_STORAGE, "writing to standard output: %s",
                    g_strerror(errno));
    return error ? report(command->name, error) : status;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "help";
    const ph_command *command =
        ph_command_find(g_str_equal(name, "--help") || g_str_equal(name, "-h") ? "help" : name);
    char *help[] = { argv[0], NULL };

    (void)setlocale(LC_CTYPE, "");
    if (!command) {
        (void)fprintf(stderr,
                      "perfharness: there is no command \"%s\"; `perfharness help` lists "
                      "them\n",
                      name);
        return PH_EXIT_USAGE;
    }
    if (command != &ph_command_restore) /* It does the same, and says more of it. */
        ph_tuning_recover();
    if (argc < 2 || *name == '-')
        return (int)run(command, 1, help);
    return (int)run(command, argc - 1, argv + 1);
}
