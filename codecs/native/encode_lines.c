/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "encode_lines.h"

#include <stdlib.h>

#include "failure.h"
#include "stream.h"

enum { RDW_LENGTH_MAX = 65535 };

/* The plan borrows the encoder. */
static bool make_encoder(ph_native_layout *layout)
{
    layout->encoder_memory =
        malloc(ph_record_encoder_size(&layout->copybook, layout->record, &layout->options));
    if (!layout->encoder_memory)
        return false;
    ph_record_encoder *const encoder = ph_record_encoder_make(
        &layout->copybook, layout->record, &layout->options, layout->encoder_memory);

    layout->encode_plan_memory = malloc(ph_record_encode_plan_size(encoder));
    if (!layout->encode_plan_memory)
        return false;
    layout->encode_plan =
        ph_record_encode_plan_make(encoder, layout->codec, layout->encode_plan_memory);
    layout->encoder = encoder;
    return true;
}

int32_t ph_native_encoder(ph_native_layout *layout, ph_subject_outcome *outcome)
{
    if (layout->encoder || make_encoder(layout))
        return PH_SUBJECT_OK;
    free(layout->encoder_memory);
    layout->encoder_memory = NULL;
    return ph_native_fail(outcome, "NO_MEMORY", "No memory for the encoder.");
}

static size_t header_bytes(const ph_native_layout *layout)
{
    return layout->options.is_variable ? RDW_BYTES : 0;
}

size_t ph_native_record_max(const ph_native_layout *layout)
{
    return header_bytes(layout) + layout->record->length_max;
}

bool ph_native_is_blank(const char *line, size_t length)
{
    while (length > 0 &&
           (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
        length--;
    return length == 0;
}

static void explain(const ph_native_layout *layout, const ph_record_encode_result *result,
                    ph_subject_outcome *outcome)
{
    const ph_copybook *copybook = &layout->copybook;
    char code[sizeof(outcome->error_code)], words[sizeof(outcome->error_detail)];

    ph_native_code(ph_record_encode_status_name(result->status), code, sizeof(code));
    ph_record_encode_words(copybook, result, words, sizeof(words));
    (void)ph_native_fail(outcome, code, "%s", words);
    (void)ph_record_encode_path(copybook, result, outcome->error_field,
                                sizeof(outcome->error_field));
}

void ph_native_fail_too_long(ph_subject_outcome *outcome, const char *what)
{
    if (ph_native_count_failure(outcome))
        (void)ph_native_fail(outcome, "TOO_LONG", "%s is too long.", what);
}

/* A record that stands behind room for its header. Returns the bytes of both; 0: there is none. */
static size_t finish_record(const ph_native_layout *layout, uint8_t *record, size_t length,
                            ph_subject_outcome *outcome)
{
    const size_t header = header_bytes(layout);

    if (header > 0) {
        if (length > RDW_LENGTH_MAX) {
            ph_native_fail_too_long(outcome, "The record");
            return 0;
        }
        record[0] = (uint8_t)(length >> 8);
        record[1] = (uint8_t)length;
        record[2] = record[3] = 0;
    }
    outcome->items_done++;
    return header + length;
}

size_t ph_native_encode_planned(ph_native_layout *layout, const char *text, size_t size,
                                uint8_t *record, size_t *ret_length, ph_subject_outcome *outcome)
{
    size_t length;
    const size_t taken = ph_record_encode_planned(layout->encode_plan, text, size,
                                                  record + header_bytes(layout), &length);

    *ret_length = taken > 0 ? finish_record(layout, record, length, outcome) : 0;
    return taken;
}

size_t ph_native_encode_line(ph_native_layout *layout, char *line, size_t length, uint8_t *record,
                             ph_subject_outcome *outcome)
{
    const ph_record_encode_result result =
        ph_record_encode(layout->encoder, line, length, record + header_bytes(layout));

    if (result.status != PH_RECORD_ENCODE_OK) {
        if (ph_native_count_failure(outcome))
            explain(layout, &result, outcome);
        return 0;
    }
    return finish_record(layout, record, result.length, outcome);
}
