/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "command/history_case_text.h"
#include "command/history_cases.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "history/history_clock.h"
#include "history/receipt.h"
#include "history/run_document.h"
#include "series/level.h"
#include "settings/installation.h"
#include "verdict/floors.h"

static void free_suite(gpointer data)
{
    ph_history_suite *suite = (ph_history_suite *)data;

    ph_history_run_free(suite->newest);
    if (suite->measurement)
        ph_measurement_free(suite->measurement);
    g_array_unref(suite->floors);
    g_free(suite);
}

void ph_history_view_free(ph_history_view *view)
{
    if (!view)
        return;
    g_clear_pointer(&view->suites, g_ptr_array_unref);
    g_clear_pointer(&view->survey, ph_series_survey_free);
    g_clear_pointer(&view->book, ph_case_book_free);
    g_clear_pointer(&view->alerts, g_ptr_array_unref);
    g_clear_pointer(&view->deliveries, g_ptr_array_unref);
    g_clear_pointer(&view->unread, g_ptr_array_unref);
    g_free(view);
}

/* So many runs are looked at for one that has times, as no comparison has. */
enum { RUNS_LOOKED_AT = 8 };

/* It is as if the document's time were over: what else is known is not kept from anybody, least of
 * all an alert. */
static void note_unread(const ph_history_run *run, const GError *cause, GPtrArray *unread)
{
    g_autofree char *printable = ph_error_printable(cause->message);

    g_ptr_array_add(
        unread,
        g_strdup_printf("the document of run %.*s cannot be read (%s): perfharness verify --deep",
                        PH_DIGEST_DIGITS_SHOWN, run->digest, printable));
}

void ph_history_view_tell_unread(const ph_history_view *view)
{
    for (guint i = 0; i < view->unread->len; i++)
        (void)fprintf(stderr, "Note: %s\n", (const char *)view->unread->pdata[i]);
}

/* FALSE and error: the store could not be read. A document whose time is over is no error, and one
 * that was imported is no perf.json. */
static gboolean read_document(ph_run_store *store, const ph_history_request *request,
                              const ph_history_run *run, GPtrArray *unread, ph_run_document **ret,
                              GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GBytes) bytes = ph_run_store_document(store, run->id, &cause);

    if (cause && !g_error_matches(cause, PH_ERROR, PH_ERROR_PARSE)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (bytes && !run->source)
        *ret = ph_run_document_parse("the document", bytes, request->schemas, &cause);
    if (cause)
        note_unread(run, cause, unread);
    return TRUE;
}

/* The newest run, but one that has times before one that has none. */
static gboolean read_newest(ph_run_store *store, const ph_history_request *request,
                            ph_history_suite *suite, GPtrArray *unread, GError **error)
{
    const ph_run_query query = { .host = suite->key->host, .suite = suite->key->suite };
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &query, error);
    guint looked_at = 0;

    for (guint i = 0; runs && i < runs->len && looked_at < RUNS_LOOKED_AT; i++) {
        ph_history_run *run = (ph_history_run *)runs->pdata[i];
        g_autoptr(ph_run_document) document = NULL;

        if (!ph_history_run_is_in_trend(run))
            continue;
        if (!read_document(store, request, run, unread, &document, error))
            return FALSE;
        if (looked_at++ == 0 || (document && document->measurement)) {
            g_clear_pointer(&suite->newest, ph_history_run_free);
            suite->newest = run;
            runs->pdata[i] = NULL;
        }
        if (!document || document->measurement) {
            suite->measurement = document ? g_steal_pointer(&document->measurement) : NULL;
            return TRUE;
        }
    }
    if (runs && !suite->newest)
        suite->newest = ph_history_run_new();
    return runs != NULL;
}

/* What is steadiest of the figure behind a floor. */
static const ph_surveyed_series *behind_floor(const ph_series_survey *survey,
                                              const ph_history_suite *suite,
                                              const ph_floor_check *check)
{
    for (guint i = 0; i < survey->series->len; i++) {
        const ph_surveyed_series *series = survey->series->pdata[i];
        const ph_series_key *key = &series->key;

        if (series->is_watched && !series->is_over && series->kind != PH_SERIES_EXACT &&
            ph_series_key_is_beside(key, suite->key) &&
            strcmp(key->benchmark, check->benchmark) == 0 &&
            strcmp(key->level, check->level) == 0 && strcmp(key->subject, PH_HEADLINE_SUBJECT) == 0)
            return series;
    }
    return NULL;
}

