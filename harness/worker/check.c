/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/column_answer.h"
#include "answer/encoded_records.h"
#include "answer/json_lines.h"
#include "perfharness/require.h"
#include "worker/beacon.h"
#include "worker/check_notice.h"
#include "worker/events.h"
#include "worker/noise.h"
#include "worker/recheck_turn.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The subject that has the reference's decoder. */
#define REFERENCE "native"

/* Room for what say_from() says. */
enum { FROM_MAX = 2 * PH_SUBJECT_NAME_MAX + 32 };

void ph_proof_void(ph_arm *arm, ph_proof *proof, const char *format, ...)
{
    va_list arguments;

    arm->is_out = true;
    if (proof->is_void)
        return; /* The first reason is the useful one. */
    proof->is_void = true;
    va_start(arguments, format);
    (void)vsnprintf(proof->reason, sizeof(proof->reason), format, arguments);
    va_end(arguments);
}

static bool run_guarded(ph_bench *bench, ph_arm *arm, size_t slot, size_t first_item,
                        ph_subject_outcome *outcome)
{
    ph_beacon_enter((uint32_t)(arm - bench->arms));
    const bool is_ok = ph_arm_run(arm, &bench->data, slot, first_item, &bench->window, outcome);
    ph_beacon_leave();
    ph_arm_end_texts(outcome);
    return is_ok;
}

/*
 * "first failure in record 7, field BALANCE: CODE: detail", behind what stands before it. The
 * detail may quote the data, so only of our own.
 */
static void describe_failure(const ph_bench *bench, ph_arm *arm, const char *before,
                             uint64_t record, const char *field, const ph_subject_outcome *outcome,
                             ph_proof *proof)
{
    const bool is_generated = bench->data.workload != NULL;

    ph_proof_void(arm, proof, "%sfirst failure in record %" PRIu64 "%s%s: %s%s%s", before,
                  record + 1, *field ? ", field " : "", field,
                  *outcome->error_code ? outcome->error_code : "no error code",
                  is_generated && *outcome->error_detail ? ": " : "",
                  is_generated ? outcome->error_detail : "");
}

/* Step over each cell that fails and go on behind it, to count the records that hold one. */
static void count_failed_cells(ph_bench *bench, ph_arm *arm, size_t slot,
                               ph_subject_outcome *outcome, ph_proof *proof)
{
    const ph_workload *workload = bench->data.workload;
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, slot);
    const size_t cells = ph_arm_cell_count(&bench->data, chunk);
    size_t cell = 0, last_failed_record = SIZE_MAX;
    bool is_ok = false;

    while (!is_ok && outcome->first_failed < cells - cell) {
        cell += (size_t)outcome->first_failed;
        const size_t record = cell / workload->field_count;

        describe_failure(bench, arm, "", chunk->first_record + record,
                         workload->fields[cell % workload->field_count].name, outcome, proof);
        proof->records_failed += record != last_failed_record;
        last_failed_record = record;
        if (++cell == cells)
            return;
        is_ok = run_guarded(bench, arm, slot, cell, outcome);
    }
    if (!is_ok)
        ph_proof_void(arm, proof, "reports a failure outside the data");
}

/* Bytes a right answer for the chunk whose truth is at hand has: text, cells or records. */
static size_t right_length(const ph_bench *bench, const ph_arm *arm, const ph_chunk *chunk)
{
    if (ph_arm_encodes(arm))
        return chunk->length;
    return bench->truth.text_ends[ph_arm_cell_count(&bench->data, chunk) - 1];
}

/* Did the call say that it did all there is to do? Encoders count cells only. */
static bool says_all_is_done(const ph_bench *bench, const ph_arm *arm, const ph_chunk *chunk,
                             size_t output_length, const ph_subject_outcome *outcome)
{
    const size_t items =
        ph_arm_is_kernel(arm) ? ph_arm_cell_count(&bench->data, chunk) : chunk->record_count;

    return outcome->items_done == items && outcome->items_failed == 0 &&
           (arm->kind == PH_ARM_ENCODE || outcome->output_length == output_length);
}

/* What stands in the window for a chunk whose truth is at hand. */
static ph_column_answer answer_in_window(const ph_bench *bench, const ph_chunk *chunk)
{
    return (ph_column_answer){
        .workload = bench->data.workload,
        .cells = ph_arm_cell_count(&bench->data, chunk),
        .first_record = chunk->first_record,
        .values = bench->window.values,
        .bytes = bench->window.bytes,
        .text_ends = bench->window.text_ends,
        .truth = &bench->truth,
        .records = bench->records,
    };
}

