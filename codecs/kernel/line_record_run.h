/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From step to step of a line: what is the same for all sets of kernels. */
#ifndef PH_CODECS_KERNEL_LINE_RECORD_RUN_H
#define PH_CODECS_KERNEL_LINE_RECORD_RUN_H

#include "kernel/record_decimal.h"

/* Are so many characters, of both of which PH_LINE_SLACK more can be read, the same? */
typedef bool ph_record_match(const uint8_t *text, const uint8_t *key, size_t length);

/* Writes the codes of so many characters, and nothing behind them; false if one has none. */
typedef bool ph_record_take_plain(const void *codes, const uint8_t *text, size_t length,
                                  uint8_t *cell);

/* What a set of kernels does itself. */
typedef struct ph_record_set {
    ph_record_match *match;
    ph_record_take_plain *take_plain;
    ph_record_read_digits *read_digits;
    const void *codes; /* Its own form of the program's. */
} ph_record_set;

/* A record in the making. */
typedef struct ph_record_maker {
    const ph_record_program *program;
    const uint8_t *end; /* Behind all that can be read. */
    uint8_t *record;
    size_t missing; /* Bytes of the tables before the next value, of occurrences not there. */
    const uint8_t *marks[PH_LINE_MARKS_MAX]; /* Set before they are used. */
    size_t missing_before[PH_LINE_TABLES_MAX + 1];
    uint32_t counts[PH_LINE_TABLES_MAX];
    uint32_t counted; /* Tables whose counts are known: the first. */
    uint32_t seen;    /* Occurrences of the table at hand. */
} ph_record_maker;

PH_RECORD_INLINE const uint8_t *ph_record_take_text(ph_record_set set, const ph_record_maker *maker,
                                                    const ph_record_step *step, const uint8_t *text,
                                                    uint8_t *cell)
{
    const size_t width = step->piece->width;

    if (text[width] == '"' && set.take_plain(set.codes, text, width, cell))
        return text + width;
    return ph_record_take_characters(maker->program, step, text, cell);
}

PH_RECORD_INLINE const uint8_t *ph_record_take_decimal(ph_record_set set,
                                                       const ph_record_step *step,
                                                       const uint8_t *text, uint8_t *cell)
{
    ph_record_decimal number;

    if (step->is_wide)
        return ph_record_take_wide(step, text, cell);
    text = ph_record_read_decimal(set.read_digits, step, text, &number);
    if (!text || *text != '"')
        return NULL;
    if (step->piece->kind == PH_LINE_PIECE_PACKED)
        ph_record_put_packed(step->piece, number, cell);
    else
        ph_record_put_zoned(step->piece, number, cell);
    return text;
}

/* Any form of it; what is quoted begins at its quote, and ends before the other one. */
static inline const uint8_t *ph_record_take_any(const ph_record_maker *maker,
                                                const ph_record_step *step, const uint8_t *text,
                                                uint8_t *cell)
{
    const ph_record_program *const program = maker->program;
    const bool is_quoted = step->piece->kind != PH_LINE_PIECE_OTHER;
    const uint8_t *behind = program->take_other(program->context, step->piece->item,
                                                text - is_quoted, maker->end, cell);

    return behind ? behind - is_quoted : NULL;
}

PH_RECORD_INLINE const uint8_t *ph_record_take_cell(ph_record_set set, const ph_record_maker *maker,
                                                    const ph_record_step *step, const uint8_t *text,
                                                    uint8_t *cell)
{
    const uint8_t *behind = NULL;

    if (!step->is_other)
        switch (step->piece->kind) {
        case PH_LINE_PIECE_TEXT: behind = ph_record_take_text(set, maker, step, text, cell); break;
        case PH_LINE_PIECE_PACKED:
        case PH_LINE_PIECE_ZONED: behind = ph_record_take_decimal(set, step, text, cell); break;
        default: behind = ph_record_take_binary(step, text, cell); break;
        }
    return behind ? behind : ph_record_take_any(maker, step, text, cell);
}

PH_RECORD_INLINE const uint8_t *ph_record_take_value(ph_record_set set,
                                                     const ph_record_maker *maker,
                                                     const ph_record_step *step,
                                                     const uint8_t *text)
{
    uint8_t *const place = maker->record + (step->piece->at - maker->missing);

    if (!step->is_again)
        return ph_record_take_cell(set, maker, step, text, place);
    text = ph_record_take_cell(set, maker, step, text, maker->program->cell);
    return text && memcmp(place, maker->program->cell, step->piece->width) == 0 ? text : NULL;
}

