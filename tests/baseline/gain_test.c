/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "With 99 % confidence": of what has not gained so much, no more than 1 % is said to have. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "baseline/promotion.h"
#include "model/statistics.h"

enum { TRIALS = 20000, SEED = 1 };

static double normal(GRand *random)
{
    return sqrt(-2.0 * log(1.0 - g_rand_double(random))) * cos(2.0 * G_PI * g_rand_double(random));
}

/* How often so many draws seem to lie above one more of the same: it is chance alone. */
static double false_finds(double confidence)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    guint finds = 0;

    for (guint trial = 0; trial < TRIALS; trial++) {
        g_array_set_size(values, 0);
        for (guint i = 0; i < PH_PROMOTION_STABLE_RUNS; i++) {
            const double value = 5.0 + 0.01 * normal(random);

            g_array_append_val(values, value);
        }
        finds += ph_mean_excess_low(values, 5.0 + 0.01 * normal(random), confidence) > 0.0 ? 1 : 0;
    }
    return (double)finds / TRIALS;
}

static void test_confidence_is_kept(void **state)
{
    (void)state;
    assert_true(fabs(false_finds(PH_PROMOTION_GAIN_CONFIDENCE) - 0.01) < 0.0025);
    assert_true(fabs(false_finds(0.9) - 0.1) < 0.007);
}

/* Mean 12, s = 1.581139; t(0.99) of 4 degrees of freedom is 3.746947. */
static void test_bound_is_students(void **state)
{
    const double numbers[] = { 10.0, 11.0, 12.0, 13.0, 14.0 };
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));

    (void)state;
    g_array_append_vals(values, numbers, G_N_ELEMENTS(numbers));
    assert_true(fabs(ph_mean_excess_low(values, 9.0, 0.99) -
                     (3.0 - 3.746947 * 1.581139 * sqrt(1.2))) < 1e-5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_confidence_is_kept),
        cmocka_unit_test(test_bound_is_students),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
