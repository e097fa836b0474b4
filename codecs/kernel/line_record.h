/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines back to records, by the pieces of kernel/record_line.h: a line that is as it would be
 * written is matched byte by byte, and its values go straight to their places.
 *
 * A kernel takes a line and leaves its record, or says that it does not take it: nothing more. What
 * it takes is what ph_record_encode() makes of that line. It does not take what that refuses.
 */
#ifndef PH_CODECS_KERNEL_LINE_RECORD_H
#define PH_CODECS_KERNEL_LINE_RECORD_H

#include "kernel/nibbles.h"
#include "kernel/record_line.h"

/* Digits before the point that a word has room for, with a sign. */
#define PH_RECORD_WHOLE_MAX (PH_NIBBLES_IN_WORD - 1)

/* What stands next in a line: characters that are the same in all of them, and a piece. */
typedef struct ph_record_step {
    const uint8_t *key; /* These characters; its plan's line, which has PH_LINE_SLACK behind it. */
    uint32_t key_length;
    uint32_t behind; /* OCCURRENCE: the step of its table's end. */
    const ph_line_piece *piece;
    uint32_t whole_most; /* Decimals: digits before the point. */
    bool is_other;       /* No kernel reads such a value. */
    bool is_wide;        /* A word has no room for its digits. */
    bool is_again;       /* Steps before it have all its bytes: they are compared. */
    bool is_exact;       /* Text that is shorter than its item is not merely padded behind it. */
} ph_record_step;

/*
 * Encodes the value that begins at a byte of the line, of any form; NULL if that is not possible,
 * or makes a record of another length. Returns what is behind it.
 *
 * @param end   Behind the last byte that may be read.
 * @param cell  Receives all bytes of the item.
 */
typedef const uint8_t *ph_record_take_other(void *context, uint32_t item, const uint8_t *text,
                                            const uint8_t *end, uint8_t *cell);

typedef struct ph_record_program {
    const ph_line_program *lines; /* Its tables, lengths and room. */
    const ph_record_step *steps;
    size_t step_count;
    uint16_t codes[256];  /* By character: its EBCDIC byte; PH_RECORD_NO_CODE: it is not ASCII, or
                             JSON escapes it. */
    uint8_t ascii[128];   /* The same codes, of ASCII alone; 0: JSON escapes it. */
    const uint8_t *empty; /* A record of no values, tables at their longest. */
    uint8_t *cell;        /* Room for the widest item. */
    ph_record_take_other *take_other;
    void *context;
} ph_record_program;

#define PH_RECORD_NO_CODE 0x100u

/* What became of a line. */
typedef struct ph_record_taken {
    size_t read;   /* Its bytes, with its LF; 0: it is not taken. */
    size_t length; /* Of the record. */
} ph_record_taken;

/*
 * @param line    At least line_room bytes can be read from it on, whatever is in them.
 * @param end     Behind all that can be read.
 * @param record  Room for the record's length; where there are tables PH_LINE_SLACK bytes more are
 *                read. Unspecified where the line is not taken.
 */
typedef ph_record_taken ph_record_take_kernel(const ph_record_program *program, const uint8_t *line,
                                              const uint8_t *end, uint8_t *record);

/*
 * Portable, for all sets: each returns what is behind the value, where its quote is; NULL if it is
 * none. Texts of characters that JSON does not escape, of any length up to the item's;
 */
const uint8_t *ph_record_take_characters(const ph_record_program *program,
                                         const ph_record_step *step, const uint8_t *text,
                                         uint8_t *cell);

/* decimals of more digits than a word holds, and binary numbers; */
const uint8_t *ph_record_take_wide(const ph_record_step *step, const uint8_t *text, uint8_t *cell);
const uint8_t *ph_record_take_binary(const ph_record_step *step, const uint8_t *text,
                                     uint8_t *cell);

/* the number of a record, which says nothing. */
const uint8_t *ph_record_take_number(const uint8_t *text);

/* Are the tables as long as their counters say? @param counts  Of all tables. */
bool ph_record_is_counted(const ph_line_program *lines, const uint8_t *record, size_t length,
                          const uint32_t *counts);

#endif /* PH_CODECS_KERNEL_LINE_RECORD_H */
