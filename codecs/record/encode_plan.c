/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines to records by the pieces that decoders make lines of: a kernel takes a line that is as one
 * of theirs. A value of another form is read as ph_record_encode() reads it; any other line is not
 * taken.
 */
#include <string.h>

#include "kernel/kernel.h"
#include "kernel/text_encode.h"
#include "perfharness/require.h"
#include "record/batch_plan.h"
#include "record/encoder.h"
#include "record/item_bytes.h"

/* What has 64 bits for sure. */
enum { BINARY_DIGITS_MAX = 19 };

struct ph_record_encode_plan {
    const ph_record_encoder *encoder;
    const ph_codec *codec;
    bool is_made;
    ph_line_table tables[PH_LINE_TABLES_MAX];
    ph_line_program lines;
    ph_record_program program;
    uint8_t *line;   /* One that has too little behind it is copied here, */
    uint8_t *text;   /* and here a value that is read with more care. */
    uint8_t *record; /* Where there are tables: more is read than a record has. */
    ph_value value;  /* That value; its table has no names. */
    uint32_t slots[4];
};

/* What a plan has in the memory it is lent, behind itself. */
typedef struct plan_sizes {
    size_t lines, steps, line, record;
} plan_sizes;

static size_t aligned(size_t size)
{
    return (size + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);
}

static plan_sizes sizes_of(const ph_line_decoder *decoder)
{
    const size_t pieces = ph_line_piece_count(ph_line_place_count(decoder));

    return (plan_sizes){ ph_line_program_size(decoder), pieces * sizeof(ph_record_step),
                         ph_line_room(decoder), decoder->length_max + PH_LINE_SLACK };
}

size_t ph_record_encode_plan_size(const ph_record_encoder *encoder)
{
    size_t size = aligned(sizeof(ph_record_encode_plan));

    if (ph_line_can_be_planned(encoder->decoder)) {
        const plan_sizes sizes = sizes_of(encoder->decoder);

        size += aligned(sizes.lines) + aligned(sizes.steps) + 2 * aligned(sizes.line) +
                3 * aligned(sizes.record);
    }
    return size;
}

/* Bytes of a text, with its quotes, or of a number, from there on; 0: it does not end. */
static size_t value_length(const uint8_t *text, size_t most)
{
    const bool is_text = most > 0 && text[0] == '"';
    size_t i = is_text;

    if (!is_text) {
        while (i < most && text[i] != ',' && text[i] != '}' && text[i] != ']')
            i++;
        return i < most ? i : 0;
    }
    while (i < most && text[i] != '"')
        i += text[i] == '\\' ? 2 : 1;
    return i < most ? i + 1 : 0;
}

/* A line's one value of an item; NULL: it is another. */
static const ph_value *read_value(ph_record_encode_plan *plan, const ph_record_item *item,
                                  size_t length)
{
    ph_values values = { .line = plan->text,
                         .length = length,
                         .values = &plan->value,
                         .room = 1,
                         .slots = plan->slots };

    if (length == 0 || !ph_values_read(&values))
        return NULL;
    return plan->value.kind == PH_VALUE_TEXT ||
                   (plan->value.kind == PH_VALUE_NUMBER && ph_item_is_number(item))
               ? &plan->value
               : NULL;
}

/* Is an item's text as long as it, or the record ends, or what is there goes on, behind it? */
static bool is_exact(const ph_record_encode_plan *plan, const ph_record_item *item)
{
    return plan->lines.is_variable || item->kind == PH_RECORD_KIND_RENAMES;
}

static const uint8_t *take_other(void *context, uint32_t index, const uint8_t *text,
                                 const uint8_t *end, uint8_t *cell)
{
    ph_record_encode_plan *const plan = context;
    const ph_line_decoder *const decoder = plan->encoder->decoder;
    const ph_record_item *const item = &decoder->items[index];
    const size_t there = (size_t)(end - text), longest = ph_line_value_length_max(item);
    const size_t length = value_length(text, there < longest ? there : longest);
    size_t used, at;

    memcpy(plan->text, text, length);
    const ph_value *const value = read_value(plan, item, length);

    if (!value)
        return NULL;
    const ph_item_value encoded = { item, plan->text + value->text, value->length,
                                    is_exact(plan, item) };

    return ph_item_bytes(&decoder->options, &encoded, cell, &used, &at) == PH_RECORD_ENCODE_OK &&
                   (used == item->size || !encoded.is_cut)
               ? text + length
               : NULL;
}

