/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The binary interface between perfharness and a subject: the code whose speed is measured.
 *
 * A subject is a shared library with one exported function, ph_subject_entry(). It decodes bytes
 * that the host owns into buffers that the host owns; it measures nothing and frees nothing of the
 * host's. The host calls it from one thread only; it starts threads of its own only where a call
 * says on how many, and these have ended, or sleep, when that call returns.
 *
 * Written for foreign callers (Rust, Zig, C++): fixed-width integers and pointers only; no enum,
 * bool, long, variadic call or struct by value; nothing may unwind across a call. Within one major
 * version, members are only ever appended to the structs below, and each struct begins with its
 * size in the build of whoever fills it in. The outcome, which the other side writes to, may so be
 * shorter than the writer knows it: nothing is written past its struct_size.
 */
#ifndef PERFHARNESS_SUBJECT_H
#define PERFHARNESS_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PH_SUBJECT_ABI_MAJOR 1u
#define PH_SUBJECT_ABI_MINOR 7u

/* What every call returns. PH_SUBJECT_FAILED says why in its outcome. */
#define PH_SUBJECT_OK     0
#define PH_SUBJECT_FAILED (-1)

/* Operations; ph_subject.operations is the set a subject has, every other member names one. */
#define PH_OPERATION_DECODE_TEXT    (UINT32_C(1) << 0) /* EBCDIC column to UTF-8. */
#define PH_OPERATION_DECODE_ZONED   (UINT32_C(1) << 1) /* Zoned decimal column to int64. */
#define PH_OPERATION_DECODE_PACKED  (UINT32_C(1) << 2) /* COMP-3 column to int64. */
#define PH_OPERATION_DECODE_RECORDS (UINT32_C(1) << 3) /* Records to JSON lines, one call each. */
#define PH_OPERATION_DECODE_FILE    (UINT32_C(1) << 4) /* Records to JSON lines, as one file. */
#define PH_OPERATION_ENCODE_TEXT    (UINT32_C(1) << 5) /* UTF-8 to an EBCDIC column. */
#define PH_OPERATION_ENCODE_ZONED   (UINT32_C(1) << 6) /* int64 to a zoned decimal column. */
#define PH_OPERATION_ENCODE_PACKED  (UINT32_C(1) << 7) /* int64 to a COMP-3 column. */
/* As DECODE_FILE, with the same lines in the same order, on several threads. */
#define PH_OPERATION_DECODE_FILE_THREADS (UINT32_C(1) << 8)
#define PH_OPERATION_DECODE_DESCRIPTOR                                                             \
    (UINT32_C(1) << 9) /* Records of one descriptor to JSON lines on another. */
#define PH_OPERATION_ENCODE_DESCRIPTOR (UINT32_C(1) << 10) /* The way back. */
#define PH_OPERATION_ENCODE_RECORDS    (UINT32_C(1) << 11) /* JSON lines to records, one each. */
#define PH_OPERATION_ENCODE_FILE       (UINT32_C(1) << 12) /* JSON lines to records, as one file. */

/*
 * The flags of a column. A subject that cannot do what one asks fails with
 * PH_SUBJECT_ERROR_UNSUPPORTED.
 */
#define PH_COLUMN_SIGNED          (UINT32_C(1) << 0) /* Decimals: PIC S9; else 9. */
#define PH_COLUMN_SIGN_LEADING    (UINT32_C(1) << 1) /* Zoned: else trailing. */
#define PH_COLUMN_SIGN_SEPARATE   (UINT32_C(1) << 2) /* Zoned: else an overpunched digit. */
#define PH_COLUMN_BLANK_WHEN_ZERO (UINT32_C(1) << 3) /* Zoned: a cell of blanks is zero. */
#define PH_COLUMN_PASS_CONTROLS   (UINT32_C(1) << 4) /* Text: control characters are no errors. */
/*
 * A hint, of which a subject makes what it likes: what is read lies in no cache, and is read once;
 * what is written goes where the last call's output went. Subjects before 1.7 are not given it.
 */
#define PH_COLUMN_STREAMED (UINT32_C(1) << 5)

