/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The scalar walk writes a line without a record, with two quotes for each value: what is between
 * them is the same in all lines. What copybook-rs' shape has twice is written once, and copied.
 */
#include "record/batch_plan.h"

#include <string.h>

#include "kernel/nibbles.h"
#include "record/counted_tables.h"

/* Most places in a line that is made of pieces, and bytes that it may have: nothing of a longer one
 * would stay in a cache. */
#define PLACES_MAX  ((size_t)8192)
#define PLANNED_MAX ((size_t)4 << 20)

/* Fewer values are not worth a copy. */
enum { COPIED_MIN = 2, CACHE_LINE = 64 };

/* What is at a place, and whether that is at another one, too. */
typedef struct plan_value {
    uint32_t begin_mark; /* Its marks, from 1; 0: none. */
    uint32_t end_mark;
    uint32_t copied_from; /* The first of as many places that are the same, */
    uint32_t copied;      /* with all between them; 0: it is none. */
} plan_value;

/* What a plan is made in, and of. */
typedef struct plan_memory {
    uint8_t *line; /* Room for ph_line_room() bytes. */
    ph_line_place *places;
    plan_value *values;    /* A value each, as the places. */
    ph_line_piece *pieces; /* Room for ph_line_piece_count(). */
    const ph_line_table *tables;
    uint32_t table_count;
} plan_memory;

typedef struct line_plan {
    const ph_line_decoder *decoder;
    const plan_memory *memory;
    const ph_line_recorder *recorder;
    ph_line_piece *next;
    uint32_t marks;
    uint32_t base; /* Tables before the last value. */
} line_plan;

/* What is before a place, its base, itself; what is behind the last. */
size_t ph_line_piece_count(size_t places)
{
    return 3 * places + 1 + PH_LINE_MARKS_MAX;
}

/* A value of pieces stands between quotes, which are no part of it. */
static bool is_quoted(const ph_line_decoder *decoder, uint32_t item)
{
    if (item == PH_RECORD_NO_ITEM)
        return false;
    switch ((ph_record_kind)decoder->items[item].kind) {
    case PH_RECORD_KIND_TEXT:
    case PH_RECORD_KIND_RENAMES: return true;
    case PH_RECORD_KIND_ZONED:
    case PH_RECORD_KIND_PACKED:
    case PH_RECORD_KIND_BINARY: return decoder->items[item].scale >= 0;
    default: return false;
    }
}

/* Where a place begins and ends, in the line. */
static size_t value_begin(const line_plan *plan, size_t value)
{
    const ph_line_place *place = &plan->recorder->places[value];

    return place->position +
           (place->kind == PH_LINE_PLACE_VALUE && is_quoted(plan->decoder, place->item));
}

static size_t value_end(const line_plan *plan, size_t value)
{
    const ph_line_place *place = &plan->recorder->places[value];

    return place->kind == PH_LINE_PLACE_VALUE
               ? place->position + 2 - is_quoted(plan->decoder, place->item)
               : place->position;
}

static bool is_same_value(const ph_line_place *one, const ph_line_place *other)
{
    return one->kind == other->kind && one->item == other->item && one->at == other->at &&
           one->occurrence == other->occurrence;
}

/* Is all between a value and the next one that before it in another place? */
static bool is_same_between(const line_plan *plan, size_t one, size_t other)
{
    const size_t begin = value_end(plan, one), length = value_begin(plan, one + 1) - begin;
    const size_t other_begin = value_end(plan, other);

    return value_begin(plan, other + 1) - other_begin == length &&
           memcmp(plan->memory->line + begin, plan->memory->line + other_begin, length) == 0;
}

/* How many places from one of the flat part on are the same elsewhere. No table is begun or ended
 * alone: of its occurrences any may not be there. */
static size_t count_same(const line_plan *plan, size_t flat, size_t value)
{
    const ph_line_recorder *recorder = plan->recorder;
    size_t count = 0, whole = 0;
    bool is_in_table = false;

    while (flat + count < recorder->flat_count && value + count < recorder->count &&
           is_same_value(&recorder->places[flat + count], &recorder->places[value + count]) &&
           (count == 0 || is_same_between(plan, flat + count - 1, value + count - 1))) {
        const ph_line_place_kind kind = recorder->places[flat + count++].kind;

        if (!is_in_table && (kind == PH_LINE_PLACE_OCCURRENCE || kind == PH_LINE_PLACE_TABLE_END))
            break;
        is_in_table =
            kind == PH_LINE_PLACE_TABLE || (is_in_table && kind != PH_LINE_PLACE_TABLE_END);
        whole = is_in_table ? whole : count;
    }
    return whole;
}

