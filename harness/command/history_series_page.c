/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_series_page.h"

#include <math.h>

#include "command/history_case_text.h"
#include "command/history_level_table.h"
#include "command/history_series_chart.h"
#include "model/measurement.h"
#include "series/signed_text.h"

/* "2026-11-12  acknowledge  ": events are one below the other. */
enum { EVENT_BEGINS = 4, EVENT_WORD_COLUMNS = 11, EVENT_GOES_ON = 29 };

static char *state_text(const ph_surveyed_series *series)
{
    const ph_detection *found = &series->found;

    if (found->state == PH_SERIES_LEARNING)
        return g_strdup_printf("learning its level: %u more commits", found->runs_to_learn);
    if (found->state == PH_SERIES_STEADY)
        return g_strdup_printf("on its level for %u commits%s", found->level.runs,
                               found->runs_to_wait > 0 ? "; what it did was refuted lately" : "");

    const double size = found->candidate.size;
    g_autofree char *percent =
        ph_percent_text(series->kind == PH_SERIES_EXACT ? size : expm1(size), 2);
    return g_strdup_printf("off its level for %u commits, by %s %% (%s)", found->candidate.runs,
                           percent, ph_candidate_rule_word(found->candidate.rule));
}

static void print_lines(const ph_history_page *page, const ph_surveyed_series *series)
{
    g_autofree char *week = ph_trend_line_text(&series->week);
    g_autofree char *quarter = ph_trend_line_text(&series->quarter);
    g_autofree char *slope = ph_trend_line_text(&series->slope);

    if (series->kind == PH_SERIES_EXACT)
        return;
    ph_history_page_print(page, 2, 4, "7 days: %s", week);
    ph_history_page_print(page, 2, 4, "90 days: %s", quarter);
    ph_history_page_print(page, 2, 4, "on its level: %s", slope);
    ph_history_page_print(page, 2, 4, "(noise has slopes, too: nobody is told of one)");
}

static void print_room(const ph_history_page *page, const ph_history_view *view,
                       const ph_surveyed_series *series)
{
    for (guint i = 0; i < view->suites->len; i++) {
        const ph_history_suite *suite = view->suites->pdata[i];

        if (!ph_series_key_is_beside(suite->key, &series->key))
            continue;
        for (guint n = 0; n < suite->floors->len; n++) {
            const ph_history_floor *floor = &g_array_index(suite->floors, ph_history_floor, n);
            g_autofree char *room = ph_head_room_text(&floor->room);

            if (g_strcmp0(floor->benchmark, series->key.benchmark) == 0 &&
                g_strcmp0(floor->level, series->key.level) == 0 &&
                g_strcmp0(series->key.subject, PH_HEADLINE_SUBJECT) == 0)
                ph_history_page_print(page, 2, 4, "%s: %s", floor->name, room);
        }
    }
}

/* One below the other: the day, what it was, and who said what. */
static void print_event(const ph_history_page *page, const ph_history_event *event)
{
    g_autofree char *day = ph_history_day(event->at_us);
    const char *word = ph_history_event_word(event->kind);

    ph_history_page_print(page, EVENT_BEGINS, EVENT_GOES_ON, "%s  %-*s  %s%s%s%s", day,
                          EVENT_WORD_COLUMNS, word, event->actor ? "by " : "",
                          event->actor ? event->actor : "", event->actor && event->text ? ": " : "",
                          event->text ? event->text : "");
}

static void print_events(const ph_history_page *page, const ph_history_view *view,
                         const ph_surveyed_series *series)
{
    for (guint i = 0; i < view->book->entries->len; i++) {
        const ph_case_entry *entry = view->book->entries->pdata[i];
        g_autofree char *standing = NULL;

        if (!ph_case_entry_level(entry, series->id))
            continue;
        standing = ph_history_case_standing(entry);
        (void)fputc('\n', page->to);
        ph_history_page_print(page, 2, 4, "Case %" G_GINT64_FORMAT ": %s", entry->about->id,
                              standing);
        for (guint n = 0; n < entry->events->len; n++)
            print_event(page, entry->events->pdata[n]);
    }
}

static gboolean print_one(const ph_history_page *page, ph_run_store *store,
                          const ph_history_view *view, const ph_surveyed_series *series,
                          GError **error)
{
    g_autofree char *name = ph_series_key_name(&series->key);
    g_autofree char *state = state_text(series);

    (void)fputc('\n', page->to);
    ph_history_page_print(page, 0, 2, "%s, %s on %s: %s, %s", name, series->key.suite,
                          series->key.host, ph_metric_word(series->key.metric),
                          ph_metric_unit(series->key.metric));
    if (!ph_history_print_chart(page, store, view->survey, series, error))
        return FALSE;
    ph_history_page_print(page, 2, 4, "%s", state);
    print_lines(page, series);
    print_room(page, view, series);
    (void)fputs("\n  Levels\n", page->to);
    ph_history_print_levels(page, view->survey, view->book, series);
    print_events(page, view, series);
    return TRUE;
}

gboolean ph_history_print_series(const ph_history_page *page, ph_run_store *store,
                                 const ph_history_request *request, const ph_history_view *view,
                                 GError **error)
{
    g_autoptr(GPtrArray) named = ph_history_series_named(view->survey, request->operands[0], error);

    for (guint i = 0; named && i < named->len; i++)
        if (!print_one(page, store, view, named->pdata[i], error))
            return FALSE;
    return named != NULL;
}