/*
 * ph_subject_layout.record_format. What a file frames otherwise (lengths that count the header,
 * blocks) the host takes apart: it is handed over as PH_RECORD_FORMAT_RDW.
 */
#define PH_RECORD_FORMAT_FIXED UINT32_C(1) /* Records of one length, back to back. */
#define PH_RECORD_FORMAT_RDW                                                                       \
    UINT32_C(2) /* Each record behind a 4-byte header: 16-bit big-endian payload length, 0, 0. */

/*
 * ph_subject_layout.float_format: how COMP-1 and COMP-2 are written. A subject that cannot read
 * what it is asked for, of a copybook that has them, fails with PH_SUBJECT_ERROR_UNSUPPORTED.
 */
#define PH_FLOAT_HEXADECIMAL UINT32_C(1) /* z/Architecture's, as COBOL on z/OS writes them. */
#define PH_FLOAT_IEEE        UINT32_C(2) /* IEEE 754, big-endian. */

/* ph_subject_layout.shape: what a line of JSON looks like. */
#define PH_LINES_PLAIN       UINT32_C(1) /* An object of the record's items, groups in it. */
#define PH_LINES_COPYBOOK_RS UINT32_C(2) /* As copybook-rs writes a file's. */

/* ph_subject_layout.controls: what becomes of a control character in text. Tab, LF and CR are none.
 */
#define PH_CONTROLS_ERROR   UINT32_C(1) /* Its record fails. */
#define PH_CONTROLS_REPLACE UINT32_C(2) /* U+FFFD stands for it. */
#define PH_CONTROLS_PASS    UINT32_C(3) /* It is a character like others: \u0001. */

/* ph_subject_layout.redefines: which views of an area that is redefined are written. */
#define PH_REDEFINES_ALL   UINT32_C(1) /* Each; one that does not decode fails its record. */
#define PH_REDEFINES_FIRST UINT32_C(2) /* The one that is redefined. */
#define PH_REDEFINES_VALID UINT32_C(3) /* Each; one that does not decode is null. */

/* ph_subject_layout.source_format: how the copybook's lines are to be read. */
#define PH_COPYBOOK_LINES_FIXED UINT32_C(1) /* Columns 1-6 and 73-80 are no text, 7 is special. */
#define PH_COPYBOOK_LINES_FREE  UINT32_C(2) /* All of a line is text. */

/* ph_subject_outcome.byte when the subject cannot say where in the item the bad byte is. */
#define PH_BYTE_UNKNOWN UINT64_MAX

/*
 * What a call did. The host zeroes it and sets struct_size; the subject fills in the rest.
 * Texts are UTF-8, NUL-terminated, cut to fit.
 */
typedef struct ph_subject_outcome {
    uint32_t struct_size;
    uint32_t reserved;      /* 0. */
    uint64_t items_done;    /* Cells or records decoded, or encoded. */
    uint64_t items_failed;  /* Cells or records that could not be. */
    uint64_t first_failed;  /* Index of the first of them, from 0. */
    uint64_t byte;          /* Offset of its bad byte within that item, or PH_BYTE_UNKNOWN. */
    uint64_t output_length; /* Bytes of text, JSON lines or records written. */
    char error_code[64];    /* The subject's stable name of the first error, "" if none. */
    char error_field[128];  /* Path of the field that failed, "" where there is none. */
    char error_detail[256]; /* For people. May quote the data: the host drops it when it must. */
    /* 1.1 ends here: what follows is only there, and to be written, where struct_size says so. */

    /*
     * Records that were decoded although something in them is not as their copybook says, such as a
     * count beyond its table's maximum that was cut. Not what the copybook allows, such as blanks
     * for zero.
     */
    uint64_t items_warned;
    uint64_t first_warned;   /* Index of the first of them, from 0. */
    char warning_code[64];   /* The subject's stable name of its warning, "" if none. */
    char warning_field[128]; /* Path of its field, "" where there is none. */
    /* 1.2 ends here. */
} ph_subject_outcome;

/* An integer of 128 bits, two's complement: high times 2^64 plus low. */
typedef struct ph_subject_wide {
    uint64_t low;
    int64_t high;
} ph_subject_wide;