/* The value in the flat part that is that of another place; flat_count: none. */
static size_t find_flat(const line_plan *plan, size_t expected, size_t value)
{
    const ph_line_recorder *recorder = plan->recorder;
    size_t flat = 0;

    if (expected < recorder->flat_count &&
        is_same_value(&recorder->places[expected], &recorder->places[value]))
        return expected;
    while (flat < recorder->flat_count &&
           !is_same_value(&recorder->places[flat], &recorder->places[value]))
        flat++;
    return flat;
}

static void take_copy(line_plan *plan, size_t flat, size_t value, size_t count)
{
    plan_value *values = plan->memory->values;
    uint32_t wanted;

    if (count < COPIED_MIN)
        return;
    wanted = (values[flat].begin_mark == 0 ? 1u : 0u) +
             (values[flat + count - 1].end_mark == 0 ? 1u : 0u);
    if (plan->marks + wanted > PH_LINE_MARKS_MAX)
        return;
    if (values[flat].begin_mark == 0)
        values[flat].begin_mark = ++plan->marks;
    if (values[flat + count - 1].end_mark == 0)
        values[flat + count - 1].end_mark = ++plan->marks;
    values[value].copied_from = (uint32_t)flat;
    values[value].copied = (uint32_t)count;
}

static void find_copies(line_plan *plan)
{
    size_t expected = 1; /* The first is the record's number. */

    memset(plan->memory->values, 0, plan->recorder->count * sizeof(*plan->memory->values));
    for (size_t value = plan->recorder->flat_count; value < plan->recorder->count;) {
        const size_t flat = find_flat(plan, expected, value);
        const size_t count = flat < plan->recorder->flat_count ? count_same(plan, flat, value) : 0;

        take_copy(plan, flat, value, count);
        expected = flat + count;
        value += count > 0 ? count : 1;
    }
}

static ph_line_piece *add_piece(line_plan *plan, ph_line_piece_kind kind)
{
    *plan->next = (ph_line_piece){ .kind = kind };
    return plan->next++;
}

static void add_constant(line_plan *plan, size_t begin, size_t end)
{
    ph_line_piece *piece;

    if (begin == end)
        return;
    piece = add_piece(plan, PH_LINE_PIECE_CONSTANT);
    piece->bytes = plan->memory->line + begin;
    piece->length = (uint32_t)(end - begin);
}

static void add_mark(line_plan *plan, uint32_t mark)
{
    if (mark > 0)
        add_piece(plan, PH_LINE_PIECE_MARK)->mark = mark - 1;
}

static ph_line_piece_kind kind_of(const ph_record_item *item)
{
    if (item->scale < 0)
        return PH_LINE_PIECE_OTHER;
    switch ((ph_record_kind)item->kind) {
    case PH_RECORD_KIND_TEXT:
    case PH_RECORD_KIND_RENAMES: return PH_LINE_PIECE_TEXT;
    case PH_RECORD_KIND_ZONED: return PH_LINE_PIECE_ZONED;
    case PH_RECORD_KIND_PACKED: return PH_LINE_PIECE_PACKED;
    case PH_RECORD_KIND_BINARY: return PH_LINE_PIECE_BINARY;
    default: return PH_LINE_PIECE_OTHER;
    }
}

static bool is_decimal(ph_line_piece_kind kind)
{
    return kind == PH_LINE_PIECE_PACKED || kind == PH_LINE_PIECE_ZONED;
}

/* Digits that do not fit into a word, or, of packed ones, not with their sign. */
static bool is_wide(const ph_record_item *item, ph_line_piece_kind kind)
{
    return is_decimal(kind) &&
           (item->digits > PH_NIBBLES_IN_WORD - (kind == PH_LINE_PIECE_PACKED) ||
            (uint32_t)item->scale >= PH_NIBBLES_IN_WORD);
}

static bool is_long(const ph_record_item *item, ph_line_piece_kind kind)
{
    return (is_decimal(kind) && (uint32_t)item->scale > PH_LINE_SCALE_MAX) ||
           (kind == PH_LINE_PIECE_BINARY && (uint32_t)item->scale > PH_LINE_BINARY_SCALE_MAX);
}

/* Digits of its picture; of a binary item those of its bytes: it holds their full range. */
static uint32_t digits_of(const ph_record_item *item)
{
    if (item->kind != PH_RECORD_KIND_BINARY)
        return item->digits;
    return item->size == 2 ? 5 : item->size == 4 ? 10 : 20;
}

