/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A change that two builds claim falls where it is better for head than what was seen, and neither
 * interval can explain it; and whose fault that is.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "planted_contrast.h"
#include "verdict/seen_change.h"

#define BASE_NS     1000.0
#define INPUT_BYTES (1024.0 * 1024.0)
#define CALLS       100

/* Of one build or both: launches, and how far every other of them lies off, as a share. */
typedef struct planted {
    double base_ns, head_ns;
    guint launches;
    double spread;
} planted;

static void add(GArray *to, double ns, guint launches, double spread)
{
    for (guint i = 0; i < launches; i++) {
        const double one_ns = ns * (i % 2 ? 1.0 + spread : 1.0);

        g_array_append_val(to, one_ns);
    }
}

static void plant_claim(ph_contrast *contrast, const planted *claim)
{
    add(contrast->first.base_ns, claim->base_ns, claim->launches, 0.0);
    add(contrast->first.head_ns, claim->head_ns, claim->launches, claim->spread);
    for (guint i = 0; i < claim->launches; i++) {
        const double ratio = log(g_array_index(contrast->first.head_ns, double, i) /
                                 g_array_index(contrast->first.base_ns, double, i));

        g_array_append_val(contrast->first.logs, ratio);
    }
    contrast->state = PH_STATE_MEASURED;
    contrast->input_bytes = INPUT_BYTES;
    ph_contrast_estimate(contrast);
}

/* What is seen beside the launches, of base and head. */
typedef struct beside {
    double base_elapsed_ns; /* By the clock on the wall. */
    double fast_ns;
    gboolean is_base_noisy, is_head_noisy;
} beside;

static const beside nothing_else = { .fast_ns = INFINITY };

static ph_contrast_report *plant_beside(const planted *claim, const planted *saw,
                                        const beside *with, ph_referee_bound bound)
{
    ph_contrast_report *report = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast = ph_contrast_of(report, "comp3/L2", "kernel", "");
    g_auto(ph_seen_work) base = { .launch_ns = g_array_new(FALSE, FALSE, sizeof(double)),
                                  .fast_ns = with->fast_ns,
                                  .elapsed_ns = with->base_elapsed_ns,
                                  .calls = CALLS,
                                  .is_noisy = with->is_base_noisy };
    g_auto(ph_seen_work) head = { .launch_ns = g_array_new(FALSE, FALSE, sizeof(double)),
                                  .fast_ns = with->fast_ns,
                                  .calls = CALLS,
                                  .is_noisy = with->is_head_noisy };

    plant_claim(contrast, claim);
    add(base.launch_ns, saw->base_ns, saw->launches, 0.0);
    add(head.launch_ns, saw->head_ns, saw->launches, saw->spread);
    ph_seen_change_take(contrast, &base, &head, bound);
    return report;
}

/* What was claimed, and what was seen. */
static ph_contrast_report *plant(const planted *claim, const planted *saw, ph_referee_bound bound)
{
    return plant_beside(claim, saw, &nothing_else, bound);
}

static ph_contrast *only(const ph_contrast_report *report)
{
    return report->contrasts->pdata[0];
}

/* A claim of so many times base's time stands, or is head's lie. */
static void assert_judged(const planted *claim, const planted *saw, ph_referee_bound bound,
                          gboolean is_void)
{
    g_autoptr(ph_contrast_report) report = plant(claim, saw, bound);
    ph_contrast *contrast = only(report);

    assert_int_equal(ph_seen_change_judge(contrast), is_void);
    assert_int_equal(contrast->state, is_void ? PH_STATE_VOID : PH_STATE_MEASURED);
    assert_int_equal(isnan(contrast->ratio), is_void);
    assert_int_equal(contrast->head_fault.kind, is_void ? PH_FAULT_CLAIM : PH_FAULT_NONE);
    assert_int_equal(contrast->base_fault.kind, PH_FAULT_NONE);
}

/* Three launches and ten, of which none is off. */
static planted exactly(double head_ns, guint launches)
{
    return (planted){ BASE_NS, head_ns, launches, 0.0 };
}

