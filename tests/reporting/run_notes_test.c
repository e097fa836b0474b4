/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A quiet run has no notes; what is out of line has one each, with its cause and its size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "contrast_text.h"
#include "run_notes.h"

static ph_run_facts quiet_run(void)
{
    ph_run_facts facts = {
        .timed_s = 9.9,
        .sampling_s = 10.0,
        .first_sample_ms = 5.0,
        .harness_peak_bytes = 10 << 20,
    };

    facts.noise.blocks = 4000;
    facts.noise.seen[PH_NOISE_THROTTLING].total = NAN; /* Nothing tells. */
    facts.noise.seen[PH_NOISE_SWITCH] = (ph_noise_seen){ 12.0, 3, 12, 0.01 };
    facts.noise.seen[PH_NOISE_UNKNOWN] = (ph_noise_seen){ 60.0, 3, 60, 1.0 };
    return facts;
}

static void test_a_quiet_run_has_none(void **state)
{
    const ph_run_facts facts = quiet_run();
    g_autoptr(GPtrArray) notes = ph_run_notes(&facts);

    (void)state;
    assert_int_equal(notes->len, 0);
    assert_true(fabs(ph_run_harness_share(&facts) - 0.01) < 1e-9);
}

static void test_what_is_out_of_line_is_said(void **state)
{
    static const char *const expected[] = {
        "1,112 of the 4,000 blocks of all arms were set aside: "
        "a CPU quota used up in 4 periods (9 blocks, 0.21 s lost); "
        "0.25 s stolen from the CPU by the hypervisor (1,031 blocks, 0.20 s lost); "
        "12 times the CPU was taken by another thread (12 blocks, 0.01 s lost); "
        "60 times nothing that the kernel counts, probably a neighbour on the host "
        "(60 blocks, 1.00 s lost)",
        "20.0 % of the sampling time is the harness' own, between blocks",
        "900 ms from a worker's start to its first sample",
        "the harness itself took 1024 MiB of memory",
    };
    ph_run_facts facts = quiet_run();

    (void)state;
    facts.noise.seen[PH_NOISE_STEAL] = (ph_noise_seen){ 0.25, 2, 1031, 0.2 };
    facts.noise.seen[PH_NOISE_THROTTLING] = (ph_noise_seen){ 4.0, 1, 9, 0.21 };
    facts.timed_s = 8.0;
    facts.first_sample_ms = 900.0;
    facts.harness_peak_bytes = UINT64_C(1) << 30;
    g_autoptr(GPtrArray) notes = ph_run_notes(&facts);
    assert_int_equal(notes->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < notes->len; i++)
        assert_string_equal(notes->pdata[i], expected[i]);
}

/* A comparison has the same words, and those for launches that were lost. */
static void test_a_comparison_names_its_causes(void **state)
{
    static const ph_slowdown_rule rule = { .floor = 0.005 };
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&rule);

    (void)state;
    report->noise = quiet_run().noise;
    g_autoptr(GPtrArray) none = ph_contrast_notes(report);
    assert_int_equal(none->len, 0);

    /* Few blocks, but too many of some launch. */
    report->samples_missing = 3;
    ph_contrast_note(report, "another");
    g_autoptr(GPtrArray) notes = ph_contrast_notes(report);
    assert_int_equal(notes->len, 2);
    assert_string_equal(
        notes->pdata[0],
        "72 of the 4,000 blocks of all arms were set aside, and 3 launches gave no sample: "
        "12 times the CPU was taken by another thread (12 blocks, 0.01 s lost); "
        "60 times nothing that the kernel counts, probably a neighbour on the "
        "host (60 blocks, 1.00 s lost)");
    assert_string_equal(notes->pdata[1], "another");
}

/* Many blocks are worth a word without any other sign. */
static void test_many_blocks_are_said(void **state)
{
    ph_run_facts facts = quiet_run();

    (void)state;
    facts.noise.blocks = 3000;
    facts.noise.seen[PH_NOISE_SWITCH].blocks_set_aside = 1;
    g_autofree char *note = ph_noise_note(&facts.noise, 1);
    assert_true(g_str_has_prefix(
        note, "61 of the 3,000 blocks of all arms were set aside, and 1 launch gave no sample: "
              "12 times the CPU was taken by another thread (1 block, "));
    facts.noise.seen[PH_NOISE_STEAL] = (ph_noise_seen){ 0.25, 1, 0, 0.0 };
    g_autofree char *spared = ph_noise_note(&facts.noise, 1);
    assert_non_null(strstr(spared, "0.25 s stolen from the CPU by the hypervisor (no block); "));
    facts.noise.blocks = 0;
    g_autofree char *stored = ph_noise_note(&facts.noise, 0);
    assert_true(g_str_has_prefix(stored, "while it was measured: "));
    facts.noise.blocks = 3000;
    facts.noise.seen[PH_NOISE_STEAL] = (ph_noise_seen){ 0 };
    g_autofree char *by_number = ph_noise_note(&facts.noise, 0);
    assert_non_null(by_number);
}

/* Counts of one, of two, and of what only ends like one. */
static void test_once_is_not_times(void **state)
{
    static const struct {
        ph_noise_cause cause;
        double total;
        const char *text;
    } expected[] = {
        { PH_NOISE_THROTTLING, 1.0, "a CPU quota used up in 1 period" },
        { PH_NOISE_THROTTLING, 21.0, "a CPU quota used up in 21 periods" },
        { PH_NOISE_MAJOR_FAULT, 1.0, "once memory had to be read from a disk" },
        { PH_NOISE_MIGRATION, 1.0, "moved to another CPU once" },
        { PH_NOISE_MIGRATION, 2.0, "moved to another CPU 2 times" },
        { PH_NOISE_SWITCH, 1.0, "once the CPU was taken by another thread" },
        { PH_NOISE_SWITCH, 11.0, "11 times the CPU was taken by another thread" },
        { PH_NOISE_UNKNOWN, 1.0,
          "once nothing that the kernel counts, probably a neighbour on the host" },
        { PH_NOISE_STEAL, 1.0, "1.00 s stolen from the CPU by the hypervisor" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *text = ph_noise_text(expected[i].cause, expected[i].total);

        assert_string_equal(text, expected[i].text);
    }
}

static void test_a_run_that_did_not_measure_it_has_no_share(void **state)
{
    const ph_run_facts facts = { .timed_s = 8.0, .sampling_s = NAN };

    (void)state;
    assert_true(isnan(ph_run_harness_share(&facts)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_quiet_run_has_none),
        cmocka_unit_test(test_what_is_out_of_line_is_said),
        cmocka_unit_test(test_a_comparison_names_its_causes),
        cmocka_unit_test(test_many_blocks_are_said),
        cmocka_unit_test(test_once_is_not_times),
        cmocka_unit_test(test_a_run_that_did_not_measure_it_has_no_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