/* Every zone is F but that of an overpunched digit. */
static void set_zones(ph_line_piece *piece)
{
    const bool is_overpunched =
        (piece->flags & PH_DECIMAL_SIGNED) != 0 && (piece->flags & PH_DECIMAL_SIGN_SEPARATE) == 0;
    const uint32_t sign = (piece->flags & PH_DECIMAL_SIGN_LEADING) != 0 ? 0 : piece->digits - 1;
    const uint32_t last = (piece->digits - 1) / 8 * 8;

    for (uint32_t i = 0; i < piece->digits; i++) {
        uint64_t *zones = &piece->zones[i >= last];

        if (i >= 8 && i < last)
            continue;
        *zones = *zones << 8 | (is_overpunched && i == sign ? 0 : 0xF0);
    }
}

ph_line_piece ph_line_value_piece(const ph_line_decoder *decoder, uint32_t index, uint32_t at)
{
    const ph_record_item *item = &decoder->items[index];
    ph_line_piece piece = {
        .kind = kind_of(item),
        .at = at,
        .width = item->size,
        .item = index,
        .digits = digits_of(item),
        .scale = item->scale > 0 ? (uint32_t)item->scale : 0,
        .flags = item->flags,
        .is_padded = ph_line_is_padded(decoder, item),
    };

    piece.is_long = is_long(item, piece.kind);
    piece.is_wide = piece.is_long || is_wide(item, piece.kind);
    set_zones(&piece);
    return piece;
}

/* What comes behind stands in the record where this does. */
static void add_base(line_plan *plan, uint32_t at)
{
    const uint32_t base =
        ph_line_tables_before(plan->memory->tables, plan->memory->table_count, at);

    if (base != plan->base)
        add_piece(plan, PH_LINE_PIECE_BASE)->table = base;
    plan->base = base;
}

static void add_value(line_plan *plan, const ph_line_place *place)
{
    if (place->item == PH_RECORD_NO_ITEM) {
        add_piece(plan, PH_LINE_PIECE_NUMBER);
        return;
    }
    *plan->next++ = ph_line_value_piece(plan->decoder, place->item, place->at);
}

/* The first occurrence has the base of all: it is set before it is asked whether there is one. */
static void add_place(line_plan *plan, const ph_line_place *place)
{
    static const ph_line_piece_kind kinds[] = {
        [PH_LINE_PLACE_OCCURRENCE] = PH_LINE_PIECE_OCCURRENCE,
        [PH_LINE_PLACE_TABLE_END] = PH_LINE_PIECE_TABLE_END,
    };
    ph_line_piece *piece;

    if (place->item != PH_RECORD_NO_ITEM && place->kind != PH_LINE_PLACE_TABLE_END)
        add_base(plan, place->at);
    if (place->kind == PH_LINE_PLACE_VALUE)
        add_value(plan, place);
    if (place->kind == PH_LINE_PLACE_VALUE || place->kind == PH_LINE_PLACE_TABLE)
        return;
    piece = add_piece(plan, kinds[place->kind]);
    piece->table = plan->base;
    piece->occurrence = place->occurrence;
}

/* Returns how many values were added. */
static size_t add_values(line_plan *plan, size_t value)
{
    const plan_value *values = plan->memory->values;
    const plan_value *added = &values[value];
    ph_line_piece *piece;

    if (added->copied == 0) {
        add_mark(plan, added->begin_mark);
        add_place(plan, &plan->recorder->places[value]);
        add_mark(plan, added->end_mark);
        return 1;
    }
    piece = add_piece(plan, PH_LINE_PIECE_COPY);
    piece->mark = values[added->copied_from].begin_mark - 1;
    piece->behind = values[added->copied_from + added->copied - 1].end_mark - 1;
    return added->copied;
}

/* Bytes of a piece at most, its text as it is planned: each character one byte. */
static uint32_t longest(const ph_line_piece *piece)
{
    enum { ESCAPED = 6, NUMBER = 2 * PH_DECIMAL_TEXT_MAX };

    switch (piece->kind) {
    case PH_LINE_PIECE_CONSTANT: return piece->length;
    case PH_LINE_PIECE_TEXT: return piece->width;
    case PH_LINE_PIECE_PACKED:
    case PH_LINE_PIECE_ZONED:
    case PH_LINE_PIECE_BINARY:
        return 2 + (piece->digits > piece->scale ? piece->digits : piece->scale + 1);
    case PH_LINE_PIECE_MARK:
    case PH_LINE_PIECE_COPY:
    case PH_LINE_PIECE_BASE:
    case PH_LINE_PIECE_OCCURRENCE:
    case PH_LINE_PIECE_TABLE_END: return 0;
    default: return ESCAPED * piece->width + NUMBER;
    }
}

