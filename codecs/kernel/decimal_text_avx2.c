/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decimal text, from numbers and, a block of numbers at a time, from packed and zoned cells. The
 * numbers of a block are first written with all the zeros that the greatest would have, each in a
 * slot of its own; then from the first character that stands there on. In between, the slots have
 * come to the cache: what was stored in parts is not waited for.
 */
#include "kernel/decimal_text.h"
#include "kernel/digits_avx2.h"
#include "kernel/packed.h"

#define PIECES 2

/* Fewer numbers are not worth what a rule costs. */
#define COUNT_MIN PH_AVX2_BLOCK_CELLS

/* Sixteen characters of two slots. */
typedef struct text_piece {
    __m256i index;      /* By character: its digit; 0x80: none. */
    __m256i head;       /* The same of the digits in front of the last 16. */
    __m256i characters; /* '0' for a digit, and the point. */
} text_piece;

typedef struct text_rule {
    digit_factors factors;
    text_piece pieces[PIECES];
    ph_decimal_put *put; /* What the slots are made and written by. */
    uint32_t length;     /* Characters, but for the sign. */
    uint32_t unit;       /* The bit of the last whole digit, from which on all are written. */
} text_rule;

/* What the compiler makes a loop of its own for. */
typedef struct text_kind {
    ph_encode_shape shape;
    size_t pieces;
} text_kind;

/* Which characters of a slot are digits above 0, a bit each. */
typedef union text_mask {
    uint16_t pieces[PIECES];
    uint32_t all;
} text_mask;

/* Of numbers, the texts with all zeros. */
typedef struct text_slots {
    uint8_t bytes[(PH_DECIMAL_TEXT_CELLS + 1) * PIECES * HALF]; /* One more is read. */
    text_mask masks[PH_DECIMAL_TEXT_CELLS + LANES];
} text_slots;

/* A piece of two slots, from the number first on: one a half. */
PH_AVX2_INLINE void put_piece(const text_piece *piece, __m256i digits, __m256i head, size_t first,
                              size_t at, text_slots *slots, text_kind kind)
{
    const size_t slot = kind.pieces * HALF;
    uint8_t *const bytes = slots->bytes + first * slot + at * HALF;
    __m256i placed = _mm256_shuffle_epi8(digits, piece->index);

    if (kind.shape == PH_ENCODE_WIDE)
        placed = _mm256_or_si256(placed, _mm256_shuffle_epi8(head, piece->head));

    const __m256i text = _mm256_or_si256(placed, piece->characters);
    const uint32_t mask =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(placed, _mm256_setzero_si256()));

    _mm_storeu_si128((__m128i *)(void *)bytes, _mm256_castsi256_si128(text));
    _mm_storeu_si128((__m128i *)(void *)(bytes + slot), _mm256_extracti128_si256(text, 1));
    slots->masks[first].pieces[at] = (uint16_t)mask;
    slots->masks[first + 1].pieces[at] = (uint16_t)(mask >> 16);
}

PH_AVX2_INLINE void put_four(const text_rule *rule, const int64_t *values, size_t first,
                             text_slots *slots, text_kind kind)
{
    /* The first two in one lane of each half, as their slots are neighbours. */
    const __m256i by_halves =
        _mm256_permute4x64_epi64(ph_avx2_load((const uint8_t *)(const void *)values), 0xd8);
    const lane_fours fours = fours_of(numbers_of(by_halves).magnitudes, kind.shape);
    const __m256i pairs = pairs_of(&rule->factors, fours.last);
    const __m256i head_pairs = pairs_of(&rule->factors, fours.head);

    for (int lane = 0; lane < 2; lane++) {
        const __m256i digits = digits_of(&rule->factors, spread_pairs(pairs, lane));
        const __m256i head = digits_of(&rule->factors, spread_pairs(head_pairs, lane));

        for (size_t at = 0; at < kind.pieces; at++)
            put_piece(&rule->pieces[at], digits, head, first + 2 * (size_t)lane, at, slots, kind);
    }
}

PH_AVX2_INLINE void put_slots(const text_rule *rule, const int64_t *values, size_t count,
                              text_slots *slots, text_kind kind)
{
    const size_t whole = count / LANES * LANES;
    int64_t last[LANES] = { 0 };

    for (size_t i = 0; i < whole; i += LANES)
        put_four(rule, values + i, i, slots, kind);
    if (whole == count)
        return;
    memcpy(last, values + whole, (count - whole) * sizeof(*last));
    put_four(rule, last, whole, slots, kind);
}

/* As ph_decimal_put, of up to PH_DECIMAL_TEXT_CELLS numbers. A slot's size is copied, whatever its
 * text is. */
PH_AVX2_INLINE size_t put_block(const text_rule *rule, const int64_t *values, size_t count,
                                uint8_t *bytes, uint32_t *ends, size_t end, text_kind kind)
{
    const size_t slot = kind.pieces * HALF;
    text_slots slots;

    put_slots(rule, values, count, &slots, kind);
    for (size_t i = 0; i < count; i++) {
        const uint32_t mask = kind.pieces > 1 ? slots.masks[i].all : slots.masks[i].pieces[0];
        const uint32_t first = (uint32_t)__builtin_ctz(mask | rule->unit);

        bytes[end] = '-';
        end += (uint64_t)values[i] >> 63;
        memcpy(bytes + end, slots.bytes + i * slot + first, slot);
        end += rule->length - first;
        ends[i] = (uint32_t)end;
    }
    return end;
}

