/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decodes records of 50 bytes, each to a line with its first six: rightly, or with the options
 * "alone" so that a record alone in its call gives another answer, with "first" so that only the
 * first call of the process does.
 */
#include "base_subject.h"

#include <stdio.h>
#include <string.h>

enum { RECORD_BYTES = 50, SHOWN_BYTES = 6, LINE_MAX_BYTES = 32 };

typedef enum fault {
    FAULT_NONE,
    FAULT_ALONE,
    FAULT_FIRST,
} fault;

static fault chosen;

static int32_t open_subject(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    (void)outcome;
    *ret_state = NULL;
    chosen = strcmp(options, "alone") == 0   ? FAULT_ALONE
             : strcmp(options, "first") == 0 ? FAULT_FIRST
                                             : FAULT_NONE;
    return PH_SUBJECT_OK;
}

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

/* Without the NUL, which would be behind the output's end. */
static int write_line(uint8_t *to, const uint8_t *record, int is_wrong)
{
    char digits[2 * SHOWN_BYTES + 1], line[LINE_MAX_BYTES];
    int length;

    for (int i = 0; i < SHOWN_BYTES; i++)
        snprintf(digits + 2 * (size_t)i, 3, "%02x", record[i]);
    length = snprintf(line, sizeof(line), "{\"KEY\":\"%s\"}\n", is_wrong ? "000000000000" : digits);
    memcpy(to, line, (size_t)length);
    return length;
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    static int calls;
    const int is_wrong =
        (chosen == FAULT_ALONE && records->count == 1) || (chosen == FAULT_FIRST && calls == 0);

    (void)state, (void)layout;
    calls++;
    for (uint64_t i = 0; i < records->count; i++) {
        if (records->output_capacity - outcome->output_length < LINE_MAX_BYTES) {
            snprintf(outcome->error_code, sizeof(outcome->error_code),
                     PH_SUBJECT_ERROR_OUTPUT_FULL);
            return PH_SUBJECT_FAILED;
        }
        outcome->output_length += (uint64_t)write_line(records->output + outcome->output_length,
                                                       records->bytes + i * RECORD_BYTES, is_wrong);
    }
    outcome->items_done = records->count;
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("decodes-records");
    subject.operations |= PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE;
    subject.open = open_subject;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    return index == 0 ? &subject : NULL;
}