/* What the window is before a call on a chunk whose truth is at hand, of columns or of lines. */
static void await_answer(ph_bench *bench, ph_arm *arm, size_t slot)
{
    const size_t index = bench->data.slot_chunk[slot];

    ph_arm_note_output(arm, index,
                       right_length(bench, arm, ph_data_set_chunk_in(&bench->data, slot)));
    ph_output_window_poison(&bench->window, ph_arm_extent(arm, &bench->data, index));
}

/* What a call that did not fail left there. */
static void examine_column(ph_bench *bench, ph_arm *arm, size_t slot,
                           const ph_subject_outcome *outcome, ph_proof *proof)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, slot);
    const size_t index = bench->data.slot_chunk[slot];
    const size_t cells = ph_arm_cell_count(&bench->data, chunk);
    const ph_output_extent extent = ph_arm_extent(arm, &bench->data, index);
    char answer[PH_COLUMN_ANSWER_MAX];
    const ph_column_answer written = answer_in_window(bench, chunk);
    const size_t wrong = ph_column_first_wrong(&written);
    if (!says_all_is_done(bench, arm, chunk, extent.bytes, outcome)) {
        ph_proof_void(arm, proof,
                      "reports %" PRIu64 " cells done and %" PRIu64 " failed of %zu, %" PRIu64
                      " bytes of text of %zu",
                      outcome->items_done, outcome->items_failed, cells, outcome->output_length,
                      arm->kind == PH_ARM_ENCODE ? 0 : extent.bytes);
    } else if (wrong < cells) {
        ph_column_describe_wrong(&written, wrong, answer);
        ph_proof_void(arm, proof, "wrong answer: %s", answer);
    } else if (!ph_output_window_is_intact(&bench->window, extent)) {
        ph_proof_void(arm, proof, "writes behind the end of its output");
    }
    arm->checksums[index] = ph_output_window_checksum(&bench->window, extent);
}

