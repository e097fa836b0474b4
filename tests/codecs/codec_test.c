/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The documented corner cases of the decimal and text codecs, by bytes written by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "perfharness/codec.h"

static const int64_t untouched = INT64_C(0x5a5a5a5a5a5a5a5a);

typedef ph_decode_result decimal_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                        int64_t *out);

#define BYTES(...)  ((const uint8_t[]){ __VA_ARGS__ }), sizeof((const uint8_t[]){ __VA_ARGS__ })
#define SIGNED(n)   ((ph_decimal){ (n), PH_DECIMAL_SIGNED })
#define UNSIGNED(n) ((ph_decimal){ (n), 0 })

/* Equal cells, enough of them for the fast paths to be taken. */
enum { COPIES = 9 };

static ph_decode_result decode_copies(decimal_decode *decode, ph_decimal decimal,
                                      const uint8_t *cell, size_t width, int64_t out[COPIES])
{
    uint8_t cells[COPIES * PH_DECIMAL_MAX_DIGITS];

    for (size_t i = 0; i < COPIES; i++) {
        memcpy(cells + i * width, cell, width);
        out[i] = untouched;
    }
    return decode(ph_codec_choose(NULL), (ph_column){ cells, width, width, COPIES }, decimal, out);
}

static void expect_decoded(decimal_decode *decode, ph_decimal decimal, const uint8_t *cell,
                           size_t width, int64_t value)
{
    int64_t out[COPIES];
    const ph_decode_result result = decode_copies(decode, decimal, cell, width, out);

    assert_int_equal(result.status, PH_CODEC_OK);
    assert_int_equal(result.record, COPIES);
    assert_int_equal(result.byte, 0);
    for (size_t i = 0; i < COPIES; i++)
        assert_int_equal(out[i], value);
}

static void expect_refused(decimal_decode *decode, ph_decimal decimal, const uint8_t *cell,
                           size_t width, ph_codec_status status, size_t byte)
{
    int64_t out[COPIES];
    const ph_decode_result result = decode_copies(decode, decimal, cell, width, out);

    assert_int_equal(result.status, status);
    assert_int_equal(result.record, 0);
    assert_int_equal(result.byte, byte);
    assert_int_equal(out[0], untouched);
}

static void packed_values(void **state)
{
    (void)state;
    expect_decoded(ph_packed_decode, SIGNED(1), BYTES(0x7c), 7);
    expect_decoded(ph_packed_decode, SIGNED(1), BYTES(0x7d), -7);
    expect_decoded(ph_packed_decode, SIGNED(3), BYTES(0x12, 0x3c), 123);
    expect_decoded(ph_packed_decode, SIGNED(2), BYTES(0x01, 0x0d), -10);
    expect_decoded(ph_packed_decode, UNSIGNED(5), BYTES(0x12, 0x34, 0x5f), 12345);
    expect_decoded(ph_packed_decode, SIGNED(11), BYTES(0x12, 0x34, 0x56, 0x78, 0x90, 0x1d),
                   -12345678901);
}

static void packed_extremes(void **state)
{
    const int64_t most = INT64_C(999999999999999999);

    (void)state;
    expect_decoded(ph_packed_decode, SIGNED(18),
                   BYTES(0x09, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9c), most);
    expect_decoded(ph_packed_decode, SIGNED(18),
                   BYTES(0x09, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9d), -most);
    expect_decoded(ph_packed_decode, UNSIGNED(18),
                   BYTES(0x09, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9f), most);
    expect_decoded(ph_packed_decode, SIGNED(18),
                   BYTES(0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x45, 0x67, 0x8c),
                   INT64_C(123456789012345678));
    expect_decoded(ph_packed_decode, SIGNED(17),
                   BYTES(0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9b), -(most / 10));
    expect_decoded(ph_packed_decode, SIGNED(15),
                   BYTES(0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a), most / 1000);
}

