/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Single calls, on a clock that only the subject moves: what is told of them is what they took, to
 * the nanosecond; slow ones stay, those during which the CPU was lost go; wrong answers void.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "worker/call_times.h"
#include "worker/events.h"
#include "worker/noise.h"

enum {
    RECORD_BYTES = 8,
    CHUNK_RECORDS = 100,
    CHUNKS = 30,
    FIXED_NS = 700,
    RECORD_NS = 30,
    SLOW_NS = 1000000,
    COLD_NS = 5000,
    LINE_MAX_BYTES = 64,
};

/* The machine and the subject on it. */
typedef struct machine {
    uint64_t now_ns;
    unsigned calls;
    unsigned slow_one_in;          /* Of the calls, without a word of the kernel; 0: none. */
    unsigned looks;                /* At what the thread had to bear. */
    unsigned switch_one_in;        /* Of these looks tells of a switch; 0: none. */
    uint64_t wrong_of_count;       /* Calls of so many records are answered wrongly... */
    unsigned wrong_from;           /* ...from this call on. */
    bool is_numbering;             /* Lines number their record in the call. */
    bool is_first_failing;         /* The process' first call. */
    size_t blanks;                 /* At the end of a line. */
    bool is_filler_of_chunks_only; /* Calls of ten leave it out. */
} machine;

static machine here;

uint64_t ph_clock_ns(void)
{
    return here.now_ns;
}

ph_thread_usage ph_thread_usage_read(void)
{
    static uint32_t switches;

    if (here.switch_one_in && ++here.looks % here.switch_one_in == 0)
        switches++;
    return (ph_thread_usage){ .involuntary_switches = switches };
}

/* Without the NUL, which would be behind the output's end. */
static int write_line(uint8_t *to, const uint8_t *record, uint64_t index, uint64_t count,
                      bool is_wrong)
{
    const bool has_filler = here.is_filler_of_chunks_only && count != 10;
    /* As many digits: only a look at the answer itself tells them apart. */
    const unsigned value = record[0] ^ (is_wrong ? 1u : 0u);
    char line[LINE_MAX_BYTES];
    const int length = here.is_numbering
                           ? snprintf(line, sizeof(line), "{\"record_index\":%u,\"N\":%u}\n",
                                      (unsigned)index + 1, value)
                           : snprintf(line, sizeof(line), "{%s\"N\":%u}\n",
                                      has_filler ? "\"FILLER\":0," : "", value);

    memcpy(to, line, (size_t)length - 1);
    memset(to + length - 1, ' ', here.blanks);
    to[(size_t)length - 1 + here.blanks] = '\n';
    return length + (int)here.blanks;
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    const bool is_wrong = records->count == here.wrong_of_count && here.calls >= here.wrong_from;

    (void)state, (void)layout;
    here.now_ns += FIXED_NS + RECORD_NS * records->count + (here.calls == 0 ? COLD_NS : 0);
    here.calls++;
    if (here.is_first_failing && here.calls == 1)
        return PH_SUBJECT_FAILED;
    if (here.slow_one_in && here.calls % here.slow_one_in == 0)
        here.now_ns += SLOW_NS;
    for (uint64_t i = 0; i < records->count; i++) {
        assert_true(records->output_capacity - outcome->output_length >=
                    LINE_MAX_BYTES / 2 + here.blanks);
        outcome->output_length +=
            (uint64_t)write_line(records->output + outcome->output_length,
                                 records->bytes + i * RECORD_BYTES, i, records->count, is_wrong);
    }
    outcome->items_done = records->count;
    return PH_SUBJECT_OK;
}

static const ph_subject subject = { .decode_records = decode_records };
static const ph_subject_library library;

static ph_request request;
static ph_bench bench;
static ph_proof proofs[2];
static ph_calls calls;

