/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records to lines, one item after the other: what everything faster is held against. */
#include <stdio.h>
#include <string.h>

#include "record/decoder.h"

static size_t aligned(size_t size)
{
    return (size + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);
}

size_t ph_line_decoder_size(const ph_copybook *copybook, const ph_record *record)
{
    const size_t count = record->item_count;

    return aligned(sizeof(ph_line_decoder)) + aligned(count * sizeof(ph_item_text)) +
           aligned(count * sizeof(ph_item_place)) + aligned(count * sizeof(uint32_t)) +
           aligned(ph_line_slot_count(record) * sizeof(uint32_t)) +
           ph_line_keys_size(copybook, record);
}

/* The next piece of the memory. */
static void *take(char **memory, size_t size)
{
    void *taken = *memory;

    *memory += aligned(size);
    return taken;
}

/* All tables have all their occurrences. */
static void reset_places(ph_line_decoder *decoder)
{
    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        const ph_record_item *item = &decoder->items[i];

        *ph_place_of(decoder, i) = (ph_item_place){ item->offset, item->stride, item->occurs_max };
    }
}

ph_line_decoder *ph_line_decoder_make(const ph_copybook *copybook, const ph_record *record,
                                      const ph_line_options *options, void *memory)
{
    const size_t count = record->item_count;
    char *at = memory;
    ph_line_decoder *decoder = take(&at, sizeof(*decoder));

    *decoder = (ph_line_decoder){
        .copybook = copybook,
        .items = copybook->items,
        .codec = ph_codec_choose("scalar"),
        .options = *options,
        .first = record->first,
        .behind = record->first + record->item_count,
        .length_min = record->length_min,
        .length_max = record->length_max,
    };
    decoder->texts = take(&at, count * sizeof(ph_item_text));
    decoder->places = take(&at, count * sizeof(ph_item_place));
    decoder->flat = take(&at, count * sizeof(uint32_t));
    uint32_t *slots = take(&at, ph_line_slot_count(record) * sizeof(uint32_t));

    ph_line_make_texts(decoder, at, slots);
    for (uint32_t i = decoder->first; i < decoder->behind; i++)
        decoder->varies = decoder->varies || decoder->items[i].counter != PH_RECORD_NO_ITEM;
    reset_places(decoder);
    return decoder;
}

size_t ph_line_value_length_max(const ph_record_item *item)
{
    enum { ESCAPED = 6, NUMBER = 2 + 2 * PH_DECIMAL_TEXT_MAX, NULL_TEXT = 4 };

    if (item->kind == PH_RECORD_KIND_TEXT || item->kind == PH_RECORD_KIND_NATIONAL ||
        item->kind == PH_RECORD_KIND_RENAMES || item->kind == PH_RECORD_KIND_BYTES)
        return ESCAPED * (size_t)item->size + 2 + NULL_TEXT;
    return NUMBER;
}

/* Of an item with all that is below it, and its key and comma. */
static size_t length_max(const ph_line_decoder *decoder, uint32_t item)
{
    const ph_record_item *it = &decoder->items[item];
    const size_t key = ph_text_of(decoder, item)->key_length + 1;
    size_t below = 0;

    for (uint32_t i = ph_first_below(decoder->items, item); i != PH_RECORD_NO_ITEM;
         i = decoder->items[i].next)
        below += length_max(decoder, i);
    if (it->kind != PH_RECORD_KIND_GROUP)
        below +=
            ph_line_value_length_max(&decoder->items[ph_record_described_by(decoder->items, item)]);
    if (ph_text_of(decoder, item)->is_late) /* What is copied out of it. */
        below *= 2;
    return key + 2 + (below + 3) * it->occurs_max;
}

size_t ph_line_length_max(const ph_line_decoder *decoder)
{
    enum { ENVELOPE = 128 };
    size_t length = 0;

    for (uint32_t view = decoder->first; view != PH_RECORD_NO_ITEM;
         view = decoder->items[view].next)
        length += length_max(decoder, view);
    return (decoder->options.shape == PH_LINE_SHAPE_COPYBOOK_RS ? 2 : 1) * length + ENVELOPE;
}

static void put_comma(ph_line *line)
{
    if (line->at > line->begin && line->at[-1] != '{' && line->at[-1] != '[')
        ph_line_put_character(line, ',');
}

/* Is it wholly behind the end of the record? What is of no bytes may stand right at the end. */
static bool is_behind_end(const ph_line_decoder *decoder, uint32_t item, size_t at, uint32_t count)
{
    const bool has_bytes = count > 0 && decoder->items[item].size > 0;

    return has_bytes ? at >= decoder->record_length : at > decoder->record_length;
}

static bool put_item(ph_line_decoder *decoder, uint32_t item, size_t at);