static void packed_minus_zero_is_zero(void **state)
{
    (void)state;
    expect_decoded(ph_packed_decode, SIGNED(3), BYTES(0x00, 0x0d), 0);
    expect_decoded(ph_packed_decode, SIGNED(3), BYTES(0x00, 0x0b), 0);
    expect_decoded(ph_packed_decode, SIGNED(18), BYTES(0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0d), 0);
}

static void packed_signs(void **state)
{
    /* Principles of Operation, table of sign codes: 0 is not a sign. */
    static const int64_t factors[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 1, -1, 1, 1 };

    (void)state;
    for (unsigned sign = 0; sign < 16; sign++) {
        const uint8_t cell[] = { 0x12, (uint8_t)(0x30 | sign) };

        if (factors[sign] != 0)
            expect_decoded(ph_packed_decode, SIGNED(3), cell, 2, 123 * factors[sign]);
        else
            expect_refused(ph_packed_decode, SIGNED(3), cell, 2, PH_CODEC_BAD_SIGN, 1);
        if (sign == 0xf)
            expect_decoded(ph_packed_decode, UNSIGNED(3), cell, 2, 123);
        else
            expect_refused(ph_packed_decode, UNSIGNED(3), cell, 2, PH_CODEC_BAD_SIGN, 1);
    }
}

static void packed_pad_must_be_zero(void **state)
{
    (void)state;
    for (unsigned pad = 1; pad < 16; pad++) {
        const uint8_t cell[] = { (uint8_t)(pad << 4 | 1), 0x2c };

        expect_refused(ph_packed_decode, SIGNED(2), cell, 2, PH_CODEC_BAD_DIGIT, 0);
    }
    expect_refused(ph_packed_decode, SIGNED(14), BYTES(0x10, 0, 0, 0, 0, 0, 0, 0x0c),
                   PH_CODEC_BAD_DIGIT, 0);
    expect_refused(ph_packed_decode, SIGNED(16), BYTES(0x10, 0, 0, 0, 0, 0, 0, 0, 0x0c),
                   PH_CODEC_BAD_DIGIT, 0);
    expect_refused(ph_packed_decode, SIGNED(18), BYTES(0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0x0c),
                   PH_CODEC_BAD_DIGIT, 0);
}

static void packed_first_bad_byte(void **state)
{
    (void)state;
    expect_refused(ph_packed_decode, SIGNED(5), BYTES(0x1a, 0xa4, 0x50), PH_CODEC_BAD_DIGIT, 0);
    expect_refused(ph_packed_decode, SIGNED(5), BYTES(0x12, 0xa4, 0x50), PH_CODEC_BAD_DIGIT, 1);
    expect_refused(ph_packed_decode, SIGNED(5), BYTES(0x12, 0x3a, 0x5c), PH_CODEC_BAD_DIGIT, 1);
    expect_refused(ph_packed_decode, SIGNED(5), BYTES(0x12, 0x34, 0xa0), PH_CODEC_BAD_DIGIT, 2);
    expect_refused(ph_packed_decode, SIGNED(5), BYTES(0x12, 0x34, 0x50), PH_CODEC_BAD_SIGN, 2);
    /* What a record of blanks looks like. */
    expect_refused(ph_packed_decode, SIGNED(5), BYTES(0x40, 0x40, 0x40), PH_CODEC_BAD_SIGN, 2);
}

static void zoned_values(void **state)
{
    const int64_t most = INT64_C(999999999999999999);

    (void)state;
    expect_decoded(ph_zoned_decode, UNSIGNED(1), BYTES(0xf7), 7);
    expect_decoded(ph_zoned_decode, SIGNED(1), BYTES(0xd7), -7);
    expect_decoded(ph_zoned_decode, SIGNED(2), BYTES(0xf1, 0xd0), -10);
    expect_decoded(ph_zoned_decode, UNSIGNED(3), BYTES(0xf1, 0xf2, 0xf3), 123);
    expect_decoded(ph_zoned_decode, SIGNED(9),
                   BYTES(0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xc9), 123456789);
    expect_decoded(ph_zoned_decode, UNSIGNED(18),
                   BYTES(0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9,
                         0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9),
                   most);
    expect_decoded(ph_zoned_decode, SIGNED(18),
                   BYTES(0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xf9,
                         0xf9, 0xf9, 0xf9, 0xf9, 0xf9, 0xd9),
                   -most);
    /* Minus zero. */
    expect_decoded(ph_zoned_decode, SIGNED(2), BYTES(0xf0, 0xd0), 0);
    expect_decoded(ph_zoned_decode, SIGNED(2), BYTES(0xf0, 0xb0), 0);
}