static void make_data(size_t chunks, size_t records_per_chunk)
{
    ph_data_set *data = &bench.data;
    const size_t length = records_per_chunk * RECORD_BYTES;

    data->memory = NULL;
    data->chunk_count = data->timed_chunk_count = chunks;
    data->chunks = calloc(chunks, sizeof(*data->chunks));
    data->slots = calloc(chunks, sizeof(*data->slots));
    data->slot_chunk = calloc(chunks, sizeof(*data->slot_chunk));
    data->max_length = data->max_slot_length = length;
    data->max_records = records_per_chunk;
    data->timed_records = data->total_records = chunks * records_per_chunk;
    for (size_t i = 0; i < chunks; i++) {
        data->chunks[i] = (ph_chunk){ length, length, records_per_chunk, i * records_per_chunk };
        /* The chunks have changed places. */
        data->slot_chunk[chunks - 1 - i] = i;
        data->slots[chunks - 1 - i] = calloc(1, length);
        for (size_t k = 0; k < records_per_chunk; k++)
            data->slots[chunks - 1 - i][k * RECORD_BYTES] = (uint8_t)(i * 7 + k);
    }
}

static void add_arm(size_t index, ph_arm_kind kind)
{
    const size_t chunks = bench.data.chunk_count;

    bench.arms[index] = (ph_arm){ .kind = kind, .subject = &subject, .library = &library };
    bench.arms[index].checksums = calloc(chunks, sizeof(uint64_t));
    bench.arms[index].output_lengths = calloc(chunks, sizeof(size_t));
}

static void prepare(size_t chunks, size_t records_per_chunk)
{
    request = (ph_request){ .framing = PH_FRAMING_FIXED };
    bench = (ph_bench){ .request = &request,
                        .random = { 7 },
                        .arms = calloc(2, sizeof(ph_arm)),
                        .arm_count = 2,
                        .record_length = RECORD_BYTES };
    make_data(chunks, records_per_chunk);
    add_arm(0, PH_ARM_RECORDS);
    add_arm(1, PH_ARM_FILE);
    memset(proofs, 0, sizeof(proofs));
    assert_true(ph_output_window_allocate(
        1, (records_per_chunk + 1) * (LINE_MAX_BYTES + here.blanks), 0, &bench.window));
    assert_true(ph_calls_prepare(&bench, &calls));
}

static void take(void)
{
    ph_calls_take_first(&calls);
    assert_true(ph_check_all(&bench, proofs));
    assert_false(proofs[0].is_void || proofs[1].is_void);
    assert_true(ph_calls_take(&calls, proofs));
}

