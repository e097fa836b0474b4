/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The native reference codecs: columns of mainframe fields in, numbers and UTF-8 out, and back.
 *
 * Semantics are the hardware's (z/Architecture Principles of Operation, decimal data formats) and,
 * for text, IBM's code page tables as glibc iconv has them. Nothing here allocates, keeps a pointer
 * or holds state; every function may run on any thread.
 */
#ifndef PERFHARNESS_CODEC_H
#define PERFHARNESS_CODEC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Most digits of a decimal that is decoded into int64_t. */
#define PH_DECIMAL_MAX_DIGITS 18

/** Most digits of a decimal that is decoded into ph_int128 or into text. */
#define PH_DECIMAL_MAX_DIGITS_128 31

/** Most decimals of a decimal text. */
#define PH_DECIMAL_MAX_SCALE 31

/** Longest decimal text: a sign, a point and the 39 digits of the greatest ph_int128. */
#define PH_DECIMAL_TEXT_MAX 41

/** Bytes of a packed decimal (COMP-3) of so many digits: two a byte, the sign in the last half. */
#define PH_PACKED_WIDTH(digits) ((size_t)(digits) / 2 + 1)

/** Bytes of a zoned decimal (DISPLAY): one a digit, and one for a separate sign. */
#define PH_ZONED_WIDTH(digits, flags)                                                              \
    ((size_t)(digits) + (((flags)&PH_DECIMAL_SIGN_SEPARATE) != 0 ? 1u : 0u))

/** Longest UTF-8 of one EBCDIC byte: no code page here maps beyond U+FFFF. */
#define PH_TEXT_MAX_UTF8_PER_BYTE 3

typedef enum ph_codec_status {
    PH_CODEC_OK = 0,
    PH_CODEC_BAD_DIGIT,   /**< A digit is above 9, or the pad nibble of a packed cell is not 0. */
    PH_CODEC_BAD_ZONE,    /**< The zone of a zoned digit is not F (ASCII: 3). */
    PH_CODEC_BAD_SIGN,    /**< The sign is not one, or not allowed in an unsigned field. */
    PH_CODEC_BAD_CONTROL, /**< A control character, and the policy is to refuse it. */
    PH_CODEC_BAD_SHAPE,   /**< Width, stride, digits, flags, scale or capacity out of range. */
    PH_CODEC_NOT_LATIN1,  /**< The character is beyond U+00FF, and the output is Latin-1. */
} ph_codec_status;

/** One field across many records: a column of fixed-width cells. */
typedef struct ph_column {
    const uint8_t *cells; /**< First cell. Borrowed for the call. */
    size_t stride;        /**< Bytes from one cell to the next; at least width. */
    size_t width;         /**< Bytes per cell. */
    size_t count;         /**< Cells. */
} ph_column;

/** PIC S9…; without it PIC 9…, whose only sign or zone is F. The only clause of packed decimals. */
#define PH_DECIMAL_SIGNED (UINT32_C(1) << 0)
/** SIGN LEADING; without it SIGN TRAILING. Signed zoned decimals only, as is the next one. */
#define PH_DECIMAL_SIGN_LEADING (UINT32_C(1) << 1)
/** SIGN SEPARATE: a byte of its own, 4E plus, 60 minus; without it an overpunched digit. */
#define PH_DECIMAL_SIGN_SEPARATE (UINT32_C(1) << 2)
/** BLANK WHEN ZERO: zero is a cell of nothing but blanks, too. Zoned decimals only. */
#define PH_DECIMAL_BLANK_WHEN_ZERO (UINT32_C(1) << 3)
/**
 * The ASCII zoned convention: digits 30–39; overpunch { A–I for plus, } J–R for minus, a plain
 * digit for plus; separate sign 2B plus, 2D minus; blank 20. Zoned decimals only.
 */
#define PH_DECIMAL_ASCII (UINT32_C(1) << 4)
/**
 * The copybook-rs compatibility profile: decode as copybook-rs 0.6.1 does where it departs from the
 * hardware's rules. Up to PH_DECIMAL_MAX_DIGITS digits; not with PH_DECIMAL_ASCII; encoders take no
 * notice of it.
 *
 * Zoned: an overpunched zone is C, D or F, never A, B or E; a separate sign is plus when it is a
 * blank or a zero. Packed: the pad nibble of four digits is a fifth digit, that of six and more is
 * not looked at.
 */
#define PH_DECIMAL_COPYBOOK_RS (UINT32_C(1) << 5)

/** The part of a data description that decides what a decimal cell may hold. */
typedef struct ph_decimal {
    uint32_t digits; /**< 1 to PH_DECIMAL_MAX_DIGITS, or _128 where the function's name has it. */
    uint32_t flags;  /**< PH_DECIMAL_*, or-ed together. */
} ph_decimal;

