/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A user's own records have no truth: where those who decode them differ, or a library has doubts
 * of its own, none of them has a figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "worker/check.h"
#include "worker/events.h"

enum { RECORDS = 3, CHUNKS = 2, OUTPUT_MAX = 1024, ARMS = 3 };

/* What an arm makes of a chunk: the second record of the second chunk has this value. */
typedef struct stand_in {
    const char *value;
    uint64_t items_warned, first_warned;
    uint64_t items_failed;
    uint64_t first_failed_chunk; /* From this one on, items_failed of each fail. */
    bool is_cut;                 /* Its last line has no end. */
    unsigned calls;
} stand_in;

static ph_chunk chunks[CHUNKS];
static size_t slot_chunk[CHUNKS] = { 0, 1 };
static uint8_t records[CHUNKS];
static uint8_t *slots[CHUNKS] = { &records[0], &records[1] };
static uint64_t checksums[ARMS][CHUNKS];
static size_t output_lengths[ARMS][CHUNKS];
static stand_in stand_ins[ARMS];
static ph_arm arms[ARMS];
static ph_proof proofs[ARMS];
static const ph_request request = { .framing = PH_FRAMING_FIXED };
static ph_bench bench;

static int32_t decode_records(void *state, void *layout, const ph_subject_records *asked,
                              ph_subject_outcome *outcome)
{
    stand_in *made = state;
    const bool is_second_chunk = asked->bytes == slots[1];
    char *output = (char *)asked->output;

    (void)layout;
    made->calls++;
    for (uint64_t i = 0; i < asked->count; i++)
        outcome->output_length += (uint64_t)sprintf(
            output + outcome->output_length, "{\"record_index\":%d,\"fields\":{\"A\":\"%s\"}}\n",
            (int)i, is_second_chunk && i == 1 ? made->value : "same");
    outcome->items_done = asked->count;
    outcome->output_length -= made->is_cut ? 1 : 0;
    if (is_second_chunk) {
        outcome->items_warned = made->items_warned;
        outcome->first_warned = made->first_warned;
        (void)snprintf(outcome->warning_code, sizeof(outcome->warning_code), "ODO_CUT");
        (void)snprintf(outcome->warning_field, sizeof(outcome->warning_field), "ORDER.LINES");
    }
    if (made->first_failed_chunk <= (is_second_chunk ? 1 : 0))
        outcome->items_failed = made->items_failed;
    return outcome->items_failed ? PH_SUBJECT_FAILED : PH_SUBJECT_OK;
}

static const ph_subject subject = { .struct_size = sizeof(subject),
                                    .decode_records = decode_records };

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHUNKS; i++)
        chunks[i] = (ph_chunk){ .first_record = i * RECORDS, .record_count = RECORDS, .length = 1 };
    memset(proofs, 0, sizeof(proofs));
    for (size_t i = 0; i < ARMS; i++) {
        stand_ins[i] = (stand_in){ .value = "same", .first_failed_chunk = 1 };
        arms[i] = (ph_arm){ .kind = i == 1 ? PH_ARM_FILE : PH_ARM_RECORDS,
                            .subject = &subject,
                            .state = &stand_ins[i],
                            .checksums = checksums[i],
                            .output_lengths = output_lengths[i] };
        (void)snprintf(arms[i].name, sizeof(arms[i].name), i == 2 ? "other" : "one");
    }
    bench = (ph_bench){ .request = &request,
                        .data = { .chunks = chunks,
                                  .chunk_count = CHUNKS,
                                  .timed_chunk_count = CHUNKS,
                                  .slot_chunk = slot_chunk,
                                  .slots = slots },
                        .arms = arms,
                        .arm_count = 2 };
    return ph_output_window_allocate(1, OUTPUT_MAX, 7, &bench.window) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ph_output_window_free(&bench.window);
    return 0;
}

static void assert_all_void(const char *reason)
{
    assert_true(ph_check_all(&bench, proofs));
    for (size_t i = 0; i < bench.arm_count; i++) {
        assert_true(proofs[i].is_void && arms[i].is_out);
        assert_string_equal(proofs[i].reason, reason);
    }
}

static void test_equal_answers_are_taken(void **state)
{
    (void)state;
    bench.arm_count = ARMS;
    assert_true(ph_check_all(&bench, proofs));
    for (size_t i = 0; i < ARMS; i++)
        assert_false(proofs[i].is_void || arms[i].is_out);
}

/* Whichever of the two comes first. */
static void test_two_levels_that_differ_are_void(void **state)
{
    (void)state;
    stand_ins[1].value = "another";
    assert_all_void("the answers differ: record 5, key fields.A: not the same at record level and "
                    "at file level");
}

