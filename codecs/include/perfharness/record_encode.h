/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines of JSON back to whole records: the way back of perfharness/record_lines.h, whose shapes
 * they have, members in any order.
 *
 * Nothing is cut, rounded or guessed: a value that its item cannot hold fails its line, as does an
 * item that is missing, or a member that the copybook has not. What an item is encoded as:
 *
 * text, PIC N  Padded with spaces behind it, before it where the item is JUSTIFIED.
 * decimals     Sign C or D, without one F; blank when zero where the item is. JSON numbers will do.
 * binary       The item's full range.
 * floats       To the nearest value of their format, ties to even; hexadecimal ones of what is
 *              nearest in binary64.
 * pointers     Two hexadecimal digits a byte.
 *
 * What is redefined or renamed is written once and compared: what has one form alone first, as
 * texts and binary numbers, for it has every bit; others are the same where the same value is
 * decoded. Bytes that no item of the line has are FILLER: spaces in text, zero in numbers, X'00' in
 * slack and behind shorter tables.
 *
 * Of COPYBOOK_RS it is "fields" that is written. What stands beside it has to agree with that,
 * where it is sure whose value it is: of items of one name it is the last one's that the record
 * has.
 *
 * Nothing here allocates; an encoder lives in memory that the caller lends, and is for one thread.
 * Floats are read by the C library, whose LC_NUMERIC is to be "C".
 */
#ifndef PERFHARNESS_RECORD_ENCODE_H
#define PERFHARNESS_RECORD_ENCODE_H

#include "perfharness/record_lines.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What is wrong with a line: identifier, stable name, what is said of it where no more is. */
#define PH_RECORD_ENCODE_STATUS_LIST(X)                                                            \
    X(OK, "ok", "")                                                                                \
    X(NOT_JSON, "not-json", "it is no JSON")                                                       \
    X(TOO_DEEP, "too-deep", "it is nested deeper than any record")                                 \
    X(TOO_MANY_VALUES, "too-many-values", "it has more values than a record of the copybook")      \
    X(WRONG_KIND, "wrong-kind", "")                                                                \
    X(MISSING, "missing", "it is missing")                                                         \
    X(NO_VIEW, "no-view", "it is null, and so is whatever redefines it")                           \
    X(UNKNOWN_MEMBER, "unknown-member", "a member that the copybook has not")                      \
    X(TWICE, "twice", "a member that is there twice")                                              \
    X(NOT_A_NUMBER, "not-a-number", "it is no decimal number")                                     \
    X(NEGATIVE, "negative", "it is below zero, and its picture has no sign")                       \
    X(TOO_LARGE, "too-large", "it is too large for its item")                                      \
    X(TOO_FINE, "too-fine", "it has a digit behind the last of its picture")                       \
    X(TOO_LONG, "too-long", "it is longer than its item")                                          \
    X(UNMAPPABLE, "unmappable", "")                                                                \
    X(NOT_BYTES, "not-bytes", "it is not two hexadecimal digits for each byte")                    \
    X(BAD_COUNT, "bad-count", "a count that its table does not allow")                             \
    X(ELEMENTS, "elements", "")                                                                    \
    X(DIFFERS, "differs", "")                                                                      \
    X(OTHER_SCHEMA, "other-schema", "the line is of another schema than copybook.v1")              \
    X(OTHER_PAGE, "other-page", "the line is of another code page")

typedef enum ph_record_encode_status {
#define X(id, name, words) PH_RECORD_ENCODE_##id,
    PH_RECORD_ENCODE_STATUS_LIST(X)
#undef X
} ph_record_encode_status;

/** What became of one line. */
typedef struct ph_record_encode_result {
    ph_record_encode_status status;
    size_t length;  /**< OK: bytes of the record; else 0. */
    uint32_t item;  /**< The item that failed, or PH_RECORD_NO_ITEM: the line as a whole. */
    uint32_t other; /**< ELEMENTS: its counter. DIFFERS: the item whose bytes are there. Or
                         PH_RECORD_NO_ITEM. */
    size_t at;      /**< NOT_JSON: offset in the line. UNMAPPABLE: which character, from 0. */
    uint8_t expected, found; /**< WRONG_KIND, for the words alone. */
    const char *member;      /**< UNKNOWN_MEMBER, TWICE: its name, of the line; else NULL. */
    size_t member_length;
    uint8_t depth;                                  /**< Tables the item stands in, */
    uint32_t occurrence[PH_RECORD_TABLE_DEPTH_MAX]; /**< and which occurrence, from 0. */
} ph_record_encode_result;

