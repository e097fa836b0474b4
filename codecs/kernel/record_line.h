/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines of whole records, as pieces that are the same for every record: what a kernel makes lines
 * of, one record after the other, without asking what the record is.
 *
 * A kernel says of a record that it is good and leaves its line, or stops before it: nothing more.
 * Values are those of the scalar kernels of decimals and text.
 */
#ifndef PH_CODECS_KERNEL_RECORD_LINE_H
#define PH_CODECS_KERNEL_RECORD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that kernels may read behind a record, and write behind a line. */
#define PH_LINE_SLACK ((size_t)64)

/* Most bytes of what a set makes of up to PH_LINE_STEP_BYTES of a line. */
#define PH_LINE_STEP_SIZE  ((size_t)448)
#define PH_LINE_STEP_BYTES ((size_t)32)

/* Places in a line that are kept while it is written. */
#define PH_LINE_MARKS_MAX 64

/* Tables with counters. */
#define PH_LINE_TABLES_MAX 16

/* The most digits behind the point that the portable code writes. */
#define PH_LINE_SCALE_MAX 31u

/* And of a binary number. */
#define PH_LINE_BINARY_SCALE_MAX 15u

typedef enum ph_line_piece_kind {
    PH_LINE_PIECE_CONSTANT,   /* bytes, length */
    PH_LINE_PIECE_NUMBER,     /* The record's. */
    PH_LINE_PIECE_TEXT,       /* at, width; without quotes, as the values below. */
    PH_LINE_PIECE_PACKED,     /* at, width, digits, scale, flags */
    PH_LINE_PIECE_ZONED,      /* As these. */
    PH_LINE_PIECE_BINARY,     /* at, width, scale, flags */
    PH_LINE_PIECE_OTHER,      /* at, item; with its quotes, if it has any. */
    PH_LINE_PIECE_MARK,       /* mark: what is written from here on. */
    PH_LINE_PIECE_COPY,       /* What stands between mark and behind, once more. */
    PH_LINE_PIECE_BASE,       /* table: values from here on stand behind so many tables. */
    PH_LINE_PIECE_OCCURRENCE, /* table, occurrence: without it goes on at the piece behind. */
    PH_LINE_PIECE_TABLE_END,  /* table */
} ph_line_piece_kind;

typedef struct ph_line_piece {
    ph_line_piece_kind kind;
    uint32_t at;            /* From the record's first byte, tables at their longest. */
    uint32_t width;         /* Bytes. */
    uint32_t item;          /* For put_other(). */
    uint32_t digits, scale; /* BINARY: all digits that its bytes may hold. */
    uint32_t flags;         /* PH_DECIMAL_* */
    uint64_t zones[2]; /* ZONED: bits that are set in the first eight bytes, where there are more,
                          and in the last, up to eight; the first byte is the most significant. All
                          between are F0. */
    bool is_padded;    /* But for zero, as many digits as the picture has. */
    bool is_wide;      /* Its digits and zeros are more than a word holds. */
    bool is_long;      /* And more than the portable code writes. */
    uint32_t
        length; /* Of bytes; of what is copied, the most it can be, 0 where that varies much. */
    const uint8_t *bytes;
    uint32_t mark, behind;
    uint32_t table, occurrence;
} ph_line_piece;

/* A table with a counter, that stands in no other. */
typedef struct ph_line_table {
    ph_line_piece counter; /* A value, */
    uint32_t counter_base; /* behind so many tables. */
    uint32_t least, most;  /* Occurrences. */
    uint32_t at, end;      /* In the record, tables at their longest. */
    uint32_t stride;
    bool begins_group; /* One that is left out of a record which ends where it begins. */
} ph_line_table;

/* A character of text as it stands in a line. */
typedef struct ph_line_character {
    uint8_t bytes[7];
    uint8_t length; /* 0: it fails the record. */
} ph_line_character;

/*
 * Writes the value of an item that begins at a byte of the record; returns its length, SIZE_MAX if
 * it does not decode.
 */
typedef size_t ph_line_put_other(void *context, uint32_t item, const uint8_t *record, size_t at,
                                 uint8_t *out);

typedef struct ph_line_program {
    const ph_line_piece *pieces;
    size_t piece_count;
    const ph_line_table *tables; /* In the order of the record. */
    uint32_t table_count;
    size_t length;      /* Of a record, tables at their longest. */
    bool is_variable;   /* Records end behind what they have, and not at that length. */
    size_t line_room;   /* Bytes of the longest line, and of what is written behind it. */
    uint8_t plain[256]; /* By EBCDIC byte: itself as ASCII, from 80 on where it is another. */
    ph_line_character characters[256];
    ph_line_put_other *put_other;
    void *context;
    void *compiled; /* The set's own. */
} ph_line_program;

/* Records, one behind the other. */
typedef struct ph_line_work {
    const uint8_t *records;
    size_t size; /* Bytes to read: a record with less than PH_LINE_SLACK behind it is not begun. */
    size_t header; /* Bytes before each. */
    size_t length; /* Of each; 0: the first two bytes of its header say it, big-endian. */
    size_t count;
    uint64_t number; /* Of the first. */
    uint8_t *out;
    uint8_t *end; /* A record whose line_room is not there is not begun. */
} ph_line_work;

typedef struct ph_line_done {
    size_t lines;
    size_t read;  /* Bytes of these records, and of their headers. */
    uint8_t *out; /* Behind the last line. */
} ph_line_done;

/* Where the parts of one record are. */
typedef struct ph_line_bases {
    const uint8_t *bases[PH_LINE_TABLES_MAX + 1]; /* Of values behind so many tables. */
    uint32_t counts[PH_LINE_TABLES_MAX];
} ph_line_bases;

/*
 * Makes of a program's pieces what the set's ph_line_run_kernel runs, in memory of
 * ph_line_compiled_size() bytes.
 */
typedef void ph_line_compile_kernel(ph_line_program *program, void *memory);

/* Writes the lines of records until one is not good, or there is no room. */
typedef ph_line_done ph_line_run_kernel(const ph_line_program *program, ph_line_work work);

/* Most memory that any set compiles so many pieces to; bytes: of constants and of text. */
size_t ph_line_compiled_size(size_t pieces, size_t bytes);

/* The same for text of all characters, a character at a time; with what any set compiled. */
ph_line_run_kernel ph_line_run_careful;

/* What the record that was not good is found by: anything but 0. */
typedef uint64_t ph_line_bad;

/* By the counters of a record; false where it is not as long as they say, or one is not good. */
bool ph_line_find_bases(const ph_line_program *program, const uint8_t *record, size_t length,
                        ph_line_bases *ret);

/* Write one value, PACKED to OTHER; returns what is behind it. */
uint8_t *ph_line_put_piece(const ph_line_program *program, const ph_line_piece *piece,
                           const uint8_t *record, uint8_t *out, ph_line_bad *bad);

#endif /* PH_CODECS_KERNEL_RECORD_LINE_H */