/* Who is worse than was seen gains nothing by it. */
static void test_the_slack(void **state)
{
    const planted saw = exactly(BASE_NS, 3);
    static const struct {
        double ratio;
        gboolean is_void;
    } cases[] = { { 1.0, FALSE }, { 1.0 / 1.029, FALSE }, { 1.0 / 1.031, TRUE }, { 1.3, FALSE } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = exactly(BASE_NS * cases[i].ratio, 10);

        assert_judged(&claim, &saw, PH_REFEREE_EQUAL, cases[i].is_void);
    }
}

static void test_the_reason(void **state)
{
    const planted claim = exactly(BASE_NS / 1.05, 10), saw = exactly(BASE_NS * 1.01, 3);
    g_autoptr(ph_contrast_report) report = plant(&claim, &saw, PH_REFEREE_EQUAL);

    (void)state;
    assert_true(ph_seen_change_judge(only(report)));
    assert_string_equal(only(report)->head_fault.reason,
                        "5.00 % faster is claimed; the referee saw 0.99 % slower");
}

/* One of the two intervals reaches the other: it is doubtful, and no lie. */
static void test_what_an_interval_explains(void **state)
{
    const planted claim = exactly(BASE_NS / 1.06, 10), saw = exactly(BASE_NS, 3);
    const planted wide_claim = { BASE_NS, BASE_NS * 0.87, 10, 0.16 }; /* 6 % faster, or less. */
    const planted faster = exactly(BASE_NS * 0.98, 10), saw_slower = exactly(BASE_NS * 1.04, 4);
    const planted wide_saw = { BASE_NS, BASE_NS, 4, 0.08 }; /* 4 % slower, or not. */
    g_autoptr(ph_contrast_report) report = plant(&wide_claim, &saw, PH_REFEREE_EQUAL);

    (void)state;
    assert_true(only(report)->ratio < 1.0 / 1.05);
    assert_true(ph_seen_change_doubts(only(report)));
    assert_judged(&claim, &saw, PH_REFEREE_EQUAL, TRUE);
    assert_judged(&wide_claim, &saw, PH_REFEREE_EQUAL, FALSE);
    assert_judged(&faster, &saw_slower, PH_REFEREE_EQUAL, TRUE);
    assert_judged(&faster, &wide_saw, PH_REFEREE_EQUAL, FALSE);
}

/* Data that stream: work in the cache takes half as long, or as long as it is claimed. */
static void test_times_that_are_the_memorys(void **state)
{
    static const struct {
        double base_seen, head_seen; /* Of BASE_NS. */
        double claimed;
        gboolean is_void;
    } cases[] = {
        { 0.5, 0.54, 1.0, FALSE },  /* 8 % slower, of which memory hides all, */
        { 0.5, 0.54, 0.96, TRUE },  /* but does not make it faster. */
        { 0.5, 0.5, 0.96, TRUE },   /* Nothing was seen. */
        { 0.5, 0.46, 1.0, FALSE },  /* The other way round, all, */
        { 0.5, 0.46, 0.96, FALSE }, /* or a part, */
        { 0.5, 0.46, 0.87, TRUE },  /* and no more than was seen. */
        { 1.0, 1.08, 1.0, TRUE },   /* No memory is in the way: what was seen has to show. */
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = exactly(BASE_NS * cases[i].claimed, 10);
        const planted saw = { BASE_NS * cases[i].base_seen, BASE_NS * cases[i].head_seen, 3, 0.0 };

        assert_judged(&claim, &saw, PH_REFEREE_NOT_FASTER, cases[i].is_void);
    }
}

