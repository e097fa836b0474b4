/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bytes of a record that is made: who wrote which, what agrees, and what is left. */
#include <string.h>

#include "record/encoder.h"
#include "record/item_bytes.h"

enum { NUMBER_BYTES_MAX = 64, NUMBER_TEXT_MAX = 256 };

/* Filled, and not by an item of the line. */
#define FILLED UINT32_MAX

/* The value that the record holds here, as a line has it. Returns its length; 0: it is none. */
static size_t read_back(ph_record_encoder *encoder, uint32_t item, size_t at, uint8_t *text)
{
    ph_line_decoder *decoder = encoder->decoder;

    decoder->line = (ph_line){ .begin = text, .at = text, .end = text + NUMBER_TEXT_MAX };
    return ph_line_put_value(decoder, item, at) ? (size_t)(decoder->line.at - text) : 0;
}

/* Has a number, with the bytes that are there already, the same value? The record has them then. */
static bool is_same_number(ph_record_encoder *encoder, uint32_t item, size_t at, size_t length)
{
    const uint32_t described_by = ph_record_described_by(encoder->decoder->items, item);
    uint8_t *const there = encoder->record + at;
    uint8_t mixed[NUMBER_BYTES_MAX], text[NUMBER_TEXT_MAX], mixed_text[NUMBER_TEXT_MAX];

    if (!ph_item_is_number(&encoder->decoder->items[described_by]) || length > sizeof(mixed))
        return false;
    for (size_t i = 0; i < length; i++)
        mixed[i] = encoder->owners[at + i] ? there[i] : encoder->cell[i];
    memcpy(there, encoder->cell, length);
    const size_t text_length = read_back(encoder, described_by, at, text);

    memcpy(there, mixed, length);
    return text_length > 0 && read_back(encoder, described_by, at, mixed_text) == text_length &&
           memcmp(text, mixed_text, text_length) == 0;
}

static bool fail_other(ph_record_encoder *encoder, uint32_t item, size_t byte)
{
    encoder->result.other = encoder->owners[byte] - 1;
    return ph_encode_fail(encoder, item, PH_RECORD_ENCODE_DIFFERS);
}

bool ph_encode_put(ph_record_encoder *encoder, uint32_t item, size_t at, size_t length)
{
    uint32_t *const owners = encoder->owners + at;
    uint8_t *const there = encoder->record + at;

    for (size_t i = 0; i < length; i++) {
        if (owners[i] == 0 || there[i] == encoder->cell[i])
            continue;
        if (!is_same_number(encoder, item, at, length))
            return fail_other(encoder, item, at + i);
        memcpy(encoder->cell, there, length);
        break;
    }
    memcpy(there, encoder->cell, length);
    for (size_t i = 0; i < length; i++)
        if (owners[i] == 0)
            owners[i] = item + 1;
    return true;
}

static void fill_leaf(ph_record_encoder *encoder, uint32_t item, size_t at)
{
    const ph_record_item *it = &encoder->decoder->items[item];
    uint32_t *const owners = encoder->owners + at;
    size_t unwritten = 0;

    for (size_t i = 0; i < it->size; i++)
        unwritten += owners[i] == 0;
    if (unwritten == 0)
        return;
    ph_item_bytes_of_none(&encoder->decoder->options, it, encoder->cell);
    for (size_t i = 0; i < it->size; i++) {
        if (owners[i] != 0)
            continue;
        encoder->record[at + i] = encoder->cell[i];
        owners[i] = FILLED;
    }
}

static void fill_item(ph_record_encoder *encoder, uint32_t item, size_t at)
{
    const ph_line_decoder *decoder = encoder->decoder;
    const ph_item_place *place = ph_place_of(decoder, item);

    if (!ph_record_kind_has_storage(decoder->items[item].kind))
        return;
    for (uint32_t n = 0; n < place->count; n++, at += place->stride) {
        if (decoder->items[item].kind != PH_RECORD_KIND_GROUP) {
            fill_leaf(encoder, item, at);
            continue;
        }
        for (uint32_t i = ph_first_below(decoder->items, item); i != PH_RECORD_NO_ITEM;
             i = decoder->items[i].next)
            fill_item(encoder, i, at + (ph_place_of(decoder, i)->at - place->at));
    }
}

void ph_encode_fill(ph_record_encoder *encoder)
{
    const ph_line_decoder *decoder = encoder->decoder;

    for (uint32_t i = decoder->first; i != PH_RECORD_NO_ITEM; i = decoder->items[i].next)
        fill_item(encoder, i, 0);
}

/* With all its tables' elements, and what is unnamed behind the last item. */
static size_t whole_length(const ph_record_encoder *encoder)
{
    const ph_line_decoder *decoder = encoder->decoder;
    size_t length = 0;

    if (encoder->has_absent_view)
        return encoder->absent >= encoder->end && encoder->absent < encoder->reach ? encoder->absent
                                                                                   : encoder->reach;
    if (!decoder->varies)
        return encoder->layout->length_max;
    for (uint32_t i = decoder->first; i != PH_RECORD_NO_ITEM; i = decoder->items[i].next) {
        const ph_item_place *place = ph_place_of(decoder, i);
        const size_t end = place->at + (size_t)place->stride * place->count;

        length = end > length ? end : length;
    }
    return length;
}

/* A counter that the line has no view of has its bytes from another one, or from none. */
static bool check_counters(ph_record_encoder *encoder, size_t length)
{
    ph_line_decoder *decoder = encoder->decoder;

    decoder->record_length = length;
    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        const uint32_t counter = decoder->items[i].counter;
        uint32_t count;

        if (counter == PH_RECORD_NO_ITEM || ph_place_of(decoder, counter)->at >= length)
            continue;
        if (ph_line_read_counter(decoder, counter, i, &count) &&
            (count == ph_place_of(decoder, i)->count || ph_place_of(decoder, i)->at >= length))
            continue;
        encoder->result.depth = 0;
        encoder->result.other = counter;
        return ph_encode_fail(encoder, i, PH_RECORD_ENCODE_ELEMENTS);
    }
    return true;
}

bool ph_encode_end(ph_record_encoder *encoder)
{
    const bool is_variable = encoder->decoder->options.is_variable;
    const bool is_missing = encoder->missing.status != PH_RECORD_ENCODE_OK;
    const bool is_cut = is_variable && (is_missing || encoder->is_cut);
    const size_t length = is_cut        ? encoder->end
                          : is_variable ? whole_length(encoder)
                                        : encoder->layout->length_max;

    if (is_missing && (!is_variable || encoder->missing_at < encoder->end)) {
        encoder->result = encoder->missing;
        return false;
    }
    if (!check_counters(encoder, length))
        return false;
    encoder->result.depth = 0;
    encoder->result.length = length;
    return true;
}