/** An integer of 128 bits, two's complement: high × 2^64 + low. */
typedef struct ph_int128 {
    uint64_t low;
    int64_t high;
} ph_int128;

/** Where a batch ended. Every kernel reports the same three values for the same input. */
typedef struct ph_decode_result {
    ph_codec_status status;
    size_t record; /**< Cells decoded: count on success, else the index of the bad one. */
    size_t byte;   /**< Offset of the first bad byte in that cell; 0 on success. */
} ph_decode_result;

/** The kernels chosen for one instruction set. Immutable, static, never freed. */
typedef struct ph_codec ph_codec;

/**
 * Choose kernels by instruction set ("scalar", ...), or the best this CPU runs when isa is NULL.
 * NULL when the CPU or the build lacks the one named: a forced choice never falls back.
 */
const ph_codec *ph_codec_choose(const char *isa);

/**
 * The kernels of the same set for columns that stream: cells are read from memory, each once, and
 * what they become goes to a buffer that is used again. codec itself where it has no others.
 */
const ph_codec *ph_codec_streamed(const ph_codec *codec);

/** "scalar", ... for the run record. What ph_codec_streamed() returned may say that it is so. */
const char *ph_codec_isa(const ph_codec *codec);

/**
 * Decode a column of packed decimals (COMP-3) of width PH_PACKED_WIDTH(decimal.digits).
 *
 * Digit nibbles 0–9; sign nibble A, C, E, F plus, B, D minus, in an unsigned field F only; an even
 * number of digits leaves a pad nibble in front that must be 0. Minus zero is 0.
 *
 * @param out  Receives one value per cell, the digits as an integer. Caller-owned, room for
 *             column.count. Values before the failing cell are written, the rest left untouched.
 */
ph_decode_result ph_packed_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                  int64_t *out);

/**
 * Decode a column of zoned decimals (DISPLAY) of width PH_ZONED_WIDTH(decimal.digits, flags).
 *
 * EBCDIC: every byte F0–F9 but the overpunched one of a signed field, the last or the first, whose
 * zone is the sign as in ph_packed_decode(). Further conventions: see PH_DECIMAL_*.
 *
 * @param out  As in ph_packed_decode().
 */
ph_decode_result ph_zoned_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                 int64_t *out);

/** As ph_packed_decode() and ph_zoned_decode(), of 1 to PH_DECIMAL_MAX_DIGITS_128 digits. */
ph_decode_result ph_packed_decode_128(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                      ph_int128 *out);
ph_decode_result ph_zoned_decode_128(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                     ph_int128 *out);

/** What becomes of characters below U+0020 other than tab, LF and CR. */
typedef enum ph_control_policy {
    PH_CONTROL_ERROR,   /**< PH_CODEC_BAD_CONTROL. */
    PH_CONTROL_PASS,    /**< They stand in the output as they are. */
    PH_CONTROL_REPLACE, /**< U+FFFD. */
} ph_control_policy;

/** A single-byte EBCDIC code page. Immutable, static. */
typedef struct ph_code_page ph_code_page;

/** By CCSID; NULL when codecs/codepage/ has no table for it. */
const ph_code_page *ph_code_page_find(uint32_t ccsid);

/** Where decoded text goes: cells back to back, no terminators, nothing trimmed. */
typedef struct ph_text_output {
    uint8_t *bytes;  /**< Caller-owned. */
    size_t capacity; /**< At least width × count × PH_TEXT_MAX_UTF8_PER_BYTE for text and
                          count × PH_DECIMAL_TEXT_MAX for decimal text. */
    uint32_t *ends;  /**< Room for count: offset in bytes just past each cell. */
} ph_text_output;

/**
 * Decode a column of EBCDIC text to UTF-8. Nothing is written behind the text.
 *
 * On a bad cell the cells before it are complete in output and nothing of it or after it counts:
 * bytes past ends[record - 1] are unspecified, ends[record] and later are left untouched.
 */
ph_decode_result ph_text_decode(const ph_codec *codec, ph_column column, const ph_code_page *page,
                                ph_control_policy policy, ph_text_output output);

/**
 * Decode a column of EBCDIC text to Latin-1 (ISO 8859-1): a byte for a byte, nothing trimmed.
 *
 * Control characters are characters like others. What has no place in Latin-1, as CCSID 1140's
 * euro sign, is PH_CODEC_NOT_LATIN1.
 *
 * @param out  Receives the cells back to back. Caller-owned, room for width × count bytes. On a bad
 *             cell those before it are complete, its own bytes are unspecified and those behind it
 *             are left untouched.
 */
ph_decode_result ph_text_decode_latin1(const ph_codec *codec, ph_column column,
                                       const ph_code_page *page, uint8_t *out);