/*
 * One column of fixed-width cells to decode, and where the answer goes. Borrowed for the call.
 *
 * Cells are decoded in order up to the first bad one: the call then fails with items_done =
 * first_failed = its index, items_failed = 1, and nothing written for it or after it.
 *
 * Decimals: values receives one int64 per cell: the digits as an integer, the scale not applied.
 * Text: text receives the cells' UTF-8 back to back without terminators; text_ends[i] is the offset
 * in text just past cell i. Nothing is trimmed. Control characters below U+0020 other than tab, LF
 * and CR are errors, unless the column says that they pass.
 */
typedef struct ph_subject_column {
    uint32_t struct_size;
    uint32_t operation; /* PH_OPERATION_DECODE_TEXT, _ZONED or _PACKED. */
    uint32_t flags;     /* PH_COLUMN_*. */
    uint32_t ccsid;     /* 37 and so on; the code page of text and zoned cells. */
    uint32_t digits;    /* Decimals: digits in the picture, 1 to 18, or to 31 with wide_values. */
    int32_t scale;      /* Decimals: how many of them stand behind the decimal point. */
    const uint8_t *cells;
    uint64_t stride; /* Bytes from one cell to the next, at least width. */
    uint64_t width;  /* Bytes per cell. */
    uint64_t count;  /* Cells. */
    int64_t *values; /* Decimals: room for count values; else NULL. */
    uint8_t *text;   /* Text: room for text_capacity bytes; else NULL. */
    uint64_t text_capacity;
    uint32_t *text_ends;          /* Text: room for count offsets; else NULL. */
    ph_subject_wide *wide_values; /* Decimals of 19 to 31 digits: in place of values; else NULL. */
} ph_subject_column;

/*
 * One column of fixed-width cells to write, and what goes into it: the way back. Borrowed for the
 * call. Values are encoded in order up to the first that does not fit, which fails as a bad cell
 * does. Cells lie back to back; text shorter than its cell is padded with EBCDIC spaces.
 */
typedef struct ph_subject_encode_column {
    uint32_t struct_size;
    uint32_t operation; /* PH_OPERATION_ENCODE_TEXT, _ZONED or _PACKED. */
    uint32_t flags;     /* PH_COLUMN_*. */
    uint32_t ccsid;
    uint32_t digits; /* Decimals: 1 to 18. */
    int32_t scale;
    uint64_t width;            /* Bytes per cell. */
    uint64_t count;            /* Cells. */
    uint8_t *cells;            /* Room for width times count bytes. */
    const int64_t *values;     /* Decimals: one per cell, the scale not applied; else NULL. */
    const uint8_t *text;       /* Text: UTF-8 back to back; else NULL. */
    const uint32_t *text_ends; /* Text: offset in text just past each cell's; else NULL. */
} ph_subject_encode_column;

/* How records are laid out. Borrowed for the call. */
typedef struct ph_subject_layout {
    uint32_t struct_size;
    uint32_t record_format; /* PH_RECORD_FORMAT_*. */
    uint32_t ccsid;
    uint32_t float_format; /* PH_FLOAT_*; 0 from hosts, and for subjects, before 1.2. */
    const char *copybook;  /* COBOL source, UTF-8, not NUL-terminated. */
    uint64_t copybook_length;
    /* 1.2 ends here: what follows is only there where struct_size says so, and 0 where it is not.
     */

    /* What a subject cannot do of these four, it fails with PH_SUBJECT_ERROR_UNSUPPORTED. */
    uint32_t shape;         /* PH_LINES_*; 0: the subject's own. */
    uint32_t controls;      /* PH_CONTROLS_*; 0: they are errors. */
    uint32_t redefines;     /* PH_REDEFINES_*; 0: all. */
    uint32_t pointer_bytes; /* Of POINTER items: 4 or 8; 0: there are none. */
    uint32_t source_format; /* PH_COPYBOOK_LINES_*, as the host reads it; 0: it is not known. */
    uint32_t reserved;      /* 0. */
    /* 1.3 ends here. */
} ph_subject_layout;

/*
 * Whole records to decode into JSON lines. Borrowed for the call.
 *
 * A record that fails is counted, leaves no line, and the rest are decoded all the same; the call
 * then fails. A call whose output does not fit fails with error_code PH_SUBJECT_ERROR_OUTPUT_FULL.
 */