static void zoned_zones(void **state)
{
    static const int64_t factors[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 1, -1, 1, 1 };

    (void)state;
    for (unsigned zone = 0; zone < 16; zone++) {
        const uint8_t last[] = { 0xf1, (uint8_t)(zone << 4 | 2) };
        const uint8_t first[] = { (uint8_t)(zone << 4 | 1), 0xf2 };

        if (factors[zone] != 0)
            expect_decoded(ph_zoned_decode, SIGNED(2), last, 2, 12 * factors[zone]);
        else
            expect_refused(ph_zoned_decode, SIGNED(2), last, 2, PH_CODEC_BAD_SIGN, 1);
        if (zone == 0xf) {
            expect_decoded(ph_zoned_decode, UNSIGNED(2), last, 2, 12);
            expect_decoded(ph_zoned_decode, SIGNED(2), first, 2, 12);
        } else {
            expect_refused(ph_zoned_decode, UNSIGNED(2), last, 2, PH_CODEC_BAD_ZONE, 1);
            expect_refused(ph_zoned_decode, SIGNED(2), first, 2, PH_CODEC_BAD_ZONE, 0);
            expect_refused(ph_zoned_decode, UNSIGNED(2), first, 2, PH_CODEC_BAD_ZONE, 0);
        }
    }
}

static void zoned_first_bad_byte(void **state)
{
    (void)state;
    expect_refused(ph_zoned_decode, SIGNED(3), BYTES(0xfa, 0x42, 0x13), PH_CODEC_BAD_DIGIT, 0);
    expect_refused(ph_zoned_decode, SIGNED(3), BYTES(0xf1, 0x42, 0x13), PH_CODEC_BAD_ZONE, 1);
    expect_refused(ph_zoned_decode, SIGNED(3), BYTES(0xf1, 0xf2, 0xca), PH_CODEC_BAD_DIGIT, 2);
    expect_refused(ph_zoned_decode, SIGNED(3), BYTES(0xf1, 0xf2, 0x1a), PH_CODEC_BAD_SIGN, 2);
    expect_refused(ph_zoned_decode, UNSIGNED(3), BYTES(0xf1, 0xf2, 0x1a), PH_CODEC_BAD_ZONE, 2);
    expect_refused(ph_zoned_decode, UNSIGNED(3), BYTES(0x40, 0x40, 0x40), PH_CODEC_BAD_ZONE, 0);
}

/* The cell in the middle is bad: those before it are written, and nothing else. */
static void results_before_the_bad_cell(void **state)
{
    static const uint8_t packed[] = { 0x1c, 0x2d, 0x33, 0x4c };
    static const uint8_t zoned[] = { 0xf1, 0xc2, 0xff, 0xf3, 0xc4, 0xff,
                                     0xf5, 0xcf, 0xff, 0xf7, 0xc8 };
    int64_t out[4] = { untouched, untouched, untouched, untouched };
    ph_decode_result result =
        ph_packed_decode(ph_codec_choose(NULL), (ph_column){ packed, 1, 1, 4 }, SIGNED(1), out);

    (void)state;
    assert_int_equal(result.status, PH_CODEC_BAD_SIGN);
    assert_int_equal(result.record, 2);
    assert_int_equal(result.byte, 0);
    assert_memory_equal(out, ((int64_t[]){ 1, -2, untouched, untouched }), sizeof(out));

    out[0] = out[1] = untouched;
    result = ph_zoned_decode(ph_codec_choose(NULL), (ph_column){ zoned, 3, 2, 4 }, SIGNED(2), out);
    assert_int_equal(result.status, PH_CODEC_BAD_DIGIT);
    assert_int_equal(result.record, 2);
    assert_int_equal(result.byte, 1);
    assert_memory_equal(out, ((int64_t[]){ 12, 34, untouched, untouched }), sizeof(out));
}

