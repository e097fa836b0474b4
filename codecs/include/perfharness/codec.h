/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The native reference codecs: columns of mainframe fields in, numbers and UTF-8 out.
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

/** Bytes of a packed decimal (COMP-3) of so many digits: two a byte, the sign in the last half. */
#define PH_PACKED_WIDTH(digits) ((size_t)(digits) / 2 + 1)

/** Longest UTF-8 of one EBCDIC byte: no code page here maps beyond U+FFFF. */
#define PH_TEXT_MAX_UTF8_PER_BYTE 3

typedef enum ph_codec_status {
    PH_CODEC_OK = 0,
    PH_CODEC_BAD_DIGIT,   /**< A digit is above 9, or the pad nibble of a packed cell is not 0. */
    PH_CODEC_BAD_ZONE,    /**< The zone of a zoned digit is not F. */
    PH_CODEC_BAD_SIGN,    /**< The sign is not one, or not allowed in an unsigned field. */
    PH_CODEC_BAD_CONTROL, /**< A control character, and the policy is to refuse it. */
    PH_CODEC_BAD_SHAPE,   /**< Width, stride, digits or capacity outside the documented range. */
} ph_codec_status;

/** One field across many records: a column of fixed-width cells. */
typedef struct ph_column {
    const uint8_t *cells; /**< First cell. Borrowed for the call. */
    size_t stride;        /**< Bytes from one cell to the next; at least width. */
    size_t width;         /**< Bytes per cell. */
    size_t count;         /**< Cells. */
} ph_column;

/** The part of a picture that decides what a decimal cell may hold. */
typedef struct ph_decimal {
    uint32_t digits; /**< 1 to PH_DECIMAL_MAX_DIGITS. */
    int is_signed;   /**< Non-zero: PIC S9…; zero: PIC 9…, whose only sign or zone is F. */
} ph_decimal;

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

/** "scalar", ... for the run record. */
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
 * Decode a column of EBCDIC zoned decimals (DISPLAY) of width decimal.digits, sign trailing.
 *
 * Every byte F0–F9 but the last of a signed field, whose zone is the sign as in ph_packed_decode().
 *
 * @param out  As in ph_packed_decode().
 */
ph_decode_result ph_zoned_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                 int64_t *out);

/** What becomes of characters below U+0020 other than tab, LF and CR. */
typedef enum ph_control_policy {
    PH_CONTROL_ERROR,   /**< PH_CODEC_BAD_CONTROL. */
    PH_CONTROL_PASS,    /**< They stand in the output as they are. */
    PH_CONTROL_REPLACE, /**< U+FFFD. */
} ph_control_policy;

/** A single-byte EBCDIC code page. Immutable, static. */
typedef struct ph_code_page ph_code_page;

/** By CCSID (37, ...); NULL when there is no table for it. */
const ph_code_page *ph_code_page_find(uint32_t ccsid);

/** Where decoded text goes: cells back to back, no terminators, nothing trimmed. */
typedef struct ph_text_output {
    uint8_t *bytes;  /**< Caller-owned. */
    size_t capacity; /**< At least width × count × PH_TEXT_MAX_UTF8_PER_BYTE. */
    uint32_t *ends;  /**< Room for count: offset in bytes just past each cell. */
} ph_text_output;

/**
 * Decode a column of EBCDIC text to UTF-8.
 *
 * On a bad cell the cells before it are complete in output and nothing of it or after it counts:
 * bytes past ends[record - 1] are unspecified, ends[record] and later are left untouched.
 */
ph_decode_result ph_text_decode(const ph_codec *codec, ph_column column, const ph_code_page *page,
                                ph_control_policy policy, ph_text_output output);

#ifdef __cplusplus
}
#endif

#endif /* PERFHARNESS_CODEC_H */