static void check_column(ph_bench *bench, ph_arm *arm, size_t slot, ph_proof *proof)
{
    ph_subject_outcome outcome;

    await_answer(bench, arm, slot);
    if (run_guarded(bench, arm, slot, 0, &outcome))
        examine_column(bench, arm, slot, &outcome, proof);
    else
        count_failed_cells(bench, arm, slot, &outcome, proof);
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Room for JSON lines cannot be known before: double it until they fit. */
static bool run_records_growing(ph_bench *bench, ph_arm *arm, size_t slot,
                                ph_subject_outcome *outcome)
{
    enum { GROWTHS_MAX = 12 };

    for (int i = 0;; i++) {
        if (run_guarded(bench, arm, slot, 0, outcome))
            return true;
        if (strcmp(outcome->error_code, PH_SUBJECT_ERROR_OUTPUT_FULL) != 0 || i == GROWTHS_MAX)
            return false;

        ph_output_window larger;
        if (!ph_output_window_allocate(bench->window.value_capacity,
                                       bench->window.byte_capacity * 2,
                                       ph_random_next(&bench->random), &larger))
            return false;
        ph_output_window_free(&bench->window);
        bench->window = larger;
    }
}

/* What the lines of others are compared with: of generated records the first that were found right;
 * of a user's own the first there were, and where others are first found to differ from them. */
typedef struct peer {
    ph_json_lines lines; /* Of an arm that decoded the slot; owned. Else NULL. */
    const ph_arm *arm;
    char difference[PH_REASON_MAX]; /* "" for none. */
    bool is_out_of_memory;          /* Nothing can be compared with it. */
    bool is_proven;                 /* A user's own: they are what the reference says of each... */
    uint64_t records_proven;        /* ...of so many. */
} peer;

/* "file level", or "file level of copybook-rs" beside another subject. */
static void say_from(const ph_arm *arm, const ph_arm *other, char *ret, size_t size)
{
    const bool is_same = strcmp(arm->name, other->name) == 0;

    (void)snprintf(ret, size, "%s level%s%s", ph_arm_level(arm), is_same ? "" : " of ",
                   is_same ? "" : arm->name);
}

/* False when there is no memory for it. */
static bool become_peer(const ph_arm *arm, ph_json_lines lines, peer *first)
{
    char *copy = malloc(lines.length + 1);

    if (!copy)
        return false;
    memcpy(copy, lines.text, lines.length);
    first->lines = (ph_json_lines){ .text = copy, .length = lines.length };
    first->arm = arm;
    return true;
}

/* Which of the two is wrong nobody can tell, so neither is put out yet. False, and reason, when it
 * is seen without the other that the arm is. */
static bool agrees_with_peer(const ph_arm *arm, ph_json_lines lines, const ph_chunk *chunk,
                             peer *first, char *reason)
{
    char from[FROM_MAX], first_from[FROM_MAX];

    if (ph_json_lines_are_same_text(first->lines, lines, chunk->record_count))
        return true;
    say_from(arm, first->arm, from, sizeof(from));
    say_from(first->arm, arm, first_from, sizeof(first_from));
    lines.from = from;
    first->lines.from = first_from;
    switch (ph_json_lines_compare(first->lines, lines, PH_JSON_FILLER_MAY_BE_MISSING,
                                  chunk->first_record, chunk->record_count, reason)) {
    case PH_JSON_LINES_AGREE: return true;
    case PH_JSON_LINES_NOT_WHOLE: return false;
    default:
        if (!*first->difference) /* One is enough. */
            (void)ph_reason_give(first->difference, "%s", reason);
        return true;
    }
}

/* A chunk of the user's own records, as the reference reads it. */
static ph_own_chunk own_chunk_in(const ph_bench *bench, size_t slot)
{
    return (ph_own_chunk){ .bytes = bench->data.slots[slot],
                           .chunk = ph_data_set_chunk_in(&bench->data, slot),
                           .total_records = bench->data.total_records };
}

/* Does the reference know what these records must decode to? */
static bool has_own_truth(const ph_bench *bench, const ph_arm *arm)
{
    const ph_own_truth *truth = &bench->own_truth;

    return ph_own_truth_is_known(truth) && !arm->is_laid_out_apart &&
           truth->record_length == bench->record_length;
}

/* Each of a sample is what the reference says. What is the same as lines that are need not be asked
 * for again, unless it hangs on a name: differences are expected of who is named. */
static bool own_lines_hold_truth(ph_bench *bench, const ph_arm *arm, ph_json_lines lines,
                                 const ph_own_chunk *own, peer *first, ph_proof *proof,
                                 char *reason)
{
    uint64_t count = 0;

    if (first->lines.text && first->is_proven &&
        ph_json_lines_are_same_text(first->lines, lines, own->chunk->record_count)) {
        proof->records_proven += first->records_proven;
        return true;
    }
    const bool is_right =
        ph_own_truth_holds(&bench->own_truth, own, lines, arm->name, &count, reason);
    proof->records_proven += count;
    if (!first->lines.text) {
        first->is_proven = is_right && bench->own_truth.expected.count == 0;
        first->records_proven = count;
    }
    return is_right;
}

/* Those of a sample are what the reference says; each record leaves one, the same whoever decodes
 * it. */
static bool own_lines_are_right(ph_bench *bench, const ph_arm *arm, ph_json_lines lines,
                                size_t slot, peer *first, ph_proof *proof, char *reason)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, slot);
    const ph_own_chunk own = own_chunk_in(bench, slot);

    if (has_own_truth(bench, arm) &&
        !own_lines_hold_truth(bench, arm, lines, &own, first, proof, reason))
        return false;
    if (has_own_truth(bench, arm) && ph_own_truth_has_all(&bench->own_truth, own.total_records)) {
        if (!first->lines.text)
            (void)become_peer(arm, lines, first); /* Without memory all are asked for. */
        return true;                              /* Then nothing more is to be known of them. */
    }
    if (first->lines.text)
        return agrees_with_peer(arm, lines, chunk, first, reason);
    if (!ph_json_lines_are_whole(lines, chunk->first_record, chunk->record_count, reason))
        return false;
    first->is_out_of_memory = !become_peer(arm, lines, first);
    return true;
}

/* What is the same as what was found to hold the truth need not be read again: most arms write the
 * same lines but for the number of the record, and reading them takes longer than decoding. */
