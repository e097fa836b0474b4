/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The suites and series of a dashboard. */
#include <math.h>
#include <string.h>

#include "command/history_case_box.h"
#include "command/history_case_text.h"
#include "command/history_dashboard_parts.h"

enum { RUN_DIGITS = 8 };

/* When commits were measured first in one suite: gint64 position to gint64 time. */
static GHashTable *times_of(const ph_history_gathering *in, const ph_series_key *key)
{
    GHashTable *times = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, NULL);

    /* The newest first: what stays is the oldest. */
    for (guint i = 0; i < in->runs->len; i++) {
        ph_history_run *run = in->runs->pdata[i];

        if (ph_history_run_is_in_trend(run) && strcmp(run->host, key->host) == 0 &&
            strcmp(run->suite, key->suite) == 0)
            g_hash_table_insert(times, &run->position, &run->received_us);
    }
    return times;
}

/* An old commit that was measured late stands where its neighbour does. */
static void put_in_order(GArray *times_us)
{
    for (guint i = times_us->len; i > 1; i--) {
        gint64 *before = &g_array_index(times_us, gint64, i - 2);

        *before = MIN(*before, g_array_index(times_us, gint64, i - 1));
    }
}

/* The points of the days; the first of them, among all. */
static guint take_points(const ph_history_gathering *in, const ph_surveyed_series *from,
                         GHashTable *times, ph_dashboard_series *to)
{
    const gint64 since_us = from->newest_us - in->days * G_TIME_SPAN_DAY;
    const guint count = from->points->len;
    guint first = 0;

    for (guint i = 0; i < count; i++) {
        const ph_series_point *point = &g_array_index(from->points, ph_series_point, i);
        const gint64 *time_us = g_hash_table_lookup(times, &point->position);
        const gint64 at_us = time_us ? *time_us : from->newest_us;

        g_array_append_val(to->times_us, at_us);
        g_array_append_val(to->values, point->value);
    }
    put_in_order(to->times_us);
    while (first + 1 < count && g_array_index(to->times_us, gint64, first) < since_us)
        first++;
    g_array_remove_range(to->times_us, 0, first);
    g_array_remove_range(to->values, 0, first);
    return first;
}

static const ph_case_entry *case_of(const ph_history_view *view, gint64 case_id)
{
    for (guint i = 0; i < view->book->entries->len; i++) {
        const ph_case_entry *entry = view->book->entries->pdata[i];

        if (entry->about->id == case_id)
            return entry;
    }
    return NULL;
}

/* The newest that was found of the same first run holds. */
static gboolean is_held(const ph_surveyed_series *series, const ph_history_level *level)
{
    for (guint i = 0; i < series->levels->len; i++) {
        const ph_history_level *other = series->levels->pdata[i];

        if (other->first_position == level->first_position && other->id > level->id)
            return FALSE;
    }
    return TRUE;
}

static char *commits_text(const ph_history_level *level)
{
    g_autofree char *first = ph_history_short_sha(level->first_sha);
    g_autofree char *good = ph_history_short_sha(level->last_good_sha);

    return level->last_good_sha ? g_strdup_printf("%s, behind %s", first, good)
                                : g_steal_pointer(&first);
}

static void take_levels(const ph_history_gathering *in, const ph_surveyed_series *from,
                        guint first_point, ph_dashboard_series *to)
{
    for (guint i = 0; i < from->levels->len; i++) {
        const ph_history_level *level = from->levels->pdata[i];
        const ph_history_run *run = g_hash_table_lookup(in->run_of, &level->first_run_id);
        const ph_case_entry *entry = case_of(in->view, level->case_id);
        const guint at = ph_series_find(from->points, level->first_position);

        if (!is_held(from, level))
            continue;
        const ph_dashboard_level found = {
            .point = at > first_point && at < from->points->len ? at - first_point : 0,
            .cause = level->cause,
            .change = level->change,
            .low = level->low,
            .high = level->high,
            .at_us = level->at_us,
            .run = run ? g_strndup(run->digest, RUN_DIGITS) : NULL,
            .commits = commits_text(level),
            .case_id = level->case_id,
            .state = entry ? g_strdup(ph_case_state_word(entry->life.state)) : NULL,
        };
        ph_dashboard_series_add(to, &found);
    }
}

static char *standing_of(const ph_surveyed_series *series)
{
    const ph_detection *found = &series->found;

    if (found->state == PH_SERIES_LEARNING)
        return g_strdup_printf("Its level is being learnt: %u more commits", found->runs_to_learn);
    if (found->state == PH_SERIES_CANDIDATE)
        return g_strdup_printf(
            "Off its level for %u commits, by about %.2g %%", found->candidate.runs,
            100.0 * (series->kind == PH_SERIES_EXACT ? found->candidate.size
                                                     : expm1(found->candidate.size)));
    return g_strdup_printf("On its level for %u commit%s%s", found->level.runs,
                           found->level.runs == 1 ? "" : "s",
                           found->runs_to_wait > 0 ? "; what it did was refuted lately" : "");
}

