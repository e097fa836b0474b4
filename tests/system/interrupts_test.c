/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists of CPUs are written as they are read; interrupts are those a CPU may have to serve. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "planted_root.h"
#include "system/cpu_list.h"
#include "system/interrupts.h"

static void test_lists_of_cpus_as_the_kernel_writes_them(void **state)
{
    static const char *const lists[] = { "0", "0-3", "0,2", "1-2,5,7-9" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autoptr(GArray) cpus = ph_cpu_list_parse(lists[i]);
        g_autofree char *text = ph_cpu_list_format(cpus);
        assert_string_equal(text, lists[i]);
    }
    g_autoptr(GArray) cpus = ph_cpu_list_parse("0-3");
    ph_cpu_list_remove(cpus, 1);
    ph_cpu_list_remove(cpus, 9);
    g_autofree char *text = ph_cpu_list_format(cpus);
    assert_string_equal(text, "0,2-3");
    assert_true(ph_cpu_list_has(cpus, 2));
    assert_false(ph_cpu_list_has(cpus, 1));
}

static void test_interrupts_of_a_cpu(void **state)
{
    char *root = planted_root_new();
    guint unreadable = 0;

    (void)state;
    assert_null(ph_interrupts_of_cpu(root, 1, &unreadable, NULL));
    plant(root, "/proc/irq/30/smp_affinity_list", "0-1\n");
    plant(root, "/proc/irq/4/smp_affinity_list", "1\n");
    plant(root, "/proc/irq/5/smp_affinity_list", "0,2\n");
    plant(root, "/proc/irq/6/smp_affinity_list", "?\n");
    plant(root, "/proc/irq/default_smp_affinity", "3\n");
    g_autoptr(GArray) found = ph_interrupts_of_cpu(root, 1, &unreadable, NULL);
    assert_int_equal(found->len, 2);
    assert_int_equal(g_array_index(found, guint, 0), 4);
    assert_int_equal(g_array_index(found, guint, 1), 30);
    assert_int_equal(unreadable, 1);
    planted_root_remove(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_of_cpus_as_the_kernel_writes_them),
        cmocka_unit_test(test_interrupts_of_a_cpu),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