static void find_floors(const ph_series_survey *survey, ph_history_suite *suite,
                        const ph_thresholds *thresholds)
{
    g_autoptr(GArray) checks = ph_floors_check(suite->measurement, thresholds);

    for (guint i = 0; i < checks->len; i++) {
        const ph_floor_check *check = &g_array_index(checks, ph_floor_check, i);
        const ph_surveyed_series *series = behind_floor(survey, suite, check);

        if (!check->is_judged || !series || isnan(check->value_mb_s) || isnan(check->floor_mb_s))
            continue;
        const ph_history_floor floor = {
            check->name,
            check->benchmark,
            check->level,
            check->floor_mb_s,
            check->value_mb_s,
            /* Times are as the inverse of speeds. */
            ph_head_room_of(-log(check->value_mb_s), -log(check->floor_mb_s), &series->slope),
        };
        g_array_append_val(suite->floors, floor);
    }
}

static gboolean add_suite(ph_run_store *store, const ph_history_request *request,
                          ph_history_view *view, const ph_series_key *key, GError **error)
{
    ph_history_suite *suite = g_new0(ph_history_suite, 1);
    g_autoptr(ph_thresholds) thresholds = NULL;

    g_ptr_array_add(view->suites, suite);
    suite->key = key;
    suite->floors = g_array_new(FALSE, FALSE, sizeof(ph_history_floor));
    for (guint i = 0; i < view->survey->series->len; i++) {
        const ph_surveyed_series *series = view->survey->series->pdata[i];

        if (ph_series_key_is_beside(&series->key, key) && !series->is_over) {
            suite->runs = MAX(suite->runs, series->runs);
            suite->is_anchored = suite->is_anchored || series->kind == PH_SERIES_ANCHORED;
        }
    }
    if (!read_newest(store, request, suite, view->unread, error))
        return FALSE;
    thresholds = ph_installation_thresholds(NULL, error);
    if (thresholds && suite->measurement)
        find_floors(view->survey, suite, thresholds);
    return thresholds != NULL;
}

static gboolean has_suite(const ph_history_view *view, const ph_series_key *key)
{
    for (guint i = 0; i < view->suites->len; i++)
        if (ph_series_key_is_beside(((const ph_history_suite *)view->suites->pdata[i])->key, key))
            return TRUE;
    return FALSE;
}

ph_history_view *ph_history_view_new(ph_run_store *store, const ph_history_request *request,
                                     GError **error)
{
    g_autoptr(ph_history_view) view = g_new0(ph_history_view, 1);

    view->suites = g_ptr_array_new_with_free_func(free_suite);
    view->unread = g_ptr_array_new_with_free_func(g_free);
    view->book = ph_history_cases(store, error);
    view->alerts = view->book ? ph_run_store_alerts(store, error) : NULL;
    view->deliveries = view->alerts ? ph_run_store_deliveries(store, error) : NULL;
    view->survey =
        view->deliveries ? ph_series_survey_new(store, &(ph_series_query){ 0 }, error) : NULL;
    if (!view->survey)
        return NULL;
    for (guint i = 0; i < view->survey->series->len; i++) {
        const ph_surveyed_series *series = view->survey->series->pdata[i];

        if (!has_suite(view, &series->key) && !add_suite(store, request, view, &series->key, error))
            return NULL;
    }
    return g_steal_pointer(&view);
}

double ph_history_suite_speed(const ph_history_suite *suite, const ph_series_key *key)
{
    const ph_result *result = suite->measurement && !ph_metric_is_exact(key->metric)
                                  ? ph_result_measured(suite->measurement->results, key->benchmark,
                                                       key->level, key->subject)
                                  : NULL;

    return result ? result->throughput_mib_s : NAN;
}

gboolean ph_history_view_is_steady(const ph_history_view *view, const ph_surveyed_series *series)
{
    return series->found.state != PH_SERIES_CANDIDATE && !ph_history_view_case(view, series);
}

/* What somebody is to look at before what is only suspected. */
static guint rank_of(const ph_case_entry *entry)
{
    return ph_case_entry_is_living(entry) ? 2 + (guint)entry->severity : 1;
}

const ph_case_entry *ph_history_view_case(const ph_history_view *view,
                                          const ph_surveyed_series *series)
{
    const ph_case_entry *worst = NULL;

    for (guint i = 0; i < view->book->entries->len; i++) {
        const ph_case_entry *entry = view->book->entries->pdata[i];
        const gboolean is_suspected =
            entry->life.state == PH_CASE_CANDIDATE && series->found.state == PH_SERIES_CANDIDATE;

        if ((ph_case_entry_is_living(entry) || is_suspected) &&
            ph_case_entry_level(entry, series->id) && (!worst || rank_of(entry) > rank_of(worst)))
            worst = entry;
    }
    return worst;
}

