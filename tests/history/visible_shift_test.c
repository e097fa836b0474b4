/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A shift that is said to be visible is a candidate within its runs, nearly always. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up_series.h"
#include "random_numbers.h"
#include "series/detection_rules.h"
#include "series/visible_shift.h"

enum { YEARS = 400, RUNS_BEFORE = 80, RUNS = 7, SEEN_LEAST = 360, UNSEEN_MOST = 280 };

/* How often a shift of that size is seen within RUNS runs. */
static guint count_seen(double spread, double shift)
{
    ph_random random = { 7 };
    guint seen = 0;

    for (guint year = 0; year < YEARS; year++) {
        g_autoptr(ph_made_up_series) series = ph_made_up_series_new();

        for (gint64 at = 1; at <= RUNS_BEFORE; at++)
            ph_made_up_run(series, at, spread * ph_random_normal(&random));
        for (gint64 at = RUNS_BEFORE + 1; at <= RUNS_BEFORE + RUNS; at++)
            ph_made_up_run(series, at, shift + spread * ph_random_normal(&random));
        seen += ph_made_up_detect(series, PH_SERIES_TIME).state == PH_SERIES_CANDIDATE;
    }
    return seen;
}

static void test_it_is_seen(void **state)
{
    static const double spreads[] = { 0.004, 0.008, 0.016 };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(spreads); i++)
        assert_true(count_seen(spreads[i], ph_series_visible_shift(spreads[i], RUNS)) >=
                    SEEN_LEAST);
}

static void test_half_of_it_is_often_not(void **state)
{
    (void)state;
    assert_true(count_seen(0.01, ph_series_visible_shift(0.01, RUNS) / 2.0) <= UNSEEN_MOST);
}

static void test_nothing_that_comparisons_would_not_convict(void **state)
{
    (void)state;
    assert_true(ph_series_visible_shift(PH_SPREAD_LEAST, RUNS) == PH_CONFIRM_SURE);
    assert_true(ph_series_visible_shift(0.01, 3) > ph_series_visible_shift(0.01, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_seen),
        cmocka_unit_test(test_half_of_it_is_often_not),
        cmocka_unit_test(test_nothing_that_comparisons_would_not_convict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
