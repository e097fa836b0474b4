/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The hosts of a dashboard: what was not the code's. */
#include <string.h>

#include "command/history_case_text.h"
#include "command/history_dashboard_parts.h"
#include "history/fact_change.h"

enum { CHANGES_SHOWN = 40, GAPS_NAMED = 5 };

static const ph_history_run *newest_run(const ph_history_gathering *in, const char *host)
{
    for (guint i = 0; i < in->runs->len; i++) {
        const ph_history_run *run = in->runs->pdata[i];

        if (strcmp(run->host, host) == 0 && ph_history_run_is_in_trend(run))
            return run;
    }
    return NULL;
}

/* Missing nights */

static gint by_day(gconstpointer a, gconstpointer b)
{
    const gint64 first = *(const gint64 *)a, second = *(const gint64 *)b;

    return (first > second) - (first < second);
}

/* The days on which a suite was measured by schedule, each once, in order: gint64. */
static GArray *nights_of(const ph_history_gathering *in, const ph_series_key *key)
{
    const gint64 since_us = in->now_us - in->days * G_TIME_SPAN_DAY;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));
    GArray *nights = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 0; i < in->runs->len; i++) {
        const ph_history_run *run = in->runs->pdata[i];
        const gint64 day = run->received_us / G_TIME_SPAN_DAY;

        if (run->event == PH_RUN_EVENT_SCHEDULE && run->received_us >= since_us &&
            strcmp(run->host, key->host) == 0 && strcmp(run->suite, key->suite) == 0)
            g_array_append_val(all, day);
    }
    g_array_sort(all, by_day);
    for (guint i = 0; i < all->len; i++)
        if (i == 0 || g_array_index(all, gint64, i) != g_array_index(all, gint64, i - 1))
            g_array_append_vals(nights, &g_array_index(all, gint64, i), 1);
    return nights;
}

static void name_gap(GString *text, gint64 first, gint64 last)
{
    g_autofree char *from = ph_history_day(first * G_TIME_SPAN_DAY);
    g_autofree char *to = ph_history_day(last * G_TIME_SPAN_DAY);

    g_string_append_printf(text, "%s%s%s%s", text->len > 0 ? "; " : "", from,
                           first < last ? " to " : "", first < last ? to : "");
}

/* What is measured less often than every second day has no nights that could be missing. */
static void tell_nights(const ph_history_gathering *in, const ph_series_key *key,
                        ph_dashboard_host *to)
{
    g_autoptr(GArray) nights = nights_of(in, key);
    g_autoptr(GString) gaps = g_string_new(NULL);
    const char *suite = *key->suite ? key->suite : "workloads";
    gint64 span, missing;
    guint named = 0;

    if (nights->len < 2)
        return;
    span = g_array_index(nights, gint64, nights->len - 1) - g_array_index(nights, gint64, 0) + 1;
    missing = span - nights->len;
    if (missing > nights->len)
        return;
    for (guint i = nights->len - 1; i > 0; i--) {
        const gint64 before = g_array_index(nights, gint64, i - 1);
        const gint64 after = g_array_index(nights, gint64, i);

        if (after - before > 1 && named++ < GAPS_NAMED)
            name_gap(gaps, before + 1, after - 1);
    }
    g_ptr_array_add(
        to->facts,
        missing == 0
            ? g_strdup_printf("%s: none of %" G_GINT64_FORMAT " nights is missing", suite, span)
            : g_strdup_printf("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                              " nights are missing: %s%s",
                              suite, missing, span, gaps->str, named > GAPS_NAMED ? "; …" : ""));
}

/* Blocks set aside */

static void tell_blocks(const ph_history_suite *suite, ph_dashboard_host *to)
{
    guint64 kept = 0, preempted = 0, slowed = 0;
    g_autofree char *day = ph_history_day(suite->newest->received_us);

    if (!suite->measurement)
        return;
    for (guint i = 0; i < suite->measurement->results->len; i++) {
        const ph_result *result = suite->measurement->results->pdata[i];

        kept += result->blocks_kept;
        preempted += result->blocks_preempted;
        slowed += result->blocks_slowed;
    }
    if (kept + preempted + slowed == 0)
        return;
    g_ptr_array_add(
        to->facts,
        g_strdup_printf("%s, run of %s: %.2g %% of its blocks were set aside (%.2g %% had lost the "
                        "CPU, %.2g %% were slowed beside the probe)",
                        *suite->key->suite ? suite->key->suite : "workloads", day,
                        100.0 * (double)(preempted + slowed) / (double)(kept + preempted + slowed),
                        100.0 * (double)preempted / (double)(kept + preempted + slowed),
                        100.0 * (double)slowed / (double)(kept + preempted + slowed)));
}

