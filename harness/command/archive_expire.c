/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness archive expire`. */
#include <stdio.h>

#include "catalogue/archive_expiry.h"
#include "columns.h"
#include "command/archive_action.h"
#include "history/history_clock.h"

static void tell_over(const GPtrArray *over, guint audit_months)
{
    for (guint i = 0; i < over->len; i++) {
        const ph_kept_archive *archive = over->pdata[i];
        gint64 until_us;
        const char *rule = ph_catalogue_rule(archive, audit_months, &until_us);
        g_autofree char *day = archive->is_expiring ? NULL : ph_archive_day(until_us);

        if (archive->is_expiring)
            ph_columns_print(stdout, 0, 2, "%s: its deletion by rule %s was cut short", archive->id,
                             archive->rule);
        else
            ph_columns_print(stdout, 0, 2, "%s: over since %s by rule %s", archive->id, day, rule);
    }
    ph_columns_print(stdout, 0, 0, "nothing was deleted: without --dry-run, that is done");
}

static void tell_done(const GPtrArray *over)
{
    for (guint i = 0; i < over->len; i++) {
        const ph_kept_archive *archive = over->pdata[i];

        if (archive->statement)
            ph_columns_print(stdout, 0, 2, "%s: %s", archive->id, archive->statement);
    }
}

ph_exit ph_archive_action_expire(const ph_archive_request *request, GError **error)
{
    g_autoptr(ph_catalogue) catalogue = ph_archive_open_catalogue(
        request, request->is_dry_run ? PH_CATALOGUE_READ : PH_CATALOGUE_WRITE, error);
    g_autoptr(GPtrArray) over =
        catalogue ? ph_archives_over(catalogue, request->settings, ph_history_now_us()) : NULL;
    gboolean is_done = TRUE;

    if (!over)
        return PH_EXIT_FAILED;
    if (over->len == 0) {
        ph_columns_print(stdout, 0, 0, "nothing is over");
    } else if (request->is_dry_run) {
        tell_over(over, request->settings->audit_months);
    } else {
        is_done = ph_archives_expire(catalogue, over, request->settings, error);
        tell_done(over);
    }
    return is_done ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
