/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events are counted between start and stop, all of a group at once. Where the CPU lends no
 * counters, as in most virtual machines, the kernel's own stand in for them.
 */
#include <linux/perf_event.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "worker/cpu_events.h"

static void work(void)
{
    for (volatile unsigned i = 0; i < 1000000; i++)
        ;
}

static void test_counts(void **state)
{
    static const ph_cpu_event_kind kinds[] = {
        { PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
        { PERF_TYPE_SOFTWARE, PERF_COUNT_SW_DUMMY },
    };
    uint64_t counted[PH_CPU_EVENT_COUNT] = { 0 }, again[PH_CPU_EVENT_COUNT] = { 0 };
    ph_cpu_events events;

    (void)state;
    ph_cpu_events_open(&events, kinds, 2);
    if (!events.is_open) { /* A container that forbids even these. */
        assert_string_not_equal(events.missing, "");
        skip();
    }
    work();
    ph_cpu_events_start(&events);
    work();
    ph_cpu_events_stop(&events, counted);
    assert_true(events.is_open);
    assert_true(counted[0] > 1000);
    assert_int_equal(counted[1], 0);
    work();
    /* What is between is not counted, and each count begins anew. */
    ph_cpu_events_start(&events);
    ph_cpu_events_stop(&events, again);
    assert_true(again[0] < counted[0]);
    ph_cpu_events_close(&events);
    assert_false(events.is_open);
}

static void test_what_is_not_to_be_had(void **state)
{
    static const ph_cpu_event_kind kinds[] = {
        { PERF_TYPE_SOFTWARE, PERF_COUNT_SW_DUMMY },
        { PERF_TYPE_SOFTWARE, UINT64_MAX }, /* There is none. */
    };
    uint64_t counted[PH_CPU_EVENT_COUNT] = { 7 };
    const int before = dup(0);
    ph_cpu_events events;
    int after;

    (void)state;
    ph_cpu_events_open(&events, kinds, 2);
    assert_false(events.is_open);
    assert_string_not_equal(events.missing, "");
    ph_cpu_events_start(&events);
    ph_cpu_events_stop(&events, counted);
    assert_int_equal(counted[0], 7);
    ph_cpu_events_close(&events);
    /* Nothing was left open. */
    after = dup(0);
    assert_int_equal(after, before + 1);
    (void)close(before);
    (void)close(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_what_is_not_to_be_had),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