/* A series while all are put in order. */
typedef struct ranked_series {
    ph_surveyed_series *series;
    guint rank;    /* 0: it is steady. */
    double change; /* As its case has it. */
    guint at;      /* In the survey. */
} ranked_series;

static gint by_rank(gconstpointer a, gconstpointer b)
{
    const ranked_series *first = a, *second = b;

    if (first->rank != second->rank)
        return first->rank > second->rank ? -1 : 1;
    if (first->change != second->change)
        return first->change > second->change ? -1 : 1;
    return (first->at > second->at) - (first->at < second->at);
}

/* What no case is of may be off its level all the same, where nobody has searched since. */
static ranked_series rank_series(const ph_history_view *view, guint at)
{
    ph_surveyed_series *series = view->survey->series->pdata[at];
    const ph_case_entry *entry = ph_history_view_case(view, series);

    if (entry)
        return (ranked_series){ series, rank_of(entry),
                                fabs(ph_case_entry_level(entry, series->id)->change), at };
    if (series->found.state == PH_SERIES_CANDIDATE)
        return (ranked_series){ series, 1, fabs(series->found.candidate.size), at };
    return (ranked_series){ series, 0, 0.0, at };
}

GPtrArray *ph_history_view_ordered(const ph_history_view *view, const ph_history_suite *suite)
{
    g_autoptr(GArray) ranked = g_array_new(FALSE, FALSE, sizeof(ranked_series));
    GPtrArray *ordered = g_ptr_array_new();

    for (guint i = 0; i < view->survey->series->len; i++) {
        const ranked_series one = rank_series(view, i);

        if ((one.series->is_watched || one.series->is_imported) &&
            ph_series_key_is_beside(&one.series->key, suite->key))
            g_array_append_val(ranked, one);
    }
    g_array_sort(ranked, by_rank);
    for (guint i = 0; i < ranked->len; i++)
        g_ptr_array_add(ordered, g_array_index(ranked, ranked_series, i).series);
    return ordered;
}

const ph_case_entry *ph_history_view_news(const ph_history_view *view, gint64 series_id,
                                          const ph_history_level **ret_level)
{
    for (guint i = 0; i < view->book->entries->len; i++) {
        const ph_case_entry *entry = view->book->entries->pdata[i];
        const ph_history_level *level = ph_case_entry_level(entry, series_id);

        if (level && ph_case_entry_is_living(entry) && ph_level_begins(level->cause)) {
            *ret_level = level;
            return entry;
        }
    }
    return NULL;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const guint first = *(const guint *)a, second = *(const guint *)b;

    return (first > second) - (first < second);
}

GArray *ph_history_level_marks(const ph_surveyed_series *series, guint first)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < series->levels->len; i++) {
        const ph_history_level *level = series->levels->pdata[i];
        const guint at = ph_series_find(series->points, level->first_position);

        if (level->cause == PH_LEVEL_CODE && at > first && at < series->points->len) {
            const guint mark = at - first;

            g_array_append_val(marks, mark);
        }
    }
    g_array_sort(marks, by_number);
    return marks;
}

GPtrArray *ph_history_series_named(const ph_series_survey *survey, const char *name, GError **error)
{
    g_autoptr(GPtrArray) exact = g_ptr_array_new();
    g_autoptr(GPtrArray) named = g_ptr_array_new();
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_auto(GStrv) all = NULL;

    for (guint i = 0; i < survey->series->len; i++) {
        ph_surveyed_series *series = survey->series->pdata[i];
        g_autofree char *own = ph_series_key_name(&series->key);

        if (!series->is_watched && !series->is_imported)
            continue;
        g_strv_builder_add(names, own);
        if (strcmp(own, name) == 0)
            g_ptr_array_add(exact, series);
        else if (strcmp(series->key.benchmark, name) == 0)
            g_ptr_array_add(named, series);
    }
    if (exact->len > 0)
        return g_steal_pointer(&exact);
    if (named->len > 0)
        return g_steal_pointer(&named);
    all = g_strv_builder_end(names);
    const ph_word_list known = { "series", NULL, "`perfharness history show --all` lists them",
                                 (const char *const *)all };
    (void)ph_refuse_word(error, &known, name);
    return NULL;
}