/* What is written twice is the same twice. */
PH_RECORD_INLINE const uint8_t *ph_record_take_copy(ph_record_set set, const ph_record_maker *maker,
                                                    const ph_line_piece *piece, const uint8_t *text)
{
    const uint8_t *const from = maker->marks[piece->mark];
    const size_t length = (size_t)(maker->marks[piece->behind] - from);

    if ((size_t)(maker->end - text) < length + PH_LINE_SLACK)
        return NULL;
    return set.match(text, from, length) ? text + length : NULL;
}

/* The step to go on with: an occurrence, or the end of its table. */
static inline const ph_record_step *
ph_record_take_occurrence(ph_record_maker *maker, const ph_record_step *step, const uint8_t *text)
{
    const bool is_there = *text != ']';

    maker->seen = step->piece->occurrence + is_there;
    return is_there ? step + 1 : &maker->program->steps[step->behind];
}

/* A table has ended, and what is behind it begins there. False: it was longer or shorter before. */
static inline bool ph_record_end_table(ph_record_maker *maker, uint32_t index)
{
    const ph_record_program *const program = maker->program;
    const ph_line_table *const table = &program->lines->tables[index];
    const size_t absent = (table->most - (size_t)maker->seen) * table->stride;
    const size_t missing = maker->missing_before[index] + absent;

    if (index != maker->counted)
        return index < maker->counted && maker->seen == maker->counts[index];
    maker->counts[index] = maker->seen;
    maker->missing_before[index + 1] = missing;
    maker->counted++;
    if (absent > 0)
        memcpy(maker->record + (table->end - missing), program->empty + table->end,
               program->lines->length - table->end);
    return true;
}

/* A step's piece, from where its key ends. NULL: it is not as it would be written. */
PH_RECORD_INLINE const uint8_t *ph_record_take_piece(ph_record_set set, ph_record_maker *maker,
                                                     const ph_record_step **step,
                                                     const uint8_t *text)
{
    const ph_line_piece *const piece = (*step)->piece;

    switch (piece->kind) {
    case PH_LINE_PIECE_CONSTANT: break;
    case PH_LINE_PIECE_NUMBER: text = ph_record_take_number(text); break;
    case PH_LINE_PIECE_MARK: maker->marks[piece->mark] = text; break;
    case PH_LINE_PIECE_COPY: text = ph_record_take_copy(set, maker, piece, text); break;
    case PH_LINE_PIECE_BASE: maker->missing = maker->missing_before[piece->table]; break;
    case PH_LINE_PIECE_OCCURRENCE:
        *step = ph_record_take_occurrence(maker, *step, text);
        return text;
    case PH_LINE_PIECE_TABLE_END:
        if (!ph_record_end_table(maker, piece->table))
            return NULL;
        break;
    default: text = ph_record_take_value(set, maker, *step, text); break;
    }
    (*step)++;
    return text;
}

/* Behind the last value. Returns the record's length; 0: its tables are not as it counts. */
static inline size_t ph_record_end(const ph_record_maker *maker)
{
    const ph_line_program *const lines = maker->program->lines;
    const size_t missing = maker->missing_before[lines->table_count];
    const size_t length = lines->length - (lines->is_variable ? missing : 0);

    if (lines->table_count == 0)
        return lines->length;
    memset(maker->record + (lines->length - missing), 0, missing);
    return ph_record_is_counted(lines, maker->record, length, maker->counts) ? length : 0;
}

PH_RECORD_INLINE ph_record_taken ph_record_take_line(ph_record_set set,
                                                     const ph_record_program *program,
                                                     const uint8_t *line, const uint8_t *end,
                                                     uint8_t *record)
{
    const ph_record_step *const behind = program->steps + program->step_count;
    const uint8_t *text = line;
    ph_record_maker maker;

    maker.program = program;
    maker.end = end;
    maker.record = record;
    maker.missing = maker.missing_before[0] = 0;
    maker.counted = maker.seen = 0;
    memcpy(record, program->empty, program->lines->length);
    for (const ph_record_step *step = program->steps; step < behind;) {
        if (!set.match(text, step->key, step->key_length))
            return (ph_record_taken){ 0, 0 };
        text = ph_record_take_piece(set, &maker, &step, text + step->key_length);
        if (!text)
            return (ph_record_taken){ 0, 0 };
    }

    const size_t length = ph_record_end(&maker);

    return (ph_record_taken){ length > 0 ? (size_t)(text - line) : 0, length };
}

#endif /* PH_CODECS_KERNEL_LINE_RECORD_RUN_H */