static uint32_t whole_most(const ph_line_piece *piece)
{
    if (piece->kind == PH_LINE_PIECE_BINARY)
        return piece->scale < BINARY_DIGITS_MAX ? BINARY_DIGITS_MAX - piece->scale : 0;
    return piece->digits > piece->scale ? piece->digits - piece->scale : 1;
}

static bool is_value(const ph_line_piece *piece)
{
    switch (piece->kind) {
    case PH_LINE_PIECE_TEXT:
    case PH_LINE_PIECE_PACKED:
    case PH_LINE_PIECE_ZONED:
    case PH_LINE_PIECE_BINARY:
    case PH_LINE_PIECE_OTHER: return true;
    default: return false;
    }
}

/* Steps in the making. */
typedef struct step_builder {
    const ph_record_encode_plan *plan;
    ph_record_step *next;
    const ph_line_piece *key; /* A constant before the next step; NULL: there is none. */
    uint8_t *written;         /* By byte of the record: steps before write it. */
    uint32_t latest;          /* Where the last value begins that was written first. */
    uint32_t tables;          /* Of those with counters, the first that have ended. */
} step_builder;

static ph_record_step *add_step(step_builder *builder, const ph_line_piece *piece)
{
    /* A key of no bytes can be read, too. */
    *builder->next = (ph_record_step){ .piece = piece, .key = builder->plan->line };
    if (builder->key) {
        builder->next->key = builder->key->bytes;
        builder->next->key_length = builder->key->length;
    }
    builder->key = NULL;
    return builder->next++;
}

/* Where a table ends a line may come to from another place, which is behind the constant. */
static void add_constant(step_builder *builder)
{
    const ph_line_piece *const key = builder->key;

    if (key)
        (void)add_step(builder, key);
}

/* Who writes its bytes? All of them this step, or steps before. False: some these, some those; or
 * it is not behind what tables before it have moved. */
static bool find_writer(step_builder *builder, ph_record_step *step)
{
    const ph_line_piece *const piece = step->piece;
    uint32_t before = 0;

    for (uint32_t i = 0; i < piece->width; i++)
        before += builder->written[piece->at + i];
    step->is_again = piece->width > 0 && before == piece->width;
    if (step->is_again)
        return true;
    if (before > 0 || (builder->plan->lines.table_count > 0 && piece->at < builder->latest))
        return false;
    memset(builder->written + piece->at, 1, piece->width);
    builder->latest = piece->at;
    return true;
}

static bool add_value(step_builder *builder, const ph_line_piece *piece)
{
    const ph_record_item *const item = &builder->plan->encoder->decoder->items[piece->item];
    ph_record_step *const step = add_step(builder, piece);

    step->whole_most = whole_most(piece);
    step->is_other = piece->kind == PH_LINE_PIECE_OTHER || piece->is_long;
    step->is_wide = piece->is_wide || step->whole_most > PH_RECORD_WHOLE_MAX;
    step->is_exact = is_exact(builder->plan, item) || item->is_justified;
    return find_writer(builder, step);
}

/* Where a line goes on without an occurrence. */
static void join_steps(ph_record_step *steps, size_t count)
{
    uint32_t ends[PH_LINE_TABLES_MAX] = { 0 };

    for (size_t i = count; i-- > 0;) {
        const ph_line_piece *const piece = steps[i].piece;

        if (piece->kind == PH_LINE_PIECE_TABLE_END)
            ends[piece->table] = (uint32_t)i;
        if (piece->kind == PH_LINE_PIECE_OCCURRENCE)
            steps[i].behind = ends[piece->table];
    }
}

/* Is there a view that no line has anything of? Records of variable length may end before it. */
static bool has_absent_view(const ph_record_encoder *encoder)
{
    const ph_line_decoder *const decoder = encoder->decoder;

    for (uint32_t i = decoder->first; i < decoder->behind; i++)
        if (ph_text_of(decoder, i)->is_lifted && ph_text_of(decoder, i)->has_views &&
            ph_encode_named_item(encoder, i) == PH_RECORD_NO_ITEM)
            return true;
    return false;
}

/* False: a value stands where parts of others do, or before it is known where that is: of a table
 * without a name no line says how long it is; and what is lifted to the top stands where the first
 * of its name does, with the value of the last one, which tables may have moved. */
