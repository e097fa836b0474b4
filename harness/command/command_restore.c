/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "command/command.h"
#include "command/tuning.h"
#include "error/error.h"
#include "tune/journal.h"
#include "tune/tune.h"

static const GOptionEntry options[] = { G_OPTION_ENTRY_NULL };

static ph_exit say_what_was_done(const GPtrArray *steps, GError **error)
{
    guint amiss = 0;

    for (guint i = 0; i < steps->len; i++) {
        const ph_tune_step *step = steps->pdata[i];

        amiss += step->outcome == PH_TUNE_REFUSED || step->outcome == PH_TUNE_ALTERED ? 1 : 0;
    }
    (void)puts("As before the tuning:");
    ph_tuning_print(steps);
    if (amiss == 0)
        return PH_EXIT_PASS;
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                "putting settings back: %u of %u are not as they were (standard output says which "
                "and why); what was refused stays in the journal for the next `perfharness "
                "restore`",
                amiss, steps->len);
    return PH_EXIT_FAILED;
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *folder = ph_journal_folder();
    g_autoptr(GPtrArray) steps = NULL;
    g_autoptr(ph_host_lock) lock = NULL;
    g_autoptr(GError) cause = NULL;
    gboolean is_stale;

    if (!ph_command_takes_none(operands, error))
        return PH_EXIT_USAGE;
    lock = ph_tuning_lock(error);
    if (!lock)
        return PH_EXIT_FAILED;
    steps = ph_tune_restore(folder, &is_stale, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return PH_EXIT_FAILED;
    }
    if (!steps)
        (void)puts("Nothing to restore: nothing is tuned.");
    else if (is_stale)
        (void)puts("Nothing to restore: the machine was started anew since it was tuned.");
    else
        return say_what_was_done(steps, error);
    return PH_EXIT_PASS;
}

const ph_command ph_command_restore = {
    .name = "restore",
    .summary = "Put back what tune has changed",
    .operands = "",
    .description = "Puts back exactly what was there before the first tune, in reverse order, as "
                   "its journal has\nit. Exit status 1: something is not as it was.",
    .options = options,
    .run = run,
};