static void judge(const ph_history_gathering *in, const ph_surveyed_series *from,
                  ph_dashboard_series *to)
{
    const ph_history_level *level = NULL;
    const ph_case_entry *entry = ph_history_view_news(in->view, from->id, &level);

    if (entry) {
        to->look = level->change > 0.0 ? PH_DASHBOARD_SLOWER : PH_DASHBOARD_FASTER;
        to->sign = ph_history_case_sign(in->view, entry);
        to->case_id = entry->about->id;
        to->state = ph_history_change_text(level->change, from->key.metric);
    } else if (from->found.state == PH_SERIES_CANDIDATE) {
        to->look = PH_DASHBOARD_UNSURE;
        to->sign = from->found.candidate.direction > 0 ? "△" : "▽";
        to->state = g_strdup("suspected");
    } else if (from->found.state == PH_SERIES_LEARNING) {
        to->state = g_strdup("learning");
        to->is_learning = TRUE;
    } else {
        to->state = g_strdup("steady");
    }
}

static double time_of(const ph_history_suite *suite, const ph_surveyed_series *series)
{
    const ph_series_key *key = &series->key;
    const ph_result *result = suite->measurement
                                  ? ph_result_measured(suite->measurement->results, key->benchmark,
                                                       key->level, key->subject)
                                  : NULL;

    if (series->kind == PH_SERIES_EXACT)
        return NAN;
    return result ? result->median_ns : series->kind == PH_SERIES_TIME ? exp(series->newest) : NAN;
}

static ph_dashboard_series *series_of(const ph_history_gathering *in, const ph_history_suite *suite,
                                      const ph_surveyed_series *from, GHashTable *times)
{
    ph_dashboard_series *to = ph_dashboard_series_new();

    to->name = ph_series_key_name(&from->key);
    to->kind = from->kind;
    to->unit = g_strdup(ph_metric_unit(from->key.metric));
    take_levels(in, from, take_points(in, from, times, to), to);
    to->now = from->found.level.value;
    to->spread = from->found.level.spread;
    to->standing = standing_of(from);
    to->week = from->week;
    to->slope = from->slope;
    to->speed_mib_s = ph_history_suite_speed(suite, &from->key);
    to->time_ns = time_of(suite, from);
    judge(in, from, to);
    return to;
}

/* What changed first, the worst of it first; what did not stays in its order. */
static gint by_news(gconstpointer a, gconstpointer b)
{
    const ph_dashboard_series *const *first = a, *const *second = b;

    if ((*first)->look != (*second)->look)
        return (*first)->look < (*second)->look ? -1 : 1;
    return ((*first)->number > (*second)->number) - ((*first)->number < (*second)->number);
}

static char *until_of(const ph_history_suite *suite)
{
    const ph_history_run *newest = suite->newest;
    g_autofree char *sha = ph_history_short_sha(newest->sha);
    g_autofree char *day = ph_history_day(newest->received_us);

    return g_strdup_printf("%s%sup to %s, measured %s; %u %s, %s",
                           newest->branch ? newest->branch : "", newest->branch ? " " : "", sha,
                           day, suite->runs, suite->runs == 1 ? "run" : "runs",
                           suite->is_anchored ? "beside an anchor" : "not anchored");
}

static void add_floors(const ph_history_suite *suite, ph_dashboard_suite *to)
{
    for (guint i = 0; i < suite->floors->len; i++) {
        const ph_history_floor *floor = &g_array_index(suite->floors, ph_history_floor, i);
        g_autofree char *room = ph_head_room_text(&floor->room);

        g_ptr_array_add(to->notes, g_strdup_printf("%s, %s, %s level: %s", floor->name,
                                                   floor->benchmark, floor->level, room));
    }
}

static void add_counts(guint over, guint imported, ph_dashboard_suite *to)
{
    if (over > 0)
        g_ptr_array_add(to->notes, g_strdup_printf("%u series %s measured no more", over,
                                                   over == 1 ? "is" : "are"));
    if (imported > 0)
        g_ptr_array_add(to->notes, g_strdup_printf("%u series %s imported, and not shown here",
                                                   imported, imported == 1 ? "is" : "are"));
}

static ph_dashboard_suite *suite_of(ph_history_gathering *in, const ph_history_suite *suite)
{
    ph_dashboard_suite *to = ph_dashboard_suite_new();
    g_autoptr(GHashTable) times = times_of(in, suite->key);
    guint over = 0, imported = 0;

    to->title = g_strdup_printf("%s on %s", *suite->key->suite ? suite->key->suite : "workloads",
                                suite->key->host);
    to->until = until_of(suite);
    to->is_anchored = suite->is_anchored;
    for (guint i = 0; i < in->view->survey->series->len; i++) {
        ph_surveyed_series *from = in->view->survey->series->pdata[i];
        ph_dashboard_series *series;

        if (!ph_series_key_is_beside(&from->key, suite->key))
            continue;
        imported += from->is_imported ? 1 : 0;
        over += from->is_watched && from->is_over ? 1 : 0;
        if (!from->is_watched || from->is_over)
            continue;
        series = series_of(in, suite, from, times);
        g_hash_table_insert(in->series_of, &from->id, series);
        series->number = g_hash_table_size(in->series_of);
        g_ptr_array_add(to->series, series);
    }
    g_ptr_array_sort(to->series, by_news);
    add_floors(suite, to);
    add_counts(over, imported, to);
    return to;
}

void ph_history_gather_suites(ph_history_gathering *in)
{
    for (guint i = 0; i < in->view->suites->len; i++) {
        const ph_history_suite *suite = in->view->suites->pdata[i];

        if (ph_history_is_asked_for(in, suite->key->host, suite->key->suite))
            g_ptr_array_add(in->page->suites, suite_of(in, suite));
    }
}
