/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A claim falls where neither the spread of what the referee saw nor its own interval can be why,
 * and by no less; what is said of it then; names lead there and back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/measurement.h"
#include "model/referee.h"

/* All of them claim 1,000 ns. */
typedef struct judged {
    const char *what;
    double work_ns, work_low_ns, work_high_ns; /* Median, fastest and slowest of what was seen. */
    double claim_low_ns, claim_high_ns;        /* Of the interval; NAN: of a single launch. */
    ph_referee_bound bound;
    gboolean is_doubtful;
    ph_referee_finding finding;
} judged;

#define EQUAL      PH_REFEREE_EQUAL
#define LEARNABLE  PH_REFEREE_LEARNABLE
#define NOT_FASTER PH_REFEREE_NOT_FASTER
#define AGREES     PH_REFEREE_AGREES
#define TOO_FAST   PH_REFEREE_CLAIM_TOO_FAST
#define TOO_SLOW   PH_REFEREE_CLAIM_TOO_SLOW

static const judged cases[] = {
    { "the same", 1000, 990, 1010, 990, 1010, EQUAL, FALSE, AGREES },
    { "at the upper bound", 1100, 1100, 1100, 1000, 1000, EQUAL, FALSE, AGREES },
    { "just beyond it", 1101, 1101, 1101, 1000, 1000, EQUAL, TRUE, TOO_FAST },
    { "just beyond it, in no cache", 1101, 1101, 1101, 1000, 1000, NOT_FASTER, TRUE, TOO_FAST },
    { "beyond it, by the claim's noise", 1150, 1150, 1150, 900, 1050, EQUAL, TRUE, AGREES },
    { "beyond the claim's noise, too", 1156, 1156, 1156, 900, 1050, EQUAL, TRUE, TOO_FAST },
    { "beyond it, by the work's noise", 1200, 1099, 1300, 1000, 1000, EQUAL, TRUE, AGREES },
    { "beyond the work's noise, too", 1200, 1101, 1300, 1000, 1000, EQUAL, TRUE, TOO_FAST },
    { "within it, whatever the noise", 1099, 1000, 5000, 10, 1000, EQUAL, FALSE, AGREES },
    { "many times faster", 60000, 59000, 61000, 990, 1010, EQUAL, TRUE, TOO_FAST },
    { "at the lower bound", 750, 750, 750, 1000, 1000, EQUAL, FALSE, AGREES },
    { "just below it", 749, 749, 749, 1000, 1000, EQUAL, TRUE, TOO_SLOW },
    { "just below it, in no cache", 749, 749, 749, 1000, 1000, NOT_FASTER, FALSE, AGREES },
    { "far below it, in no cache", 10, 10, 10, 1000, 1000, NOT_FASTER, FALSE, AGREES },
    { "below it, by the claim's noise", 700, 700, 700, 930, 1100, EQUAL, TRUE, AGREES },
    { "below the claim's noise, too", 697, 697, 697, 930, 1100, EQUAL, TRUE, TOO_SLOW },
    { "below it, by the work's noise", 700, 600, 751, 1000, 1000, EQUAL, TRUE, AGREES },
    { "below the work's noise, too", 700, 600, 749, 1000, 1000, EQUAL, TRUE, TOO_SLOW },
    { "faster where it can be learnt", 1499, 1499, 1499, 1000, 1000, LEARNABLE, FALSE, AGREES },
    { "beyond what can be learnt", 1501, 1501, 1501, 1000, 1000, LEARNABLE, TRUE, TOO_FAST },
    { "slower where it can be learnt", 400, 400, 400, 1000, 1000, LEARNABLE, FALSE, AGREES },
    /* Of a single launch, 15 % are its noise: 1.10 × 1,150 ns, 0.75 / 1.15. */
    { "single, doubtful", 1264, 1264, 1264, NAN, NAN, EQUAL, TRUE, AGREES },
    { "single, beyond", 1266, 1266, 1266, NAN, NAN, EQUAL, TRUE, TOO_FAST },
    { "single, doubtful below", 653, 653, 653, NAN, NAN, EQUAL, TRUE, AGREES },
    { "single, far below", 652, 652, 652, NAN, NAN, EQUAL, TRUE, TOO_SLOW },
    { "single, far below, in no cache", 652, 652, 652, NAN, NAN, NOT_FASTER, FALSE, AGREES },
    /* However wide an interval is: who is slow once among many lies does not excuse them. */
    { "wide, doubtful", 1264, 1264, 1264, 1, 9000, EQUAL, TRUE, AGREES },
    { "wide, beyond", 1266, 1266, 1266, 1, 9000, EQUAL, TRUE, TOO_FAST },
};

static ph_referee made_up(const judged *at)
{
    return (ph_referee){ .work_ns = at->work_ns,
                         .work_range_ns = { at->work_low_ns, at->work_high_ns },
                         .claim_ns = 1000,
                         .claim_ci95_ns = { at->claim_low_ns, at->claim_high_ns },
                         .ratio = at->work_ns / 1000,
                         .launches = 3,
                         .calls = 300,
                         .bound = at->bound };
}

