/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history check`: a gate for what nobody has looked at. */
#include <stdio.h>

#include "columns.h"
#include "command/history_action.h"
#include "command/history_case_text.h"
#include "command/history_cases.h"
#include "history/history_clock.h"

static gboolean is_in_the_way(const ph_case_entry *entry, ph_case_severity severity)
{
    return entry->life.state == PH_CASE_OPEN && entry->life.is_confirmed &&
           entry->severity >= severity;
}

/* For so many days nobody has compared it. */
enum { WAITING_DAYS = 7 };

static guint days_waiting(const ph_case_entry *entry, gint64 now_us)
{
    return entry->life.state == PH_CASE_CANDIDATE && now_us > entry->life.since_us
               ? (guint)((now_us - entry->life.since_us) / G_TIME_SPAN_DAY)
               : 0;
}

/* It is said, and is in nobody's way: where nothing compares, nothing is known. */
static void tell_waiting(const ph_case_book *book, const ph_series_survey *survey)
{
    for (guint i = 0; i < book->entries->len; i++) {
        const ph_case_entry *entry = book->entries->pdata[i];
        const guint days = days_waiting(entry, ph_history_now_us());
        g_autofree char *title = NULL;

        if (days < WAITING_DAYS)
            continue;
        title = ph_history_case_title(entry, survey);
        ph_columns_print(stdout, 0, 2,
                         "case %" G_GINT64_FORMAT ": %s: it has waited for %u days to be "
                         "compared: perfharness history confirm does it",
                         entry->about->id, title, days);
    }
}

ph_exit ph_history_action_check(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = ph_history_open(request, PH_STORE_READ, FALSE, error);
    g_autoptr(ph_case_book) book = store ? ph_history_cases(store, error) : NULL;
    g_autoptr(ph_series_survey) survey =
        book ? ph_series_survey_new(store, &(ph_series_query){ 0 }, error) : NULL;
    guint found = 0;

    if (!survey)
        return PH_EXIT_FAILED;
    for (guint i = 0; i < book->entries->len; i++) {
        const ph_case_entry *entry = book->entries->pdata[i];
        g_autofree char *title = NULL;

        if (!is_in_the_way(entry, request->severity))
            continue;
        title = ph_history_case_title(entry, survey);
        ph_columns_print(stdout, 0, 2,
                         "case %" G_GINT64_FORMAT ": %s: %s, and nobody has "
                         "acknowledged it",
                         entry->about->id, title, ph_case_severity_word(entry->severity));
        found++;
    }
    tell_waiting(book, survey);
    if (found == 0)
        ph_columns_print(stdout, 0, 0, "no case that is confirmed and %s waits for somebody",
                         ph_case_severity_word(request->severity));
    return found > 0 ? PH_EXIT_REGRESSION : PH_EXIT_PASS;
}