/* Facts that changed */

static void tell_change(const ph_history_fact *before, const ph_history_fact *fact,
                        ph_dashboard_host *to)
{
    g_autofree char *from = ph_history_fact_words(before);
    g_autofree char *now = ph_history_fact_words(fact);
    g_autofree char *what = g_strdup_printf("%s%s%s", ph_history_fact_what(fact->kind),
                                            *fact->name ? " " : "", fact->name);

    if (to->changes->len < CHANGES_SHOWN)
        ph_dashboard_host_add(to, fact->at_us, what, from, now);
    else
        to->changes_more++;
}

/* The first that is known of is no change. */
static void tell_changes(const ph_history_gathering *in, const GPtrArray *facts, const char *host,
                         ph_dashboard_host *to)
{
    const gint64 since_us = in->now_us - in->days * G_TIME_SPAN_DAY;

    for (guint i = facts->len; i > 0; i--) {
        const ph_history_fact *fact = facts->pdata[i - 1];
        const ph_history_fact *before;

        if (!ph_history_fact_what(fact->kind) || strcmp(fact->host, host) != 0 ||
            fact->at_us < since_us)
            continue;
        before = ph_history_fact_before(facts, i - 1);
        if (before)
            tell_change(before, fact, to);
    }
}

static const ph_history_fact *newest_fact(const GPtrArray *facts, ph_receipt_kind kind,
                                          const char *host)
{
    for (guint i = facts->len; i > 0; i--) {
        const ph_history_fact *fact = facts->pdata[i - 1];

        if (fact->kind == kind && strcmp(fact->host, host) == 0)
            return fact;
    }
    return NULL;
}

static void tell_now(const GPtrArray *facts, const char *host, ph_dashboard_host *to)
{
    static const ph_receipt_kind kinds[] = { PH_RECEIPT_KERNEL, PH_RECEIPT_MICROCODE,
                                             PH_RECEIPT_FINDING };

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const ph_history_fact *fact = newest_fact(facts, kinds[i], host);
        g_autofree char *text = fact ? ph_history_fact_words(fact) : NULL;
        g_autofree char *day = fact ? ph_history_day(fact->at_us) : NULL;

        if (fact)
            g_ptr_array_add(to->facts, g_strdup_printf("%s: %s, since %s",
                                                       ph_history_fact_what(kinds[i]), text, day));
    }
}

static ph_dashboard_host *host_of(const ph_history_gathering *in, const GPtrArray *facts,
                                  const char *host)
{
    const ph_history_run *newest = newest_run(in, host);
    ph_dashboard_host *to = ph_dashboard_host_new();

    to->name = g_strdup(host);
    to->cpu_model = newest ? g_strdup(newest->cpu_model) : NULL;
    for (guint i = 0; i < in->view->suites->len; i++) {
        const ph_history_suite *suite = in->view->suites->pdata[i];

        if (strcmp(suite->key->host, host) != 0 ||
            !ph_history_is_asked_for(in, host, suite->key->suite))
            continue;
        tell_nights(in, suite->key, to);
        tell_blocks(suite, to);
    }
    tell_now(facts, host, to);
    tell_changes(in, facts, host, to);
    return to;
}

static gboolean has_host(const ph_dashboard *page, const char *host)
{
    for (guint i = 0; i < page->hosts->len; i++)
        if (strcmp(((const ph_dashboard_host *)page->hosts->pdata[i])->name, host) == 0)
            return TRUE;
    return FALSE;
}

gboolean ph_history_gather_hosts(ph_history_gathering *in, GError **error)
{
    g_autoptr(GPtrArray) facts = ph_run_store_facts(in->store, PH_RECEIPT_KIND_COUNT, error);

    for (guint i = 0; facts && i < in->view->suites->len; i++) {
        const ph_series_key *key = ((const ph_history_suite *)in->view->suites->pdata[i])->key;

        if (ph_history_is_asked_for(in, key->host, key->suite) && !has_host(in->page, key->host))
            g_ptr_array_add(in->page->hosts, host_of(in, facts, key->host));
    }
    return facts != NULL;
}