/* Digits, width, stride, and whether they go together; the cells are never read when not. */
static void expect_shape(decimal_decode *decode, uint32_t digits, size_t width, size_t stride,
                         int is_good)
{
    const ph_column column = { NULL, stride, width, is_good ? 0 : 1 };
    int64_t out = untouched;
    const ph_decode_result result = decode(ph_codec_choose(NULL), column, SIGNED(digits), &out);

    assert_int_equal(result.status, is_good ? PH_CODEC_OK : PH_CODEC_BAD_SHAPE);
    assert_int_equal(result.record, 0);
    assert_int_equal(result.byte, 0);
    assert_int_equal(out, untouched);
}

static void shapes(void **state)
{
    (void)state;
    for (uint32_t digits = 1; digits <= PH_DECIMAL_MAX_DIGITS; digits++) {
        const size_t packed = PH_PACKED_WIDTH(digits);

        expect_shape(ph_packed_decode, digits, packed, packed, 1);
        expect_shape(ph_packed_decode, digits, packed, packed - 1, 0);
        expect_shape(ph_packed_decode, digits, packed + 1, packed + 1, 0);
        expect_shape(ph_packed_decode, digits, packed - 1, packed, 0);
        expect_shape(ph_zoned_decode, digits, digits, digits, 1);
        expect_shape(ph_zoned_decode, digits, digits, digits - 1, 0);
        expect_shape(ph_zoned_decode, digits, digits + 1, digits + 1, 0);
        expect_shape(ph_zoned_decode, digits, digits - 1, digits, 0);
    }
    expect_shape(ph_packed_decode, 0, 1, 1, 0);
    expect_shape(ph_packed_decode, 19, 10, 10, 0);
    expect_shape(ph_zoned_decode, 0, 0, 0, 0);
    expect_shape(ph_zoned_decode, 19, 19, 19, 0);
}

static void text_corner_cases(void **state)
{
    /* "Ab1", then an a with diaeresis between blanks, which are kept; a control byte in the gap. */
    static const uint8_t cells[] = { 0xc1, 0x82, 0xf1, 0x00, 0x40, 0x43, 0x40 };
    uint8_t text[2 * 3 * PH_TEXT_MAX_UTF8_PER_BYTE];
    uint32_t ends[2];
    const ph_decode_result result =
        ph_text_decode(ph_codec_choose(NULL), (ph_column){ cells, 4, 3, 2 }, ph_code_page_find(37),
                       PH_CONTROL_ERROR, (ph_text_output){ text, sizeof(text), ends });

    (void)state;
    assert_int_equal(result.status, PH_CODEC_OK);
    assert_int_equal(result.record, 2);
    assert_int_equal(ends[0], 3);
    assert_int_equal(ends[1], 7);
    assert_memory_equal(text, "Ab1 \xc3\xa4 ", 7);
}

static void expect_text_shape(ph_column column, size_t capacity, int is_good)
{
    uint8_t text[12];
    uint32_t ends[2] = { 77, 77 };
    const ph_decode_result result =
        ph_text_decode(ph_codec_choose(NULL), column, ph_code_page_find(37), PH_CONTROL_PASS,
                       (ph_text_output){ text, capacity, ends });

    assert_int_equal(result.status, is_good ? PH_CODEC_OK : PH_CODEC_BAD_SHAPE);
    assert_int_equal(result.record, is_good ? column.count : 0);
    if (!is_good)
        assert_int_equal(ends[0], 77);
}

