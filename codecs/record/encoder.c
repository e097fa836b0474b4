/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines to records: made once for a layout, and the order in which a line becomes a record. */
#include "record/encoder.h"

#include <string.h>

enum {
    VALUES_MAX = 1 << 23, /* Of a line. */
    VALUES_AROUND = 16,   /* The envelope, and what tells that there are too many. */
    LINE_AROUND = 4096,
    LINE_MAX = 1 << 30,
};

static size_t aligned(size_t size)
{
    return (size + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);
}

/* Values of an item and all that is below it, at most. */
static uint64_t value_bound(const ph_record_item *items, uint32_t item)
{
    uint64_t below = 1;

    for (uint32_t i = ph_first_below(items, item); i != PH_RECORD_NO_ITEM; i = items[i].next)
        below += value_bound(items, i);
    return 1 + below * items[item].occurs_max;
}

static uint32_t value_room(const ph_copybook *copybook, const ph_record *record,
                           const ph_line_options *options)
{
    /* Of the other shape: once more in the flat part, and copies of what redefines. */
    const uint64_t times = options->shape == PH_LINE_SHAPE_COPYBOOK_RS ? 4 : 1;
    uint64_t room = VALUES_AROUND;

    for (uint32_t i = record->first; i != PH_RECORD_NO_ITEM; i = copybook->items[i].next)
        room += times * value_bound(copybook->items, i);
    return room < VALUES_MAX ? (uint32_t)room : VALUES_MAX;
}

size_t ph_record_encoder_size(const ph_copybook *copybook, const ph_record *record,
                              const ph_line_options *options)
{
    const size_t room = value_room(copybook, record, options);

    return aligned(sizeof(ph_record_encoder)) + aligned(ph_line_decoder_size(copybook, record)) +
           aligned(room * sizeof(ph_value)) +
           aligned(ph_values_slot_count((uint32_t)room) * sizeof(uint32_t)) +
           aligned(record->length_max * sizeof(uint32_t)) + aligned(record->length_max);
}

/* The next piece of the memory. */
static void *take(char **memory, size_t size)
{
    void *taken = *memory;

    *memory += aligned(size);
    return taken;
}

ph_record_encoder *ph_record_encoder_make(const ph_copybook *copybook, const ph_record *record,
                                          const ph_line_options *options, void *memory)
{
    char *at = memory;
    ph_record_encoder *encoder = take(&at, sizeof(*encoder));
    ph_line_options all = *options;

    all.controls = PH_CONTROL_PASS;
    all.redefines = PH_LINE_REDEFINES_ALL;
    *encoder = (ph_record_encoder){ .layout = record };
    encoder->decoder = ph_line_decoder_make(copybook, record, &all,
                                            take(&at, ph_line_decoder_size(copybook, record)));
    encoder->values.room = value_room(copybook, record, options);
    encoder->values.values = take(&at, encoder->values.room * sizeof(ph_value));
    encoder->values.slots =
        take(&at, ph_values_slot_count(encoder->values.room) * sizeof(*encoder->values.slots));
    encoder->owners = take(&at, record->length_max * sizeof(*encoder->owners));
    encoder->cell = take(&at, record->length_max);
    return encoder;
}

size_t ph_record_encoder_line_max(const ph_record_encoder *encoder)
{
    const size_t length = ph_line_length_max(encoder->decoder);

    return length < LINE_MAX / 2 - LINE_AROUND ? 2 * length + LINE_AROUND : LINE_MAX;
}

bool ph_encode_fail(ph_record_encoder *encoder, uint32_t item, ph_record_encode_status status)
{
    encoder->result.status = status;
    encoder->result.item = item;
    return false;
}

void ph_encode_note_member(ph_record_encoder *encoder, uint32_t member)
{
    const ph_value *const value = &encoder->values.values[member];

    encoder->result.member = (const char *)encoder->values.line + value->key;
    encoder->result.member_length = value->key_length;
}

static bool read_line(ph_record_encoder *encoder, char *line, size_t length)
{
    static const ph_record_encode_status statuses[] = {
        [PH_VALUES_NOT_JSON] = PH_RECORD_ENCODE_NOT_JSON,
        [PH_VALUES_TOO_DEEP] = PH_RECORD_ENCODE_TOO_DEEP,
        [PH_VALUES_TOO_MANY] = PH_RECORD_ENCODE_TOO_MANY_VALUES,
        [PH_VALUES_TWICE] = PH_RECORD_ENCODE_TWICE,
    };

    encoder->values.line = (uint8_t *)line;
    encoder->values.length = length;
    if (!ph_values_read(&encoder->values)) {
        encoder->result.at = encoder->values.at;
        if (encoder->values.status == PH_VALUES_TWICE)
            ph_encode_note_member(encoder, encoder->values.twice);
        return ph_encode_fail(encoder, PH_RECORD_NO_ITEM, statuses[encoder->values.status]);
    }
    return true;
}

