/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/call_times.h"

#include <stdlib.h>
#include <string.h>

#include "answer/json_lines.h"
#include "perfharness/require.h"
#include "worker/beacon.h"
#include "worker/events.h"
#include "worker/noise.h"

enum {
    EXCESS_MAX = 4,       /* So many times the calls that are wanted are made at most. */
    INDEX_BYTES_MAX = 24, /* A line may number its record in the call: so much longer it can be. */
    ROUNDS = 32,          /* In so many all calls are made, where none is set aside. */
};

/* How calls of one number of records are made: a row of PH_CALL_COUNT_LIST. */
typedef struct call_plan {
    size_t records;
    size_t wanted;
    size_t together;
    size_t before;
} call_plan;

static const call_plan plans[PH_CALL_COUNTS] = {
#define X(records, calls, together, before)                                                        \
    [PH_CALL_OF_##records] = { (records), (calls), (together), (before) },
    PH_CALL_COUNT_LIST(X)
#undef X
};

size_t ph_calls_records(ph_call_count count)
{
    PH_REQUIRE(count < PH_CALL_COUNTS);

    return plans[count].records;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many calls on records of their own there are, before the first comes again. */
static size_t different_calls(const ph_calls *calls, const call_plan *plan)
{
    return smaller(calls->span.record_count / plan->records, plan->wanted);
}

static bool takes_part(const ph_arm *arm)
{
    return ph_arm_has_records(arm) && !arm->is_out;
}

bool ph_calls_prepare(ph_bench *bench, ph_calls *ret)
{
    ph_calls calls = { .bench = bench,
                       .arms =
                           calloc(bench->arm_count ? bench->arm_count : 1, sizeof(*calls.arms)) };

    if (!calls.arms ||
        !ph_record_span_copy(bench, plans[PH_CALL_COUNTS - 1].records, &calls.span)) {
        ph_calls_free(&calls);
        ph_event_send_refused("memory", "no memory for the records of single calls");
        return false;
    }
    *ret = calls;
    return true;
}

void ph_calls_free(ph_calls *calls)
{
    for (size_t i = 0; calls->arms && i < calls->bench->arm_count; i++) {
        for (size_t count = 0; count < PH_CALL_COUNTS; count++) {
            free(calls->arms[i].times[count].ns);
            free(calls->arms[i].answers[count]);
        }
    }
    free(calls->arms);
    ph_record_span_free(&calls->span);
    ph_output_window_free(&calls->window);
    *calls = (ph_calls){ 0 };
}

static ph_call_answer answer_at(const ph_output_window *window, size_t offset, uint64_t length)
{
    const ph_output_window rest = { .values = window->values,
                                    .bytes = window->bytes + offset,
                                    .text_ends = window->text_ends };
    const ph_output_extent extent = { .bytes = (size_t)length };

    return (ph_call_answer){ extent.bytes, ph_output_window_checksum(&rest, extent) };
}

/* Did the call say that it did all there is to do? */
static bool is_all_done(const ph_subject_outcome *outcome, size_t records, size_t capacity)
{
    return outcome->items_done == records && outcome->items_failed == 0 &&
           outcome->output_length > 0 && outcome->output_length <= capacity;
}

static bool is_first_of_library(const ph_bench *bench, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (bench->arms[i].library == bench->arms[index].library)
            return false;
    return true;
}

/* Whether the same call fails later, too, is seen then. Without room for its answer it has no time:
 * one more try would find the library warm. */
static void note_first(const ph_output_window *window, bool is_ok,
                       const ph_subject_outcome *outcome, ph_arm_calls *kept)
{
    if (is_ok && is_all_done(outcome, 1, window->byte_capacity))
        kept->first = answer_at(window, 0, outcome->output_length);
    else
        kept->has_first_failed = strncmp(outcome->error_code, PH_SUBJECT_ERROR_OUTPUT_FULL,
                                         sizeof(outcome->error_code)) != 0;
}

void ph_calls_take_first(ph_calls *calls)
{
    ph_bench *bench = calls->bench;
    const ph_record_bytes record = ph_record_span_cut(&calls->span, 0, 1);
    ph_output_window *window = &bench->window;

    for (size_t i = 0; i < bench->arm_count; i++) {
        ph_arm *arm = &bench->arms[i];
        ph_subject_outcome outcome;

        if (!takes_part(arm) || !is_first_of_library(bench, i))
            continue;
        ph_beacon_enter((uint32_t)i);
        const uint64_t start_ns = ph_clock_ns();
        const bool is_ok =
            ph_arm_run_records(arm, record, window->bytes, window->byte_capacity, &outcome);
        const uint64_t ns = ph_clock_ns() - start_ns;
        ph_beacon_leave();
        note_first(window, is_ok, &outcome, &calls->arms[i]);
        if (calls->arms[i].first.length > 0)
            arm->start.first_record_ns = ns;
    }
}

/* How long the longest answer of any arm to this chunk is. */
static size_t longest_answer(const ph_bench *bench, size_t chunk)
{
    size_t longest = 0;

    for (size_t i = 0; i < bench->arm_count; i++)
        if (takes_part(&bench->arms[i]) && bench->arms[i].output_lengths[chunk] > longest)
            longest = bench->arms[i].output_lengths[chunk];
    return longest;
}

/* Room for the answers to all of the span, from which chunks are left out that would need more than
 * there may be. */
static bool allocate_window(ph_calls *calls)
{
    ph_bench *bench = calls->bench;
    const ph_data_set *data = &bench->data;
    size_t capacity = 0, records = 0;

    for (size_t k = 0; records < calls->span.record_count; k++) {
        const size_t chunk = k % data->timed_chunk_count;
        const size_t count = data->chunks[chunk].record_count;
        const size_t bytes = longest_answer(bench, chunk) + count * INDEX_BYTES_MAX;

        if (k > 0 && capacity + bytes > PH_CALLS_OUTPUT_BYTES_MAX)
            calls->span.record_count = records;
        else {
            capacity += bytes;
            records += count;
        }
    }
    return ph_output_window_allocate(1, capacity, ph_random_next(&bench->random), &calls->window);
}

static bool allocate_table(const call_plan *plan, ph_call_times *times, ph_call_answer **answers)
{
    const size_t calls_max = plan->wanted + plan->together;

    *answers = calloc(plan->wanted, sizeof(**answers));
    times->ns = malloc(calls_max * sizeof(*times->ns));
    if (!*answers || !times->ns)
        return false;
    /* Touch the memory now: a page fault must not fall between calls. */
    memset(times->ns, 1, calls_max * sizeof(*times->ns));
    return true;
}

static bool allocate_tables(ph_calls *calls)
{
    for (size_t i = 0; i < calls->bench->arm_count; i++) {
        ph_arm_calls *arm = &calls->arms[i];

        if (!takes_part(&calls->bench->arms[i]))
            continue;
        for (size_t count = 0; count < PH_CALL_COUNTS; count++)
            if (!allocate_table(&plans[count], &arm->times[count], &arm->answers[count]))
                return false;
    }
    return true;
}

/* Take the first line, or the first record that was encoded, off the others; of none, one that is
 * empty. */
static ph_json_lines take_line(const ph_arm *arm, ph_json_lines *lines)
{
    const char *end = memchr(lines->text, '\n', lines->length);
    const size_t length = ph_arm_encodes(arm) ? smaller(arm->record_length, lines->length)
                          : end               ? (size_t)(end - lines->text) + 1
                                              : lines->length;
    const ph_json_lines line = { lines->text, length, lines->from };

    lines->text += length;
    lines->length -= length;
    return line;
}

/* A call of more records numbers their lines otherwise; all else must be the same. */
static bool is_same_line(const ph_arm *arm, ph_json_lines a, ph_json_lines b)
{
    char reason[PH_REASON_MAX];

    if (ph_arm_encodes(arm))
        return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
    return ph_json_lines_are_same_text(a, b, 1) ||
           ph_json_lines_compare(a, b, PH_JSON_FILLER_IS_COMPARED, 0, 1, reason) ==
               PH_JSON_LINES_AGREE;
}

/* Let the arm decode a chunk whose answer is proven: it then stands in the bench's window. */
static bool decode_chunk(ph_bench *bench, ph_arm *arm, size_t chunk, ph_json_lines *ret)
{
    const size_t slot = ph_data_set_slot_of(&bench->data, chunk);
    ph_subject_outcome outcome;

    ph_output_window_poison(&bench->window, ph_arm_extent_max(arm, &bench->data));
    ph_beacon_enter((uint32_t)(arm - bench->arms));
    const bool is_ok = ph_arm_run(arm, &bench->data, slot, 0, &bench->window, &outcome);
    ph_beacon_leave();
    *ret = (ph_json_lines){ .text = (const char *)bench->window.bytes,
                            .length = outcome.output_length,
                            .from = "whole chunks" };
    return is_ok && ph_check_window(bench, arm, slot, &outcome);
}

/* Are the lines that calls of so many records left those that whole chunks leave? */
static void compare_with_chunks(ph_calls *calls, ph_arm *arm, size_t records,
                                size_t records_of_call, ph_json_lines lines, ph_proof *proof)
{
    ph_bench *bench = calls->bench;
    size_t done = 0;

    for (size_t i = 0; done < records; i++) {
        const size_t chunk = i % bench->data.timed_chunk_count;
        const size_t end = smaller(records, done + bench->data.chunks[chunk].record_count);
        ph_json_lines right;

        if (!decode_chunk(bench, arm, chunk, &right)) {
            ph_proof_void(arm, proof, "the output between timed calls is not what it was before");
            return;
        }
        for (; done < end; done++)
            if (!is_same_line(arm, take_line(arm, &right), take_line(arm, &lines))) {
                ph_proof_void(arm, proof,
                              "wrong answer: record %zu is not the same in a call of %zu as in a "
                              "call of all records of its chunk",
                              (size_t)(done % bench->data.timed_records) + 1, records_of_call);
                return;
            }
    }
    if (lines.length > 0)
        ph_proof_void(arm, proof, "wrong answer: calls of %zu leave more %s", records_of_call,
                      ph_arm_encodes(arm) ? "records than lines" : "lines than records");
}

static bool run_call(ph_calls *calls, ph_arm *arm, const call_plan *plan, size_t call,
                     size_t offset, ph_subject_outcome *outcome)
{
    return ph_arm_run_records(
        arm, ph_record_span_cut(&calls->span, call * plan->records, plan->records),
        calls->window.bytes + offset, calls->window.byte_capacity - offset, outcome);
}

static void void_call(ph_arm *arm, const call_plan *plan, size_t call, ph_proof *proof)
{
    ph_proof_void(arm, proof,
                  "a call of %zu from record %zu on fails, or does not decode all of them: they "
                  "were decoded before",
                  plan->records, call * plan->records + 1);
}

/* Make every call that will be timed, one answer behind the other, and prove all of them. */
static void prove_calls(ph_calls *calls, size_t index, ph_call_count count, ph_proof *proof)
{
    const call_plan *plan = &plans[count];
    ph_arm *arm = &calls->bench->arms[index];
    ph_call_answer *answers = calls->arms[index].answers[count];
    const size_t different = different_calls(calls, plan);
    size_t used = 0;

    for (size_t call = 0; call < different; call++) {
        ph_subject_outcome outcome;

        ph_beacon_enter((uint32_t)index);
        const bool is_ok = run_call(calls, arm, plan, call, used, &outcome);
        ph_beacon_leave();
        if (!is_ok || !is_all_done(&outcome, plan->records, calls->window.byte_capacity - used)) {
            void_call(arm, plan, call, proof);
            return;
        }
        answers[call] = answer_at(&calls->window, used, outcome.output_length);
        used += answers[call].length;
    }
    compare_with_chunks(calls, arm, different * plan->records, plan->records,
                        (ph_json_lines){ .text = (const char *)calls->window.bytes,
                                         .length = used,
                                         .from = "single calls" },
                        proof);
}

static bool is_same_answer(ph_call_answer a, ph_call_answer b)
{
    return a.length == b.length && a.checksum == b.checksum;
}

/* Of calls of one record, whose answers are proven: the process' first call was the first of them.
 */
static void prove_first(ph_calls *calls, size_t index, ph_proof *proof)
{
    const ph_arm_calls *kept = &calls->arms[index];
    ph_arm *arm = &calls->bench->arms[index];

    if (!arm->is_out && kept->has_first_failed)
        ph_proof_void(arm, proof,
                      "its first call in the process failed; the same call later did not");
    if (!arm->is_out && kept->first.length > 0 &&
        !is_same_answer(kept->first, kept->answers[PH_CALL_OF_1][0]))
        ph_proof_void(arm, proof,
                      "wrong answer: its first call in the process gave another answer "
                      "than the same call later");
}

/* One call. Its answer is looked at where is_checked; its length always. */
static bool time_call(ph_calls *calls, size_t index, ph_call_count count, bool is_checked,
                      uint64_t *ret_ns)
{
    const call_plan *plan = &plans[count];
    ph_arm *arm = &calls->bench->arms[index];
    ph_arm_calls *kept = &calls->arms[index];
    const size_t call = kept->next[count];
    const ph_call_answer right = kept->answers[count][call];
    ph_subject_outcome outcome;

    kept->next[count] = call + 1 == different_calls(calls, plan) ? 0 : call + 1;
    if (is_checked)
        ph_output_window_poison(&calls->window, (ph_output_extent){ .bytes = right.length });
    const ph_record_bytes records =
        ph_record_span_cut(&calls->span, call * plan->records, plan->records);
    const uint64_t start_ns = ph_clock_ns();
    const bool is_ok = ph_arm_run_records(arm, records, calls->window.bytes,
                                          calls->window.byte_capacity, &outcome);
    *ret_ns = ph_clock_ns() - start_ns;
    return is_ok && is_all_done(&outcome, plan->records, calls->window.byte_capacity) &&
           outcome.output_length == right.length &&
           (!is_checked ||
            is_same_answer(answer_at(&calls->window, 0, outcome.output_length), right));
}

/* Calls one after the other, between two looks at what the thread had to bear. */
static void take_together(ph_calls *calls, size_t index, ph_call_count count, ph_proof *proof)
{
    const call_plan *plan = &plans[count];
    ph_call_times *times = &calls->arms[index].times[count];
    const size_t checked = ph_random_below(&calls->bench->random, plan->together);
    bool is_right = true;

    ph_beacon_enter((uint32_t)index);
    for (size_t i = 0; i < plan->before; i++)
        is_right &= time_call(calls, index, count, false, &times->ns[times->count]);
    const ph_thread_usage before = ph_thread_usage_read();
    for (size_t i = 0; i < plan->together; i++)
        is_right &= time_call(calls, index, count, i == checked, &times->ns[times->count + i]);
    const ph_thread_usage after = ph_thread_usage_read();
    ph_beacon_leave();

    if (after.involuntary_switches != before.involuntary_switches ||
        after.major_faults != before.major_faults)
        times->set_aside += plan->together;
    else
        times->count += plan->together;
    if (!is_right)
        ph_proof_void(&calls->bench->arms[index], proof,
                      "the output of a timed call of %zu is not the right answer: it was right "
                      "when it was checked before timing",
                      plan->records);
}

static bool needs_more(const ph_calls *calls, size_t index, ph_call_count count)
{
    const ph_call_times *times = &calls->arms[index].times[count];

    return takes_part(&calls->bench->arms[index]) && different_calls(calls, &plans[count]) > 0 &&
           times->count < plans[count].wanted &&
           times->count + times->set_aside < EXCESS_MAX * plans[count].wanted;
}

/* Calls of all numbers of records are spread over the rounds alike. */
static bool is_due(ph_call_count count, size_t round)
{
    const size_t takings = plans[count].wanted / plans[count].together;

    return (round + 1) * takings / ROUNDS > round * takings / ROUNDS;
}

/* False when the arm needs none any more. */
static bool take_round(ph_calls *calls, size_t index, size_t round, ph_proof *proof)
{
    bool is_more = false;

    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++) {
        if (!needs_more(calls, index, count))
            continue;
        is_more = true;
        if (is_due(count, round))
            take_together(calls, index, count, proof);
    }
    return is_more;
}

/* All arms in turn, every other time the other way round, so that drift cancels out. */
static void take_rounds(ph_calls *calls, ph_proof *proofs)
{
    const size_t arms = calls->bench->arm_count;
    bool is_more = true;

    for (size_t round = 0; is_more; round++) {
        is_more = false;
        for (size_t i = 0; i < arms; i++) {
            const size_t index = round % 2 ? arms - 1 - i : i;

            is_more |= take_round(calls, index, round, &proofs[index]);
        }
    }
}

static void prove_arm(ph_calls *calls, size_t index, ph_proof *proof)
{
    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++)
        if (takes_part(&calls->bench->arms[index]) && different_calls(calls, &plans[count]) > 0)
            prove_calls(calls, index, count, proof);
    prove_first(calls, index, proof);
}

bool ph_calls_take(ph_calls *calls, ph_proof *proofs)
{
    if (!allocate_window(calls) || !allocate_tables(calls)) {
        ph_event_send_refused("memory", "no memory for the answers to single calls");
        return false;
    }
    for (size_t i = 0; i < calls->bench->arm_count; i++)
        if (takes_part(&calls->bench->arms[i]))
            prove_arm(calls, i, &proofs[i]);
    take_rounds(calls, proofs);
    return true;
}