static void test_claims_are_held_against_the_work(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ph_referee referee = made_up(&cases[i]);
        const ph_referee_finding finding = ph_referee_judge(&referee);

        if (ph_referee_doubts(&referee) != cases[i].is_doubtful)
            fail_msg("%s: is %sdoubtful", cases[i].what, cases[i].is_doubtful ? "not " : "");
        if (finding != cases[i].finding)
            fail_msg("%s: found %d", cases[i].what, finding);
    }
}

/* With nobody beside him, nobody else holds him up. */
static void test_who_is_alone_is_never_too_slow(void **state)
{
    const judged at = { "slow", 100, 100, 100, 1000, 1000, EQUAL, FALSE, AGREES };
    ph_referee referee = made_up(&at);

    (void)state;
    assert_int_equal(ph_referee_judge(&referee), TOO_SLOW);
    referee.is_alone = TRUE;
    assert_int_equal(ph_referee_judge(&referee), AGREES);
    assert_false(ph_referee_doubts(&referee));
}

/* What others' work explains is not held against a claim; nor does it speak for one. */
static void test_noise_keeps_it_from_telling(void **state)
{
    static const struct {
        double work_ns;
        ph_referee_finding finding;
    } seen[] = { { 1100, AGREES },
                 { 1101, PH_REFEREE_CANNOT_TELL },
                 { 4399, PH_REFEREE_CANNOT_TELL }, /* 4 × 1.10 */
                 { 4401, TOO_FAST },
                 { 700, TOO_SLOW } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(seen); i++) {
        const double ns = seen[i].work_ns;
        const judged at = { "noisy", ns, ns, ns, 1000, 1000, EQUAL, TRUE, seen[i].finding };
        ph_referee referee = made_up(&at);
        g_autofree char *reason = NULL;

        referee.is_noisy = TRUE;
        assert_int_equal(ph_referee_judge(&referee), seen[i].finding);
        reason = ph_referee_reason(&referee, 1000);
        assert_int_equal(g_strcmp0(reason, PH_TOO_BUSY_REFEREE) == 0,
                         seen[i].finding == PH_REFEREE_CANNOT_TELL);
    }
}

/* More launches are made of what is doubtful: nothing else may fall. */
static void test_what_falls_was_doubtful(void **state)
{
    static const double times[] = { 1, 700, 749, 750, 900, 1000, 1100, 1101, 1200, 90000 };

    (void)state;
    for (gsize work = 0; work < G_N_ELEMENTS(times); work++)
        for (gsize claim = 0; claim < G_N_ELEMENTS(times); claim++)
            for (ph_referee_bound bound = 0; bound < PH_REFEREE_BOUND_COUNT; bound++) {
                const judged at = { .work_ns = times[work],
                                    .work_low_ns = times[work] * 0.9,
                                    .work_high_ns = times[work] * 1.1,
                                    .claim_low_ns = MIN(times[claim], 1000),
                                    .claim_high_ns = MAX(times[claim], 1000),
                                    .bound = bound };
                const ph_referee referee = made_up(&at);

                assert_true(ph_referee_judge(&referee) == AGREES || ph_referee_doubts(&referee));
            }
}

static void assert_reason(double work_ns, uint64_t bytes, const char *expected)
{
    const judged at = { .work_ns = work_ns,
                        .work_low_ns = work_ns,
                        .work_high_ns = work_ns,
                        .claim_low_ns = 1000,
                        .claim_high_ns = 1000,
                        .bound = EQUAL };
    const ph_referee referee = made_up(&at);
    g_autofree char *reason = ph_referee_reason(&referee, bytes);

    if (!expected)
        assert_null(reason);
    else
        assert_string_equal(reason, expected);
}

static void test_the_reason_has_both_speeds(void **state)
{
    (void)state;
    /* 90,194 bytes in 1,000 ns are 84 GiB/s. */
    assert_reason(60000, 90194, "claims 84 GiB/s; the referee saw 1.4 GiB/s");
    assert_reason(100000, 90194, "claims 84 GiB/s; the referee saw 860 MiB/s");
    assert_reason(500, 1000,
                  "slower beside others than alone: 954 MiB/s here, 1.86 GiB/s before the referee");
    assert_reason(1100, 1000, NULL);
    assert_reason(750, 1000, NULL);
}