static bool lines_hold_truth(ph_bench *bench, const ph_arm *arm, ph_json_lines lines,
                             const ph_chunk *chunk, peer *first, char *reason)
{
    if (first->lines.text && ph_json_lines_are_same_text(first->lines, lines, chunk->record_count))
        return true;
    if (!ph_json_lines_hold_truth(lines, bench->data.workload, &bench->truth, chunk->first_record,
                                  chunk->record_count, reason))
        return false;
    if (!first->lines.text)
        (void)become_peer(arm, lines, first); /* Without memory all are read. */
    return true;
}

static bool lines_are_right(ph_bench *bench, const ph_arm *arm, ph_json_lines lines, size_t slot,
                            peer *first, ph_proof *proof, char *reason)
{
    if (!bench->data.workload)
        return own_lines_are_right(bench, arm, lines, slot, first, proof, reason);
    return lines_hold_truth(bench, arm, lines, ph_data_set_chunk_in(&bench->data, slot), first,
                            reason);
}

/* The library's own doubts about the user's records. What it did with them stands in its answer;
 * whether it did so before is seen by the answer after timing. */
static void note_warnings(const ph_chunk *chunk, ph_subject_outcome *outcome, ph_proof *proof)
{
    if (outcome->items_warned == 0)
        return;
    if (proof->records_warned == 0) {
        proof->first_warned = chunk->first_record + outcome->first_warned;
        (void)snprintf(proof->warning, sizeof(proof->warning), "%s%s%s%s",
                       *outcome->warning_field ? "field " : "", outcome->warning_field,
                       *outcome->warning_field ? ": " : "",
                       *outcome->warning_code ? outcome->warning_code : "no code");
    }
    proof->records_warned += outcome->items_warned;
}

/* Of the user's own the reference may know more. */
static void describe_record_failure(ph_bench *bench, ph_arm *arm, size_t slot,
                                    const ph_subject_outcome *outcome, ph_proof *proof)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, slot);
    const ph_own_chunk own = own_chunk_in(bench, slot);
    char clause[PH_REASON_MAX];

    if (proof->is_void)
        return;
    describe_failure(bench, arm, "", chunk->first_record + outcome->first_failed,
                     outcome->error_field, outcome, proof);
    if (!has_own_truth(bench, arm) || outcome->first_failed >= chunk->record_count ||
        strcmp(arm->subject->name, REFERENCE) == 0) /* It is its own. */
        return;
    ph_own_truth_say_refused(&bench->own_truth, &own, (size_t)outcome->first_failed,
                             outcome->error_field, clause);
    const size_t length = strlen(proof->reason);
    (void)snprintf(proof->reason + length, sizeof(proof->reason) - length, "%s", clause);
}

/* What a call left in the window for a chunk of records whose truth is at hand, if it has one. */
static void examine_records(ph_bench *bench, ph_arm *arm, size_t slot, bool is_ok,
                            ph_subject_outcome *outcome, peer *first, ph_proof *proof)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, slot);
    const size_t index = bench->data.slot_chunk[slot];
    const ph_json_lines lines = { .text = (const char *)bench->window.bytes,
                                  .length = outcome->output_length };
    char reason[PH_REASON_MAX];

    if (!is_ok || outcome->items_failed > 0) {
        /* No more than there are, whatever the subject says. */
        proof->records_failed += smaller(outcome->items_failed, chunk->record_count);
        describe_record_failure(bench, arm, slot, outcome, proof);
        return;
    }
    if (arm->is_out) /* Only its failures are counted any more. */
        return;
    if (outcome->items_done != chunk->record_count ||
        outcome->output_length > bench->window.byte_capacity) {
        ph_proof_void(arm, proof, "reports %" PRIu64 " records decoded of %zu", outcome->items_done,
                      chunk->record_count);
        return;
    }
    if (!lines_are_right(bench, arm, lines, slot, first, proof, reason)) {
        ph_proof_void(arm, proof, "wrong answer: %s", reason);
        return;
    }
    if (!bench->data.workload)
        note_warnings(chunk, outcome, proof);
    ph_arm_note_output(arm, index, (size_t)outcome->output_length);
    arm->checksums[index] =
        ph_output_window_checksum(&bench->window, ph_arm_extent(arm, &bench->data, index));
}

static void check_records(ph_bench *bench, ph_arm *arm, size_t slot, peer *first, ph_proof *proof)
{
    ph_subject_outcome outcome;
    const bool is_ok = run_records_growing(bench, arm, slot, &outcome);

    examine_records(bench, arm, slot, is_ok, &outcome, first, proof);
}

