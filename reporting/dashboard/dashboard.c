/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dashboard/dashboard.h"

#include <math.h>

static void free_line(gpointer data)
{
    ph_dashboard_line *line = (ph_dashboard_line *)data;

    g_free(line->before);
    g_free(line->named);
    g_free(line->link);
    g_free(line->after);
    g_free(line);
}

static void clear_level(gpointer data)
{
    ph_dashboard_level *level = (ph_dashboard_level *)data;

    g_free(level->run);
    g_free(level->commits);
    g_free(level->state);
}

static void free_series(gpointer data)
{
    ph_dashboard_series *series = (ph_dashboard_series *)data;

    g_free(series->name);
    g_free(series->state);
    g_free(series->unit);
    g_array_unref(series->values);
    g_array_unref(series->times_us);
    g_array_unref(series->levels);
    g_free(series->standing);
    g_free(series);
}

static void free_suite(gpointer data)
{
    ph_dashboard_suite *suite = (ph_dashboard_suite *)data;

    g_free(suite->title);
    g_free(suite->until);
    g_ptr_array_unref(suite->series);
    g_ptr_array_unref(suite->notes);
    g_free(suite);
}

static void free_case(gpointer data)
{
    ph_dashboard_case *of = (ph_dashboard_case *)data;

    g_free(of->title);
    g_free(of->severity);
    g_free(of->state);
    for (guint i = 0; i < PH_DASHBOARD_QUESTION_COUNT; i++)
        g_ptr_array_unref(of->answers[i]);
    g_free(of);
}

static void free_told(gpointer data)
{
    ph_dashboard_told *told = (ph_dashboard_told *)data;

    g_free(told->title);
    g_free(told->severity);
    g_free(told->channels);
    g_free(told);
}

static void free_change(gpointer data)
{
    ph_dashboard_change *change = (ph_dashboard_change *)data;

    g_free(change->what);
    g_free(change->from);
    g_free(change->to);
    g_free(change);
}

static void free_host(gpointer data)
{
    ph_dashboard_host *host = (ph_dashboard_host *)data;

    g_free(host->name);
    g_free(host->cpu_model);
    g_ptr_array_unref(host->facts);
    g_ptr_array_unref(host->changes);
    g_free(host);
}

void ph_dashboard_free(ph_dashboard *dashboard)
{
    if (!dashboard)
        return;
    g_free(dashboard->store);
    g_free(dashboard->until);
    g_free(dashboard->chain);
    g_ptr_array_unref(dashboard->open);
    g_ptr_array_unref(dashboard->suspected);
    g_ptr_array_unref(dashboard->over);
    g_ptr_array_unref(dashboard->told);
    g_ptr_array_unref(dashboard->suites);
    g_ptr_array_unref(dashboard->hosts);
    g_free(dashboard);
}

ph_dashboard *ph_dashboard_new(void)
{
    ph_dashboard *dashboard = g_new0(ph_dashboard, 1);

    dashboard->open = g_ptr_array_new_with_free_func(free_case);
    dashboard->suspected = g_ptr_array_new_with_free_func(free_case);
    dashboard->over = g_ptr_array_new_with_free_func(free_case);
    dashboard->told = g_ptr_array_new_with_free_func(free_told);
    dashboard->suites = g_ptr_array_new_with_free_func(free_suite);
    dashboard->hosts = g_ptr_array_new_with_free_func(free_host);
    return dashboard;
}

ph_dashboard_suite *ph_dashboard_suite_new(void)
{
    ph_dashboard_suite *suite = g_new0(ph_dashboard_suite, 1);

    suite->series = g_ptr_array_new_with_free_func(free_series);
    suite->notes = g_ptr_array_new_with_free_func(g_free);
    return suite;
}

ph_dashboard_series *ph_dashboard_series_new(void)
{
    ph_dashboard_series *series = g_new0(ph_dashboard_series, 1);

    series->look = PH_DASHBOARD_STEADY;
    series->values = g_array_new(FALSE, FALSE, sizeof(double));
    series->times_us = g_array_new(FALSE, FALSE, sizeof(gint64));
    series->levels = g_array_new(FALSE, FALSE, sizeof(ph_dashboard_level));
    g_array_set_clear_func(series->levels, clear_level);
    series->now = series->spread = series->speed_mib_s = series->time_ns = NAN;
    series->week.per_week = series->slope.per_week = NAN;
    return series;
}

ph_dashboard_case *ph_dashboard_case_new(void)
{
    ph_dashboard_case *of = g_new0(ph_dashboard_case, 1);

    for (guint i = 0; i < PH_DASHBOARD_QUESTION_COUNT; i++)
        of->answers[i] = g_ptr_array_new_with_free_func(free_line);
    return of;
}

ph_dashboard_host *ph_dashboard_host_new(void)
{
    ph_dashboard_host *host = g_new0(ph_dashboard_host, 1);

    host->facts = g_ptr_array_new_with_free_func(g_free);
    host->changes = g_ptr_array_new_with_free_func(free_change);
    return host;
}

void ph_dashboard_case_say(ph_dashboard_case *of, ph_dashboard_question question, char *before,
                           char *named, char *link, char *after)
{
    ph_dashboard_line *line = g_new(ph_dashboard_line, 1);

    line->before = before;
    line->named = named;
    line->link = link;
    line->after = after;
    g_ptr_array_add(of->answers[question], line);
}

void ph_dashboard_tell(ph_dashboard *dashboard, gint64 at_us, const char *title,
                       const char *severity, const char *channels)
{
    ph_dashboard_told *told = g_new(ph_dashboard_told, 1);

    *told = (ph_dashboard_told){ at_us, g_strdup(title), g_strdup(severity), g_strdup(channels) };
    g_ptr_array_add(dashboard->told, told);
}

void ph_dashboard_host_add(ph_dashboard_host *host, gint64 at_us, const char *what,
                           const char *from, const char *to)
{
    ph_dashboard_change *change = g_new(ph_dashboard_change, 1);

    *change = (ph_dashboard_change){ at_us, g_strdup(what), g_strdup(from), g_strdup(to) };
    g_ptr_array_add(host->changes, change);
}

static gint by_point(gconstpointer a, gconstpointer b)
{
    const ph_dashboard_level *first = (const ph_dashboard_level *)a;
    const ph_dashboard_level *second = (const ph_dashboard_level *)b;

    return (first->point > second->point) - (first->point < second->point);
}

void ph_dashboard_series_add(ph_dashboard_series *series, const ph_dashboard_level *level)
{
    g_array_append_vals(series->levels, level, 1);
    g_array_sort(series->levels, by_point);
}

static const char *const look_names[] = {
#define X(identifier, name) name,
    PH_DASHBOARD_LOOK_LIST(X)
#undef X
};

const char *ph_dashboard_look_name(ph_dashboard_look look)
{
    return look_names[look];
}

char *ph_dashboard_day(gint64 time_us)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(time_us / G_USEC_PER_SEC);

    return time ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("-");
}