/* What stands in a group, at one of its occurrences. */
static bool put_members(ph_line_decoder *decoder, uint32_t group, size_t at, bool is_late);

static void note_place(ph_line_decoder *decoder, ph_line_place_kind kind, uint32_t item, size_t at,
                       uint32_t occurrence)
{
    decoder->recorder->places[decoder->recorder->count++] = (ph_line_place){
        .position = (size_t)(decoder->line.at - decoder->line.begin),
        .kind = kind,
        .item = item,
        .at = (uint32_t)at,
        .occurrence = occurrence,
    };
}

/* Leave a place for a value. */
static bool note_value(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    note_place(decoder, PH_LINE_PLACE_VALUE, item, at, 0);
    ph_line_put(&decoder->line, "\"\"", 2);
    return true;
}

/* Of a table whose occurrences are counted. */
static void note_table(ph_line_decoder *decoder, ph_line_place_kind kind, uint32_t item, size_t at,
                       uint32_t occurrence)
{
    if (decoder->recorder && decoder->items[item].counter != PH_RECORD_NO_ITEM)
        note_place(decoder, kind, item, at, occurrence);
}

static bool put_value(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const uint32_t described_by = ph_record_described_by(decoder->items, item);

    if (decoder->recorder)
        return note_value(decoder, described_by, at);
    if (ph_line_put_value(decoder, described_by, at))
        return true;
    decoder->result.item = item;
    return false;
}

static bool put_occurrence(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    if (decoder->items[item].kind != PH_RECORD_KIND_GROUP)
        return put_value(decoder, item, at);
    ph_line_put_character(&decoder->line, '{');
    if (!put_members(decoder, item, at, false) || !put_members(decoder, item, at, true))
        return false;
    ph_line_put_character(&decoder->line, '}');
    return true;
}

static bool put_table(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const ph_item_place *place = ph_place_of(decoder, item);
    const uint8_t depth = decoder->result.depth++;

    ph_line_put_character(&decoder->line, '[');
    note_table(decoder, PH_LINE_PLACE_TABLE, item, at, 0);
    for (uint32_t i = 0; i < place->count; i++, at += place->stride) {
        if (is_behind_end(decoder, item, at, 1))
            break;
        decoder->result.occurrence[depth] = i;
        note_table(decoder, PH_LINE_PLACE_OCCURRENCE, item, at, i);
        put_comma(&decoder->line);
        if (!put_occurrence(decoder, item, at))
            return false;
    }
    decoder->result.depth = depth;
    note_table(decoder, PH_LINE_PLACE_TABLE_END, item, at, 0);
    ph_line_put_character(&decoder->line, ']');
    return true;
}

/* A value, an object or an array. */
static bool put_item(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    return decoder->items[item].is_table ? put_table(decoder, item, at)
                                         : put_occurrence(decoder, item, at);
}

/* The same; where it does not decode and may be null, take it back. */
static bool put_view(ph_line_decoder *decoder, uint32_t item, size_t at, bool may_be_null,
                     bool *ret_is_valid)
{
    const ph_line begin = decoder->line;
    const uint8_t depth = decoder->result.depth;

    *ret_is_valid = ph_text_of(decoder, item)->is_lifted ? put_members(decoder, item, at, false) &&
                                                               put_members(decoder, item, at, true)
                                                         : put_item(decoder, item, at);
    if (*ret_is_valid || decoder->options.redefines != PH_LINE_REDEFINES_VALID || !may_be_null)
        return *ret_is_valid;
    decoder->line = begin; /* What was taken back need not have fitted. */
    decoder->result.depth = depth;
    decoder->result.status = PH_LINE_STATUS_OK;
    decoder->result.item = PH_RECORD_NO_ITEM;
    return true;
}

static bool put_member(ph_line_decoder *decoder, uint32_t item, size_t at, bool may_be_null)
{
    const ph_item_text *text = ph_text_of(decoder, item);
    bool is_valid;

    if (text->key) {
        put_comma(&decoder->line);
        ph_line_put(&decoder->line, text->key, text->key_length);
    }
    if (!put_view(decoder, item, at, may_be_null, &is_valid))
        return false;
    if (!is_valid && text->key)
        ph_line_put(&decoder->line, "null", 4);
    return true;
}

/* Is an item to be written at all? */
static bool is_wanted(const ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const ph_item_text *text = ph_text_of(decoder, item);

    return (text->key || text->is_lifted) &&
           !(text->is_view && decoder->options.redefines == PH_LINE_REDEFINES_FIRST) &&
           !is_behind_end(decoder, item, at, ph_place_of(decoder, item)->count);
}

