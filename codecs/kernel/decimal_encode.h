/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the vector encoders of decimals share. A block of numbers is judged as a whole and, if the
 * picture has room for all of them, written; any other block is the scalar kernel's, which finds
 * the number that is to blame and writes those in front of it.
 */
#ifndef PH_CODECS_KERNEL_DECIMAL_ENCODE_H
#define PH_CODECS_KERNEL_DECIMAL_ENCODE_H

#include <string.h>

#include "kernel/kernel.h"
#include "kernel/sign.h"
#include "kernel/zoned.h"

/* How a number is taken apart, by the most decimal places that it has. */
typedef enum ph_encode_shape {
    PH_ENCODE_SHORT,  /* 8: two fours. */
    PH_ENCODE_MIDDLE, /* 12: what stands in front of the last eight is one more. */
    PH_ENCODE_FULL,   /* 16: two eights. */
    PH_ENCODE_WIDE,   /* 19: and a head of up to three. */
} ph_encode_shape;

static inline ph_encode_shape ph_encode_shape_of(uint32_t places)
{
    return places <= 8    ? PH_ENCODE_SHORT
           : places <= 12 ? PH_ENCODE_MIDDLE
           : places <= 16 ? PH_ENCODE_FULL
                          : PH_ENCODE_WIDE;
}

/* The widest cell that is encoded from int64_t. */
#define PH_ENCODE_WIDTH_MAX ((size_t)PH_DECIMAL_MAX_DIGITS + 1)

/* Fewer numbers are not worth what a rule costs. */
#define PH_ENCODE_COUNT_MIN ((size_t)8)

/*
 * Encodes the numbers of a column block by block, until it is at the end or one of a block does not
 * fit; returns how many it has encoded. Of the others nothing is written.
 */
typedef size_t ph_encode_run(const void *rule, const int64_t *values, ph_column_output column);

/* How a column is walked. */
typedef struct ph_encode_walk {
    ph_encode_run *run;
    const void *rule; /* Borrowed. */
    ph_decimal_encode_kernel *scalar;
    size_t block; /* Numbers that run judges at once. */
} ph_encode_walk;

/* The column from a cell on. */
static inline ph_column_output ph_encode_rest(ph_column_output column, size_t first)
{
    return (ph_column_output){ column.cells + first * column.stride, column.stride, column.width,
                               column.count - first };
}

static inline ph_encode_result ph_encode_column(ph_encode_walk walk, const int64_t *values,
                                                ph_decimal decimal, ph_column_output column,
                                                size_t *ret_redone)
{
    size_t record = 0;

    *ret_redone = 0;
    while (record < column.count) {
        size_t redone;

        record += walk.run(walk.rule, values + record, ph_encode_rest(column, record));

        ph_column_output block = ph_encode_rest(column, record);
        block.count = block.count < walk.block ? block.count : walk.block;
        const ph_encode_result result = walk.scalar(values + record, decimal, block, &redone);

        *ret_redone += block.count;
        record += result.record;
        if (result.status != PH_ENCODE_OK)
            return (ph_encode_result){ result.status, record, 0 };
    }
    return (ph_encode_result){ PH_ENCODE_OK, column.count, 0 };
}

/* A cell to where nothing else may be written. */
static inline void ph_encode_copy_cell(uint8_t *restrict out, const uint8_t *restrict cell,
                                       size_t width)
{
    if (width >= 8) {
        memcpy(out, cell, 8);
        if (width >= 16)
            memcpy(out + 8, cell + 8, 8);
        memcpy(out + width - 8, cell + width - 8, 8);
    } else if (width >= 4) {
        memcpy(out, cell, 4);
        memcpy(out + width - 4, cell + width - 4, 4);
    } else {
        for (size_t i = 0; i < width; i++)
            out[i] = cell[i];
    }
}

/* No digit stands in this byte of a cell. */
#define PH_ENCODE_NO_PLACE (-1)

/* Which digit stands in a byte of a zoned cell: that of 10^place. */
static inline int ph_encode_zoned_place(const zoned_picture *picture, size_t byte)
{
    const size_t end = picture->digits_at + picture->digits;

    return byte >= picture->digits_at && byte < end ? (int)(end - 1 - byte) : PH_ENCODE_NO_PLACE;
}

/* A byte of a zoned cell whose digit is 0 and whose sign is plus... */
static inline uint8_t ph_encode_zoned_plus(const zoned_picture *picture, size_t byte)
{
    if (picture->is_signed && byte == picture->sign_at) {
        if (picture->is_separate)
            return picture->plus;
        return (picture->flags & PH_DECIMAL_ASCII) != 0 ? 0 : PH_SIGN_PLUS << 4;
    }
    return (uint8_t)(picture->zone << 4);
}

/* ...and what a minus adds to it. ASCII's overpunched digits are no sum: 0x10 makes their index in
 * the table below. */
static inline uint8_t ph_encode_zoned_minus(const zoned_picture *picture, size_t byte)
{
    if (!picture->is_signed || byte != picture->sign_at)
        return 0;
    return picture->is_separate ? (uint8_t)(picture->minus - picture->plus)
                                : (PH_SIGN_MINUS - PH_SIGN_PLUS) << 4;
}

/* By digit, from 0x10 on of numbers below 0. */
static const uint8_t ph_encode_ascii_overpunched[32] = "{ABCDEFGHI\0\0\0\0\0\0}JKLMNOPQR";

static inline int ph_encode_is_ascii_overpunched(const zoned_picture *picture)
{
    return picture->is_signed && !picture->is_separate && (picture->flags & PH_DECIMAL_ASCII) != 0;
}

#endif /* PH_CODECS_KERNEL_DECIMAL_ENCODE_H */
