/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whole records to JSON lines, by the layout that perfharness/record.h made of their copybook.
 *
 * Numbers are decimal text in quotes, so that no digit is lost: the digits and decimals of the
 * picture, as perfharness/codec.h decodes them. Binary items hold their full range, TRUNC(BIN).
 * COMP-1 and COMP-2 are JSON numbers: the shortest decimal that is nearest to no other binary64;
 * null where it is infinite or no number. RENAMES is the text of its range, or, without THROUGH,
 * the value of its item. Nothing here allocates; a decoder lives in memory that the caller lends,
 * and is for one thread.
 */
#ifndef PERFHARNESS_RECORD_LINES_H
#define PERFHARNESS_RECORD_LINES_H

#include "perfharness/codec.h"
#include "perfharness/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a line looks like: identifier, the name that --shape takes. */
#define PH_LINE_SHAPE_LIST(X)                                                                      \
    X(PLAIN, "plain")             /* An object of the record's items, groups as objects in it. */  \
    X(COPYBOOK_RS, "copybook-rs") /* As copybook-rs 0.8.1 writes a file, where that is right. */

typedef enum ph_line_shape {
#define X(id, name) PH_LINE_SHAPE_##id,
    PH_LINE_SHAPE_LIST(X)
#undef X
} ph_line_shape;

/** Which views of an area that is redefined are written: identifier, the name for --redefines. */
#define PH_LINE_REDEFINES_LIST(X)                                                                  \
    X(ALL, "all")     /* Each; one that does not decode fails its record. */                       \
    X(FIRST, "first") /* The one that is redefined. */                                             \
    X(VALID, "valid") /* Each; one that does not decode is null. */

typedef enum ph_line_redefines {
#define X(id, name) PH_LINE_REDEFINES_##id,
    PH_LINE_REDEFINES_LIST(X)
#undef X
} ph_line_redefines;

/** How COMP-1 and COMP-2 are written: identifier, the name for --float. */
#define PH_LINE_FLOAT_LIST(X)                                                                      \
    X(HFP, "hfp")   /* z/Architecture hexadecimal: to the nearest binary64, ties to even. */       \
    X(IEEE, "ieee") /* IEEE 754, big-endian. */

typedef enum ph_line_float {
#define X(id, name) PH_LINE_FLOAT_##id,
    PH_LINE_FLOAT_LIST(X)
#undef X
} ph_line_float;

typedef struct ph_line_options {
    ph_line_shape shape;
    const ph_code_page *page;
    const char *page_name;      /**< "cp037": COPYBOOK_RS names it in each line. Borrowed. */
    ph_control_policy controls; /**< PASS: as \u00XX. Tab, LF and CR are \t, \n and \r always. */
    ph_line_redefines redefines;
    ph_line_float floats;
    /**
     * A record ends where its descriptor says: text that is cut short is what is there, items
     * wholly behind the end are left out, a number cut in two is an error. Else every record has
     * its full length, padded behind its tables.
     */
    bool is_variable;
} ph_line_options;

/** What is wrong with a record: identifier, stable name, what is said of it, and how many
 * hexadecimal digits of the value are shown behind that. */
#define PH_LINE_STATUS_LIST(X)                                                                     \
    X(OK, "ok", "", 0)                                                                             \
    X(BAD_DIGIT, "bad-digit", "digit nibble", 1)                                                   \
    X(BAD_ZONE, "bad-zone", "zone nibble", 1)                                                      \
    X(BAD_SIGN, "bad-sign", "sign nibble", 1)                                                      \
    X(BAD_SEPARATE_SIGN, "bad-separate-sign", "sign byte", 2)                                      \
    X(BAD_CONTROL, "bad-control", "control character", 2)                                          \
    X(BAD_UTF16, "bad-utf16", "half a surrogate pair", 0)                                          \
    X(CUT, "cut", "the record ends inside it", 0)                                                  \
    X(BAD_COUNT, "bad-count", "a count that its table does not allow", 0)                          \
    X(TOO_SHORT, "too-short", "the record is shorter than its copybook says", 0)                   \
    X(TOO_LONG, "too-long", "the record is longer than its copybook says", 0)                      \
    X(OUTPUT_FULL, "output-full", "the line does not fit", 0)

typedef enum ph_line_status {
#define X(id, name, words, shown) PH_LINE_STATUS_##id,
    PH_LINE_STATUS_LIST(X)
#undef X
} ph_line_status;