/* How much each copy copies at most, but of tables with counters. */
static void measure_copies(ph_line_piece *pieces, size_t count)
{
    uint32_t marks[PH_LINE_MARKS_MAX], tables_before[PH_LINE_MARKS_MAX];
    uint32_t at = 0, tables = 0;

    for (size_t i = 0; i < count; i++) {
        ph_line_piece *const piece = &pieces[i];

        if (piece->kind == PH_LINE_PIECE_MARK) {
            marks[piece->mark] = at;
            tables_before[piece->mark] = tables;
        }
        if (piece->kind == PH_LINE_PIECE_COPY &&
            tables_before[piece->behind] == tables_before[piece->mark])
            piece->length = marks[piece->behind] - marks[piece->mark];
        tables += piece->kind == PH_LINE_PIECE_TABLE_END;
        at += longest(piece);
    }
}

/* Where the line goes on without an occurrence. */
static void find_ends(ph_line_piece *pieces, size_t count)
{
    uint32_t ends[PH_LINE_TABLES_MAX] = { 0 };

    for (size_t i = count; i-- > 0;) {
        if (pieces[i].kind == PH_LINE_PIECE_TABLE_END)
            ends[pieces[i].table] = (uint32_t)i;
        if (pieces[i].kind == PH_LINE_PIECE_OCCURRENCE)
            pieces[i].behind = ends[pieces[i].table];
    }
}

/* Returns how many. The line that they stand in is kept. */
static size_t make_pieces(ph_line_decoder *decoder, const plan_memory *memory)
{
    ph_line_recorder recorder = { .places = memory->places };
    const size_t length = ph_line_plan(decoder, &recorder, memory->line);
    line_plan plan = { decoder, memory, &recorder, memory->pieces, 0, 0 };
    size_t count, end = 0;

    find_copies(&plan);
    for (size_t value = 0; value < recorder.count;) {
        add_constant(&plan, end, value_begin(&plan, value));
        value += add_values(&plan, value);
        end = value_end(&plan, value - 1);
    }
    add_constant(&plan, end, length);
    count = (size_t)(plan.next - memory->pieces);
    measure_copies(memory->pieces, count);
    find_ends(memory->pieces, count);
    return count;
}

static size_t aligned(size_t size)
{
    return (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
}

bool ph_line_can_be_planned(const ph_line_decoder *decoder)
{
    ph_line_table tables[PH_LINE_TABLES_MAX];
    uint32_t count;

    return ph_line_length_max(decoder) <= PLANNED_MAX &&
           ph_line_place_count(decoder) <= PLACES_MAX &&
           ph_line_find_tables(decoder, tables, &count);
}

size_t ph_line_room(const ph_line_decoder *decoder)
{
    return ph_line_length_max(decoder) + 2 * PH_LINE_SLACK;
}

size_t ph_line_program_size(const ph_line_decoder *decoder)
{
    const size_t places = ph_line_place_count(decoder);

    return aligned(places * sizeof(ph_line_place)) + aligned(places * sizeof(plan_value)) +
           aligned(ph_line_piece_count(places) * sizeof(ph_line_piece)) + ph_line_room(decoder);
}

void ph_line_make_program(ph_line_decoder *decoder, ph_line_table tables[PH_LINE_TABLES_MAX],
                          void *memory, ph_line_program *ret)
{
    const size_t places = ph_line_place_count(decoder);
    uint8_t *at = memory;
    plan_memory plan = { .tables = tables };

    plan.places = (ph_line_place *)(void *)at;
    at += aligned(places * sizeof(*plan.places));
    plan.values = (plan_value *)(void *)at;
    at += aligned(places * sizeof(*plan.values));
    plan.pieces = (ph_line_piece *)(void *)at;
    plan.line = at + aligned(ph_line_piece_count(places) * sizeof(*plan.pieces));
    (void)ph_line_find_tables(decoder, tables, &plan.table_count);
    ret->piece_count = make_pieces(decoder, &plan);
    ret->pieces = plan.pieces;
    ret->tables = tables;
    ret->table_count = plan.table_count;
    ret->length = decoder->length_max;
    ret->is_variable = decoder->options.is_variable;
    ret->line_room = ph_line_room(decoder);
}
