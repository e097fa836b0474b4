/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What codec.h says of decimals, a byte and a digit at a time: the second implementation that the
 * kernels are held against. It shares no code with them.
 */
#ifndef PH_TESTS_KERNELCHECK_DECIMAL_RULES_H
#define PH_TESTS_KERNELCHECK_DECIMAL_RULES_H

#include "kernelcheck.h"

enum { DIGITS_MAX = PH_DECIMAL_MAX_DIGITS_128, CELL_MAX = DIGITS_MAX + 1 };

__extension__ typedef __int128 rules_int;

/* What the rules say of one cell. */
typedef struct cell_truth {
    ph_codec_status status;
    size_t byte; /* 0 when the cell is good. */
    rules_int value;
    int is_blank;
} cell_truth;

/* One family of decimals: its kernels, and its rules. */
typedef struct decimal_family {
    const char *name;
    ph_decimal_kernel *decode;
    ph_decimal_128_kernel *decode_128;
    ph_decimal_cell_text_kernel *decode_text;
    ph_decimal_encode_kernel *encode;
    ph_decimal_encode_128_kernel *encode_128;
    ph_decimal_shape_test *takes; /* Of a vector set, as in ph_codec; else NULL. */

    size_t (*width)(ph_decimal decimal);
    void (*make_cell)(kernelcheck *check, ph_decimal decimal, uint8_t *cell);
    cell_truth (*judge_cell)(const uint8_t *cell, ph_decimal decimal);
    void (*encode_cell)(rules_int value, ph_decimal decimal, uint8_t *cell);
} decimal_family;

decimal_family packed_family(const ph_codec *codec);
decimal_family zoned_family(const ph_codec *codec);

int rules_is_signed(ph_decimal decimal);
int rules_is_copybook_rs(ph_decimal decimal);
rules_int rules_power_of_ten(uint32_t exponent);

/* The digit that stands for 10^place. */
unsigned rules_digit(rules_int value, uint32_t place);

/* Any number the picture has room for; often one of its ends, zero, or a multiple of ten. */
rules_int rules_random_value(kernelcheck *check, ph_decimal decimal);

/* Returns the bytes written. */
size_t rules_put_decimal(rules_int value, uint32_t scale, uint8_t *out);

ph_int128 rules_int128(rules_int value);

/* Calls run for every description that the family's kernels take. */
void rules_for_each_packed(void (*run)(void *context, ph_decimal decimal), void *context);
void rules_for_each_zoned(void (*run)(void *context, ph_decimal decimal), void *context);

#endif /* PH_TESTS_KERNELCHECK_DECIMAL_RULES_H */