typedef struct ph_subject_records {
    uint32_t struct_size;
    uint32_t operation; /* PH_OPERATION_DECODE_RECORDS, _DECODE_FILE or _DECODE_FILE_THREADS. */
    const uint8_t *bytes;
    uint64_t length; /* Bytes. */
    uint64_t count;  /* Records in them. */
    uint8_t *output; /* One JSON object per record, each ended by LF. */
    uint64_t output_capacity;
    /* 1.3 ends here: what follows is only there where struct_size says so. */

    /*
     * With PH_OPERATION_DECODE_FILE_THREADS, and else 0: at most so many threads decode at a time.
     * The calling one may be one of them, or hand out the records and collect their lines while so
     * many others decode: no call has more threads than that beside its own.
     */
    uint32_t threads;
    uint32_t reserved; /* 0. */
    /* 1.4 ends here. */
} ph_subject_records;

/*
 * JSON lines to encode into whole records: the way back. Borrowed for the call; the lines are not
 * to be written to.
 *
 * A line that fails is counted, leaves no record, and the rest are encoded all the same; the call
 * then fails: first_failed is the line's index, error_field its item. Records are framed as the
 * layout says. A call whose output does not fit fails with error_code PH_SUBJECT_ERROR_OUTPUT_FULL.
 */
typedef struct ph_subject_lines {
    uint32_t struct_size;
    uint32_t operation;  /* PH_OPERATION_ENCODE_RECORDS or _ENCODE_FILE. */
    const uint8_t *text; /* One JSON object per record, each ended by LF. */
    uint64_t length;     /* Bytes. */
    uint64_t count;      /* Lines in them. */
    uint8_t *output;     /* The records, back to back. */
    uint64_t output_capacity;
} ph_subject_lines;

/*
 * A file of records to decode, or of JSON lines to encode: from one descriptor to another. Borrowed
 * for the call: the subject closes neither.
 *
 * The input is read from where its offset stands to its end, once and in order, by read() and
 * readv(). What is made of it goes to the output in order, all of it before the call returns, by
 * write() and writev(): nothing else can be done with that descriptor. How much is read and written
 * at once, and in what buffers, is the subject's choice.
 *
 * Records are framed as the layout says, and lines end with LF. An item that fails is counted,
 * leaves nothing in the output, and the rest are done all the same; the call then fails. So does
 * one that cannot read or write, with PH_SUBJECT_ERROR_READ or _WRITE. output_length is what was
 * written.
 */
typedef struct ph_subject_stream {
    uint32_t struct_size;
    uint32_t operation; /* PH_OPERATION_DECODE_DESCRIPTOR or PH_OPERATION_ENCODE_DESCRIPTOR. */
    int32_t input;      /* Open for reading. */
    int32_t output;     /* Open for writing. */
} ph_subject_stream;

/* Error codes that mean the same for all subjects. */
#define PH_SUBJECT_ERROR_OUTPUT_FULL "PH_OUTPUT_FULL" /* The output did not fit. */
#define PH_SUBJECT_ERROR_UNSUPPORTED "PH_UNSUPPORTED" /* The subject cannot do this at all. */
#define PH_SUBJECT_ERROR_PANIC       "PANIC"    /* It caught a panic or an exception of its own. */
#define PH_SUBJECT_ERROR_READ        "PH_READ"  /* The input could not be read, or... */
#define PH_SUBJECT_ERROR_WRITE       "PH_WRITE" /* ...the output not be written: detail says why. */

