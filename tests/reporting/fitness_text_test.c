/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What weighs most is named first, and a terminal's line holds as many names as fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fitness_text.h"

static void add(GPtrArray *findings, const char *check, ph_fitness_state state, double unfit_below)
{
    ph_fitness_finding *finding = g_new0(ph_fitness_finding, 1);

    finding->check = g_strdup(check);
    finding->state = state;
    finding->found = g_strdup("seen");
    finding->unfit_below_percent = unfit_below;
    g_ptr_array_add(findings, finding);
}

static void test_the_heaviest_is_named_first(void **state)
{
    g_autoptr(GPtrArray) findings = ph_fitness_findings_new();

    (void)state;
    assert_null(ph_fitness_text(NULL));
    assert_null(ph_fitness_line(NULL));
    add(findings, "turbo", PH_FITNESS_FINE, 0.0);
    g_autofree char *none = ph_fitness_text(findings);
    assert_string_equal(none, "nothing was found");
    add(findings, "interrupts", PH_FITNESS_FINDING, 0.25);
    g_autofree char *one = ph_fitness_text(findings);
    assert_string_equal(one, "1 finding: interrupts");
    add(findings, "load", PH_FITNESS_FINDING, 1.0);
    add(findings, "hypervisor", PH_FITNESS_FINDING, 0.25);
    add(findings, "governor", PH_FITNESS_UNKNOWN, 0.0);
    g_autofree char *text = ph_fitness_text(findings);
    assert_string_equal(text, "3 findings: load, interrupts, hypervisor; 1 of 5 checks unknown");
    g_autofree char *line = ph_fitness_line(findings);
    assert_string_equal(line, "3 findings: load, interrupts, hypervisor");
}

static void test_a_line_names_what_fits(void **state)
{
    g_autoptr(GPtrArray) findings = ph_fitness_findings_new();

    (void)state;
    for (guint i = 0; i < 20; i++)
        add(findings, "address-randomisation", PH_FITNESS_FINDING, 0.5);
    g_autofree char *line = ph_fitness_line(findings);
    assert_string_equal(line,
                        "20 findings: address-randomisation, address-randomisation and 18 more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_heaviest_is_named_first),
        cmocka_unit_test(test_a_line_names_what_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
