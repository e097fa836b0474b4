/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Works on files as its options say: "wrong" writes lines that hold nothing, and records of zeros;
 * "nothing" writes none; "dies" is killed in the call; "early" does work before it is asked;
 * "elsewhere" writes to another descriptor, which it may not; "fails" says that a record fails, and
 * quotes what it holds; "warns" that it has doubts about one. A length behind a comma is its
 * records'.
 */
#include "base_subject.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { RECORD_BYTES = 500, BLOCK_RECORDS = 128, EARLY_S = 1, ELSEWHERE = 1 << 6 };

static char chosen[32];
static uint64_t record_bytes;

static int32_t open_with(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    const char *comma = strchr(options, ',');

    (void)outcome;
    *ret_state = NULL;
    snprintf(chosen, sizeof(chosen), "%.*s",
             (int)(comma ? (size_t)(comma - options) : strlen(options)), options);
    record_bytes = comma ? strtoul(comma + 1, NULL, 10) : RECORD_BYTES;
    return PH_SUBJECT_OK;
}

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    (void)state, (void)layout, (void)outcome;
    *ret_layout = NULL;
    *ret_record_length = record_bytes;
    while (strcmp(chosen, "early") == 0 && clock() < EARLY_S * CLOCKS_PER_SEC)
        continue;
    return PH_SUBJECT_OK;
}

static void close_layout(void *state, void *layout)
{
    (void)state, (void)layout;
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    (void)state, (void)layout, (void)records;
    snprintf(outcome->error_code, sizeof(outcome->error_code), PH_SUBJECT_ERROR_UNSUPPORTED);
    return PH_SUBJECT_FAILED;
}

static int32_t write_all(int output, const char *bytes, size_t length, ph_subject_outcome *outcome)
{
    while (length > 0) {
        const ssize_t count = write(output, bytes, length);

        if (count < 0) {
            snprintf(outcome->error_code, sizeof(outcome->error_code), PH_SUBJECT_ERROR_WRITE);
            snprintf(outcome->error_detail, sizeof(outcome->error_detail), "%s", strerror(errno));
            return PH_SUBJECT_FAILED;
        }
        bytes += count;
        length -= (size_t)count;
    }
    return PH_SUBJECT_OK;
}

/* The seventh record fails, in the words of the data. */
static int32_t quote(int input, ph_subject_outcome *outcome)
{
    const ssize_t count = read(input, outcome->error_detail, sizeof(outcome->error_detail) - 1);

    outcome->error_detail[count > 0 ? count : 0] = '\0';
    outcome->items_failed = 1;
    outcome->first_failed = 6;
    snprintf(outcome->error_code, sizeof(outcome->error_code), "CANNOT");
    snprintf(outcome->error_field, sizeof(outcome->error_field), "BALANCE");
    return PH_SUBJECT_FAILED;
}

static int32_t stream(void *state, void *layout, const ph_subject_stream *given,
                      ph_subject_outcome *outcome)
{
    const int output = strcmp(chosen, "elsewhere") == 0 ? ELSEWHERE : given->output;
    static char block[BLOCK_RECORDS * RECORD_BYTES];
    ssize_t count;

    (void)state, (void)layout;
    if (strcmp(chosen, "dies") == 0)
        abort();
    if (strcmp(chosen, "elsewhere") == 0 && dup2(given->output, ELSEWHERE) < 0)
        snprintf(outcome->error_detail, sizeof(outcome->error_detail), "%s", strerror(errno));
    if (strcmp(chosen, "fails") == 0)
        return quote(given->input, outcome);
    outcome->items_warned = strcmp(chosen, "warns") == 0;
    while ((count = read(given->input, block, sizeof(block))) > 0) {
        if (given->operation == PH_OPERATION_DECODE_DESCRIPTOR)
            count = snprintf(block, sizeof(block), "{}\n");
        if (strcmp(chosen, "nothing") != 0 &&
            write_all(output, block, (size_t)count, outcome) != PH_SUBJECT_OK)
            return PH_SUBJECT_FAILED;
    }
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("streams");
    subject.operations = PH_OPERATION_DECODE_DESCRIPTOR | PH_OPERATION_ENCODE_DESCRIPTOR;
    subject.open = open_with;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    subject.stream = stream;
    return index == 0 ? &subject : NULL;
}
