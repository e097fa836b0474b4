/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history confirm`: what the series suspect is compared. */
#include <stdio.h>

#include "columns.h"
#include "command/history_case_text.h"
#include "command/history_cases.h"
#include "command/history_comparer.h"
#include "error/error.h"
#include "history/history_clock.h"

static char *outcome_text(const ph_case_entry *entry, const ph_case_confirmed *confirmed)
{
    g_autofree char *evidence = ph_history_case_evidence(entry);
    g_autofree char *standing = ph_history_case_standing(entry);

    if (confirmed->outcome == PH_CASE_OUTCOME_WAITING)
        return g_strdup_printf("it could not be compared, and is tried again: %s",
                               confirmed->reason ? confirmed->reason : "no reason is known");
    return g_strdup_printf("%s; %s", evidence, standing);
}

static gboolean confirm_case(ph_run_store *store, const ph_case_search *search, gint64 case_id,
                             const ph_history_request *request, GError **error)
{
    g_auto(ph_case_confirmed) confirmed = { 0 };
    g_autoptr(ph_case_book) book = NULL;
    const ph_case_entry *entry;
    g_autofree char *title = NULL;
    g_autofree char *outcome = NULL;

    if (!ph_case_confirm(store, search, case_id, ph_history_compare, (gpointer)request, &confirmed,
                         error))
        return FALSE;
    book = ph_history_cases(store, error);
    entry = book ? ph_case_book_find(book, case_id, error) : NULL;
    if (!entry)
        return FALSE;
    title = ph_history_case_title(entry, search->survey);
    outcome = outcome_text(entry, &confirmed);
    ph_columns_print(stdout, 0, 2, "case %" G_GINT64_FORMAT ": %s; %s", case_id, title, outcome);
    return TRUE;
}

static gboolean is_first_of_case(const ph_case_search *search, guint i)
{
    return i == 0 || g_array_index(search->members, ph_case_member, i - 1).case_id !=
                         g_array_index(search->members, ph_case_member, i).case_id;
}

static gboolean confirm_all(ph_run_store *store, const ph_case_search *search,
                            const ph_history_request *request, GError **error)
{
    guint confirmed = 0;

    for (guint i = 0; i < search->members->len; i++) {
        const gint64 case_id = g_array_index(search->members, ph_case_member, i).case_id;

        if (!is_first_of_case(search, i) || (request->case_id > 0 && case_id != request->case_id))
            continue;
        if (!confirm_case(store, search, case_id, request, error))
            return FALSE;
        confirmed++;
    }
    if (confirmed == 0)
        ph_columns_print(stdout, 0, 0, "nothing is to be compared");
    return TRUE;
}

ph_exit ph_history_action_confirm(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = ph_history_open(request, PH_STORE_WRITE, FALSE, error);
    g_autoptr(ph_case_search) search =
        store ? ph_case_search_run(store, &(ph_series_query){ 0 }, error) : NULL;

    if (!search)
        return PH_EXIT_FAILED;
    if (request->case_id > 0) {
        g_autoptr(ph_case_book) book = ph_case_book_read(store, ph_history_now_us(), error);

        if (!book)
            return PH_EXIT_FAILED;
        if (!ph_case_book_find(book, request->case_id, error))
            return PH_EXIT_USAGE;
    }
    return confirm_all(store, search, request, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
