/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several threads get a core each as long as there are enough of their kind, the measured CPU among
 * them; more than there are CPUs are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "error/error.h"
#include "system/cpu_list.h"
#include "system/thread_cpus.h"

enum { CPUS = 6 };

/* Three cores of two threads each: 0 and 3, 1 and 4, 2 and 5. */
static GArray *two_a_core(void)
{
    GArray *units = g_array_new(FALSE, FALSE, sizeof(ph_cpu_unit));

    for (guint cpu = 0; cpu < CPUS; cpu++) {
        const ph_cpu_unit unit = { cpu, cpu % 3 };

        g_array_append_val(units, unit);
    }
    return units;
}

static void expect(const ph_core_kinds *kinds, guint first, guint count, const char *cpus,
                   gboolean shares_cores)
{
    g_autoptr(GArray) units = two_a_core();
    g_autoptr(ph_thread_cpus) chosen = ph_thread_cpus_choose(units, kinds, first, count, NULL);
    g_autofree char *list = NULL;

    assert_non_null(chosen);
    list = ph_cpu_list_format(chosen->cpus);
    assert_string_equal(list, cpus);
    assert_int_equal(chosen->shares_cores, shares_cores);
}

static void cores_before_their_second_threads(void **state)
{
    (void)state;
    expect(NULL, 5, 1, "5", FALSE);
    expect(NULL, 5, 2, "0,5", FALSE);
    expect(NULL, 5, 3, "0-1,5", FALSE);
    expect(NULL, 5, 4, "0-2,5", TRUE);
    expect(NULL, 0, 6, "0-5", TRUE);
    expect(NULL, 0, 2, "0-1", FALSE);
}

static ph_core_kinds *two_kinds(void)
{
    ph_core_kinds *kinds = g_new0(ph_core_kinds, 1);

    kinds->cpus = g_array_new(FALSE, FALSE, sizeof(guint));
    kinds->kinds = g_array_new(FALSE, FALSE, sizeof(guint));
    kinds->count = 2;
    for (guint cpu = 0; cpu < CPUS; cpu++) {
        const guint kind = cpu % 3 == 2 ? 2 : 1; /* The third core is a slow one. */

        g_array_append_val(kinds->cpus, cpu);
        g_array_append_val(kinds->kinds, kind);
    }
    return kinds;
}

static void cores_of_one_kind(void **state)
{
    g_autoptr(ph_core_kinds) kinds = two_kinds();

    (void)state;
    expect(kinds, 4, 2, "0,4", FALSE);
    expect(kinds, 4, 3, "0-1,4", TRUE);
    expect(kinds, 5, 2, "2,5", TRUE);
}

static void more_than_there_are(void **state)
{
    g_autoptr(GArray) units = two_a_core();
    g_autoptr(ph_core_kinds) kinds = two_kinds();
    g_autoptr(GError) too_many = NULL;
    g_autoptr(GError) too_many_of_a_kind = NULL;

    (void)state;
    assert_null(ph_thread_cpus_choose(units, NULL, 0, CPUS + 1, &too_many));
    assert_true(g_error_matches(too_many, PH_ERROR, PH_ERROR_USAGE));
    assert_non_null(strstr(too_many->message, "7 threads"));
    assert_non_null(strstr(too_many->message, "6 such: CPU 0-5"));
    assert_null(ph_thread_cpus_choose(units, kinds, 2, 3, &too_many_of_a_kind));
    assert_non_null(strstr(too_many_of_a_kind->message, "2 such: CPU 2,5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores_before_their_second_threads),
        cmocka_unit_test(cores_of_one_kind),
        cmocka_unit_test(more_than_there_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