static bool make_steps(ph_record_encode_plan *plan, ph_record_step *steps, uint8_t *written)
{
    step_builder builder = { .plan = plan, .next = steps, .written = written };

    memset(written, 0, plan->lines.length);
    for (size_t i = 0; i < plan->lines.piece_count; i++) {
        const ph_line_piece *const piece = &plan->lines.pieces[i];

        if (piece->kind == PH_LINE_PIECE_CONSTANT) {
            builder.key = piece;
            continue;
        }
        if (piece->kind == PH_LINE_PIECE_TABLE_END) {
            add_constant(&builder);
            builder.tables += piece->table == builder.tables;
        }
        if (piece->kind == PH_LINE_PIECE_BASE && piece->table > builder.tables)
            return false;
        if (!is_value(piece))
            (void)add_step(&builder, piece);
        else if (!add_value(&builder, piece))
            return false;
    }
    add_constant(&builder);
    plan->program.steps = steps;
    plan->program.step_count = (size_t)(builder.next - steps);
    join_steps(steps, plan->program.step_count);
    return builder.tables == plan->lines.table_count;
}

/* False: the page has not all of ASCII. */
static bool make_codes(ph_record_program *program, const ph_code_page *page)
{
    enum { CODES = 256, ASCII_END = 0x80 };
    const ph_reverse_page reverse = ph_reverse_page_of(page);

    for (size_t i = 0; i < CODES; i++) {
        const bool is_plain = i >= ' ' && i < ASCII_END && i != '"' && i != '\\';

        program->codes[i] = is_plain ? reverse.latin1[i] : PH_RECORD_NO_CODE;
        if (is_plain)
            program->ascii[i] = reverse.latin1[i];
    }
    return reverse.has_ascii != 0;
}

/* The next piece of the memory. */
static void *take(uint8_t **memory, size_t size)
{
    void *taken = *memory;

    *memory += aligned(size);
    return taken;
}

static bool make_program(ph_record_encode_plan *plan, ph_record_encoder *encoder, uint8_t *memory)
{
    const plan_sizes sizes = sizes_of(encoder->decoder);
    ph_record_program *const program = &plan->program;

    ph_line_make_program(encoder->decoder, plan->tables, take(&memory, sizes.lines), &plan->lines);
    ph_record_step *const steps = take(&memory, sizes.steps);

    plan->line = take(&memory, sizes.line);
    plan->text = take(&memory, sizes.line);
    plan->record = take(&memory, sizes.record);
    uint8_t *const empty = take(&memory, sizes.record);

    ph_encode_begin(encoder, empty);
    ph_encode_fill(encoder);
    program->lines = &plan->lines;
    program->empty = empty;
    program->cell = take(&memory, sizes.record);
    program->take_other = take_other;
    program->context = plan;
    return !(plan->lines.is_variable && has_absent_view(encoder)) &&
           make_steps(plan, steps, program->cell) &&
           make_codes(program, encoder->decoder->options.page);
}

ph_record_encode_plan *ph_record_encode_plan_make(ph_record_encoder *encoder, const ph_codec *codec,
                                                  void *memory)
{
    PH_REQUIRE(encoder && codec && memory);

    uint8_t *at = memory;
    ph_record_encode_plan *plan = take(&at, sizeof(*plan));

    *plan = (ph_record_encode_plan){ .encoder = encoder, .codec = codec };
    plan->is_made = ph_line_can_be_planned(encoder->decoder) && make_program(plan, encoder, at);
    return plan;
}

bool ph_record_encode_plan_is_made(const ph_record_encode_plan *plan)
{
    return plan->is_made;
}

/* The line alone, with enough behind it; false: it has no end, or is too long for a plan. */
static bool stage_line(ph_record_encode_plan *plan, const uint8_t *text, size_t size)
{
    const uint8_t *const feed = memchr(text, '\n', size);
    const size_t length = feed ? (size_t)(feed - text) + 1 : 0;

    if (!feed || length + PH_LINE_SLACK > plan->lines.line_room)
        return false;
    memcpy(plan->line, text, length);
    memset(plan->line + length, 0, PH_LINE_SLACK);
    return true;
}

size_t ph_record_encode_planned(ph_record_encode_plan *plan, const char *text, size_t size,
                                uint8_t *record, size_t *ret_length)
{
    const uint8_t *line = (const uint8_t *)text, *end = line + size;
    const bool is_staged = plan->lines.table_count > 0;

    if (!plan->is_made)
        return 0;
    if (size < plan->lines.line_room) {
        if (!stage_line(plan, line, size))
            return 0;
        line = plan->line;
        end = line + plan->lines.line_room;
    }
    const ph_record_taken taken =
        plan->codec->record_take(&plan->program, line, end, is_staged ? plan->record : record);

    *ret_length = taken.length;
    if (taken.read > 0 && is_staged)
        memcpy(record, plan->record, taken.length);
    return taken.read;
}
