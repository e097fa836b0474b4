/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The CPU that is measured on is online, allowed and of the fastest; or it is said why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error/error.h"
#include "planted_root.h"
#include "system/cpu_choice.h"
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

static void plant_cpus(const char *root, const char *allowed, const char *online)
{
    g_autofree char *status = g_strdup_printf("Name:\tx\nCpus_allowed_list:\t%s\n", allowed);

    plant(root, "/proc/self/status", status);
    if (online)
        plant(root, CPU "/online", online);
}

static void plant_capacity(const char *root, guint cpu, const char *capacity)
{
    g_autofree char *path = g_strdup_printf(CPU "/cpu%u/cpu_capacity", cpu);

    plant(root, path, capacity);
}

static void assert_choice(const char *root, gint asked, guint expected, const char *usable)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_cpu_choice) choice = ph_cpu_choose(root, asked, &error);

    if (!choice) {
        fail_msg("%s", error->message);
        return;
    }
    g_autofree char *list = ph_cpu_list_format(choice->usable);
    assert_int_equal(choice->cpu, expected);
    assert_string_equal(list, usable);
}

static void assert_refused(const char *root, gint asked, ph_error code, const char *why)
{
    g_autoptr(GError) error = NULL;

    assert_null(ph_cpu_choose(root, asked, &error));
    assert_true(g_error_matches(error, PH_ERROR, (gint)code));
    if (!strstr(error->message, why))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, why);
}

/* The kernel lists as allowed what may be plugged in one day. */
static void only_what_is_online_is_chosen(void **state)
{
    plant_cpus(*state, "0-7", "0-1\n");
    assert_choice(*state, PH_CPU_USUAL, 1, "0-1");
    assert_choice(*state, 0, 0, "0-1");
    assert_refused(*state, 7, PH_ERROR_USAGE, "not online");
    plant_cpus(*state, "2-7", "0-1,4,6\n");
    assert_choice(*state, PH_CPU_USUAL, 6, "4,6");
    assert_refused(*state, 0, PH_ERROR_USAGE, "may not run there; it may run on CPU 4,6");
    assert_refused(*state, -3, PH_ERROR_USAGE, "--cpu -3");
}

static void without_a_list_all_that_are_allowed_are_online(void **state)
{
    plant_cpus(*state, "0-3", NULL);
    assert_choice(*state, PH_CPU_USUAL, 3, "0-3");
}

static void what_is_not_known_is_not_guessed(void **state)
{
    assert_refused(*state, PH_CPU_USUAL, PH_ERROR_ENVIRONMENT, "/proc/self/status");
    plant_cpus(*state, "0-3", "several\n");
    assert_refused(*state, PH_CPU_USUAL, PH_ERROR_ENVIRONMENT, "/online: not a list of CPUs");
    plant_cpus(*state, "4-7", "0-3\n");
    assert_refused(*state, PH_CPU_USUAL, PH_ERROR_ENVIRONMENT, "none of that is online");
}

/* Two fast cores, then two slow ones, as Intel numbers them. */
static void the_last_of_the_fastest_is_chosen(void **state)
{
    plant_cpus(*state, "0-3", "0-3\n");
    plant_capacity(*state, 0, "1024\n");
    plant_capacity(*state, 1, "1009\n");
    plant_capacity(*state, 2, "640\n");
    plant_capacity(*state, 3, "640\n");
    assert_choice(*state, PH_CPU_USUAL, 1, "0-3");
    g_autoptr(ph_cpu_choice) slow = ph_cpu_choose(*state, 3, NULL);
    g_autofree char *kind = ph_cpu_choice_kind(slow);
    assert_string_equal(kind, "2 of 2");
    plant_cpus(*state, "2-3", "0-3\n");
    assert_choice(*state, PH_CPU_USUAL, 3, "2-3");
}

static void where_kinds_are_not_known_the_last_is_chosen(void **state)
{
    plant_cpus(*state, "0-3", "0-3\n");
    plant_capacity(*state, 0, "1024\n");
    assert_choice(*state, PH_CPU_USUAL, 3, "0-3");
    g_autoptr(ph_cpu_choice) choice = ph_cpu_choose(*state, PH_CPU_USUAL, NULL);
    assert_null(ph_cpu_choice_kind(choice));
    assert_non_null(strstr(choice->kinds_missing, "neither"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_what_is_online_is_chosen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_list_all_that_are_allowed_are_online, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_known_is_not_guessed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_last_of_the_fastest_is_chosen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(where_kinds_are_not_known_the_last_is_chosen, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
