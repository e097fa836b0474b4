/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The variance split and what follows from it, worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compare/capability.h"

#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static const ph_slowdown_rule rule = { .floor = 0.005, .alpha = 0.01 };

/* Launches at -1, 0 and 1 %, whose standard deviation is 1 %; each is known to 0.6 %. */
static void test_variance_is_split(void **state)
{
    const double logs[] = { -0.01, 0.0, 0.01 }, spread = 0.006;
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&rule);
    ph_contrast *contrast = ph_contrast_of(report, "comp3/L2", "kernel", "");
    ph_spread split;

    (void)state;
    assert_false(ph_spread_of(contrast, &split));
    for (int i = 0; i < 3; i++) {
        g_array_append_val(contrast->first.logs, logs[i]);
        g_array_append_val(contrast->first.spreads, spread);
    }
    assert_true(ph_spread_of(contrast, &split));
    assert_close(split.within, 0.006, 1e-12);
    assert_close(split.between, 0.008, 1e-12);
    assert_int_equal(split.launches, 3);
}

/*
 * Ten launches twice in 2 s of 0.1 s each. Both sets find it 9 times of 10 when each does with a
 * chance of sqrt(0.9) = 0.948683; t(0.995, 9) = 3.249836, t(0.948683, 9) = 1.816735.
 */
static void test_what_two_seconds_detect(void **state)
{
    const ph_spread spread = { .between = 0.01, .within = 0.0, .launch_s = 0.1, .launches = 20 };
    const ph_detectable found = ph_detectable_in(&spread, &rule, 2.0);
    const double log = -log1p(-0.005) + (3.249836 + 1.816735) * 0.01 / sqrt(10.0);

    (void)state;
    assert_int_equal(found.launches, 10);
    assert_close(found.lost, 1.0 - exp(-log), 1e-8);
    assert_int_equal(found.term, PH_BINDING_LAUNCHES);
}

/* What chance alone makes of the blocks' spread may be all there is: that is no spread of none. */
static void test_spread_in_words(void **state)
{
    const ph_spread both = { .between = 0.008, .within = 0.006, .launches = 20 };
    const ph_spread cut = { .between = 0.0, .within = 0.006, .launches = 5 };
    g_autofree char *text = ph_spread_text(&both);
    g_autofree char *text_cut = ph_spread_text(&cut);

    (void)state;
    assert_string_equal(text, "spread between launches: 0.80 %; within: 0.60 %");
    assert_string_equal(
        text_cut, "spread between launches: too small to be seen in 5 launches; within: 0.60 %");
}

static void test_what_binds(void **state)
{
    const ph_spread quiet = { .between = 1e-5, .within = 1e-5, .launch_s = 0.1, .launches = 20 };
    const ph_spread blocks = { .between = 0.001, .within = 0.02, .launch_s = 0.1, .launches = 20 };
    const ph_spread slow = { .between = 0.01, .within = 0.01, .launch_s = 1.0, .launches = 20 };

    (void)state;
    assert_int_equal(ph_detectable_in(&quiet, &rule, 2.0).term, PH_BINDING_FLOOR);
    assert_int_equal(ph_detectable_in(&blocks, &rule, 2.0).term, PH_BINDING_BLOCKS);
    assert_true(isnan(ph_detectable_in(&slow, &rule, 2.0).lost));
    assert_true(ph_detectable_in(&slow, &rule, 60.0).lost <
                ph_detectable_in(&slow, &rule, 10.0).lost);
}

/* Of ten at 0.9, chance gives five finds or fewer once in 611 proofs, and six once in 78; at 0.01,
 * two false calls or more once in 234. */
static void test_a_proof_holds_unless_chance_would_not_give_it(void **state)
{
    static const struct {
        ph_injection_count count;
        gboolean holds;
    } cases[] = {
        { { 10, 10, 0 }, TRUE }, { { 10, 6, 0 }, TRUE },  { { 10, 5, 0 }, FALSE },
        { { 10, 0, 0 }, FALSE }, { { 10, 10, 1 }, TRUE }, { { 10, 10, 2 }, FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(ph_proof_holds(&cases[i].count, 0.01), cases[i].holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variance_is_split),
        cmocka_unit_test(test_what_two_seconds_detect),
        cmocka_unit_test(test_spread_in_words),
        cmocka_unit_test(test_what_binds),
        cmocka_unit_test(test_a_proof_holds_unless_chance_would_not_give_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
