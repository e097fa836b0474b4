/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_case_box.h"

#include <string.h>

#include "colour.h"
#include "command/history_case_text.h"
#include "command/history_case_told.h"
#include "history/history_clock.h"
#include "series/case_group.h"
#include "text_box.h"

enum { OVER_DAYS_SHOWN = 30, TEXT_BEGINS = 2 };

const char *ph_history_case_sign(const ph_history_view *view, const ph_case_entry *entry)
{
    const gboolean is_slower = entry->about->direction > 0;

    if (entry->life.state == PH_CASE_REFUTED)
        return "◇";
    if (entry->life.state == PH_CASE_CANDIDATE)
        return is_slower ? "△" : "▽";
    if (is_slower && ph_history_case_is_creep(entry, view->survey))
        return "◢";
    return is_slower ? "▲" : "▼";
}

const char *ph_history_case_colour(const ph_history_page *page, const ph_case_entry *entry)
{
    if (!page->has_colour || !ph_case_entry_is_living(entry))
        return "";
    return ph_colour_of(entry->severity == PH_CASE_SEVERITY_CRITICAL ? PH_VERDICT_FAIL
                        : entry->about->direction < 0                ? PH_VERDICT_PASS
                                                                     : PH_VERDICT_WARN);
}

/* A suite's name alone may look like a severity: "critical". The caller frees it. */
static char *suite_on_host(const ph_history_case *about)
{
    return *about->suite ? g_strdup_printf("suite %s on %s", about->suite, about->host)
                         : g_strdup_printf("workloads on %s", about->host);
}

/* Where it is not one suite that is shown: runs of several, or none any more. */
static char *place_text(const ph_history_view *view, const ph_case_entry *entry)
{
    g_autofree char *place = suite_on_host(entry->about);

    return view->suites->len == 1 ? g_strdup("") : g_strconcat(", ", place, NULL);
}

/* Who knows of it. */
static void print_standing(const ph_text_box *box, const ph_history_view *view,
                           const ph_case_entry *entry)
{
    g_autofree char *standing = ph_history_case_standing(entry);
    g_autofree char *day = ph_history_day(entry->life.since_us);
    g_autofree char *told = ph_history_case_told(view, entry);
    const gboolean is_open = entry->life.state == PH_CASE_OPEN;

    ph_text_box_print(box, TEXT_BEGINS, TEXT_BEGINS, "%s (since %s)%s%s%s", standing, day,
                      is_open ? ": nobody has acknowledged it" : "", told ? "; " : "",
                      told ? told : "");
}

/* Is it real, and with which commit did it come? */
static void print_evidence(const ph_text_box *box, const ph_history_view *view,
                           const ph_case_entry *entry)
{
    g_autofree char *evidence = ph_history_case_evidence(entry);
    g_autofree char *range = ph_history_case_range(entry);
    g_autofree char *work = ph_history_case_work(entry, view->survey);
    const char *search = ph_history_case_search(entry);

    ph_text_box_print(box, TEXT_BEGINS, TEXT_BEGINS, "%s%s%s; %s", evidence, work ? ", " : "",
                      work ? work : "", range);
    if (search)
        ph_text_box_print(box, TEXT_BEGINS, TEXT_BEGINS, "bisected: %s", search);
}

/* The same commits, on another host or in another suite. */
static void print_same(const ph_text_box *box, const ph_history_view *view,
                       const ph_case_entry *entry)
{
    for (guint i = 0; i < view->book->entries->len; i++) {
        const ph_case_entry *other = view->book->entries->pdata[i];
        g_autofree char *place = suite_on_host(other->about);

        if (other == entry || !ph_case_is_same_change(entry->about, other->about) ||
            (strcmp(other->about->host, entry->about->host) == 0 &&
             strcmp(other->about->suite, entry->about->suite) == 0))
            continue;
        ph_text_box_print(box, TEXT_BEGINS, TEXT_BEGINS,
                          "case %" G_GINT64_FORMAT " is of the same commits: %s", other->about->id,
                          place);
    }
}

static void print_case(const ph_history_page *page, const ph_text_box *box,
                       const ph_history_view *view, const ph_case_entry *entry)
{
    g_autofree char *title = ph_history_case_title(entry, view->survey);
    g_autofree char *place = place_text(view, entry);
    g_autofree char *common = ph_history_case_common(entry, view->survey);
    const char *colour = ph_history_case_colour(page, entry);

    /* The colour ends before a line may. */
    ph_text_box_print(box, 0, TEXT_BEGINS, "%s%s %" G_GINT64_FORMAT "%s  %s%s", colour,
                      ph_history_case_sign(view, entry), entry->about->id,
                      *colour ? PH_COLOUR_END : "", title, place);
    print_standing(box, view, entry);
    print_evidence(box, view, entry);
    if (common)
        ph_text_box_print(box, TEXT_BEGINS, TEXT_BEGINS, "%s", common);
    print_same(box, view, entry);
}

/* The worst first, then the newest. */
static gint by_severity(gconstpointer a, gconstpointer b)
{
    const ph_case_entry *const *first = a, *const *second = b;

    if ((*first)->severity != (*second)->severity)
        return (*first)->severity > (*second)->severity ? -1 : 1;
    return (*first)->about->id > (*second)->about->id ? -1 : 1;
}

typedef gboolean (*case_filter)(const ph_case_entry *entry);

static gboolean is_candidate(const ph_case_entry *entry)
{
    return entry->life.state == PH_CASE_CANDIDATE;
}

static gboolean is_over(const ph_case_entry *entry)
{
    return !ph_case_entry_is_living(entry) && !is_candidate(entry);
}

static gboolean is_over_lately(const ph_case_entry *entry)
{
    return is_over(entry) &&
           entry->life.since_us > ph_history_now_us() - OVER_DAYS_SHOWN * G_TIME_SPAN_DAY;
}

/* ph_case_entry, borrowed from the book. */
static GPtrArray *chosen(const ph_history_view *view, case_filter filter)
{
    GPtrArray *entries = g_ptr_array_new();

    for (guint i = 0; i < view->book->entries->len; i++)
        if (filter(view->book->entries->pdata[i]))
            g_ptr_array_add(entries, view->book->entries->pdata[i]);
    g_ptr_array_sort(entries, by_severity);
    return entries;
}

static void print_part(const ph_history_page *page, const ph_text_box *box,
                       const ph_history_view *view, const char *title, case_filter filter)
{
    g_autoptr(GPtrArray) entries = chosen(view, filter);

    if (entries->len > 0)
        ph_text_box_part(box, title);
    for (guint i = 0; i < entries->len; i++)
        print_case(page, box, view, entries->pdata[i]);
}

void ph_history_print_cases(const ph_history_page *page, const ph_history_view *view,
                            gboolean is_all)
{
    const ph_text_box box = { page->to, page->columns };
    g_autoptr(GPtrArray) living = chosen(view, ph_case_entry_is_living);

    (void)fputc('\n', page->to);
    ph_text_box_begin(&box, "open cases");
    if (living->len == 0)
        ph_text_box_print(&box, 0, 0, "no case is open");
    for (guint i = 0; i < living->len; i++)
        print_case(page, &box, view, living->pdata[i]);
    print_part(page, &box, view, "suspected: history confirm compares their builds", is_candidate);
    if (is_all)
        print_part(page, &box, view, "over", is_over);
    else
        print_part(page, &box, view, "over in the last 30 days", is_over_lately);
    ph_text_box_end(&box);
}
