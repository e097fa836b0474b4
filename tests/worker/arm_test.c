/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns that stream are called so to subjects that know the hint, and to no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "worker/arm.h"

static uint32_t flags_given; /* By the last call. */

static int32_t decode_column(void *state, const ph_subject_column *column,
                             ph_subject_outcome *outcome)
{
    (void)state, (void)outcome;
    flags_given = column->flags;
    return PH_SUBJECT_OK;
}

static int32_t encode_column(void *state, const ph_subject_encode_column *column,
                             ph_subject_outcome *outcome)
{
    (void)state, (void)outcome;
    flags_given = column->flags;
    return PH_SUBJECT_OK;
}

/* The flags of a column of a workload whose decimals are signed. */
static uint32_t flags_of(ph_arm_kind kind, const char *workload, uint32_t abi_minor, bool is_cold)
{
    const ph_subject subject = { .abi_minor = abi_minor,
                                 .decode_column = decode_column,
                                 .encode_column = encode_column };
    const int64_t values[1] = { 0 };
    ph_chunk chunk = { .record_count = 0 };
    uint8_t *slots[1] = { (uint8_t *)(uintptr_t)values };
    size_t slot_chunk[1] = { 0 };
    const ph_data_set data = { .workload = ph_workload_find(workload),
                               .chunks = &chunk,
                               .chunk_count = 1,
                               .slots = slots,
                               .slot_chunk = slot_chunk };
    ph_arm arm = { .kind = kind,
                   .subject = &subject,
                   .hints = ph_arm_column_hints(&subject, is_cold) };
    ph_output_window window = { 0 };
    ph_subject_outcome outcome;

    flags_given = UINT32_MAX;
    assert_true(ph_arm_run(&arm, &data, 0, 0, &window, &outcome));
    return flags_given;
}

static void test_what_streams_is_called_so(void **state)
{
    (void)state;
    assert_int_equal(flags_of(PH_ARM_COLUMN, "comp3", 7, true),
                     PH_COLUMN_SIGNED | PH_COLUMN_STREAMED);
    assert_int_equal(flags_of(PH_ARM_COLUMN, "display-text", 7, true), PH_COLUMN_STREAMED);
    assert_int_equal(flags_of(PH_ARM_ENCODE, "encode-comp3", 7, true),
                     PH_COLUMN_SIGNED | PH_COLUMN_STREAMED);
}

static void test_what_may_be_in_a_cache_is_not(void **state)
{
    (void)state;
    assert_int_equal(flags_of(PH_ARM_COLUMN, "comp3", 7, false), PH_COLUMN_SIGNED);
    assert_int_equal(flags_of(PH_ARM_ENCODE, "encode-comp3", 7, false), PH_COLUMN_SIGNED);
}

/* It refuses flags that it does not know. */
static void test_a_subject_before_hints_is_given_none(void **state)
{
    (void)state;
    assert_int_equal(flags_of(PH_ARM_COLUMN, "comp3", 6, true), PH_COLUMN_SIGNED);
    assert_int_equal(flags_of(PH_ARM_ENCODE, "encode-comp3", 6, true), PH_COLUMN_SIGNED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_streams_is_called_so),
        cmocka_unit_test(test_what_may_be_in_a_cache_is_not),
        cmocka_unit_test(test_a_subject_before_hints_is_given_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
