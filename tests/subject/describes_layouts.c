/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Describes layouts as its options say, whatever the copybook has: "LENGTH,FILE" for records of so
 * many bytes, described by what stands in the file. Or, with a word in front and a comma,
 *
 *   beyond    it claims to have written more than there was room for
 *   behind    it writes behind the room that it was given
 *   endless   its description never fits
 *   empty     it describes nothing, in no bytes
 *   fails     it fails to describe
 *   refuses   it refuses the copybook
 *   crashes   it dies while it describes
 *   hangs     it does not come back from describing
 *   dies      it dies when it is to decode
 *   changes   half of its processes describe nothing but an empty array
 */
#include "base_subject.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

static char fault[16];
static char file[PATH_BYTES];
static uint64_t record_length;
static ph_subject subject;

static int32_t fail(ph_subject_outcome *outcome, const char *code, const char *detail)
{
    (void)snprintf(outcome->error_code, sizeof(outcome->error_code), "%s", code);
    (void)snprintf(outcome->error_detail, sizeof(outcome->error_detail), "%.255s", detail);
    return PH_SUBJECT_FAILED;
}

static int32_t open_subject(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    const char *rest = options + strcspn(options, ",");
    char *end;

    (void)outcome;
    *ret_state = NULL;
    fault[0] = file[0] = '\0';
    if (*options >= 'a' && *options <= 'z') {
        (void)snprintf(fault, sizeof(fault), "%.*s", (int)(rest - options), options);
        options = *rest ? rest + 1 : rest;
    }
    record_length = strtoull(options, &end, 10);
    if (*end == ',')
        (void)snprintf(file, sizeof(file), "%s", end + 1);
    return PH_SUBJECT_OK;
}

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    (void)state, (void)layout;
    if (strcmp(fault, "refuses") == 0)
        return fail(outcome, "NO_COPYBOOK", "this is none of its copybooks");
    *ret_layout = NULL;
    *ret_record_length = record_length;
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
    if (strcmp(fault, "dies") == 0)
        (void)raise(SIGSEGV);
    return fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED, "it only describes");
}

/* Of two processes, one or the other. */
static int is_one_half(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_nsec / 1000 % 2 == 0;
}

static int32_t write_file(uint8_t *output, uint64_t capacity, ph_subject_outcome *outcome)
{
    FILE *stream = fopen(file, "rb");

    if (!stream)
        return fail(outcome, "NO_FILE", file);
    outcome->output_length = fread(output, 1, capacity, stream);
    const int is_full = fgetc(stream) != EOF;
    (void)fclose(stream);
    return is_full ? fail(outcome, PH_SUBJECT_ERROR_OUTPUT_FULL, "") : PH_SUBJECT_OK;
}

static int32_t describe_layout(void *state, void *layout, uint8_t *output, uint64_t capacity,
                               ph_subject_outcome *outcome)
{
    (void)state, (void)layout;
    if (strcmp(fault, "fails") == 0)
        return fail(outcome, "NOT_TOLD", "it keeps that to itself");
    if (strcmp(fault, "endless") == 0)
        return fail(outcome, PH_SUBJECT_ERROR_OUTPUT_FULL, "");
    if (strcmp(fault, "empty") == 0)
        return PH_SUBJECT_OK;
    if (strcmp(fault, "crashes") == 0)
        (void)raise(SIGSEGV);
    while (strcmp(fault, "hangs") == 0)
        (void)pause();
    if (strcmp(fault, "changes") == 0 && is_one_half()) {
        memcpy(output, "[]", 2);
        outcome->output_length = 2;
        return PH_SUBJECT_OK;
    }
    const int32_t result = write_file(output, capacity, outcome);
    if (strcmp(fault, "beyond") == 0)
        outcome->output_length = capacity + 1;
    if (strcmp(fault, "behind") == 0)
        output[capacity] = 0;
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    subject = base_subject("describes-layouts");
    subject.operations = PH_OPERATION_DECODE_RECORDS;
    subject.open = open_subject;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    subject.describe_layout = describe_layout;
    return index == 0 ? &subject : NULL;
}