/**
 * Decode a column of decimals, of 1 to PH_DECIMAL_MAX_DIGITS_128 digits, to decimal text.
 *
 * A minus sign when below zero, at least one digit, and, when scale is not 0, a point and exactly
 * scale digits: "-1234567.89", "0.05", "0.00", "-7". No other leading zeros; zero is never
 * negative.
 *
 * @param scale   Digits behind the decimal point, up to PH_DECIMAL_MAX_SCALE.
 * @param output  As in ph_text_decode(), on failure as well; what lies behind the text, up to the
 *                capacity, is unspecified.
 */
ph_decode_result ph_packed_decode_text(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                       uint32_t scale, ph_text_output output);
ph_decode_result ph_zoned_decode_text(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                      uint32_t scale, ph_text_output output);

/** The way back: why a value does not become a cell. */
typedef enum ph_encode_status {
    PH_ENCODE_OK = 0,
    PH_ENCODE_OVERFLOW,   /**< The picture has too few digits, or no sign for a value below 0. */
    PH_ENCODE_BAD_UTF8,   /**< The text is not well-formed UTF-8 (RFC 3629). */
    PH_ENCODE_UNMAPPABLE, /**< The code page has no such character. */
    PH_ENCODE_TOO_LONG,   /**< More characters than the cell has bytes. */
    PH_ENCODE_BAD_SHAPE,  /**< Width, stride, digits, flags, scale or capacity out of range. */
} ph_encode_status;

/** Where a batch ended, as in ph_decode_result. */
typedef struct ph_encode_result {
    ph_encode_status status;
    size_t record; /**< Cells encoded: count on success, else the index of the bad one. */
    size_t byte;   /**< Text: offset of the first bad character in that record's text; else 0. */
} ph_encode_result;

/**
 * Cells to write. What lies between them, and the cells behind a bad one, are left untouched; of
 * decimals the bad one as well, of text its bytes are unspecified.
 */
typedef struct ph_column_output {
    uint8_t *cells; /**< First cell. Caller-owned. */
    size_t stride;  /**< Bytes from one cell to the next; at least width. */
    size_t width;   /**< Bytes per cell. */
    size_t count;   /**< Cells. */
} ph_column_output;

/**
 * Encode numbers as a column of packed decimals of width PH_PACKED_WIDTH(decimal.digits).
 *
 * The sign is C or D, in an unsigned field F; the pad nibble is 0.
 *
 * @param values  One per cell, the digits as an integer.
 */
ph_encode_result ph_packed_encode(const ph_codec *codec, const int64_t *values, ph_decimal decimal,
                                  ph_column_output column);

/**
 * Encode numbers as a column of zoned decimals of width PH_ZONED_WIDTH(decimal.digits, flags).
 *
 * The overpunched zone is C or D (ASCII: a character of { A–I } J–R), whatever the digit; every
 * other zone is F (ASCII: 3). Zero is all blanks where the field is blank when zero.
 */
ph_encode_result ph_zoned_encode(const ph_codec *codec, const int64_t *values, ph_decimal decimal,
                                 ph_column_output column);

/** As above, of 1 to PH_DECIMAL_MAX_DIGITS_128 digits. */
ph_encode_result ph_packed_encode_128(const ph_codec *codec, const ph_int128 *values,
                                      ph_decimal decimal, ph_column_output column);
ph_encode_result ph_zoned_encode_128(const ph_codec *codec, const ph_int128 *values,
                                     ph_decimal decimal, ph_column_output column);

/** Numbers of any size as decimal text, written as by ph_packed_decode_text(). */
ph_encode_result ph_decimal_text(const ph_codec *codec, const int64_t *values, size_t count,
                                 uint32_t scale, ph_text_output output);
ph_encode_result ph_decimal_text_128(const ph_codec *codec, const ph_int128 *values, size_t count,
                                     uint32_t scale, ph_text_output output);

/** Texts to encode, one per cell, back to back as ph_text_decode() leaves them. */
typedef struct ph_text_input {
    const uint8_t *bytes; /**< UTF-8. Borrowed for the call. */
    const uint32_t *ends; /**< One per cell, none below the one before it: offset in bytes just
                               past each text. */
} ph_text_input;

/**
 * Encode UTF-8 as a column of EBCDIC text, padded with EBCDIC spaces on the right.
 *
 * Characters are taken one by one: the first that is malformed, or else not in the code page, or
 * else beyond the end of the cell, is the bad one. Control characters are characters like others.
 */
ph_encode_result ph_text_encode(const ph_codec *codec, ph_text_input input,
                                const ph_code_page *page, ph_column_output column);

#ifdef __cplusplus
}
#endif

#endif /* PERFHARNESS_CODEC_H */
