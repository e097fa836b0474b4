/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness archive list`. */
#include <stdio.h>

#include "columns.h"
#include "command/archive_action.h"
#include "text_table.h"

enum { KEY_DIGITS = 12 };

static char *day_or_dash(gint64 at_us)
{
    return at_us == PH_CATALOGUE_NEVER ? g_strdup("-") : ph_archive_day(at_us);
}

static void add_row(ph_text_table *table, const ph_kept_archive *archive, guint audit_months)
{
    gint64 until_us;
    const char *rule = ph_catalogue_rule(archive, audit_months, &until_us);

    ph_text_table_take_row(table, g_strdup(archive->id), ph_archive_size(archive->bytes),
                           rule ? ph_archive_day(until_us) : g_strdup("for ever"),
                           archive->key ? g_strndup(archive->key, KEY_DIGITS) : g_strdup("none"),
                           day_or_dash(archive->verified_us), day_or_dash(archive->restored_us),
                           NULL);
}

static void print_kept(const GPtrArray *archives, guint audit_months)
{
    static const char *const titles[] = { "archive",   "size",      "<kept until", "<key",
                                          "<verified", "<restored", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(0, titles);

    for (guint i = 0; i < archives->len; i++) {
        const ph_kept_archive *archive = archives->pdata[i];

        if (!archive->is_expiring)
            add_row(table, archive, audit_months);
    }
    if (ph_text_table_is_empty(table))
        ph_columns_print(stdout, 0, 0, "no archive is kept");
    else
        ph_text_table_print(stdout, table);
}

ph_exit ph_archive_action_list(const ph_archive_request *request, GError **error)
{
    g_autoptr(ph_catalogue) catalogue =
        ph_archive_open_catalogue(request, PH_CATALOGUE_READ, error);
    const GPtrArray *archives = catalogue ? ph_catalogue_archives(catalogue) : NULL;

    if (!archives)
        return PH_EXIT_FAILED;
    print_kept(archives, request->settings->audit_months);
    for (guint i = 0; i < archives->len; i++)
        (void)ph_archive_tell_gone(archives->pdata[i]);
    return PH_EXIT_PASS;
}
