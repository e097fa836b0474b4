/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a line of records of any copybook: two bytes that choose how they are written, a
 * copybook, a NUL, a line.
 *
 * A line is refused, with an item of its own or a place in the line, or becomes a record no longer
 * than the copybook's. That decodes, its line becomes it again, and nothing beside the line is
 * read, or behind the record written. What a plan takes is the same record without one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/record_encode.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { RECORD_MAX = 1 << 13, LINE_MAX_BYTES = 1 << 18, PATH_BYTES = 64 };

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

typedef struct fuzzed {
    const ph_copybook *copybook;
    const ph_record *record;
    ph_line_options options;
    ph_record_encoder *encoder;
    ph_record_encode_plan *plan;
} fuzzed;

static void demand(bool is_so)
{
    if (!is_so)
        abort();
}

static void check_refusal(const fuzzed *of, const ph_record_encode_result *result, const char *line,
                          size_t length)
{
    const ph_record *record = of->record;
    char path[PATH_BYTES], words[PATH_BYTES];

    demand(result->length == 0 && result->depth <= PH_RECORD_TABLE_DEPTH_MAX);
    demand(result->item == PH_RECORD_NO_ITEM ||
           (result->item >= record->first && result->item - record->first < record->item_count));
    demand(result->other == PH_RECORD_NO_ITEM || result->other < of->copybook->item_count);
    demand(result->status != PH_RECORD_ENCODE_NOT_JSON || result->at <= length);
    demand(!result->member || result->status == PH_RECORD_ENCODE_MISSING ||
           (result->member >= line && result->member_length <= length &&
            result->member + result->member_length <= line + length));
    (void)ph_record_encode_path(of->copybook, result, path, sizeof(path));
    ph_record_encode_words(of->copybook, result, words, sizeof(words));
    demand(strlen(path) < sizeof(path) && words[0] != '\0');
}

static void check_planned(const fuzzed *of, const uint8_t *line, size_t length,
                          const uint8_t *record, const ph_record_encode_result *result)
{
    char *text = malloc(length + 1);
    uint8_t *made = malloc(of->record->length_max > 0 ? of->record->length_max : 1);
    size_t made_length;

    memcpy(text, line, length);
    text[length] = '\n';
    const size_t taken = ph_record_encode_planned(of->plan, text, length + 1, made, &made_length);

    demand(taken == 0 || (taken == length + 1 && result->status == PH_RECORD_ENCODE_OK &&
                          made_length == result->length && memcmp(made, record, made_length) == 0));
    free(made);
    free(text);
}

/* Into memory of its own, of which it may write all. */
static ph_record_encode_result encode(const fuzzed *of, const uint8_t *line, size_t length,
                                      uint8_t *record)
{
    char *lent = malloc(length > 0 ? length : 1);

    memcpy(lent, line, length);
    const ph_record_encode_result result = ph_record_encode(of->encoder, lent, length, record);

    if (result.status != PH_RECORD_ENCODE_OK)
        check_refusal(of, &result, lent, length);
    free(lent);
    if (!memchr(line, '\n', length)) /* There a plan's line ends. */
        check_planned(of, line, length, record, &result);
    return result;
}

/* The record's line becomes a record that has the same line; where views do not decode, or numbers
 * have several forms for one value, it may be none. */
static void check_record(const fuzzed *of, const uint8_t *record, size_t length)
{
    ph_line_options options = of->options;

    options.controls = PH_CONTROL_PASS;
    options.redefines = PH_LINE_REDEFINES_VALID;
    void *lent = malloc(ph_line_decoder_size(of->copybook, of->record));
    ph_line_decoder *decoder = ph_line_decoder_make(of->copybook, of->record, &options, lent);
    const size_t room = ph_line_length_max(decoder);
    uint8_t *line = malloc(room), *again = malloc(RECORD_MAX + 1);
    const ph_line_result decoded = ph_line_decode(decoder, record, length, 1, line, room);

    demand(decoded.status == PH_LINE_STATUS_OK);
    (void)encode(of, line, decoded.length - 1, again);
    free(again);
    free(line);
    free(lent);
}

static void encode_of(const fuzzed *of, const uint8_t *line, size_t length)
{
    uint8_t *record = malloc(of->record->length_max > 0 ? of->record->length_max : 1);
    const ph_record_encode_result result = encode(of, line, length, record);

    if (result.status == PH_RECORD_ENCODE_OK) {
        demand(result.length <= of->record->length_max);
        demand(of->options.is_variable || result.length == of->record->length_max);
        check_record(of, record, result.length);
    }
    free(record);
}

static void check_line(const ph_copybook *copybook, const ph_record *record,
                       const ph_line_options *options, const uint8_t *line, size_t length)
{
    void *lent = malloc(ph_record_encoder_size(copybook, record, options));
    ph_record_encoder *encoder = ph_record_encoder_make(copybook, record, options, lent);
    void *plan = malloc(ph_record_encode_plan_size(encoder));
    const fuzzed of = { copybook, record, *options, encoder,
                        ph_record_encode_plan_make(encoder, ph_codec_choose(NULL), plan) };

    if (ph_record_encoder_line_max(of.encoder) <= LINE_MAX_BYTES)
        encode_of(&of, line, length);
    free(plan);
    free(lent);
}

static ph_line_options choose(const uint8_t *bytes)
{
    static const uint32_t pages[] = { 37, 273, 500, 1047, 1140 };

    return (ph_line_options){ .shape = (ph_line_shape)(bytes[0] & 1),
                              .floats = (ph_line_float)(bytes[0] >> 1 & 1),
                              .is_variable = (bytes[0] >> 2 & 1) != 0,
                              .page = ph_code_page_find(pages[bytes[1] % 5]),
                              .page_name = "cp" };
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    ph_copybook copybook;
    ph_copybook_error error;
    const uint8_t *end;

    if (length < 2 || !(end = memchr(bytes + 2, 0, length - 2)))
        return 0;
    const ph_line_options options = choose(bytes);
    const char *source = (const char *)bytes + 2;
    const size_t source_length = (size_t)(end - bytes) - 2;

    if (!ph_copybook_read(source, source_length, &(ph_copybook_options){ .pointer_bytes = 4 },
                          memory, sizeof(memory), &copybook, &error))
        return 0;
    for (uint32_t i = 0; i < copybook.record_count; i++)
        if (copybook.records[i].length_max <= RECORD_MAX)
            check_line(&copybook, &copybook.records[i], &options, end + 1,
                       length - 2 - source_length - 1);
    return 0;
}