typedef struct ph_subject {
    uint32_t struct_size; /* sizeof(ph_subject) in the subject's build. */
    uint32_t abi_major;   /* PH_SUBJECT_ABI_MAJOR in the subject's build. */
    uint32_t abi_minor;
    uint32_t operations; /* PH_OPERATION_*, or-ed together. */
    const char *name;    /* Static, [a-z0-9-]+. */
    const char *variant; /* Static, "" for the library's main subject, else [a-z0-9-]+. */
    const char *version; /* Static: version of the code under test. */
    /* Static: compiler, optimisation, target CPU; with the word "debug" when it is not optimised.
     */
    const char *build;

    /*
     * Start. options is NUL-terminated, "" by default. *ret_state is written on success only and
     * given to every later call until close(state).
     */
    int32_t (*open)(const char *options, void **ret_state, ph_subject_outcome *outcome);
    void (*close)(void *state);

    /* Needed for the operations that decode columns, else NULL. */
    int32_t (*decode_column)(void *state, const ph_subject_column *column,
                             ph_subject_outcome *outcome);

    /*
     * Needed for records, files and descriptors, both ways, else NULL. *ret_layout and
     * *ret_record_length are written on success only; the record length is 0 when it varies.
     */
    int32_t (*open_layout)(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome);
    void (*close_layout)(void *state, void *layout);
    int32_t (*decode_records)(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome);

    /* Needed for the operations that encode columns, else NULL. */
    int32_t (*encode_column)(void *state, const ph_subject_encode_column *column,
                             ph_subject_outcome *outcome);
    /* 1.0 ends here. */

    /*
     * May be NULL. What open() chose among several ways to do the work, such as the instruction
     * set: for the run record, behind build. Static text, a few words.
     */
    const char *(*chosen)(void *state);
    /* 1.1 ends here. (1.2 appended to the outcome.) */

    /*
     * May be NULL. How the subject lays out the copybook of this layout, of open_layout(): JSON,
     * UTF-8, an array of the items at the copybook's top. Each is an object of
     *
     *   name           text, as the copybook spells it; "FILLER" for an item without one
     *   offset         of its first occurrence, in bytes from the first of all items; every table
     *                  before it is as long as it can be
     *   size           bytes of one occurrence, tables in it as long as they can be
     *   occurs         occurrences, at most; 1 where it is left out
     *   offset_varies  true: it stands behind the occurrences that are there, of a table with a
     *                  counter; false where it is left out
     *   items          those below it, likewise; none where it is left out
     *
     * and of what the subject knows; what is left out is not compared:
     *
     *   level          number; 66 and 88 say the kind, where it is left out
     *   kind           group, text, national, zoned, packed, binary, float, bytes, renames or
     *                  condition (level 88, of which nothing else is compared)
     *   digits, scale  numbers, of zoned, packed and binary items
     *   signed         true or false, likewise
     *   sign_leading   true: the sign stands in or before the first digit; false: at the last one,
     * of zoned items that are signed sign_separate  true: it is a byte of its own; false: half of a
     * digit's. Likewise redefines      text, the name of the item whose storage it has; its offset
     * is compared
     *
     * Other members are not looked at. outcome.output_length bytes were written to output; what
     * does not fit into capacity fails with PH_SUBJECT_ERROR_OUTPUT_FULL.
     */
    int32_t (*describe_layout)(void *state, void *layout, uint8_t *output, uint64_t capacity,
                               ph_subject_outcome *outcome);
    /* 1.3 ends here. */

    /* Needed for the operations on descriptors, else NULL. */
    int32_t (*stream)(void *state, void *layout, const ph_subject_stream *stream,
                      ph_subject_outcome *outcome);
    /* 1.5 ends here. */

    /* Needed for PH_OPERATION_ENCODE_RECORDS and _ENCODE_FILE, else NULL. */
    int32_t (*encode_records)(void *state, void *layout, const ph_subject_lines *lines,
                              ph_subject_outcome *outcome);
    /* 1.6 ends here. (1.7 has one more flag of columns.) */
} ph_subject;

/* True when the subject's build knew this member and set it. For members added after 1.0. */
#define PH_SUBJECT_HAS(subject, member)                                                            \
    (offsetof(ph_subject, member) + sizeof((subject)->member) <= (subject)->struct_size &&         \
     (subject)->member != NULL)

/*
 * The one symbol a subject library exports: its subjects, index from 0, NULL past the last. A
 * library may show the same code through several variants. Returns static storage; called once per
 * index, before any other call.
 */
typedef const ph_subject *ph_subject_entry_fn(uint32_t index);
#define PH_SUBJECT_ENTRY_SYMBOL "ph_subject_entry"
#define PH_SUBJECT_VARIANTS_MAX 8u

#ifdef __cplusplus
}
#endif

#endif /* PERFHARNESS_SUBJECT_H */
