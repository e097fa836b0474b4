/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fast cores and slow ones are told apart, equal ones are not, and what is not known is no kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error/error.h"
#include "planted_root.h"
#include "system/core_kind.h"
#include "system/cpu_list.h"

#define CPU "/sys/devices/system/cpu"

static int set_up(void **state)
{
    *state = planted_root_new();
    return 0;
}

static int tear_down(void **state)
{
    planted_root_remove(*state);
    return 0;
}

/* One value a CPU, from CPU 0 on. */
static void plant_values(const char *root, const char *file, const char *const *values)
{
    for (guint cpu = 0; values[cpu]; cpu++) {
        g_autofree char *path = g_strdup_printf(CPU "/cpu%u/%s", cpu, file);

        plant(root, path, values[cpu]);
    }
}

/* The kinds of CPUs 0 to 3, as "1 1 2 2". */
static void assert_kinds(const char *root, const char *expected)
{
    g_autoptr(GArray) cpus = ph_cpu_list_parse("0-3");
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_core_kinds) kinds = ph_core_kinds_read(root, cpus, &error);
    g_autoptr(GString) found = g_string_new(NULL);

    assert_non_null(kinds);
    for (guint cpu = 0; cpu < 4; cpu++)
        g_string_append_printf(found, cpu ? " %u" : "%u", ph_core_kinds_of(kinds, cpu));
    assert_string_equal(found->str, expected);
    assert_int_equal(ph_core_kinds_of(kinds, 4), 0);
}

static void capacities_tell_kinds_apart(void **state)
{
    static const char *const capacities[] = { "446", "446", "1024", "760", NULL };
    g_autoptr(GArray) cpus = ph_cpu_list_parse("0-3");

    plant_values(*state, "cpu_capacity", capacities);
    assert_kinds(*state, "3 3 1 2");
    g_autoptr(ph_core_kinds) kinds = ph_core_kinds_read(*state, cpus, NULL);
    g_autoptr(GArray) slowest = ph_core_kinds_cpus(kinds, 3);
    g_autofree char *list = ph_cpu_list_format(slowest);
    assert_string_equal(list, "0-1");
    assert_int_equal(kinds->count, 3);
}

static void the_best_of_equal_cores_are_of_their_kind(void **state)
{
    static const char *const khz[] = { "5200000", "5400000", "4200000", "3900000", NULL };

    plant_values(*state, "cpufreq/cpuinfo_max_freq", khz);
    assert_kinds(*state, "1 1 2 2");
}

/* On one that does not tell any apart, the next is asked. */
static void equal_capacities_leave_it_to_frequencies(void **state)
{
    static const char *const capacities[] = { "1024", "1024", "1024", "1024", NULL };
    static const char *const khz[] = { "3300000", "5100000", "5100000", "3300000", NULL };

    plant_values(*state, "cpu_capacity", capacities);
    assert_kinds(*state, "1 1 1 1");
    plant_values(*state, "cpufreq/cpuinfo_max_freq", khz);
    assert_kinds(*state, "2 1 1 2");
}

static void intels_core_types_tell_kinds_apart(void **state)
{
    plant(*state, "/sys/devices/cpu_core/cpus", "0-1\n");
    plant(*state, "/sys/devices/cpu_atom/cpus", "2-3\n");
    assert_kinds(*state, "1 1 2 2");
}

static void half_an_answer_is_none(void **state)
{
    static const char *const capacities[] = { "1024", "446", "nonsense", "-7", NULL };
    g_autoptr(GArray) cpus = ph_cpu_list_parse("0-3");
    g_autoptr(GError) error = NULL;

    plant_values(*state, "cpu_capacity", capacities);
    plant(*state, "/sys/devices/cpu_core/cpus", "0-1\n");
    assert_null(ph_core_kinds_read(*state, cpus, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    assert_non_null(strstr(error->message, "neither cpu_capacity nor"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(capacities_tell_kinds_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_best_of_equal_cores_are_of_their_kind, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(equal_capacities_leave_it_to_frequencies, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(intels_core_types_tell_kinds_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(half_an_answer_is_none, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