/* As copybook-rs has it: where a late group would stand, its members do. */
static bool put_copies(ph_line_decoder *decoder, uint32_t group, size_t at)
{
    const uint32_t origin = ph_place_of(decoder, group)->at;

    for (uint32_t i = ph_first_below(decoder->items, group); i != PH_RECORD_NO_ITEM;
         i = decoder->items[i].next) {
        const ph_item_text *text = ph_text_of(decoder, i);
        const size_t begin = at + (ph_place_of(decoder, i)->at - origin);

        if (text->is_copied && is_wanted(decoder, i, begin) &&
            !put_member(decoder, i, begin, text->is_in_views))
            return false;
    }
    return true;
}

static bool put_members(ph_line_decoder *decoder, uint32_t group, size_t at, bool is_late)
{
    const uint32_t origin = ph_place_of(decoder, group)->at;

    for (uint32_t i = ph_first_below(decoder->items, group); i != PH_RECORD_NO_ITEM;
         i = decoder->items[i].next) {
        const ph_item_text *text = ph_text_of(decoder, i);
        const size_t begin = at + (ph_place_of(decoder, i)->at - origin);

        if (!is_wanted(decoder, i, begin))
            continue;
        if (text->is_late && !is_late
                ? !put_copies(decoder, i, begin)
                : text->is_late == is_late && !put_member(decoder, i, begin, text->has_views))
            return false;
    }
    return true;
}

/* Was an object begun, and nothing written of it? */
static bool has_no_members(const ph_line *line)
{
    return !line->is_full && line->at > line->begin && line->at[-1] == '{';
}

/*
 * The items of a record and of the 01s that redefine it. One of these has no name in the line that
 * could be null: if none decodes, that is the first one's failure, not a record of no bytes.
 */
static bool put_tree(ph_line_decoder *decoder)
{
    ph_line_put_character(&decoder->line, '{');
    for (uint32_t view = decoder->first; view != PH_RECORD_NO_ITEM;
         view = decoder->items[view].next)
        if (is_wanted(decoder, view, 0) &&
            !put_member(decoder, view, 0, ph_text_of(decoder, view)->has_views))
            return false;
    if (has_no_members(&decoder->line) && is_wanted(decoder, decoder->first, 0) &&
        !put_member(decoder, decoder->first, 0, false))
        return false;
    ph_line_put_character(&decoder->line, '}');
    return true;
}

/* COPYBOOK_RS: the values once more, in no groups. */
static bool put_flat(ph_line_decoder *decoder)
{
    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        uint32_t source = decoder->flat[i - decoder->first];

        /* A record may end before the last of a name, but behind another. */
        while (source != PH_RECORD_NO_ITEM &&
               !is_wanted(decoder, source, ph_place_of(decoder, source)->at))
            source = ph_line_flat_before(decoder, i, source);
        if (source != PH_RECORD_NO_ITEM &&
            !put_member(decoder, source, ph_place_of(decoder, source)->at,
                        ph_text_of(decoder, source)->is_in_views))
            return false;
    }
    return true;
}

static void put_text(ph_line *line, const char *text)
{
    ph_line_put(line, text, strlen(text));
}

static void put_record_number(ph_line_decoder *decoder, uint64_t number)
{
    char digits[24];

    if (decoder->recorder) {
        (void)note_value(decoder, PH_RECORD_NO_ITEM, 0);
        return;
    }
    (void)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
    put_text(&decoder->line, digits);
}

static bool put_envelope(ph_line_decoder *decoder, uint64_t number)
{
    char page[48];

    put_text(&decoder->line, "{\"schema\":\"copybook.v1\",\"record_index\":");
    put_record_number(decoder, number);
    (void)snprintf(page, sizeof(page), ",\"codepage\":\"%.20s\"", decoder->options.page_name);
    put_text(&decoder->line, page);
    if (!put_flat(decoder))
        return false;
    if (decoder->recorder)
        decoder->recorder->flat_count = decoder->recorder->count;
    ph_line_put(&decoder->line, ",\"fields\":", 10);
    if (!put_tree(decoder))
        return false;
    ph_line_put_character(&decoder->line, '}');
    return true;
}

static bool check_length(ph_line_decoder *decoder)
{
    const size_t length = decoder->record_length;

    if (length > decoder->length_max)
        return ph_line_fail(decoder, PH_RECORD_NO_ITEM, PH_LINE_STATUS_TOO_LONG,
                            decoder->length_max, 0);
    if (length < decoder->length_max && !decoder->options.is_variable)
        return ph_line_fail(decoder, PH_RECORD_NO_ITEM, PH_LINE_STATUS_TOO_SHORT, length, 0);
    return true;
}