static void test_names_lead_there_and_back(void **state)
{
    (void)state;
#define X(id, name, text)                                                                          \
    assert_string_equal(ph_referee_mode_name(PH_REFEREE_MODE_##id), name);                         \
    assert_int_equal(ph_referee_mode_find(name), PH_REFEREE_MODE_##id);
    PH_REFEREE_MODE_LIST(X)
#undef X
#define X(id, name, most, least)                                                                   \
    assert_string_equal(ph_referee_bound_name(PH_REFEREE_##id), name);                             \
    assert_int_equal(ph_referee_bound_find(name), PH_REFEREE_##id);
    PH_REFEREE_BOUND_LIST(X)
#undef X
    assert_null(ph_referee_mode_name(PH_REFEREE_UNKNOWN));
    assert_int_equal(ph_referee_mode_find(NULL), PH_REFEREE_UNKNOWN);
    assert_int_equal(ph_referee_mode_find("On"), PH_REFEREE_UNKNOWN);
    assert_int_equal(ph_referee_bound_find(NULL), PH_REFEREE_BOUND_COUNT);
    assert_int_equal(ph_referee_bound_find("faster"), PH_REFEREE_BOUND_COUNT);
}

static void test_only_a_run_without_one_has_a_remark(void **state)
{
    (void)state;
    assert_null(ph_referee_mode_remark(PH_REFEREE_UNKNOWN));
    assert_null(ph_referee_mode_remark(PH_REFEREE_MODE_ON));
    assert_non_null(strstr(ph_referee_mode_remark(PH_REFEREE_MODE_OFF), "--no-referee"));
}

static void test_a_copy_is_the_same(void **state)
{
    const ph_referee referee = made_up(&cases[0]);
    g_autofree ph_referee *copy = ph_referee_copy(&referee);

    (void)state;
    assert_true(copy != &referee);
    assert_memory_equal(copy, &referee, sizeof(referee));
    assert_null(ph_referee_copy(NULL));
}

static GArray *times(const double *ns, guint count)
{
    return g_array_append_vals(g_array_new(FALSE, FALSE, sizeof(double)), ns, count);
}

/* To be cleared. */
static ph_seen_work seen_work(const double *ns, guint count, double fast_ns, double elapsed_ns)
{
    return (ph_seen_work){ .launch_ns = times(ns, count),
                           .fast_ns = fast_ns,
                           .elapsed_ns = elapsed_ns,
                           .calls = 77,
                           .is_noisy = TRUE };
}

static void test_it_is_made_of_launches(void **state)
{
    static const double seen[] = { 130, 100, 110, 120, 140 }, said[] = { 100, 96, 104 };
    g_auto(ph_seen_work) work = seen_work(seen, G_N_ELEMENTS(seen), INFINITY, 0);
    g_auto(ph_seen_work) no_work = seen_work(seen, 0, INFINITY, 0);
    g_autoptr(GArray) claim = times(said, G_N_ELEMENTS(said));
    g_autoptr(GArray) none = times(said, 0);
    g_autofree ph_referee *referee = ph_referee_new(&work, claim, NOT_FASTER);

    (void)state;
    assert_true(referee->work_ns == 120 && referee->claim_ns == 100);
    assert_true(referee->work_range_ns.low == 100 && referee->work_range_ns.high == 140);
    assert_true(referee->claim_ci95_ns.low < 100 && referee->claim_ci95_ns.high > 100);
    assert_true(fabs(referee->ratio - 1.2) < 1e-12);
    assert_int_equal(referee->launches, 5);
    assert_int_equal(referee->calls, 77);
    assert_int_equal(referee->bound, NOT_FASTER);
    assert_true(referee->is_noisy);
    assert_null(ph_referee_new(&no_work, claim, EQUAL));
    assert_null(ph_referee_new(&work, none, EQUAL));
}

/* Fast turns and sleep widen the range, and nothing else. */
static void test_the_range_reaches_what_was_seen_at_least_and_at_most(void **state)
{
    static const double seen[] = { 110, 100, 120 }, said[] = { 100 };
    g_auto(ph_seen_work) wide = seen_work(seen, G_N_ELEMENTS(seen), 90, 300);
    g_auto(ph_seen_work) narrow = seen_work(seen, G_N_ELEMENTS(seen), 105, 115);
    g_autoptr(GArray) claim = times(said, G_N_ELEMENTS(said));
    g_autofree ph_referee *widened = ph_referee_new(&wide, claim, EQUAL);
    g_autofree ph_referee *same = ph_referee_new(&narrow, claim, EQUAL);

    (void)state;
    assert_true(widened->work_ns == 110 && same->work_ns == 110);
    assert_true(widened->work_range_ns.low == 90 && widened->work_range_ns.high == 300);
    assert_true(same->work_range_ns.low == 100 && same->work_range_ns.high == 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_claims_are_held_against_the_work),
        cmocka_unit_test(test_who_is_alone_is_never_too_slow),
        cmocka_unit_test(test_noise_keeps_it_from_telling),
        cmocka_unit_test(test_what_falls_was_doubtful),
        cmocka_unit_test(test_the_reason_has_both_speeds),
        cmocka_unit_test(test_names_lead_there_and_back),
        cmocka_unit_test(test_only_a_run_without_one_has_a_remark),
        cmocka_unit_test(test_a_copy_is_the_same),
        cmocka_unit_test(test_it_is_made_of_launches),
        cmocka_unit_test(test_the_range_reaches_what_was_seen_at_least_and_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
