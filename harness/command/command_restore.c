/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness restore`: puts back what `tune` has changed. */
#include <stdio.h>

#include "command/command.h"
#include "error/error.h"
#include "session/tuning.h"
#include "tune/journal.h"
#include "tune/tune.h"

static const GOptionEntry options[] = { G_OPTION_ENTRY_NULL };

static gboolean refuse_all_gone(guint count, GError **error)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                "putting settings back: none of the %u is there any more (standard output names "
                "them): nothing was done, and the journal stays for the next `perfharness restore`",
                count);
    return FALSE;
}

static gboolean refuse_amiss(guint amiss, guint count, GError **error)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                "putting settings back: %u of %u are not as they were (standard output says which "
                "and why); what was refused stays in the journal for the next `perfharness "
                "restore`",
                amiss, count);
    return FALSE;
}

/* FALSE and error when something is not as it was that could be. */
static gboolean say_what_was_done(const GPtrArray *steps, GError **error)
{
    const guint amiss = ph_tune_count_amiss(steps), gone = ph_tune_count(steps, PH_TUNE_GONE);

    if (gone)
        (void)printf("As before the tuning, as far as the settings are still there (%u of %u):\n",
                     steps->len - gone, steps->len);
    else
        (void)puts("As before the tuning:");
    ph_tuning_print(steps);
    if (gone && gone == steps->len)
        return refuse_all_gone(gone, error);
    return amiss == 0 || refuse_amiss(amiss, steps->len, error);
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
    else if (!say_what_was_done(steps, error))
        return PH_EXIT_FAILED;
    return PH_EXIT_PASS;
}

const ph_command ph_command_restore = {
    .name = "restore",
    .operands = "",
    .options = options,
    .run = run,
};