/* The same of lines that were encoded. */
static void examine_encoded(ph_bench *bench, ph_arm *arm, size_t slot, bool is_ok,
                            const ph_subject_outcome *outcome, ph_proof *proof)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, slot);
    const size_t index = bench->data.slot_chunk[slot];
    const ph_output_extent extent = ph_arm_extent(arm, &bench->data, index);
    const ph_encoded_records written = { .workload = bench->data.workload,
                                         .got = bench->window.bytes,
                                         .right = bench->records,
                                         .truth = &bench->truth,
                                         .count = chunk->record_count,
                                         .first_record = chunk->first_record };
    char reason[PH_REASON_MAX];

    if (!is_ok || outcome->items_failed > 0) {
        proof->records_failed += smaller(outcome->items_failed, chunk->record_count);
        describe_failure(bench, arm, "", chunk->first_record + outcome->first_failed,
                         outcome->error_field, outcome, proof);
        return;
    }
    if (!says_all_is_done(bench, arm, chunk, extent.bytes, outcome))
        ph_proof_void(
            arm, proof, "reports %" PRIu64 " records encoded of %zu, %" PRIu64 " bytes of %zu",
            outcome->items_done, chunk->record_count, outcome->output_length, extent.bytes);
    else if (!ph_encoded_records_are_right(&written, reason))
        ph_proof_void(arm, proof, "wrong answer: %s", reason);
    else if (!ph_output_window_is_intact(&bench->window, extent))
        ph_proof_void(arm, proof, "writes behind the end of its output");
    arm->checksums[index] = ph_output_window_checksum(&bench->window, extent);
}

static void check_encoded(ph_bench *bench, ph_arm *arm, size_t slot, ph_proof *proof)
{
    ph_subject_outcome outcome;

    await_answer(bench, arm, slot);
    const bool is_ok = run_guarded(bench, arm, slot, 0, &outcome);
    examine_encoded(bench, arm, slot, is_ok, &outcome, proof);
}

static void make_truth(ph_bench *bench, size_t slot)
{
    const ph_data_set *data = &bench->data;
    const size_t index = data->slot_chunk[slot];

    if (data->workload)
        ph_workload_generate(data->workload, data->seed, index, data->chunks[index].record_count,
                             bench->records, &bench->truth);
}

/* Two answers, and no third that says which is right: no answer. */
static void void_all(ph_bench *bench, ph_proof *proofs, const char *difference)
{
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!ph_arm_is_limit(&bench->arms[i]))
            ph_proof_void(&bench->arms[i], &proofs[i], "the answers differ: %s", difference);
}

/* One that cannot decode some of the records is out, but how many they are is told of all. */
static bool is_to_run(const ph_arm *arm, const ph_proof *proof)
{
    return !ph_arm_is_limit(arm) && (!arm->is_out || proof->records_failed > 0);
}

static bool has_arm_to_run(const ph_bench *bench, const ph_proof *proofs)
{
    for (size_t i = 0; i < bench->arm_count; i++)
        if (is_to_run(&bench->arms[i], &proofs[i]))
            return true;
    return false;
}

/* False when there is no memory to compare the answers. */
static bool check_slot(ph_bench *bench, size_t slot, ph_proof *proofs)
{
    peer first = { .arm = NULL };

    make_truth(bench, slot);
    for (size_t i = 0; i < bench->arm_count; i++) {
        ph_arm *arm = &bench->arms[i];

        if (!is_to_run(arm, &proofs[i]))
            continue;
        proofs[i].records += ph_data_set_chunk_in(&bench->data, slot)->record_count;
        if (ph_arm_is_kernel(arm))
            check_column(bench, arm, slot, &proofs[i]);
        else if (ph_arm_encodes(arm))
            check_encoded(bench, arm, slot, &proofs[i]);
        else
            check_records(bench, arm, slot, &first, &proofs[i]);
    }
    if (*first.difference)
        void_all(bench, proofs, first.difference);
    free((void *)first.lines.text);
    return !first.is_out_of_memory;
}

/* Only now is it known how many there are. */
static void void_warned(ph_arm *arm, ph_proof *proof)
{
    if (proof->records_warned)
        ph_proof_void(arm, proof,
                      "%" PRIu64 " of %" PRIu64 " records decoded with warnings; the first is "
                      "record %" PRIu64 ", %s",
                      proof->records_warned, proof->records, proof->first_warned + 1,
                      proof->warning);
}

