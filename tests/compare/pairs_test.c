/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A launch goes to those pairs of its benchmark that want one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compare/pairs.h"

enum { ROUNDS = 10 }; /* As many as a sample needs. */

static void sample_free(gpointer data)
{
    ph_arm_sample *sample = data;

    g_free(sample->subject);
    g_free(sample->level);
    g_array_unref(sample->block_ns);
    g_free(sample);
}

static void add_arm(ph_launch *launch, const char *subject, const char *level, double ns)
{
    ph_arm_sample *sample = g_new0(ph_arm_sample, 1);

    sample->subject = g_strdup(subject);
    sample->level = g_strdup(level);
    sample->block_ns = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < ROUNDS; i++)
        g_array_append_val(sample->block_ns, ns);
    sample->input_ns = ns;
    g_ptr_array_add(launch->samples, sample);
}

typedef struct made {
    ph_launch launch;
    ph_contrast_report *report;
} made;

static int set_up(void **state)
{
    static const ph_slowdown_rule rule = { 0.005, 0.05, 0.10, 0.01 };
    made *all = g_new0(made, 1);

    all->launch.samples = g_ptr_array_new_with_free_func(sample_free);
    ph_noise_init(&all->launch.noise);
    add_arm(&all->launch, "base", "record", 100.0);
    add_arm(&all->launch, "base", "file", 100.0);
    add_arm(&all->launch, "head", "record", 110.0);
    add_arm(&all->launch, "head", "file", 100.0);
    all->report = ph_contrast_report_new(&rule);
    *state = all;
    return 0;
}

static int tear_down(void **state)
{
    made *all = *state;

    g_ptr_array_unref(all->launch.samples);
    ph_contrast_report_free(all->report);
    g_free(all);
    return 0;
}

static ph_contrast *pair(const made *all, const char *level)
{
    return ph_contrast_of(all->report, "record-comp3", level, "");
}

static void take(const made *all, gboolean is_second)
{
    ph_pairs_take(all->report, "record-comp3", &all->launch, is_second);
}

static void test_both_sets(void **state)
{
    const made *all = *state;
    const ph_contrast *record = pair(all, "record");

    take(all, FALSE);
    take(all, TRUE);
    take(all, TRUE);
    assert_int_equal(record->launches, 3);
    assert_int_equal(record->launches_confirming, 2);
    assert_int_equal(record->first.logs->len, 1);
    assert_int_equal(record->second.logs->len, 2);
    assert_true(fabs(g_array_index(record->first.logs, double, 0) - log(1.1)) < 1e-12);
    assert_int_equal(pair(all, "file")->second.logs->len, 2);
}

/* Launches that another pair wants do not take back what was confirmed. */
static void test_a_call_that_is_made_stays(void **state)
{
    const made *all = *state;
    ph_contrast *record = pair(all, "record");

    record->is_settled = TRUE;
    for (int is_second = 0; is_second <= 1; is_second++)
        take(all, is_second);
    assert_int_equal(record->launches, 0);
    assert_int_equal(record->second.logs->len, 0);
    assert_int_equal(pair(all, "file")->launches, 2);
    /* It is settled by its first set, and waits for its second. */
    record->is_to_confirm = TRUE;
    take(all, TRUE);
    assert_int_equal(record->second.logs->len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_sets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_call_that_is_made_stays, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
