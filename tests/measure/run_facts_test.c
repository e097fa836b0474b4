/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The facts of launches become those of a run: sums and maxima in its units, and what a worker does
 * not tell takes nothing from what others told. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "measure/benchmark_run.h"

static void free_event(gpointer event)
{
    cJSON_Delete(event);
}

static void take(ph_benchmark_run *run, const char *done)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(free_event);
    const ph_worker_outcome outcome = { .events = events, .binding = { .cpus = (char *)"1" } };
    const ph_host_counters host = { .steal_s = NAN };

    g_ptr_array_add(events, cJSON_Parse(done));
    assert_non_null(events->pdata[0]);
    ph_benchmark_run_take(run, &outcome, &host);
}

static void test_facts_of_launches_become_those_of_the_run(void **state)
{
    const char *const no_limits[] = { NULL };
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    const ph_run_request request = { .limits = no_limits, .launches = 3 };
    const ph_benchmark benchmark = { .name = (char *)"comp3/L2" };
    ph_benchmark_run *run = ph_benchmark_run_new(&request, &benchmark, found, measurement);
    const ph_run_facts *facts = &measurement->facts;

    (void)state;
    measurement->facts.elapsed_s = 9.0;
    measurement->facts.harness_peak_bytes = 99;
    take(run, "{\"event\":\"done\",\"clock_grain_ns\":20,\"core_clock_hz\":3e9,"
              "\"first_sample_ns\":4e6,\"blocks_checked\":5,\"timed_ns\":1e9,\"elapsed_ns\":2e9,"
              "\"peak_resident_bytes\":4096}");
    take(run, "{\"event\":\"done\",\"clock_grain_ns\":10,\"core_clock_hz\":4e9,"
              "\"first_sample_ns\":3e6,\"blocks_checked\":6,\"timed_ns\":3e9,\"elapsed_ns\":4e9,"
              "\"peak_resident_bytes\":8192}");
    take(run, "{\"event\":\"done\"}");
    assert_true(facts->timed_s == 4.0);
    assert_true(facts->sampling_s == 6.0);
    assert_true(facts->first_sample_ms == 4.0);
    assert_true(facts->clock_grain_ns == 20.0);
    assert_true(facts->core_clock_hz == 4e9);
    assert_int_equal(facts->blocks_checked, 11);
    assert_int_equal(facts->worker_peak_bytes, 8192);
    assert_true(facts->elapsed_s == 9.0);
    assert_int_equal(facts->harness_peak_bytes, 99);
    ph_benchmark_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_of_launches_become_those_of_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
