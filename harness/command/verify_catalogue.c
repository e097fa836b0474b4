/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a catalogue of archives whole? Of the archives themselves, `archive verify` says it. */
#include <stdio.h>

#include "catalogue/catalogue.h"
#include "columns.h"
#include "command/verification.h"
#include "error/error.h"
#include "history/witness.h"

static void hold_witnesses(ph_verification *verification, const ph_catalogue *catalogue)
{
    const GPtrArray *heads = ph_catalogue_heads(catalogue);
    const GArray *times = ph_catalogue_times(catalogue);
    g_autofree char *path = ph_error_printable(ph_catalogue_path(catalogue));

    for (guint i = 0; i < heads->len; i++)
        ph_witnesses_hold(verification->witnesses, path, i + 1, heads->pdata[i],
                          g_array_index(times, gint64, i));
    ph_witnesses_end(verification->witnesses, path, heads->len);
}

void ph_verify_catalogue(ph_verification *verification, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    GError *cause = NULL;
    g_autoptr(ph_catalogue) catalogue = ph_catalogue_open(folder, PH_CATALOGUE_READ, &cause);
    g_autofree char *shown = ph_error_printable(path);

    if (!catalogue) {
        ph_verification_found(verification,
                              g_error_matches(cause, PH_ERROR, PH_ERROR_CHANGED)
                                  ? PH_EXIT_REGRESSION
                                  : PH_EXIT_FAILED,
                              cause);
        return;
    }
    if (*ph_catalogue_tail(catalogue))
        ph_columns_print(stdout, 0, 2,
                         "%s: its last line is cut short: an entry that was not finished, which "
                         "the next command that writes takes away",
                         shown);
    if (ph_catalogue_heads(catalogue)->len == 0) {
        (void)ph_refuse(&cause, PH_ERROR_STORAGE, "%s: there is no catalogue in it", path);
        ph_verification_found(verification, PH_EXIT_FAILED, cause);
        return;
    }
    ph_columns_print(stdout, 0, 2, "%s: whole, %u %s, %u archives", shown,
                     ph_catalogue_heads(catalogue)->len,
                     ph_catalogue_heads(catalogue)->len == 1 ? "entry" : "entries",
                     ph_catalogue_archives(catalogue)->len);
    hold_witnesses(verification, catalogue);
    verification->chains++;
}
