/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The page of a history, by the template that is shipped: how large it is, that nothing of
 * anybody's is markup in it, and what stands in it where there is little or nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "dashboard/dashboard.h"

enum { NIGHTS = 365, SERIES = 200, BYTES_MOST = 700000, SERIES_BYTES_MOST = 3500 };

static const gint64 begin_us = G_GINT64_CONSTANT(1764547200) * G_USEC_PER_SEC; /* 2025-12-01. */

static char *setting(const char *name)
{
    g_autofree char *path = g_build_filename(g_getenv("SOURCE"), "config/templates", name, NULL);
    char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static char *rendered(const ph_dashboard *dashboard)
{
    g_autofree char *text = setting("history_dashboard.html");
    g_autofree char *style = setting("report.css");
    const ph_template from = { "history_dashboard.html", text };
    g_autoptr(GError) error = NULL;
    char *page = ph_dashboard_html(dashboard, &from, style, &error);

    assert_null(error);
    return page;
}

static ph_dashboard *empty(void)
{
    ph_dashboard *dashboard = ph_dashboard_new();

    dashboard->store = g_strdup("history.db");
    dashboard->made_us = begin_us + NIGHTS * G_TIME_SPAN_DAY;
    dashboard->days = NIGHTS;
    dashboard->chain = g_strdup("400 receipts, all whole");
    dashboard->is_chain_whole = TRUE;
    return dashboard;
}

/* So many nights, with noise of 0.3 %, and a shift of 5 % in the last month. */
static ph_dashboard_series *add_series(ph_dashboard_suite *suite, guint nights, gboolean is_shifted)
{
    ph_dashboard_series *series = ph_dashboard_series_new();

    series->number = suite->series->len + 1;
    series->name = g_strdup_printf("benchmark-%03u/L2", series->number);
    series->state = g_strdup("steady");
    series->kind = PH_SERIES_ANCHORED;
    series->unit = g_strdup("ln ratio");
    series->standing = g_strdup_printf("On its level for %u commits", nights);
    series->now = is_shifted ? 0.05 : 0.0;
    series->spread = 0.002;
    series->speed_mib_s = 900.0 + series->number;
    series->time_ns = 7e7;
    series->slope = series->week = (ph_trend_line){ 7, 0.001, { -0.001, 0.003 }, 0.0, FALSE };
    for (guint i = 0; i < nights; i++) {
        const gint64 at_us = begin_us + i * G_TIME_SPAN_DAY;
        const double noise = 0.003 * sin(i * 7.3 + series->number) * cos(i * 3.1);
        const double value = noise + (is_shifted && i + 30 >= nights ? 0.05 : 0.0);

        g_array_append_val(series->values, value);
        g_array_append_val(series->times_us, at_us);
    }
    if (is_shifted) {
        const ph_dashboard_level level = {
            .point = nights - 30,
            .cause = PH_LEVEL_CODE,
            .change = 0.051,
            .low = 0.049,
            .high = 0.053,
            .at_us = begin_us + (nights - 28) * G_TIME_SPAN_DAY,
            .run = g_strdup("6bf99707"),
            .commits = g_strdup("87560873, behind 29a903c2"),
            .case_id = 1,
            .state = g_strdup("open"),
        };

        ph_dashboard_series_add(series, &level);
    }
    g_ptr_array_add(suite->series, series);
    return series;
}

static ph_dashboard_suite *add_suite(ph_dashboard *dashboard)
{
    ph_dashboard_suite *suite = ph_dashboard_suite_new();

    suite->title = g_strdup("critical on 0123456789abcdef");
    suite->until = g_strdup("main up to 9039a1fd");
    suite->is_anchored = TRUE;
    g_ptr_array_add(dashboard->suites, suite);
    return suite;
}

static gsize bytes_of(guint series)
{
    g_autoptr(ph_dashboard) dashboard = empty();
    ph_dashboard_suite *suite = add_suite(dashboard);

    for (guint i = 0; i < series; i++)
        (void)add_series(suite, NIGHTS, i % 4 == 0);
    g_autofree char *page = rendered(dashboard);
    return strlen(page);
}

static void test_how_large_it_is(void **state)
{
    const gsize one = bytes_of(1), all = bytes_of(SERIES);

    (void)state;
    assert_true(all <= BYTES_MOST);
    assert_true((all - one) / (SERIES - 1) <= SERIES_BYTES_MOST);
}

static guint count_of(const char *text, const char *part)
{
    g_auto(GStrv) parts = g_strsplit(text, part, -1);

    return g_strv_length(parts) - 1;
}

static void test_many_series_and_many_points_are_of_days(void **state)
{
    g_autoptr(ph_dashboard) few = empty();
    g_autoptr(ph_dashboard) many = empty();
    g_autoptr(ph_dashboard) long_ones = empty();
    ph_dashboard_suite *suite = add_suite(few), *large = add_suite(many);

    (void)state;
    (void)add_series(suite, NIGHTS, TRUE);
    for (guint i = 0; i <= PH_DASHBOARD_SERIES_MANY; i++)
        (void)add_series(large, 20, FALSE);
    (void)add_series(add_suite(long_ones), PH_DASHBOARD_POINTS_MANY + 1, TRUE);
    g_autofree char *one = rendered(few);
    g_autofree char *all = rendered(many);
    g_autofree char *years = rendered(long_ones);

    assert_int_equal(count_of(one, "class=\"ba\""), 0);
    assert_int_equal(count_of(all, "class=\"ba\""), PH_DASHBOARD_SERIES_MANY + 1);
    assert_int_equal(count_of(years, "class=\"ba\""), 1);
    assert_true(strlen(years) < strlen(one) + 5000);
    /* What it was binned from is not what its levels and marks are lost by. */
    assert_int_equal(count_of(years, "class=\"le\""), 1);
    assert_int_equal(count_of(years, "class=\"sh\""), count_of(one, "class=\"sh\""));
}

static void test_courses(void **state)
{
    g_autoptr(ph_dashboard) dashboard = empty();
    ph_dashboard_series *series = add_series(add_suite(dashboard), NIGHTS, TRUE);
    g_autofree char *page = rendered(dashboard);

    (void)state;
    assert_non_null(strstr(page, "viewBox=\"0 0 89 24\""));
    assert_non_null(strstr(page, "viewBox=\"0 0 364 80\""));
    assert_int_equal(count_of(page, "class=\"sh\" d=\"M335 0v80\""), 1); /* The year's, ... */
    assert_int_equal(count_of(page, "class=\"sh\" d=\"M60 0v24\""), 1);  /* and the row's. */
    assert_non_null(strstr(page, "A shift of 0.5 % would be seen in a week."));
    assert_non_null(strstr(page, "365 commits, 2025-12-01 to 2026-11-30: −5."));
    assert_non_null(strstr(page, "\u00a0%, 2 levels\""));
    assert_non_null(strstr(page, "+0.1 ± 0.2"));
    assert_true(isfinite(series->now));
}

static const char hostile[] =
    "</title><script>alert(1)</script><a href='x'>\"&\n\x1b\xe2\x80\xae\xe2\x80\xac";

/* In every text that is anybody's. */
static ph_dashboard *hostile_one(void)
{
    ph_dashboard *dashboard = empty();
    ph_dashboard_suite *suite = add_suite(dashboard);
    ph_dashboard_series *series = add_series(suite, 3, FALSE);
    ph_dashboard_case *of = ph_dashboard_case_new();
    ph_dashboard_host *host = ph_dashboard_host_new();
    const ph_dashboard_level level = { .cause = PH_LEVEL_HOST,
                                       .run = g_strdup(hostile),
                                       .commits = g_strdup(hostile),
                                       .case_id = 1,
                                       .state = g_strdup(hostile) };
    char **texts[] = { &dashboard->store, &dashboard->until, &dashboard->chain, &suite->title,
                       &suite->until,     &series->name,     &series->state,    &series->standing,
                       &series->unit,     &of->title,        &of->severity,     &of->state,
                       &host->name,       &host->cpu_model };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i]);
        *texts[i] = g_strdup(hostile);
    }
    series->kind = PH_SERIES_EXACT;
    ph_dashboard_series_add(series, &level);
    g_ptr_array_add(suite->notes, g_strdup(hostile));
    for (guint i = 0; i < PH_DASHBOARD_QUESTION_COUNT; i++)
        for (guint has_link = 0; has_link < 2; has_link++)
            ph_dashboard_case_say(of, (ph_dashboard_question)i, g_strdup(hostile),
                                  g_strdup(hostile), has_link ? g_strdup(hostile) : NULL,
                                  g_strdup(hostile));
    of->largest = series;
    g_ptr_array_add(dashboard->open, of);
    ph_dashboard_host_add(host, begin_us, hostile, hostile, hostile);
    g_ptr_array_add(host->facts, g_strdup(hostile));
    g_ptr_array_add(dashboard->hosts, host);
    ph_dashboard_tell(dashboard, begin_us, hostile, hostile, hostile);
    return dashboard;
}