static void send_checking(uint64_t bytes, double seconds_left)
{
    cJSON *event = ph_event_new(PH_EVENT_CHECKING);

    cJSON_AddNumberToObject(event, "bytes", (double)bytes);
    cJSON_AddNumberToObject(event, "seconds_left", seconds_left);
    ph_event_send(event);
}

/* The slot's chunk, and what is to be said before the next. False after a refusal event. */
static bool check_and_notice(ph_bench *bench, size_t slot, ph_proof *proofs,
                             ph_check_notice *notice)
{
    double seconds_left;

    if (!check_slot(bench, slot, proofs)) {
        ph_event_send_refused("memory", "no memory to compare the answers");
        return false;
    }
    if (ph_check_notice_is_due(notice, bench->data.chunks[slot].length, ph_clock_ns(),
                               &seconds_left))
        send_checking(notice->bytes, seconds_left);
    return true;
}

/* What is not timed, chunk by chunk. False after a refusal event. */
static bool check_rest(ph_bench *bench, ph_proof *proofs, ph_check_notice *notice)
{
    char reason[PH_REASON_MAX];

    while (has_arm_to_run(bench, proofs)) {
        switch (ph_data_set_read_rest(&bench->data, reason)) {
        case PH_FRAMING_STEP_RECORD: break;
        case PH_FRAMING_STEP_END: return true;
        default: ph_event_send_refused("data", reason); return false;
        }
        if (!check_and_notice(bench, bench->data.chunk_count - 1, proofs, notice))
            return false;
    }
    return true;
}

static bool check_slots(ph_bench *bench, ph_proof *proofs)
{
    const ph_data_set *data = &bench->data;
    /* The first launch's: others take less, and how long a launch takes is known by then. */
    const uint64_t bytes = bench->request->launch == 0 ? data->file_bytes : 0;
    ph_check_notice notice = ph_check_notice_begin(bytes, ph_clock_ns());

    for (size_t slot = 0; slot < data->timed_chunk_count && has_arm_to_run(bench, proofs); slot++)
        if (!check_and_notice(bench, slot, proofs, &notice))
            return false;
    return !ph_data_set_has_rest(data) || check_rest(bench, proofs, &notice);
}

/* What is expected and did not come may be a mistake. */
static void send_expected(const ph_bench *bench)
{
    const ph_expected *expected = &bench->own_truth.expected;
    cJSON *event = ph_event_new(PH_EVENT_EXPECTED);
    const char *first_unused = NULL;
    size_t used = 0;

    for (size_t i = 0; i < expected->count; i++) {
        used += expected->lines[i].is_used;
        if (!expected->lines[i].is_used && !first_unused)
            first_unused = expected->lines[i].text;
    }
    cJSON_AddNumberToObject(event, "used", (double)used);
    cJSON_AddNumberToObject(event, "unused", (double)(expected->count - used));
    if (first_unused)
        cJSON_AddStringToObject(event, "first_unused", first_unused);
    ph_event_send(event);
}

bool ph_check_all(ph_bench *bench, ph_proof *proofs)
{
    for (size_t i = 0; i < bench->arm_count; i++)
        if (*bench->arms[i].misfit)
            ph_proof_void(&bench->arms[i], &proofs[i], "%s", bench->arms[i].misfit);
    if (!check_slots(bench, proofs))
        return false;
    for (size_t i = 0; i < bench->arm_count; i++)
        void_warned(&bench->arms[i], &proofs[i]);
    if (bench->request->expect && bench->request->launch == 0)
        send_expected(bench);
    return true;
}

void ph_check_await(ph_bench *bench, ph_arm *arm, size_t slot)
{
    PH_REQUIRE(bench->data.workload != NULL);

    make_truth(bench, slot);
    if (ph_arm_is_kernel(arm) || ph_arm_encodes(arm))
        await_answer(bench, arm, slot);
}

void ph_check_examine(ph_bench *bench, ph_arm *arm, size_t slot, bool is_ok,
                      ph_subject_outcome *outcome, ph_proof *proof)
{
    PH_REQUIRE(bench->data.workload != NULL);

    peer nobody = { 0 }; /* One answer alone. */

    ph_arm_end_texts(outcome);
    if (!ph_arm_is_kernel(arm) && ph_arm_encodes(arm))
        examine_encoded(bench, arm, slot, is_ok, outcome, proof);
    else if (!ph_arm_is_kernel(arm))
        examine_records(bench, arm, slot, is_ok, outcome, &nobody, proof);
    else if (is_ok)
        examine_column(bench, arm, slot, outcome, proof);
    else
        count_failed_cells(bench, arm, slot, outcome, proof);
    free((void *)nobody.lines.text);
}

