/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decodes records, as keyed.cpy has them, rightly for 20 calls: more than go before timing a file
 * of one chunk at two levels (2 to prove, 6 to calibrate), fewer than the shortest timing adds (12
 * rounds of both). Then it fails each call at its third record. Code and field must be said, but
 * not the message, which quotes the data; and that it is a panic at file level.
 */
#include "base_subject.h"

#include <stdio.h>

enum { RECORD_BYTES = 50, CORRECT_CALLS = 20, BAD_RECORD = 2, LINE_MAX_BYTES = 32 };

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    (void)state, (void)layout, (void)outcome;
    *ret_layout = NULL;
    *ret_record_length = RECORD_BYTES;
    return PH_SUBJECT_OK;
}

static void close_layout(void *state, void *layout)
{
    (void)state, (void)layout;
}

static int32_t fail(const ph_subject_records *records, ph_subject_outcome *outcome)
{
    const int is_file = records->operation == PH_OPERATION_DECODE_FILE;

    outcome->items_failed = 1;
    outcome->first_failed = BAD_RECORD;
    snprintf(outcome->error_code, sizeof(outcome->error_code), "%s",
             is_file ? PH_SUBJECT_ERROR_PANIC : "BAD_BALANCE");
    snprintf(outcome->error_field, sizeof(outcome->error_field), "CUSTOMER.BALANCE");
    snprintf(outcome->error_detail, sizeof(outcome->error_detail), "of customer %d",
             records->bytes[0]);
    return PH_SUBJECT_FAILED;
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    static unsigned calls;

    (void)state, (void)layout;
    if (calls++ >= CORRECT_CALLS)
        return fail(records, outcome);
    for (uint64_t i = 0; i < records->count; i++) {
        const uint8_t *record = records->bytes + i * RECORD_BYTES;

        if (records->output_capacity - outcome->output_length < LINE_MAX_BYTES) {
            snprintf(outcome->error_code, sizeof(outcome->error_code),
                     PH_SUBJECT_ERROR_OUTPUT_FULL);
            return PH_SUBJECT_FAILED;
        }
        outcome->output_length +=
            (uint64_t)snprintf((char *)records->output + outcome->output_length, LINE_MAX_BYTES,
                               "{\"KEY\":\"%u\"}\n", (unsigned)record[0] << 8 | record[1]);
    }
    outcome->items_done = records->count;
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("fails-late");
    subject.operations |= PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    return index == 0 ? &subject : NULL;
}
