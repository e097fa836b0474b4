/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Built for version 1.1 of the interface, which says nothing of floats: it decodes records, each of
 * one byte, and cannot know how its host has them read. */
#include <stdio.h>
#include <string.h>

#include "base_subject.h"

enum { LINE_MAX_BYTES = 32 };

static int layout_of_all;

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    (void)state;
    if (layout->float_format != 0) { /* Reserved, as far as it knows. */
        (void)snprintf(outcome->error_code, sizeof(outcome->error_code), "RESERVED_IS_NOT_0");
        return PH_SUBJECT_FAILED;
    }
    *ret_layout = &layout_of_all;
    *ret_record_length = 1;
    return PH_SUBJECT_OK;
}

static void close_layout(void *state, void *layout)
{
    (void)state;
    (void)layout;
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    uint64_t at = 0;

    (void)state;
    (void)layout;
    if (records->output_capacity < records->count * LINE_MAX_BYTES) {
        (void)snprintf(outcome->error_code, sizeof(outcome->error_code),
                       PH_SUBJECT_ERROR_OUTPUT_FULL);
        return PH_SUBJECT_FAILED;
    }
    for (uint64_t i = 0; i < records->count; i++) {
        char line[LINE_MAX_BYTES];
        const int length = snprintf(line, sizeof(line), "{\"fields\":{\"A\":\"%u\"}}\n",
                                    (unsigned)records->bytes[i]);

        memcpy(records->output + at, line, (size_t)length);
        at += (uint64_t)length;
    }
    outcome->items_done = records->count;
    outcome->output_length = at;
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("before-floats");
    subject.abi_minor = 1;
    subject.operations = PH_OPERATION_DECODE_RECORDS;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    return index == 0 ? &subject : NULL;
}