static void test_nothing_of_anybodys_is_markup(void **state)
{
    g_autoptr(ph_dashboard) dashboard = hostile_one();
    g_autofree char *page = rendered(dashboard);

    (void)state;
    assert_int_equal(count_of(page, "<script"), 0);
    assert_int_equal(count_of(page, "</title>"), 1);
    assert_null(strstr(page, "<a href='"));
    assert_null(strchr(page, '\x1b'));
    assert_null(strstr(page, "\xe2\x80\xae\xe2\x80\xac"));
    assert_true(count_of(page, "&lt;script&gt;") > 40);
}

static void test_little_or_nothing(void **state)
{
    g_autoptr(ph_dashboard) nothing = empty();
    g_autoptr(ph_dashboard) one_run = empty();
    ph_dashboard_series *series = add_series(add_suite(one_run), 1, FALSE);

    (void)state;
    series->now = series->spread = NAN;
    series->is_learning = TRUE;
    series->week.per_week = series->slope.per_week = NAN;
    g_autofree char *bare = rendered(nothing);
    g_autofree char *page = rendered(one_run);

    assert_non_null(strstr(bare, "<h1 class=\"none\">No run stands in a trend yet</h1>"));
    assert_null(strstr(bare, "<table"));
    assert_non_null(strstr(page, "<h1 class=\"none\">No case is open</h1>"));
    assert_non_null(strstr(page, "0 of 1 series steady, 1 learning, on 0 hosts"));
    assert_non_null(strstr(page, "Nothing has changed here."));
    assert_non_null(strstr(page, "aria-label=\"1 run, 0.0 … 0.0\u00a0%\""));
    assert_null(strstr(page, "nan"));
}

static void test_a_broken_chain_is_seen(void **state)
{
    g_autoptr(ph_dashboard) dashboard = empty();

    (void)state;
    dashboard->is_chain_whole = FALSE;
    g_autofree char *page = rendered(dashboard);
    assert_non_null(strstr(page, "<span class=\"part broken\">400 receipts"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_large_it_is),
        cmocka_unit_test(test_many_series_and_many_points_are_of_days),
        cmocka_unit_test(test_courses),
        cmocka_unit_test(test_nothing_of_anybodys_is_markup),
        cmocka_unit_test(test_little_or_nothing),
        cmocka_unit_test(test_a_broken_chain_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