static int set_up(void **state)
{
    (void)state;
    here = (machine){ .now_ns = 1, .wrong_of_count = UINT64_MAX };
    prepare(CHUNKS, CHUNK_RECORDS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ph_calls_free(&calls);
    for (size_t i = 0; i < bench.data.chunk_count; i++)
        free(bench.data.slots[i]);
    free(bench.data.chunks);
    free((void *)bench.data.slots);
    free(bench.data.slot_chunk);
    for (size_t i = 0; i < 2; i++) {
        free(bench.arms[i].checksums);
        free(bench.arms[i].output_lengths);
    }
    free(bench.arms);
    ph_output_window_free(&bench.window);
    return 0;
}

static const size_t records_of[] = {
#define X(records, calls, together, before) [PH_CALL_OF_##records] = (records),
    PH_CALL_COUNT_LIST(X)
#undef X
};

static const size_t wanted_of[] = {
#define X(records, calls, together, before) [PH_CALL_OF_##records] = (calls),
    PH_CALL_COUNT_LIST(X)
#undef X
};

static const ph_call_times *times_of(size_t arm, size_t count)
{
    return &calls.arms[arm].times[count];
}

static void assert_never_void(void)
{
    for (size_t arm = 0; arm < 2; arm++)
        if (proofs[arm].is_void)
            fail_msg("%s", proofs[arm].reason);
}

static void test_every_call_takes_what_it_takes(void **state)
{
    (void)state;
    take();
    assert_never_void();
    for (size_t arm = 0; arm < 2; arm++)
        for (size_t count = 0; count < PH_CALL_COUNTS; count++) {
            const ph_call_times *times = times_of(arm, count);

            assert_int_equal(times->set_aside, 0);
            assert_true(times->count >= wanted_of[count]);
            for (size_t i = 0; i < times->count; i++)
                assert_int_equal(times->ns[i], FIXED_NS + RECORD_NS * records_of[count]);
        }
}

/* Of the library, not of each of its arms: the second finds all of it warm. */
static void test_the_first_record_is_taken_once(void **state)
{
    (void)state;
    take();
    assert_int_equal(bench.arms[0].start.first_record_ns, COLD_NS + FIXED_NS + RECORD_NS);
    assert_int_equal(bench.arms[1].start.first_record_ns, 0);
}

static size_t count_slow(const ph_call_times *times)
{
    size_t slow = 0;

    for (size_t i = 0; i < times->count; i++)
        slow += times->ns[i] >= SLOW_NS;
    return slow;
}

/* One in a hundred, of which the kernel says nothing: it is in the 99th percentile. */
static void test_slow_calls_are_kept(void **state)
{
    (void)state;
    here.slow_one_in = 100;
    take();
    assert_never_void();
    assert_int_equal(times_of(0, PH_CALL_OF_1)->set_aside, 0);
    assert_in_range(count_slow(times_of(0, PH_CALL_OF_1)), 30, 50);
}

/* Each taking has two looks: every sixth look is a switch in every third taking. */
static void test_calls_beside_a_switch_are_set_aside(void **state)
{
    (void)state;
    here.switch_one_in = 6;
    take();
    assert_never_void();
    for (size_t arm = 0; arm < 2; arm++) {
        const ph_call_times *times = times_of(arm, PH_CALL_OF_1);

        assert_true(times->count >= wanted_of[PH_CALL_OF_1]);
        assert_int_equal(times->set_aside % 128, 0);
        assert_true(times->set_aside > 0);
    }
}

/* A CPU that is lost all the time ends the trying. */
static void test_calls_that_are_always_disturbed(void **state)
{
    (void)state;
    here.switch_one_in = 1;
    take();
    assert_never_void();
    for (size_t count = 0; count < PH_CALL_COUNTS; count++) {
        assert_int_equal(times_of(0, count)->count, 0);
        assert_true(times_of(0, count)->set_aside >= 4 * wanted_of[count]);
    }
}

static void test_numbers_of_records_may_differ(void **state)
{
    (void)state;
    here.is_numbering = true;
    take();
    assert_never_void();
}

static void assert_void(const char *phrase)
{
    assert_true(proofs[0].is_void && proofs[1].is_void);
    assert_true(bench.arms[0].is_out && bench.arms[1].is_out);
    if (!strstr(proofs[0].reason, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", proofs[0].reason, phrase);
}

static void test_a_wrong_answer_to_ten(void **state)
{
    (void)state;
    here.wrong_of_count = 10;
    take();
    assert_void("record 1 is not the same in a call of 10 as in a call of all records");
}

/* Right while it is proven, wrong when it counts: one of those that follow one another is looked
 * at. */
static void test_a_wrong_answer_while_it_is_timed(void **state)
{
    (void)state;
    ph_calls_take_first(&calls);
    assert_true(ph_check_all(&bench, proofs));
    here.wrong_of_count = 1;
    here.wrong_from = here.calls + 2 * 4096 + 1000; /* All calls of one are proven. */
    assert_true(ph_calls_take(&calls, proofs));
    assert_true(proofs[0].is_void || proofs[1].is_void);
    assert_non_null(strstr(proofs[0].is_void ? proofs[0].reason : proofs[1].reason,
                           "the output of a timed call of 1 is not the right answer"));
}

static void test_a_first_answer_that_is_not_given_again(void **state)
{
    (void)state;
    here.wrong_of_count = 1;
    ph_calls_take_first(&calls);
    here.wrong_of_count = UINT64_MAX;
    assert_true(ph_check_all(&bench, proofs));
    assert_true(ph_calls_take(&calls, proofs));
    assert_true(proofs[0].is_void);
    assert_non_null(strstr(proofs[0].reason, "its first call in the process"));
    assert_false(proofs[1].is_void);
}

static void test_a_first_call_that_fails_and_then_does_not(void **state)
{
    (void)state;
    here.is_first_failing = true;
    ph_calls_take_first(&calls);
    assert_true(ph_check_all(&bench, proofs));
    assert_true(ph_calls_take(&calls, proofs));
    assert_true(proofs[0].is_void);
    assert_string_equal(proofs[0].reason,
                        "its first call in the process failed; the same call later did not");
    assert_false(proofs[1].is_void);
}

/* Ten thousand answers of 8 KiB are 80 MiB: calls of so many are left out, and so is their room. */
static void test_long_answers_leave_long_calls_out(void **state)
{
    (void)tear_down(state);
    here.blanks = 8192;
    prepare(CHUNKS, CHUNK_RECORDS);
    take();
    assert_never_void();
    assert_true(calls.window.byte_capacity <= PH_CALLS_OUTPUT_BYTES_MAX);
    assert_true(times_of(0, PH_CALL_OF_1000)->count > 0);
    assert_int_equal(times_of(0, PH_CALL_OF_10000)->count, 0);
    assert_int_equal(times_of(0, PH_CALL_OF_10000)->set_aside, 0);
}

/* One way of decoding, twice: what two ways may differ in, it may not. */
static void test_filler_that_long_calls_leave_out(void **state)
{
    (void)state;
    here.is_filler_of_chunks_only = true;
    take();
    assert_void("record 1 is not the same in a call of 10 as in a call of all records");
}

/* Seven records, over and over: calls of ten thousand are made of them, too. */
static void test_few_records_come_again(void **state)
{
    (void)tear_down(state);
    here.is_numbering = true;
    prepare(1, 7);
    take();
    assert_never_void();
    assert_true(calls.span.record_count >= 10000);
    assert_true(times_of(1, PH_CALL_OF_10000)->count >= wanted_of[PH_CALL_OF_10000]);
}

/* Longer than the span may be: what does not fit is left out, and said nothing of. */
static void test_long_records_leave_long_calls_out(void **state)
{
    enum { RECORDS = 300 };
    const size_t length = PH_RECORD_SPAN_BYTES_MAX / RECORDS;

    (void)tear_down(state);
    prepare(1, RECORDS);
    ph_calls_free(&calls);
    /* The same bytes, as if each record were longer. */
    bench.record_length = length;
    bench.data.chunks[0].length = bench.data.chunks[0].slot_length = RECORDS * length;
    free(bench.data.slots[0]);
    bench.data.slots[0] = calloc(RECORDS, length);
    assert_true(ph_calls_prepare(&bench, &calls));
    assert_int_equal(calls.span.record_count, RECORDS);
    take();
    assert_never_void();
    assert_true(times_of(0, PH_CALL_OF_100)->count > 0);
    assert_int_equal(times_of(0, PH_CALL_OF_1000)->count, 0);
    assert_int_equal(times_of(0, PH_CALL_OF_1000)->set_aside, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_every_call_takes_what_it_takes),
        TEST(test_the_first_record_is_taken_once),
        TEST(test_slow_calls_are_kept),
        TEST(test_calls_beside_a_switch_are_set_aside),
        TEST(test_calls_that_are_always_disturbed),
        TEST(test_numbers_of_records_may_differ),
        TEST(test_a_wrong_answer_to_ten),
        TEST(test_a_wrong_answer_while_it_is_timed),
        TEST(test_a_first_answer_that_is_not_given_again),
        TEST(test_a_first_call_that_fails_and_then_does_not),
        TEST(test_long_answers_leave_long_calls_out),
        TEST(test_filler_that_long_calls_leave_out),
        TEST(test_few_records_come_again),
        TEST(test_long_records_leave_long_calls_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