/** What became of one record. */
typedef struct ph_line_result {
    ph_line_status status;
    size_t length; /**< OK: bytes of the line, its LF counted; else 0. */
    uint32_t item; /**< The item that failed, or PH_RECORD_NO_ITEM: the record as a whole. */
    uint32_t byte; /**< Offset in the record of the first bad byte. */
    uint8_t value; /**< The nibble or byte that the words of the status show. */
    uint8_t depth; /**< Tables the item stands in, */
    uint32_t occurrence[PH_RECORD_TABLE_DEPTH_MAX]; /**< and which occurrence, from 0. */
} ph_line_result;

/** Made once for a record, in memory that the caller lends. Opaque. */
typedef struct ph_line_decoder ph_line_decoder;

/** Bytes of memory that a decoder of this record takes. */
size_t ph_line_decoder_size(const ph_copybook *copybook, const ph_record *record);

/**
 * @param memory  ph_line_decoder_size() bytes, aligned for anything.
 * @param copybook, record, options  Borrowed as long as the decoder is used; options is copied.
 */
ph_line_decoder *ph_line_decoder_make(const ph_copybook *copybook, const ph_record *record,
                                      const ph_line_options *options, void *memory);

/** Bytes that no line is longer than. */
size_t ph_line_length_max(const ph_line_decoder *decoder);

/**
 * Decode one record.
 *
 * @param number  Of the record, from 1: COPYBOOK_RS writes it.
 * @param out     Receives the line with its LF; on failure its bytes are unspecified.
 */
ph_line_result ph_line_decode(ph_line_decoder *decoder, const uint8_t *record, size_t length,
                              uint64_t number, uint8_t *out, size_t capacity);

/*
 * Many records at once, by the kernels of an instruction set. The lines, and what is said of a
 * record that fails, are those of ph_line_decode().
 *
 * Kernels take records that are as long as their copybook and their counters say, up to 16 tables
 * with counters, none of them in another table, redefined, or in a record with a level 66. Text
 * with characters that are not ASCII or that JSON escapes costs more; floats, PIC N, pointers, P in
 * a picture and binary numbers of more than 15 decimals are decoded by the scalar walk, one value
 * at a time; all other records are, as wholes.
 */

/** Made once for a decoder, in memory that the caller lends. Opaque. */
typedef struct ph_line_batch ph_line_batch;

/** Records, one behind the other. Borrowed for the call. */
typedef struct ph_line_input {
    const uint8_t *bytes;
    size_t size;   /**< Bytes of all of them: what is behind is not read. */
    size_t count;  /**< Records. */
    size_t length; /**< Bytes of each; 0: each stands behind a header of four, the first two of
                        which are its length, big-endian. size has been held against them. */
} ph_line_input;

/** Where a batch ended. */
typedef struct ph_line_batch_result {
    size_t lines;          /**< Records decoded: count, or the index of the one that failed. */
    size_t read;           /**< Bytes of these records, and of the one that failed. */
    size_t written;        /**< Bytes of their lines. */
    size_t redone;         /**< Records that the kernels had to leave, the one that failed, too. */
    ph_line_result failed; /**< status OK: none did. */
} ph_line_batch_result;

/** Bytes of memory that a batch of this decoder takes. */
size_t ph_line_batch_size(const ph_line_decoder *decoder);

/**
 * @param decoder  Borrowed as long as the batch is used, which decodes by it, too.
 * @param codec    The kernels.
 * @param memory   ph_line_batch_size() bytes; where a cache line begins is best.
 */
ph_line_batch *ph_line_batch_make(ph_line_decoder *decoder, const ph_codec *codec, void *memory);

/**
 * Decode records up to the first that fails.
 *
 * @param number  Of the first record, from 1.
 * @param out     Receives the lines, back to back. What lies behind them, up to the capacity, is
 *                unspecified. Fastest with room for a line of ph_line_length_max() bytes more.
 */
ph_line_batch_result ph_line_batch_decode(ph_line_batch *batch, ph_line_input input,
                                          uint64_t number, uint8_t *out, size_t capacity);

/**
 * "ORDER.LINE[2].QTY": the item that failed, occurrences from 1; "" for the record as a whole.
 *
 * @return  As ph_record_item_path().
 */
size_t ph_line_failed_path(const ph_copybook *copybook, const ph_line_result *result, char *text,
                           size_t size);

/** "sign nibble 4": the words of the status. text is cut to size, and ends with a NUL. */
void ph_line_failed_words(const ph_line_result *result, char *text, size_t size);

/** "plain", "all", "hfp", "bad-digit" and so on. */
const char *ph_line_shape_name(ph_line_shape shape);
const char *ph_line_redefines_name(ph_line_redefines redefines);
const char *ph_line_float_name(ph_line_float floats);
const char *ph_line_status_name(ph_line_status status);

#ifdef __cplusplus
}
#endif

#endif /* PERFHARNESS_RECORD_LINES_H */