/** Made once for a record, in memory that the caller lends. Opaque. */
typedef struct ph_record_encoder ph_record_encoder;

/** Bytes of memory that an encoder of this record takes. */
size_t ph_record_encoder_size(const ph_copybook *copybook, const ph_record *record,
                              const ph_line_options *options);

/**
 * @param memory   ph_record_encoder_size() bytes, aligned for anything.
 * @param copybook, record, options  As ph_line_decoder_make() has them; controls and redefines are
 *                 not looked at: a view that is null, or not there, is none where another one is.
 *                 With is_variable a record ends with the last item that is there, a text there as
 *                 it is; else all have their full length.
 */
ph_record_encoder *ph_record_encoder_make(const ph_copybook *copybook, const ph_record *record,
                                          const ph_line_options *options, void *memory);

/** Bytes that no line need be longer than, blanks and escapes and all. */
size_t ph_record_encoder_line_max(const ph_record_encoder *encoder);

/**
 * Encode one line.
 *
 * @param line    Without its LF, at most ph_record_encoder_line_max() bytes. It is written to:
 * texts lose their escapes.
 * @param record  Receives the record: room for the record's length_max. On failure unspecified.
 */
ph_record_encode_result ph_record_encode(ph_record_encoder *encoder, char *line, size_t length,
                                         uint8_t *record);

/*
 * The same lines faster, by the kernels of an instruction set, where they are as ph_line_decode()
 * writes them: members in the copybook's order and by its names, no blanks, no view left out. Texts
 * with characters that are not ASCII or that JSON escapes, numbers of another form, floats, PIC N,
 * pointers, and P in a picture cost more. Of records that ph_line_batch_decode() makes by the
 * scalar walk no line is taken, nor where a view reaches beyond what it redefines.
 */

/** Made once for an encoder, in memory that the caller lends. Opaque. */
typedef struct ph_record_encode_plan ph_record_encode_plan;

/** Bytes of memory that the plan of this encoder takes. */
size_t ph_record_encode_plan_size(const ph_record_encoder *encoder);

/**
 * @param encoder  Borrowed as long as the plan is used; it has encoded nothing yet.
 * @param codec    The kernels.
 * @param memory   ph_record_encode_plan_size() bytes, aligned for anything.
 */
ph_record_encode_plan *ph_record_encode_plan_make(ph_record_encoder *encoder, const ph_codec *codec,
                                                  void *memory);

/** False: no line is taken. */
bool ph_record_encode_plan_is_made(const ph_record_encode_plan *plan);

/**
 * Encode the first of some lines, if it is as it would be written: to the record that
 * ph_record_encode() makes of it.
 *
 * @param text        Lines, each with its LF. Borrowed for the call. Fastest with more than a line
 *                    in it.
 * @param record      As ph_record_encode() has it.
 * @param ret_length  Receives the bytes of the record.
 * @return            Bytes of the line and its LF; 0: it is not taken, whether it is good or not.
 */
size_t ph_record_encode_planned(ph_record_encode_plan *plan, const char *text, size_t size,
                                uint8_t *record, size_t *ret_length);

/** "ORDER.LINE[2].QTY", as ph_line_failed_path(). */
size_t ph_record_encode_path(const ph_copybook *copybook, const ph_record_encode_result *result,
                             char *text, size_t size);

/**
 * "it is missing": nothing that the line holds but kinds of values, and places in it. text is cut
 * to size, and ends with a NUL.
 */
void ph_record_encode_words(const ph_copybook *copybook, const ph_record_encode_result *result,
                            char *text, size_t size);

/** "ok", "not-json" and so on. */
const char *ph_record_encode_status_name(ph_record_encode_status status);

#ifdef __cplusplus
}
#endif

#endif /* PERFHARNESS_RECORD_ENCODE_H */
