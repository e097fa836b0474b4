/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history ack`, `silence`, `accept` and `note`: what a person says of a case. */
#include <stdio.h>

#include "columns.h"
#include "command/history_action.h"
#include "command/history_case_text.h"
#include "command/history_cases.h"
#include "error/error.h"
#include "history/case_search.h"
#include "history/history_clock.h"

/* What is off its level is on its level from now on, as a person says. */
static gboolean accept_levels(ph_run_store *store, gint64 case_id, GError **error)
{
    g_autoptr(ph_case_search) search = ph_case_search_run(store, &(ph_series_query){ 0 }, error);

    if (!search)
        return FALSE;
    for (guint i = 0; i < search->members->len; i++) {
        const ph_case_member *member = &g_array_index(search->members, ph_case_member, i);
        g_autoptr(ph_history_level) level = ph_case_member_level(member, PH_LEVEL_ACCEPTED);

        if (member->case_id == case_id && !ph_run_store_add_level(store, level, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static ph_history_event *event_of(const ph_history_request *request, ph_history_event_kind kind)
{
    ph_history_event *event = ph_history_event_new(kind, request->case_id);

    event->text = request->reason ? ph_error_printable(request->reason) : NULL;
    event->actor = request->by ? ph_error_printable(request->by) : NULL;
    event->until_us = request->until_us;
    return event;
}

static gboolean print_standing(ph_run_store *store, gint64 case_id, GError **error)
{
    g_autoptr(ph_case_book) book = ph_history_cases(store, error);
    const ph_case_entry *entry = book ? ph_case_book_find(book, case_id, error) : NULL;
    g_autofree char *standing = NULL;

    if (!entry)
        return FALSE;
    standing = ph_history_case_standing(entry);
    ph_columns_print(stdout, 0, 2, "case %" G_GINT64_FORMAT ": %s", case_id, standing);
    return TRUE;
}

static ph_exit decide(const ph_history_request *request, ph_history_event_kind kind, GError **error)
{
    const gint64 now_us = ph_history_now_us();
    g_autoptr(ph_run_store) store = ph_history_open(request, PH_STORE_WRITE, FALSE, error);
    g_autoptr(ph_case_book) book = store ? ph_case_book_read(store, now_us, error) : NULL;
    g_autoptr(ph_history_event) event = event_of(request, kind);
    const ph_case_entry *entry;

    if (!book)
        return PH_EXIT_FAILED;
    entry = ph_case_book_find(book, request->case_id, error);
    if (!entry || !ph_case_life_allows(&entry->life, event, now_us, error))
        return PH_EXIT_USAGE;
    /* Whoever is killed between the two accepts again. */
    if ((kind == PH_HISTORY_EVENT_ACCEPT && !accept_levels(store, request->case_id, error)) ||
        !ph_run_store_add_event(store, event, NULL, error) ||
        !print_standing(store, request->case_id, error))
        return PH_EXIT_FAILED;
    return PH_EXIT_PASS;
}

ph_exit ph_history_action_ack(const ph_history_request *request, GError **error)
{
    return decide(request, PH_HISTORY_EVENT_ACKNOWLEDGE, error);
}

ph_exit ph_history_action_silence(const ph_history_request *request, GError **error)
{
    return decide(request, PH_HISTORY_EVENT_SILENCE, error);
}

ph_exit ph_history_action_accept(const ph_history_request *request, GError **error)
{
    return decide(request, PH_HISTORY_EVENT_ACCEPT, error);
}

ph_exit ph_history_action_note(const ph_history_request *request, GError **error)
{
    return decide(request, PH_HISTORY_EVENT_NOTE, error);
}