static void text_shapes(void **state)
{
    static const uint8_t cells[] = { 0x40, 0x40, 0x40, 0x40 };

    (void)state;
    expect_text_shape((ph_column){ cells, 2, 2, 2 }, 12, 1);
    expect_text_shape((ph_column){ cells, 2, 2, 2 }, 11, 0);
    expect_text_shape((ph_column){ cells, 1, 2, 2 }, 12, 0);
    expect_text_shape((ph_column){ cells, 1, 0, 2 }, 12, 0);
    expect_text_shape((ph_column){ cells, 2, 2, 0 }, 0, 1);
    /* Offsets that a uint32_t cannot hold, and a product that wraps. */
    expect_text_shape((ph_column){ cells, 2, 2, UINT32_MAX / 6 + 1 }, SIZE_MAX, 0);
    expect_text_shape((ph_column){ cells, SIZE_MAX / 2, SIZE_MAX / 2, 2 }, 12, 0);
}

static void zoned_sign_positions(void **state)
{
    const uint32_t leading = PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_LEADING;
    const uint32_t separate = PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_SEPARATE;
    const uint32_t both = leading | separate;

    (void)state;
    expect_decoded(ph_zoned_decode, (ph_decimal){ 3, leading }, BYTES(0xd1, 0xf2, 0xf3), -123);
    expect_decoded(ph_zoned_decode, (ph_decimal){ 2, leading }, BYTES(0xd0, 0xf0), 0);
    expect_decoded(ph_zoned_decode, (ph_decimal){ 2, separate }, BYTES(0xf1, 0xf0, 0x60), -10);
    expect_decoded(ph_zoned_decode, (ph_decimal){ 2, separate }, BYTES(0xf1, 0xf0, 0x4e), 10);
    expect_decoded(ph_zoned_decode, (ph_decimal){ 2, both }, BYTES(0x60, 0xf9, 0xf9), -99);
    expect_refused(ph_zoned_decode, (ph_decimal){ 2, leading }, BYTES(0xf1, 0xd2),
                   PH_CODEC_BAD_ZONE, 1);
    expect_refused(ph_zoned_decode, (ph_decimal){ 2, both }, BYTES(0x40, 0xf9, 0xf9),
                   PH_CODEC_BAD_SIGN, 0);
    expect_refused(ph_zoned_decode, (ph_decimal){ 2, separate }, BYTES(0xf1, 0xf0, 0xf0),
                   PH_CODEC_BAD_SIGN, 2);
    expect_refused(ph_zoned_decode, (ph_decimal){ 2, separate }, BYTES(0xf1, 0xd0, 0x60),
                   PH_CODEC_BAD_ZONE, 1);
}

static void zoned_ascii(void **state)
{
    const ph_decimal decimal = { 2, PH_DECIMAL_SIGNED | PH_DECIMAL_ASCII };

    (void)state;
    expect_decoded(ph_zoned_decode, decimal, BYTES('1', '{'), 10);
    expect_decoded(ph_zoned_decode, decimal, BYTES('1', 'I'), 19);
    expect_decoded(ph_zoned_decode, decimal, BYTES('1', '}'), -10);
    expect_decoded(ph_zoned_decode, decimal, BYTES('1', 'R'), -19);
    expect_decoded(ph_zoned_decode, decimal, BYTES('1', '9'), 19);
    expect_refused(ph_zoned_decode, decimal, BYTES('1', 'S'), PH_CODEC_BAD_SIGN, 1);
    expect_refused(ph_zoned_decode, decimal, BYTES('1', 0xf9), PH_CODEC_BAD_SIGN, 1);
    expect_refused(ph_zoned_decode, decimal, BYTES(0xf1, '9'), PH_CODEC_BAD_ZONE, 0);
    expect_refused(ph_zoned_decode, (ph_decimal){ 2, PH_DECIMAL_ASCII }, BYTES('1', 'A'),
                   PH_CODEC_BAD_ZONE, 1);
}