/* Nobody counts who says what: a third that agrees with one of them is void, too. */
static void test_another_library_that_differs_voids_all(void **state)
{
    (void)state;
    bench.arm_count = ARMS;
    stand_ins[2].value = "another";
    assert_all_void("the answers differ: record 5, key fields.A: not the same at record level of "
                    "one and at record level of other");
}

static void test_warnings_are_counted(void **state)
{
    (void)state;
    stand_ins[0].items_warned = stand_ins[1].items_warned = 2;
    stand_ins[0].first_warned = stand_ins[1].first_warned = 1;
    assert_all_void("2 of 6 records decoded with warnings; the first is record 5, field "
                    "ORDER.LINES: ODO_CUT");
}

/* It has no answer, so there is nobody to differ from. */
static void test_who_fails_does_not_void_others(void **state)
{
    (void)state;
    stand_ins[0].items_failed = 1;
    assert_true(ph_check_all(&bench, proofs));
    assert_true(proofs[0].is_void);
    assert_false(proofs[1].is_void);
}

/* Nor has who writes something else than a line for each record. */
static void test_who_writes_no_records_does_not_void_others(void **state)
{
    (void)state;
    stand_ins[0].is_cut = true;
    assert_true(ph_check_all(&bench, proofs));
    assert_string_equal(proofs[0].reason, "wrong answer: record 3 left no JSON object");
    assert_false(proofs[1].is_void);
}

/* Their number is told of the whole file; the others are not compared with it any more. */
static void test_who_fails_counts_on(void **state)
{
    (void)state;
    stand_ins[0].items_failed = 2;
    stand_ins[0].first_failed_chunk = 0;
    stand_ins[0].value = "another";
    assert_true(ph_check_all(&bench, proofs));
    assert_int_equal(proofs[0].records, RECORDS * CHUNKS);
    assert_int_equal(proofs[0].records_failed, 2 * CHUNKS);
    assert_false(proofs[1].is_void);

    /* A chunk that it can decode, after one that it cannot, is no answer to differ from. */
    assert_int_equal(tear_down(state), 0);
    assert_int_equal(set_up(state), 0);
    stand_ins[0].value = "another";
    arms[0].is_out = true;
    proofs[0].is_void = true;
    proofs[0].records_failed = 1;
    assert_true(ph_check_all(&bench, proofs));
    assert_int_equal(stand_ins[0].calls, CHUNKS);
    assert_false(proofs[1].is_void);
}

static void test_no_more_fail_than_there_are(void **state)
{
    (void)state;
    stand_ins[0].items_failed = UINT64_MAX;
    assert_true(ph_check_all(&bench, proofs));
    assert_int_equal(proofs[0].records_failed, RECORDS);
}

/* Out for a wrong answer in the first chunk: the second is not given to it, nor to anybody when
 * none is left. */
static void test_who_is_out_is_not_run(void **state)
{
    (void)state;
    stand_ins[0].is_cut = true;
    assert_true(ph_check_all(&bench, proofs));
    assert_int_equal(stand_ins[0].calls, 1);
    assert_int_equal(stand_ins[1].calls, CHUNKS);

    assert_int_equal(tear_down(state), 0);
    assert_int_equal(set_up(state), 0);
    stand_ins[0].is_cut = stand_ins[1].is_cut = true;
    assert_true(ph_check_all(&bench, proofs));
    assert_int_equal(stand_ins[0].calls + stand_ins[1].calls, 2);
    assert_int_equal(proofs[0].records, RECORDS);
}

/* The linker sends what check.c allocates here: the copy of an answer, to compare others with. */
void *__real_malloc(size_t bytes); /* NOLINT(bugprone-reserved-identifier) */
void *__wrap_malloc(size_t bytes); /* NOLINT(bugprone-reserved-identifier) */
static bool is_memory_over;

void *__wrap_malloc(size_t bytes) /* NOLINT(bugprone-reserved-identifier) */
{
    return is_memory_over ? NULL : __real_malloc(bytes);
}

/* It is nobody's wrong answer. */
static void test_no_memory_to_compare_ends_the_launch(void **state)
{
    (void)state;
    ph_events_open();
    is_memory_over = true;
    const bool is_done = ph_check_all(&bench, proofs);
    is_memory_over = false;
    assert_false(is_done);
    assert_false(proofs[0].is_void || proofs[1].is_void);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_equal_answers_are_taken),
        TEST(test_two_levels_that_differ_are_void),
        TEST(test_another_library_that_differs_voids_all),
        TEST(test_warnings_are_counted),
        TEST(test_who_fails_does_not_void_others),
        TEST(test_who_writes_no_records_does_not_void_others),
        TEST(test_who_fails_counts_on),
        TEST(test_no_more_fail_than_there_are),
        TEST(test_who_is_out_is_not_run),
        TEST(test_no_memory_to_compare_ends_the_launch),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