/* Who is faster than its work lies; base, where it is slower than that, was made so, by head. */
static void test_whose_fault_a_time_is(void **state)
{
    static const struct {
        double base_seen, head_seen; /* Of what both claim. */
        gboolean is_base_at_fault;
        const char *reason;
    } cases[] = {
        { 2.0, 1.0, TRUE, "claims 977 GiB/s; the referee saw 488 GiB/s" },
        { 1.0, 2.0, FALSE, "claims 977 GiB/s; the referee saw 488 GiB/s" },
        { 0.5, 1.0, FALSE,
          "slower beside others than alone: 977 GiB/s here, 1.95e+03 GiB/s before the referee" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = exactly(BASE_NS, 10);
        const planted saw = { BASE_NS * cases[i].base_seen, BASE_NS * cases[i].head_seen, 3, 0.0 };
        g_autoptr(ph_contrast_report) report = plant(&claim, &saw, PH_REFEREE_EQUAL);
        ph_contrast *contrast = only(report);
        const ph_contrast_fault *at_fault =
            cases[i].is_base_at_fault ? &contrast->base_fault : &contrast->head_fault;
        const ph_contrast_fault *other =
            cases[i].is_base_at_fault ? &contrast->head_fault : &contrast->base_fault;

        assert_true(ph_seen_change_doubts(contrast));
        assert_true(ph_seen_change_judge(contrast));
        assert_int_equal(at_fault->kind, PH_FAULT_CLAIM);
        assert_string_equal(at_fault->reason, cases[i].reason);
        assert_int_equal(other->kind, PH_FAULT_NONE);
        assert_null(other->reason);
    }
}

/* Launches that others slowed down do not make a liar of who was seen to be as fast at times. */
static void test_fast_turns_speak_for_a_claim(void **state)
{
    static const struct {
        double fast_seen; /* Of what both claim; the launches saw twice that. */
        gboolean is_void;
    } cases[] = { { 1.0, FALSE }, { 1.09, FALSE }, { 1.12, TRUE }, { INFINITY, TRUE } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = exactly(BASE_NS, 10);
        const planted saw = { BASE_NS * 2.0, BASE_NS * 2.0, 3, 0.0 };
        const beside fast = { .fast_ns = BASE_NS * cases[i].fast_seen };
        g_autoptr(ph_contrast_report) report = plant_beside(&claim, &saw, &fast, PH_REFEREE_EQUAL);
        ph_contrast *contrast = only(report);

        assert_true(ph_seen_change_doubts(contrast));
        assert_int_equal(ph_seen_change_contradicts(contrast), cases[i].is_void);
        assert_int_equal(contrast->state, PH_STATE_MEASURED);
        assert_int_equal(ph_seen_change_judge(contrast), cases[i].is_void);
    }
}

static void test_a_head_that_is_slower_than_its_work(void **state)
{
    const planted claim = exactly(BASE_NS * 2.0, 10), saw = exactly(BASE_NS, 3);

    (void)state;
    assert_judged(&claim, &saw, PH_REFEREE_EQUAL, FALSE);
}

/* Its claim is of the clock on the wall: what it does not sleep any more is an improvement. */
static void test_a_base_that_sleeps(void **state)
{
    static const struct {
        double base_claimed, base_elapsed, head_claimed; /* Of the work, which is the same. */
        gboolean is_void;
    } cases[] = {
        { 8.0, 8.0, 1.0, FALSE },
        { 8.0, 1.0, 1.0, TRUE },  /* It does not sleep before the referee. */
        { 1.0, 1.2, 0.95, TRUE }, /* That is only what changes of process take. */
        { 1.35, 1.4, 0.95, FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = { BASE_NS * cases[i].base_claimed, BASE_NS * cases[i].head_claimed,
                                10, 0.0 };
        const planted saw = exactly(BASE_NS, 3);
        const beside asleep = { .base_elapsed_ns = BASE_NS * cases[i].base_elapsed,
                                .fast_ns = INFINITY };
        g_autoptr(ph_contrast_report) report =
            plant_beside(&claim, &saw, &asleep, PH_REFEREE_EQUAL);

        assert_int_equal(ph_seen_change_judge(only(report)), cases[i].is_void);
        assert_int_equal(only(report)->head_fault.kind,
                         cases[i].is_void ? PH_FAULT_CLAIM : PH_FAULT_NONE);
    }
}

/* Others made the work of both twice as long before the referee, and no sleep longer: who does not
 * sleep any more is no liar for it, and whether it is one is not known where no turn was quiet. */
static void test_a_base_that_sleeps_beside_others(void **state)
{
    static const struct {
        double base_claimed, base_elapsed, fast; /* Of the work, which is the same. */
        gboolean is_base_noisy, is_head_noisy;
        const char *why; /* It is not borne out; NULL: it is a lie. */
    } cases[] = {
        { 8.0, 9.0, 1.0, FALSE, FALSE, "doubtful: " }, /* Some turns were quiet. */
        { 8.0, 5.0, 1.0, FALSE, FALSE, NULL },         /* It sleeps less than is claimed. */
        { 8.0, 9.0, INFINITY, TRUE, TRUE, "the machine was too busy" }, /* None was. */
        { 8.0, 9.0, INFINITY, FALSE, TRUE, NULL },                      /* Of base they were, */
        { 8.0, 9.0, INFINITY, TRUE, FALSE, NULL }, /* or of head, which claims too much. */
        { 12.0, 9.0, INFINITY, TRUE, TRUE, NULL }, /* More than any noise explains. */
        { 8.0, 2.0, INFINITY, TRUE, TRUE, NULL },  /* It does not sleep. */
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = { BASE_NS * cases[i].base_claimed, BASE_NS, 10, 0.0 };
        const planted saw = { BASE_NS * 2.0, BASE_NS * 2.0, 3, 0.0 };
        const beside others = { .base_elapsed_ns = BASE_NS * cases[i].base_elapsed,
                                .fast_ns = BASE_NS * cases[i].fast,
                                .is_base_noisy = cases[i].is_base_noisy,
                                .is_head_noisy = cases[i].is_head_noisy };
        g_autoptr(ph_contrast_report) report =
            plant_beside(&claim, &saw, &others, PH_REFEREE_EQUAL);
        g_autofree char *why = NULL;

        if (ph_seen_change_judge(only(report)) != !cases[i].why)
            fail_msg("case %zu: is %svoid", i, cases[i].why ? "" : "not ");
        only(report)->call.verdict = PH_VERDICT_IMPROVED;
        why = ph_seen_change_unproven(only(report));
        if (cases[i].why ? !why || !g_str_has_prefix(why, cases[i].why) : why != NULL)
            fail_msg("case %zu: %s", i, why ? why : "stands");
    }
}

/* By what a claim was called, and what launches saw that lie so far apart, it is borne out or not.
 */
static void test_what_is_not_borne_out(void **state)
{
    static const struct {
        double claimed, seen, spread; /* Of head, in base's time. */
        ph_verdict verdict;
        const char *why; /* NULL: it stands. */
    } cases[] = {
        { 0.5, 0.5, 0.0, PH_VERDICT_IMPROVED, NULL },
        { 0.9, 0.85, 0.15, PH_VERDICT_IMPROVED, NULL }, /* It saw as much. */
        { 0.5, 0.6, 0.15, PH_VERDICT_IMPROVED, NULL },  /* Less of it, and an improvement. */
        { 0.9, 0.95, 0.15, PH_VERDICT_IMPROVED,
          "doubtful: the referee saw 1.84 % slower, in launches " },
        /* A referee that others did not let see: as from a half to twice the time. */
        { 0.5, 0.7, 1.5, PH_VERDICT_IMPROVED,
          "the machine was too busy for the referee, which saw " },
        { 1.0, 0.7, 1.5, PH_VERDICT_PASS, "the machine was too busy for the referee, which saw " },
        { 1.0, 0.95, 0.15, PH_VERDICT_PASS, NULL },
        { 1.2, 0.7, 1.5, PH_VERDICT_FAIL, NULL },
        { 1.2, 0.7, 1.5, PH_VERDICT_WARN, NULL },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = exactly(BASE_NS * cases[i].claimed, 10);
        const planted saw = { BASE_NS, BASE_NS * cases[i].seen, 10, cases[i].spread };
        g_autoptr(ph_contrast_report) report = plant(&claim, &saw, PH_REFEREE_NOT_FASTER);
        g_autofree char *why = NULL;

        only(report)->call.verdict = cases[i].verdict;
        why = ph_seen_change_unproven(only(report));
        if (cases[i].why ? !why || !g_str_has_prefix(why, cases[i].why) : why != NULL)
            fail_msg("case %zu: %s", i, why ? why : "stands");
    }
}

/*
 * A referee beside whom others worked nearly always makes no liar of who is faster than it saw by
 * what their work explains, and bears nothing out either. Who was made slow, or is faster by more,
 * is found out in any noise.
 */
static void test_a_referee_that_noise_keeps_from_telling(void **state)
{
    static const struct {
        double base_seen, head_seen; /* Of what both claim. */
        gboolean is_base_noisy, is_head_noisy, is_void;
    } cases[] = {
        { 1.5, 1.5, TRUE, TRUE, FALSE },  { 1.5, 1.5, FALSE, FALSE, TRUE },
        { 1.5, 1.5, TRUE, FALSE, TRUE },  { 1.5, 1.5, FALSE, TRUE, TRUE },
        { 1.02, 1.5, TRUE, TRUE, TRUE },  { 1.5, 1.02, FALSE, TRUE, TRUE },
        { 10.0, 10.0, TRUE, TRUE, TRUE }, { 0.5, 1.0, TRUE, TRUE, TRUE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const planted claim = exactly(BASE_NS, 10);
        const planted saw = { BASE_NS * cases[i].base_seen, BASE_NS * cases[i].head_seen, 3, 0.0 };
        const beside noise = { .fast_ns = INFINITY,
                               .is_base_noisy = cases[i].is_base_noisy,
                               .is_head_noisy = cases[i].is_head_noisy };
        g_autoptr(ph_contrast_report) report = plant_beside(&claim, &saw, &noise, PH_REFEREE_EQUAL);
        g_autofree char *why = NULL;

        assert_true(ph_seen_change_contradicts(only(report)));
        if (ph_seen_change_judge(only(report)) != cases[i].is_void)
            fail_msg("case %zu: is %svoid", i, cases[i].is_void ? "not " : "");
        only(report)->call.verdict = PH_VERDICT_PASS;
        why = ph_seen_change_unproven(only(report));
        assert_int_equal(why != NULL, !cases[i].is_void);
        assert_true(!why || g_str_has_prefix(why, "the machine was too busy for the referee"));
    }
}

/* There is no interval: the point alone is held against the slack. */
static void test_a_single_launch(void **state)
{
    const planted saw = exactly(BASE_NS, 1);
    const planted within = exactly(BASE_NS / 1.02, 1), beyond = exactly(BASE_NS / 1.05, 1);

    (void)state;
    assert_judged(&within, &saw, PH_REFEREE_EQUAL, FALSE);
    assert_judged(&beyond, &saw, PH_REFEREE_EQUAL, TRUE);
}

static void test_the_text(void **state)
{
    const planted claim = exactly(BASE_NS, 10), saw = exactly(BASE_NS * 1.0101, 3);
    const planted nothing = exactly(BASE_NS, 0);
    g_autoptr(ph_contrast_report) report = plant(&claim, &saw, PH_REFEREE_EQUAL);
    g_autoptr(ph_contrast_report) unseen = plant(&claim, &nothing, PH_REFEREE_EQUAL);
    const planted once = exactly(BASE_NS * 1.0101, 1);
    g_autoptr(ph_contrast_report) seen_once = plant(&claim, &once, PH_REFEREE_EQUAL);
    g_autofree char *text = ph_seen_change_text(only(report));
    g_autofree char *text_once = ph_seen_change_text(only(seen_once));

    (void)state;
    assert_string_equal(text, "the referee saw 1.00 % slower (3 launches)");
    assert_string_equal(text_once, "the referee saw 1.00 % slower (1 launch)");
    assert_null(ph_seen_change_text(only(unseen)));
    assert_false(ph_seen_change_doubts(only(unseen)));
    assert_false(ph_seen_change_judge(only(unseen)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_slack),
        cmocka_unit_test(test_the_reason),
        cmocka_unit_test(test_what_an_interval_explains),
        cmocka_unit_test(test_times_that_are_the_memorys),
        cmocka_unit_test(test_whose_fault_a_time_is),
        cmocka_unit_test(test_fast_turns_speak_for_a_claim),
        cmocka_unit_test(test_a_head_that_is_slower_than_its_work),
        cmocka_unit_test(test_a_base_that_sleeps),
        cmocka_unit_test(test_a_base_that_sleeps_beside_others),
        cmocka_unit_test(test_what_is_not_borne_out),
        cmocka_unit_test(test_a_referee_that_noise_keeps_from_telling),
        cmocka_unit_test(test_a_single_launch),
        cmocka_unit_test(test_the_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