#define TEXT_KERNEL(name, ...)                                                                     \
    static size_t put_##name(const void *rule, const int64_t *values, size_t count,                \
                             uint8_t *bytes, uint32_t *ends, size_t end)                           \
    {                                                                                              \
        const text_rule fixed = *(const text_rule *)rule;                                          \
                                                                                                   \
        return put_block(&fixed, values, count, bytes, ends, end, (text_kind){ __VA_ARGS__ });     \
    }

TEXT_KERNEL(short, PH_ENCODE_SHORT, 1)
TEXT_KERNEL(middle, PH_ENCODE_MIDDLE, 1)
TEXT_KERNEL(full, PH_ENCODE_FULL, 1)
TEXT_KERNEL(long_full, PH_ENCODE_FULL, 2)
TEXT_KERNEL(long_wide, PH_ENCODE_WIDE, 2)

static ph_decimal_put *put_of(uint32_t digits, uint32_t length)
{
    if (length > HALF)
        return digits <= 16 ? put_long_full : put_long_wide;
    return digits <= 8 ? put_short : digits <= 12 ? put_middle : put_full;
}

/* Longer texts are left to the scalar kernel. */
static int is_taken(uint32_t scale)
{
    return scale + 2 <= PIECES * HALF;
}

/* By character, as a rule is made. */
typedef struct text_bytes {
    uint8_t index[PIECES * HALF], head[PIECES * HALF], characters[PIECES * HALF];
} text_bytes;

#define NO_DIGIT 0x80

/* The digit that counts 10^exponent: a byte of those that numbers are taken apart to. */
static void note_digit(text_bytes *text, uint32_t at, uint32_t exponent)
{
    text->characters[at] = '0';
    if (exponent < HALF)
        text->index[at] = (uint8_t)exponent;
    else if (exponent < 2 * HALF)
        text->head[at] = (uint8_t)(exponent - HALF);
}

/* Of numbers of up to so many digits, at most 19. */
static text_rule rule_of(uint32_t digits, uint32_t scale)
{
    const uint32_t whole = digits > scale ? digits - scale : 1;
    text_rule rule = { .factors = digit_factors_of(),
                       .length = whole + (scale > 0 ? 1 + scale : 0),
                       .unit = UINT32_C(1) << (whole - 1) };
    text_bytes text = { .characters = { 0 } };

    memset(text.index, NO_DIGIT, sizeof(text.index));
    memset(text.head, NO_DIGIT, sizeof(text.head));
    for (uint32_t at = 0; at < whole; at++)
        note_digit(&text, at, scale + whole - 1 - at);
    if (scale > 0)
        text.characters[whole] = '.';
    for (uint32_t at = 0; at < scale; at++)
        note_digit(&text, whole + 1 + at, scale - 1 - at);
    for (size_t i = 0; i < PIECES; i++)
        rule.pieces[i] = (text_piece){ ph_avx2_both_lanes(text.index + i * HALF),
                                       ph_avx2_both_lanes(text.head + i * HALF),
                                       ph_avx2_both_lanes(text.characters + i * HALF) };
    rule.put = put_of(digits, rule.length);
    return rule;
}

static uint32_t most_digits(const int64_t *values, size_t count)
{
    uint64_t greatest = 0;
    uint32_t digits = 0;

    for (size_t i = 0; i < count; i++) {
        const uint64_t magnitude = ph_int64_magnitude(values[i]);

        greatest = magnitude > greatest ? magnitude : greatest;
    }
    do
        digits++;
    while ((greatest /= 10) > 0);
    return digits;
}

void ph_decimal_text_avx2(const int64_t *values, size_t count, uint32_t scale,
                          ph_text_output output)
{
    uint32_t rule_digits = 1;
    text_rule rule;
    size_t first = 0, end = 0;

    if (!is_taken(scale) || count < COUNT_MIN) {
        ph_decimal_text_scalar(values, count, scale, output);
        return;
    }
    rule = rule_of(rule_digits, scale);
    while (first < count) {
        const size_t block = ph_decimal_text_count(count - first);
        const uint32_t digits = most_digits(values + first, block);

        if (digits != rule_digits)
            rule = rule_of(digits, scale);
        rule_digits = digits;
        end = rule.put(&rule, values + first, block, output.bytes, output.ends + first, end);
        first += block;
    }
}

static int is_cell_taken(ph_column column, ph_decimal decimal, uint32_t scale)
{
    return is_taken(scale) && decimal.digits <= PH_DECIMAL_MAX_DIGITS && column.count >= COUNT_MIN;
}

ph_decode_result ph_packed_decode_text_avx2(ph_column column, ph_decimal decimal, uint32_t scale,
                                            ph_text_output output, size_t *ret_redone)
{
    if (!is_cell_taken(column, decimal, scale))
        return ph_packed_decode_text_scalar(column, decimal, scale, output, ret_redone);

    const text_rule rule = rule_of(packed_picture_of(decimal).digits, scale);

    return ph_decimal_text_decode(ph_packed_decode_avx2, rule.put, &rule, column, decimal, output,
                                  ret_redone);
}

ph_decode_result ph_zoned_decode_text_avx2(ph_column column, ph_decimal decimal, uint32_t scale,
                                           ph_text_output output, size_t *ret_redone)
{
    if (!is_cell_taken(column, decimal, scale))
        return ph_zoned_decode_text_scalar(column, decimal, scale, output, ret_redone);

    const text_rule rule = rule_of(decimal.digits, scale);

    return ph_decimal_text_decode(ph_zoned_decode_avx2, rule.put, &rule, column, decimal, output,
                                  ret_redone);
}