static void zoned_blank_when_zero(void **state)
{
    const ph_decimal decimal = { 2, PH_DECIMAL_BLANK_WHEN_ZERO };

    (void)state;
    expect_decoded(ph_zoned_decode, decimal, BYTES(0x40, 0x40), 0);
    expect_decoded(ph_zoned_decode, decimal, BYTES(0xf0, 0xf0), 0);
    expect_refused(ph_zoned_decode, decimal, BYTES(0x40, 0xf0), PH_CODEC_BAD_ZONE, 0);
    expect_refused(ph_zoned_decode, decimal, BYTES(0xf0, 0x40), PH_CODEC_BAD_ZONE, 1);
}

static void copybook_rs_profile(void **state)
{
    const uint32_t profile = PH_DECIMAL_SIGNED | PH_DECIMAL_COPYBOOK_RS;
    const ph_decimal separate = { 1, profile | PH_DECIMAL_SIGN_SEPARATE };

    (void)state;
    expect_refused(ph_zoned_decode, (ph_decimal){ 2, profile }, BYTES(0xf1, 0xb0),
                   PH_CODEC_BAD_SIGN, 1);
    expect_decoded(ph_packed_decode, (ph_decimal){ 4, profile }, BYTES(0x91, 0x23, 0x4d), -91234);
    expect_decoded(ph_packed_decode, (ph_decimal){ 6, profile }, BYTES(0xf1, 0x23, 0x45, 0x6a),
                   123456);
    /* As its decode_zoned_decimal_sign_separate() reads. */
    expect_decoded(ph_zoned_decode, separate, BYTES(0xf7, 0x40), 7);
    expect_decoded(ph_zoned_decode, separate, BYTES(0xf7, 0xf0), 7);
    expect_refused(ph_zoned_decode, separate, BYTES(0xf7, 0xf1), PH_CODEC_BAD_SIGN, 1);
}

static void packed_128_extremes(void **state)
{
    uint8_t cell[16];
    ph_int128 out;
    uint8_t text[PH_DECIMAL_TEXT_MAX];
    uint32_t end;
    const ph_decimal decimal = { 31, PH_DECIMAL_SIGNED };
    const ph_column column = { cell, sizeof(cell), sizeof(cell), 1 };
    const ph_codec *codec = ph_codec_choose(NULL);

    (void)state;
    memset(cell, 0x99, sizeof(cell));
    cell[15] = 0x9d;
    /* -(10^31 - 1), whose magnitude is 0x7e37be2022c0914b267fffffff. */
    assert_int_equal(ph_packed_decode_128(codec, column, decimal, &out).status, PH_CODEC_OK);
    assert_int_equal(out.low, -UINT64_C(0xc0914b267fffffff));
    assert_int_equal(out.high, ~INT64_C(0x7e37be2022));
    assert_int_equal(
        ph_packed_decode_text(codec, column, decimal, 2, (ph_text_output){ text, 41, &end }).status,
        PH_CODEC_OK);
    assert_int_equal(end, 33);
    assert_memory_equal(text, "-99999999999999999999999999999.99", 33);
}

static void expect_text(int64_t value, uint32_t scale, const char *want)
{
    uint8_t text[PH_DECIMAL_TEXT_MAX];
    uint32_t end;
    const ph_text_output output = { text, sizeof(text), &end };

    assert_int_equal(ph_decimal_text(ph_codec_choose(NULL), &value, 1, scale, output).status,
                     PH_ENCODE_OK);
    assert_int_equal(end, strlen(want));
    assert_memory_equal(text, want, end);
}

static void decimal_texts(void **state)
{
    (void)state;
    expect_text(-123456789, 2, "-1234567.89");
    expect_text(0, 2, "0.00");
    expect_text(-5, 2, "-0.05");
    expect_text(7, 0, "7");
    expect_text(0, 0, "0");
    expect_text(INT64_MIN, 0, "-9223372036854775808");
    expect_text(INT64_MIN, 19, "-0.9223372036854775808");
    expect_text(-1, 31, "-0.0000000000000000000000000000001");
}

