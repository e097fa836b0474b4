/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Of whole records a launch decodes a quarter again after timing, each launch another one: who does
 * one chunk's work otherwise from then on is caught by one launch of four in a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "worker/check.h"
#include "worker/recheck_turn.h"

enum { CHUNKS = 32, SPOILT = 13, OUTPUT_MAX = 256 };

static ph_chunk chunks[CHUNKS];
static size_t slot_chunk[CHUNKS];
static uint8_t records[CHUNKS];
static uint8_t *slots[CHUNKS];
static uint64_t checksums[CHUNKS];
static size_t output_lengths[CHUNKS];
static unsigned calls[CHUNKS];
static bool is_spoiling;
static ph_arm arm;
static ph_proof proof;
static ph_request request;
static ph_bench bench;

static int32_t decode_records(void *state, void *layout, const ph_subject_records *asked,
                              ph_subject_outcome *outcome)
{
    const size_t chunk = (size_t)(asked->bytes - records);
    const bool is_spoilt = is_spoiling && chunk == SPOILT;

    (void)state, (void)layout;
    calls[chunk]++;
    /* No NUL behind it: a subject writes nothing there. */
    char line[OUTPUT_MAX];
    const int length =
        snprintf(line, sizeof(line), "{\"record_index\":0,\"fields\":{\"A\":\"%d\"}}\n",
                 is_spoilt ? -1 : (int)chunk);
    memcpy(asked->output, line, (size_t)length);
    outcome->output_length = (uint64_t)length;
    outcome->items_done = asked->count;
    return PH_SUBJECT_OK;
}

static const ph_subject subject = { .struct_size = sizeof(subject),
                                    .decode_records = decode_records };

static void begin_launch(uint64_t launch)
{
    request = (ph_request){ .framing = PH_FRAMING_FIXED, .seed = 11, .launch = launch };
    arm = (ph_arm){ .kind = PH_ARM_RECORDS,
                    .subject = &subject,
                    .checksums = checksums,
                    .output_lengths = output_lengths };
    proof = (ph_proof){ 0 };
    is_spoiling = false;
    assert_true(ph_check_all(&bench, &proof));
    assert_false(proof.is_void);
    memset(calls, 0, sizeof(calls));
}

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHUNKS; i++) {
        chunks[i] = (ph_chunk){ .first_record = i, .record_count = 1, .length = 1 };
        slot_chunk[i] = i;
        slots[i] = &records[i];
    }
    bench = (ph_bench){ .request = &request,
                        .data = { .chunks = chunks,
                                  .chunk_count = CHUNKS,
                                  .timed_chunk_count = CHUNKS,
                                  .slot_chunk = slot_chunk,
                                  .slots = slots },
                        .arms = &arm,
                        .arm_count = 1 };
    return ph_output_window_allocate(1, OUTPUT_MAX, 7, &bench.window) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ph_output_window_free(&bench.window);
    return 0;
}

static void test_four_launches_decode_all_chunks_once_more(void **state)
{
    unsigned total[CHUNKS] = { 0 };

    (void)state;
    for (uint64_t launch = 0; launch < PH_RECHECK_LAUNCHES; launch++) {
        unsigned in_launch = 0;

        begin_launch(launch);
        ph_recheck_all(&bench, &proof);
        assert_false(proof.is_void);
        for (size_t i = 0; i < CHUNKS; i++) {
            in_launch += calls[i];
            total[i] += calls[i];
        }
        assert_int_equal(in_launch, CHUNKS / PH_RECHECK_LAUNCHES);
    }
    for (size_t i = 0; i < CHUNKS; i++)
        assert_int_equal(total[i], 1);
}

static void test_one_of_them_catches_who_spoils_one_chunk(void **state)
{
    unsigned caught = 0;

    (void)state;
    for (uint64_t launch = 0; launch < PH_RECHECK_LAUNCHES; launch++) {
        begin_launch(launch);
        is_spoiling = true;
        ph_recheck_all(&bench, &proof);
        caught += proof.is_void;
        if (proof.is_void)
            assert_string_equal(proof.reason, "the output after timing is not what it was before: "
                                              "chunk of 1 records from record 14 on");
    }
    assert_int_equal(caught, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_four_launches_decode_all_chunks_once_more),
        TEST(test_one_of_them_catches_who_spoils_one_chunk),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
