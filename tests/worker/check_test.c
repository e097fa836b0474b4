/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call that fails on data that was right before says when, in which record and field, and why: in
 * columns and records, decoding and encoding, and of a user's own data nothing that it holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "worker/check.h"

enum { RECORDS_PER_CHUNK = 100, CHUNKS = 2, SLOT = 0, CHUNK = 1, FIELD = 3 };

static ph_chunk chunks[CHUNKS];
/* They have changed places. */
static size_t slot_chunk[CHUNKS] = { CHUNK, 0 };
static ph_bench bench;
static ph_arm arm;
static ph_proof proof;
static ph_subject_outcome outcome;

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHUNKS; i++)
        chunks[i] =
            (ph_chunk){ .first_record = i * RECORDS_PER_CHUNK, .record_count = RECORDS_PER_CHUNK };
    bench =
        (ph_bench){ .data = { .chunks = chunks, .chunk_count = CHUNKS, .slot_chunk = slot_chunk } };
    arm = (ph_arm){ .kind = PH_ARM_COLUMN };
    proof = (ph_proof){ 0 };
    outcome = (ph_subject_outcome){ .items_failed = 1, .first_failed = 0 };
    return 0;
}

static const char *reason_of_failure(void)
{
    ph_proof_fail(&bench, &arm, SLOT, &outcome, &proof, "fails while it is timed");
    assert_true(arm.is_out && proof.is_void);
    return proof.reason;
}

/* The fourth field of the chunk's third record. */
static void fail_in_a_cell(const char *workload)
{
    bench.data.workload = ph_workload_find(workload);
    outcome.first_failed = 2 * bench.data.workload->field_count + FIELD;
    (void)snprintf(outcome.error_code, sizeof(outcome.error_code), "BAD_SIGN");
}

static void test_a_column_that_is_decoded(void **state)
{
    (void)state;
    fail_in_a_cell("comp3");
    assert_string_equal(reason_of_failure(),
                        "fails while it is timed on data it has decoded before: first failure in "
                        "record 103, field FIELD-04: BAD_SIGN");
}

static void test_a_column_that_is_encoded(void **state)
{
    (void)state;
    arm.kind = PH_ARM_ENCODE;
    fail_in_a_cell("encode-zoned");
    (void)snprintf(outcome.error_detail, sizeof(outcome.error_detail), "no room for it");
    assert_string_equal(reason_of_failure(),
                        "fails while it is timed on data it has encoded before: first failure in "
                        "record 103, field FIELD-04: BAD_SIGN: no room for it");
}

static void fail_in_a_record(void)
{
    arm.kind = PH_ARM_RECORDS;
    outcome.first_failed = 7;
    (void)snprintf(outcome.error_code, sizeof(outcome.error_code), "BAD_DIGIT");
    (void)snprintf(outcome.error_field, sizeof(outcome.error_field), "CUSTOMER.BALANCE");
    (void)snprintf(outcome.error_detail, sizeof(outcome.error_detail), "the digit is A");
}

static void test_records(void **state)
{
    (void)state;
    bench.data.workload = ph_workload_find("record-comp3");
    fail_in_a_record();
    assert_string_equal(reason_of_failure(),
                        "fails while it is timed on data it has decoded before: first failure in "
                        "record 108, field CUSTOMER.BALANCE: BAD_DIGIT: the digit is A");
}

static void test_a_users_own_records_are_not_quoted(void **state)
{
    (void)state;
    fail_in_a_record();
    assert_string_equal(reason_of_failure(),
                        "fails while it is timed on data it has decoded before: first failure in "
                        "record 108, field CUSTOMER.BALANCE: BAD_DIGIT");
}

static void test_what_the_subject_does_not_give(void **state)
{
    (void)state;
    arm.kind = PH_ARM_FILE;
    assert_string_equal(reason_of_failure(),
                        "fails while it is timed on data it has decoded before: first failure in "
                        "record 101: no error code");
}

static void test_a_cell_that_is_none_of_the_data(void **state)
{
    (void)state;
    fail_in_a_cell("comp3");
    outcome.first_failed = RECORDS_PER_CHUNK * bench.data.workload->field_count;
    assert_string_equal(reason_of_failure(), "fails while it is timed on data it has decoded "
                                             "before: reports a failure outside the data");
}

static void test_texts_without_an_end(void **state)
{
    (void)state;
    fail_in_a_cell("comp3");
    memset(outcome.error_code, 'E', sizeof(outcome.error_code));
    memset(outcome.error_detail, 'D', sizeof(outcome.error_detail));
    assert_int_equal(strspn(strstr(reason_of_failure(), "EE"), "E"),
                     sizeof(outcome.error_code) - 1);
    assert_int_equal(strlen(strstr(proof.reason, "DD")), sizeof(outcome.error_detail) - 1);
}

static void test_the_first_reason_stands(void **state)
{
    (void)state;
    fail_in_a_cell("comp3");
    ph_proof_void(&arm, &proof, "wrong answer");
    assert_string_equal(reason_of_failure(), "wrong answer");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(test_a_column_that_is_decoded),
        TEST(test_a_column_that_is_encoded),
        TEST(test_records),
        TEST(test_a_users_own_records_are_not_quoted),
        TEST(test_what_the_subject_does_not_give),
        TEST(test_a_cell_that_is_none_of_the_data),
        TEST(test_texts_without_an_end),
        TEST(test_the_first_reason_stands),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