static void decimal_text_shapes(void **state)
{
    const int64_t value = 0;
    uint8_t text[PH_DECIMAL_TEXT_MAX];
    uint32_t end = 77;
    const ph_codec *codec = ph_codec_choose(NULL);

    (void)state;
    assert_int_equal(
        ph_decimal_text(codec, &value, 1, 32, (ph_text_output){ text, sizeof(text), &end }).status,
        PH_ENCODE_BAD_SHAPE);
    assert_int_equal(
        ph_decimal_text(codec, &value, 1, 0, (ph_text_output){ text, sizeof(text) - 1, &end })
            .status,
        PH_ENCODE_BAD_SHAPE);
    assert_int_equal(end, 77);
}

static void zoned_flags(void **state)
{
    static const struct {
        uint32_t digits, flags;
    } bad[] = {
        { 2, PH_DECIMAL_SIGN_LEADING },
        { 2, PH_DECIMAL_SIGN_SEPARATE },
        { 2, PH_DECIMAL_ASCII | PH_DECIMAL_COPYBOOK_RS },
        { 2, UINT32_C(1) << 6 },
        { 32, 0 },
        { 19, PH_DECIMAL_COPYBOOK_RS },
    };
    static const uint32_t not_packed[] = { PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_LEADING,
                                           PH_DECIMAL_BLANK_WHEN_ZERO, PH_DECIMAL_ASCII };
    const ph_codec *codec = ph_codec_choose(NULL);

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        const ph_decimal decimal = { bad[i].digits, bad[i].flags };
        const size_t width = PH_ZONED_WIDTH(decimal.digits, decimal.flags);

        assert_int_equal(
            ph_zoned_decode_128(codec, (ph_column){ NULL, width, width, 1 }, decimal, NULL).status,
            PH_CODEC_BAD_SHAPE);
        assert_int_equal(
            ph_zoned_encode_128(codec, NULL, decimal, (ph_column_output){ NULL, width, width, 1 })
                .status,
            PH_ENCODE_BAD_SHAPE);
    }
    for (size_t i = 0; i < sizeof(not_packed) / sizeof(*not_packed); i++)
        assert_int_equal(ph_packed_decode(codec, (ph_column){ NULL, 2, 2, 1 },
                                          (ph_decimal){ 3, not_packed[i] }, NULL)
                             .status,
                         PH_CODEC_BAD_SHAPE);
}

static void encodes(void **state)
{
    static const int64_t values[] = { -10, 5, 0 };
    uint8_t cells[9];
    const ph_codec *codec = ph_codec_choose(NULL);
    const ph_column_output column = { cells, 3, 2, 3 };

    (void)state;
    memset(cells, 0x77, sizeof(cells));
    assert_int_equal(ph_zoned_encode(codec, values, SIGNED(2), column).status, PH_ENCODE_OK);
    assert_memory_equal(cells,
                        ((uint8_t[]){ 0xf1, 0xd0, 0x77, 0xf0, 0xc5, 0x77, 0xf0, 0xc0, 0x77 }), 9);
    assert_int_equal(ph_packed_encode(codec, values, SIGNED(2), column).status, PH_ENCODE_OK);
    assert_memory_equal(cells,
                        ((uint8_t[]){ 0x01, 0x0d, 0x77, 0x00, 0x5c, 0x77, 0x00, 0x0c, 0x77 }), 9);

    const ph_encode_result result =
        ph_zoned_encode(codec, values + 1, UNSIGNED(1), (ph_column_output){ cells, 1, 1, 2 });
    assert_int_equal(result.status, PH_ENCODE_OK);
    assert_memory_equal(cells, ((uint8_t[]){ 0xf5, 0xf0 }), 2);
    assert_int_equal(
        ph_zoned_encode(codec, values, UNSIGNED(2), (ph_column_output){ cells, 2, 2, 3 }).status,
        PH_ENCODE_OVERFLOW);
}