static bool put_line(ph_line_decoder *decoder, uint64_t number)
{
    if (!check_length(decoder) ||
        (decoder->varies && !decoder->recorder && !ph_line_find_places(decoder)))
        return false;
    if (decoder->options.shape == PH_LINE_SHAPE_COPYBOOK_RS ? !put_envelope(decoder, number)
                                                            : !put_tree(decoder))
        return false;
    ph_line_put_character(&decoder->line, '\n');
    return !decoder->line.is_full ||
           ph_line_fail(decoder, PH_RECORD_NO_ITEM, PH_LINE_STATUS_OUTPUT_FULL, 0, 0);
}

ph_line_result
ph_line_decode(ph_line_decoder *decoder, const uint8_t *record, size_t length,
               /* The line goes there. NOLINTNEXTLINE(readability-non-const-parameter) */
               uint64_t number, uint8_t *out, size_t capacity)
{
    decoder->record = record;
    decoder->record_length = length;
    decoder->line = (ph_line){ .begin = out, .at = out, .end = out + capacity };
    decoder->result = (ph_line_result){ .item = PH_RECORD_NO_ITEM };
    decoder->result.length =
        put_line(decoder, number) ? (size_t)(decoder->line.at - decoder->line.begin) : 0;
    return decoder->result;
}

size_t ph_line_plan(ph_line_decoder *decoder, ph_line_recorder *recorder, uint8_t *line)
{
    recorder->count = 0;
    recorder->flat_count = 0;
    decoder->recorder = recorder;
    reset_places(decoder);
    const size_t length =
        ph_line_decode(decoder, NULL, decoder->length_max, 0, line, ph_line_length_max(decoder))
            .length;
    decoder->recorder = NULL;
    return length;
}

static size_t place_count(const ph_line_decoder *decoder, uint32_t item)
{
    const ph_record_item *it = &decoder->items[item];
    const size_t counted = it->counter != PH_RECORD_NO_ITEM;
    size_t below = counted + (it->kind != PH_RECORD_KIND_GROUP);

    for (uint32_t i = ph_first_below(decoder->items, item); i != PH_RECORD_NO_ITEM;
         i = decoder->items[i].next)
        below += place_count(decoder, i);
    if (ph_text_of(decoder, item)->is_late) /* What is copied out of it. */
        below *= 2;
    return below * it->occurs_max + 2 * counted;
}

size_t ph_line_place_count(const ph_line_decoder *decoder)
{
    size_t count = 0;

    for (uint32_t view = decoder->first; view != PH_RECORD_NO_ITEM;
         view = decoder->items[view].next)
        count += place_count(decoder, view);
    return decoder->options.shape == PH_LINE_SHAPE_COPYBOOK_RS ? 2 * count + 1 : count;
}

/* Append a text that may not fit. */
static size_t append(char *text, size_t size, size_t length, const char *more)
{
    for (; *more; more++, length++)
        if (length + 1 < size)
            text[length] = *more;
    if (size > 0)
        text[length < size ? length : size - 1] = '\0';
    return length;
}

size_t ph_line_failed_path(const ph_copybook *copybook, const ph_line_result *result, char *text,
                           size_t size)
{
    uint32_t items[PH_COPYBOOK_DEPTH_MAX + 1];
    char occurrence[16];
    size_t count = 0;
    size_t length = append(text, size, 0, "");
    uint8_t depth = 0;

    for (uint32_t i = result->item; i != PH_RECORD_NO_ITEM; i = copybook->items[i].parent)
        items[count++] = i;
    while (count > 0) {
        const ph_record_item *item = &copybook->items[items[--count]];

        length = append(text, size, length, item->name);
        if (item->is_table && depth < result->depth) {
            (void)snprintf(occurrence, sizeof(occurrence), "[%u]", result->occurrence[depth++] + 1);
            length = append(text, size, length, occurrence);
        }
        length = append(text, size, length, count > 0 ? "." : "");
    }
    return length;
}

void ph_line_failed_words(const ph_line_result *result, char *text, size_t size)
{
    static const struct {
        const char *words;
        int shown;
    } said[] = {
#define X(id, name, words, shown) { words, shown },
        PH_LINE_STATUS_LIST(X)
#undef X
    };
    const int shown = said[result->status].shown;

    (void)snprintf(text, size, "%s%s%.*X", said[result->status].words, shown > 0 ? " " : "", shown,
                   shown > 0 ? (unsigned)result->value : 0);
}

#define NAME_OF(type, LIST)                                                                        \
    const char *ph_line_##type##_name(ph_line_##type which)                                        \
    {                                                                                              \
        static const char *const names[] = { LIST(X) };                                            \
                                                                                                   \
        return names[which];                                                                       \
    }
#define X(id, name) name,
NAME_OF(shape, PH_LINE_SHAPE_LIST)
NAME_OF(redefines, PH_LINE_REDEFINES_LIST)
NAME_OF(float, PH_LINE_FLOAT_LIST)
#undef X
#define X(id, name, words, shown) name,
NAME_OF(status, PH_LINE_STATUS_LIST)
#undef X
