/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which runs are of one release, whatever else their builds are of; and what is said of two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "made_up_run.h"
#include "verdict/release.h"

/* A run of copybook-rs: NULL for a version that is not recorded, as for a release. */
static ph_measurement *run_of(const char *version, const char *release)
{
    ph_measurement *run = ph_made_up_run("2025-06-01T12:00:00Z", NULL);

    if (version)
        ph_made_up_subject(run, version)->built_from->release = g_strdup(release);
    return run;
}

static void test_a_release_is_told_by_its_number(void **state)
{
    static const struct {
        const char *head_version, *head_release, *base_version, *base_release;
        gboolean are_two;
    } cases[] = {
        { "0.8.1", "0.8.1", "0.6.1", "0.6.1", TRUE },
        { "0.8.1", "0.8.1", "0.8.1", "0.8.1", FALSE },
        /* Where no build was recorded, the library says what it is. */
        { "0.8.1", NULL, "0.6.1", NULL, TRUE },
        { "0.8.1", NULL, "0.6.1", "0.8.1", FALSE },
        /* A checkout is of the release that it carries. */
        { "0.8.1+checkout", "0.8.1", "0.8.1", NULL, FALSE },
        { "0.8.1+checkout", NULL, "0.8.1", NULL, FALSE },
        { "0.8.1+checkout", NULL, "0.8.2+checkout", NULL, TRUE },
        /* A release to come is not the one that it becomes. */
        { "0.9.0-rc.1", NULL, "0.9.0", NULL, TRUE },
        { "0.8.1", "0.8.1", NULL, NULL, FALSE },
        { NULL, NULL, "0.8.1", NULL, FALSE },
        { "", NULL, "0.8.1", NULL, FALSE },
        { "+checkout", NULL, "0.8.1", NULL, FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_measurement) head = run_of(cases[i].head_version, cases[i].head_release);
        g_autoptr(ph_measurement) base = run_of(cases[i].base_version, cases[i].base_release);
        g_autofree char *why =
            ph_release_obstacle((ph_placed_run){ head, "here" }, (ph_placed_run){ base, "there" });

        if ((why != NULL) != cases[i].are_two)
            fail_msg("case %zu: %s", i, why ? why : "no obstacle");
    }
}

static void assert_said(const char *head_version, const char *base_version, const char *expected)
{
    g_autoptr(ph_measurement) head = run_of(head_version, NULL);
    g_autoptr(ph_measurement) base = run_of(base_version, NULL);
    g_autofree char *why = ph_release_obstacle((ph_placed_run){ head, "here" },
                                               (ph_placed_run){ base, "in the baseline" });

    assert_string_equal(why, expected);
}

static void test_what_measures_both_is_said(void **state)
{
    (void)state;
    assert_said("0.8.1", "0.6.1",
                "copybook-rs 0.8.1 here, 0.6.1 in the baseline: another method; `perfharness "
                "compare copybook-rs@0.6.1 copybook-rs@0.8.1` measures both");
    /* What is no version of the registry's is in no command to copy. */
    assert_said("0.8.1", "1; rm -r /",
                "copybook-rs 0.8.1 here, 1; rm -r / in the baseline: another method");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_release_is_told_by_its_number),
        cmocka_unit_test(test_what_measures_both_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