static void encodes_text(void **state)
{
    static const uint8_t bytes[] = "A\xc3\xa4"
                                   "B\xe2\x82\xac";
    static const uint32_t ends[] = { 3, 4, 7 };
    uint8_t cells[9];
    const ph_codec *codec = ph_codec_choose(NULL);
    const ph_text_input input = { bytes, ends };

    (void)state;
    memset(cells, 0x77, sizeof(cells));
    assert_int_equal(
        ph_text_encode(codec, input, ph_code_page_find(1140), (ph_column_output){ cells, 3, 2, 3 })
            .status,
        PH_ENCODE_OK);
    assert_memory_equal(cells,
                        ((uint8_t[]){ 0xc1, 0x43, 0x77, 0xc2, 0x40, 0x77, 0x9f, 0x40, 0x77 }), 9);

    ph_encode_result result =
        ph_text_encode(codec, input, ph_code_page_find(37), (ph_column_output){ cells, 3, 2, 3 });
    assert_int_equal(result.status, PH_ENCODE_UNMAPPABLE);
    assert_int_equal(result.record, 2);
    assert_int_equal(result.byte, 0);
    result =
        ph_text_encode(codec, input, ph_code_page_find(37), (ph_column_output){ cells, 3, 1, 3 });
    assert_int_equal(result.status, PH_ENCODE_TOO_LONG);
    assert_int_equal(result.record, 0);
    assert_int_equal(result.byte, 1);
}

static void text_to_latin1(void **state)
{
    (void)state;
    const ph_codec *codec = ph_codec_choose(NULL);
    const uint8_t cells[] = { 0xc1, 0x43, 0x77, 0x9f, 0x00 };
    const ph_column column = { cells, 3, 2, 2 };
    uint8_t out[4];

    assert_int_equal(ph_text_decode_latin1(codec, column, ph_code_page_find(37), out).status,
                     PH_CODEC_OK);
    assert_memory_equal(out, ((uint8_t[]){ 0x41, 0xe4, 0xa4, 0x00 }), 4);

    ph_decode_result result = ph_text_decode_latin1(codec, column, ph_code_page_find(1140), out);
    assert_int_equal(result.status, PH_CODEC_NOT_LATIN1);
    assert_int_equal(result.record, 1);
    assert_int_equal(result.byte, 0);
    result =
        ph_text_decode_latin1(codec, (ph_column){ cells, 1, 2, 2 }, ph_code_page_find(37), out);
    assert_int_equal(result.status, PH_CODEC_BAD_SHAPE);
}

static void codec_choice(void **state)
{
    (void)state;
    assert_string_equal(ph_codec_isa(ph_codec_choose("scalar")), "scalar");
    assert_non_null(ph_codec_choose(NULL));
    assert_null(ph_codec_choose(""));
    assert_null(ph_codec_choose("scala"));
    assert_null(ph_codec_choose("vax"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_values),
        cmocka_unit_test(packed_extremes),
        cmocka_unit_test(packed_minus_zero_is_zero),
        cmocka_unit_test(packed_signs),
        cmocka_unit_test(packed_pad_must_be_zero),
        cmocka_unit_test(packed_first_bad_byte),
        cmocka_unit_test(zoned_values),
        cmocka_unit_test(zoned_zones),
        cmocka_unit_test(zoned_first_bad_byte),
        cmocka_unit_test(results_before_the_bad_cell),
        cmocka_unit_test(shapes),
        cmocka_unit_test(text_corner_cases),
        cmocka_unit_test(text_shapes),
        cmocka_unit_test(zoned_sign_positions),
        cmocka_unit_test(zoned_ascii),
        cmocka_unit_test(zoned_blank_when_zero),
        cmocka_unit_test(copybook_rs_profile),
        cmocka_unit_test(packed_128_extremes),
        cmocka_unit_test(decimal_texts),
        cmocka_unit_test(decimal_text_shapes),
        cmocka_unit_test(zoned_flags),
        cmocka_unit_test(encodes),
        cmocka_unit_test(encodes_text),
        cmocka_unit_test(text_to_latin1),
        cmocka_unit_test(codec_choice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
