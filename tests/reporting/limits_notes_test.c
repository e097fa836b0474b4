/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of the figures of limits: that a smaller working set is slower, with what a call
 * costs, and that what is streamed may lie in a cache; and nothing where there is nothing to say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "limits_table.h"

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)

/* A call of so many bytes takes so long before its first, and so long for each. */
static ph_result *add(ph_measurement *measurement, const char *working_set, uint64_t input_bytes,
                      uint64_t call_bytes, double set_up_ns, double ns_per_byte)
{
    ph_result *result = g_new0(ph_result, 1);
    const double calls = (double)input_bytes / (double)call_bytes;

    result->benchmark = g_strconcat("comp3/", working_set, NULL);
    result->workload = g_strdup("comp3");
    result->working_set = g_strdup(working_set);
    result->level = g_strdup("kernel");
    result->subject = g_strdup("native");
    result->state = PH_STATE_MEASURED;
    result->input_bytes = input_bytes;
    result->call_bytes = call_bytes;
    result->median_ns = calls * (set_up_ns + ns_per_byte * (double)call_bytes);
    result->throughput_mib_s = (double)input_bytes / (double)MIB / (result->median_ns / 1e9);
    g_ptr_array_add(measurement->results, result);
    return result;
}

static void assert_notes(const ph_measurement *measurement, uint64_t l3_bytes,
                         const char *const *expected)
{
    g_autoptr(GPtrArray) notes = ph_limits_notes(measurement, l3_bytes);
    guint count = 0;

    for (; expected[count]; count++) {
        assert_true(count < notes->len);
        assert_string_equal(notes->pdata[count], expected[count]);
    }
    assert_int_equal(notes->len, count);
}

static void test_a_smaller_set_that_is_slower(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, "L1", 16 * KIB, 8 * KIB, 100.0, 0.02);
    add(measurement, "L2", 384 * KIB, 64 * KIB, 100.0, 0.02);
    assert_notes(measurement, 0,
                 (const char *[]){ "comp3, L1: native is 33.2 % slower than in L2, where a call is "
                                   "of 64 KiB and not of 8 KiB: what a call costs before its first "
                                   "byte is about 100 ns of its 264 ns",
                                   NULL });
}

static void test_what_is_as_fast_or_has_no_number(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, "L1", 16 * KIB, 8 * KIB, 1.0, 0.02);
    add(measurement, "L2", 384 * KIB, 64 * KIB, 1.0, 0.02);
    assert_notes(measurement, 0, (const char *[]){ NULL });
    add(measurement, "L3", 4 * MIB, 64 * KIB, 1.0, 0.0001)->state = PH_STATE_FAILED;
    assert_notes(measurement, 0, (const char *[]){ NULL });
    add(measurement, "L3", 4 * MIB, 64 * KIB, 1.0, 0.0001)->subject[0] = 'x';
    assert_notes(measurement, 0, (const char *[]){ NULL });
}

/* Then it is no call that costs too much. */
static void test_calls_of_one_length(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, "L2", 384 * KIB, 64 * KIB, 0.0, 0.04);
    add(measurement, "L3", 4 * MIB, 64 * KIB, 0.0, 0.02);
    assert_notes(measurement, 0,
                 (const char *[]){ "comp3, L2: native is 50.0 % slower than in L3, in calls of as "
                                   "many bytes",
                                   NULL });
}

static void test_what_may_lie_in_a_cache(void **state)
{
    static const struct {
        uint64_t l3_bytes;
        const char *note; /* NULL: nothing is said. */
    } cases[] = {
        { 0, NULL },
        { 16 * MIB, NULL },
        { 16 * MIB + 1, "DRAM, stream: 64 MiB is less than four times the L3 cache of 16 MiB: some "
                        "of it may lie there, and memcpy be faster than memory is" },
        { 32 * MIB, "DRAM, stream: 64 MiB is less than four times the L3 cache of 32 MiB: some of "
                    "it may lie there, and memcpy be faster than memory is" },
        { 64 * MIB, "DRAM, stream: 64 MiB may lie within the L3 cache, which has 64 MiB (if others "
                    "leave it): then it is the cache that is measured" },
        { 480 * MIB, "DRAM, stream: 64 MiB may lie within the L3 cache, which has 480 MiB (if "
                     "others leave it): then it is the cache that is measured" },
    };
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, "L2", 384 * KIB, 64 * KIB, 0.0, 0.02);
    assert_notes(measurement, 480 * MIB, (const char *[]){ NULL }); /* Nothing is streamed. */
    add(measurement, "stream", 64 * MIB, 64 * KIB, 0.0, 0.03);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_notes(measurement, cases[i].l3_bytes, (const char *[]){ cases[i].note, NULL });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_smaller_set_that_is_slower),
        cmocka_unit_test(test_what_is_as_fast_or_has_no_number),
        cmocka_unit_test(test_calls_of_one_length),
        cmocka_unit_test(test_what_may_lie_in_a_cache),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