static bool has_text(const ph_record_encoder *encoder, uint32_t value, const char *text)
{
    const ph_value *const v = &encoder->values.values[value];

    return v->kind == PH_VALUE_TEXT && v->length == strlen(text) &&
           memcmp(encoder->values.line + v->text, text, v->length) == 0;
}

static uint32_t take_member(ph_record_encoder *encoder, const char *key)
{
    return ph_values_member(&encoder->values, PH_VALUE_ROOT, key, strlen(key));
}

/* What stands around the record's items; false: the line is of another kind. */
static bool open_envelope(ph_record_encoder *encoder)
{
    const uint32_t schema = take_member(encoder, "schema");
    const uint32_t page = take_member(encoder, "codepage");

    (void)take_member(encoder, "record_index"); /* Lines are counted, whatever they say. */
    if (schema != PH_NO_VALUE && !has_text(encoder, schema, "copybook.v1"))
        return ph_encode_fail(encoder, PH_RECORD_NO_ITEM, PH_RECORD_ENCODE_OTHER_SCHEMA);
    if (page != PH_NO_VALUE && !has_text(encoder, page, encoder->decoder->options.page_name))
        return ph_encode_fail(encoder, PH_RECORD_NO_ITEM, PH_RECORD_ENCODE_OTHER_PAGE);
    encoder->tree = take_member(encoder, "fields");
    if (encoder->tree == PH_NO_VALUE) {
        encoder->result.member = "fields";
        encoder->result.member_length = strlen(encoder->result.member);
        return ph_encode_fail(encoder, PH_RECORD_NO_ITEM, PH_RECORD_ENCODE_MISSING);
    }
    return true;
}

/* The object that holds the record's items. */
static bool find_tree(ph_record_encoder *encoder)
{
    encoder->tree = PH_VALUE_ROOT;
    if (encoder->decoder->options.shape == PH_LINE_SHAPE_COPYBOOK_RS &&
        encoder->values.values[PH_VALUE_ROOT].kind == PH_VALUE_OBJECT && !open_envelope(encoder))
        return false;
    if (encoder->values.values[encoder->tree].kind == PH_VALUE_OBJECT)
        return true;
    encoder->result.expected = PH_VALUE_OBJECT;
    encoder->result.found = encoder->values.values[encoder->tree].kind;
    return ph_encode_fail(encoder, PH_RECORD_NO_ITEM, PH_RECORD_ENCODE_WRONG_KIND);
}

static bool find_places(ph_record_encoder *encoder)
{
    const ph_count_source counts = { ph_encode_count, encoder };
    bool is_found;

    if (!encoder->decoder->varies)
        return true;
    encoder->decoder->counts = &counts;
    is_found = ph_line_find_places(encoder->decoder);
    encoder->decoder->counts = NULL;
    return is_found;
}

static bool take_steps(ph_record_encoder *encoder)
{
    for (unsigned step = PH_ENCODE_STEP_LOOK; step <= PH_ENCODE_STEP_FORMS; step++) {
        encoder->step = (ph_encode_step)step;
        if (!ph_encode_walk(encoder))
            return false;
    }
    ph_encode_fill(encoder);
    return ph_encode_end(encoder);
}

void ph_encode_begin(ph_record_encoder *encoder, uint8_t *record)
{
    const size_t size = encoder->layout->length_max;

    memset(record, 0, size);
    memset(encoder->owners, 0, size * sizeof(*encoder->owners));
    encoder->record = record;
    encoder->decoder->record = record;
    encoder->decoder->record_length = size;
    encoder->latest = encoder->end = encoder->reach = 0;
    encoder->is_cut = encoder->has_absent_view = false;
    encoder->absent = SIZE_MAX;
    encoder->missing = (ph_record_encode_result){ .item = PH_RECORD_NO_ITEM };
    encoder->result =
        (ph_record_encode_result){ .item = PH_RECORD_NO_ITEM, .other = PH_RECORD_NO_ITEM };
}

ph_record_encode_result ph_record_encode(ph_record_encoder *encoder, char *line, size_t length,
                                         uint8_t *record)
{
    ph_encode_begin(encoder, record);
    if (!read_line(encoder, line, length) || !find_tree(encoder) || !find_places(encoder) ||
        !take_steps(encoder))
        encoder->result.length = 0;
    return encoder->result;
}