bool ph_check_window(const ph_bench *bench, const ph_arm *arm, size_t slot,
                     const ph_subject_outcome *outcome)
{
    const size_t index = bench->data.slot_chunk[slot];
    const ph_output_extent extent = ph_arm_extent(arm, &bench->data, index);

    return says_all_is_done(bench, arm, &bench->data.chunks[index], extent.bytes, outcome) &&
           ph_output_window_checksum(&bench->window, extent) == arm->checksums[index] &&
           ph_output_window_is_intact(&bench->window, ph_arm_extent_max(arm, &bench->data));
}

void ph_proof_fail(const ph_bench *bench, ph_arm *arm, size_t slot, ph_subject_outcome *outcome,
                   ph_proof *proof, const char *when)
{
    const ph_workload *workload = bench->data.workload;
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, slot);
    const uint64_t item = outcome->first_failed;
    char before[PH_CHECK_REASON_MAX];

    ph_arm_end_texts(outcome);
    (void)snprintf(before, sizeof(before), "%s on data it has %s before: ", when,
                   ph_arm_encodes(arm) ? "encoded" : "decoded");
    if (!ph_arm_is_kernel(arm))
        describe_failure(bench, arm, before, chunk->first_record + item, outcome->error_field,
                         outcome, proof);
    else if (item < ph_arm_cell_count(&bench->data, chunk))
        describe_failure(bench, arm, before, chunk->first_record + item / workload->field_count,
                         workload->fields[item % workload->field_count].name, outcome, proof);
    else
        ph_proof_void(arm, proof, "%sreports a failure outside the data", before);
}

static void recheck_slot(ph_bench *bench, ph_arm *arm, size_t slot, ph_proof *proof)
{
    const size_t index = bench->data.slot_chunk[slot];
    const ph_chunk *chunk = &bench->data.chunks[index];
    ph_subject_outcome outcome;

    ph_output_window_poison(&bench->window, ph_arm_extent_max(arm, &bench->data));
    if (!run_guarded(bench, arm, slot, 0, &outcome))
        ph_proof_fail(bench, arm, slot, &outcome, proof, "fails after timing");
    else if (!ph_check_window(bench, arm, slot, &outcome))
        ph_proof_void(arm, proof,
                      "the output after timing is not what it was before: chunk of %zu records "
                      "from record %" PRIu64 " on",
                      chunk->record_count, chunk->first_record + 1);
}

/* A small data set is decoded several times over: a fault in one call of a hundred must show. */
static size_t recheck_calls(const ph_bench *bench, const ph_arm *arm)
{
    enum { COLUMN_CALLS_MIN = 128 };
    const size_t chunks = bench->data.timed_chunk_count;

    return ph_arm_is_kernel(arm) && chunks < COLUMN_CALLS_MIN ? COLUMN_CALLS_MIN : chunks;
}

static bool is_to_recheck(const ph_bench *bench, const ph_arm *arm, size_t slot)
{
    const ph_data_set *data = &bench->data;

    return ph_arm_is_kernel(arm) ||
           ph_recheck_is_turn(bench->request->seed, bench->request->launch, data->slot_chunk[slot],
                              data->timed_chunk_count);
}

static void recheck_arm(ph_bench *bench, ph_arm *arm, ph_proof *proof)
{
    const size_t calls = recheck_calls(bench, arm);

    for (size_t call = 0; call < calls && !arm->is_out; call++) {
        const size_t slot = call % bench->data.timed_chunk_count;

        if (is_to_recheck(bench, arm, slot))
            recheck_slot(bench, arm, slot, proof);
    }
}

void ph_recheck_all(ph_bench *bench, ph_proof *proofs)
{
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!ph_arm_is_limit(&bench->arms[i]))
            recheck_arm(bench, &bench->arms[i], &proofs[i]);
}

uint64_t ph_check_total(const ph_bench *bench, const ph_arm *arm)
{
    return XXH3_64bits(arm->checksums, bench->data.timed_chunk_count * sizeof(*arm->checksums));
}
