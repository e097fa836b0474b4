/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimal encoders of every set against the rules, and decoded back. */
#include <inttypes.h>
#include <string.h>

#include "decimal_rules.h"
#include "guarded_buffer.h"

/* Blocks, and what is left of one. */
enum {
    COUNT_MAX = PH_KERNEL_BLOCK_CELLS_MAX + 9,
    STRIDE_MAX = 2 * CELL_MAX,
    CELLS_MAX = COUNT_MAX * STRIDE_MAX,
    DAMAGES_MIN = 8, /* Of the numbers of a column. */
};

static const uint8_t untouched = 0x5a;

/* Numbers and the column that must come of them. */
typedef struct trial {
    kernelcheck *check;
    const decimal_family *family;
    ph_decimal decimal;
    guarded_buffer values, wide_values, output;
    rules_int truths[COUNT_MAX];
    size_t good; /* How many of them the picture has room for, from the first on. */
    uint8_t want[CELLS_MAX];
    ph_column_output column; /* In output. */
    size_t used;             /* Bytes of it, with what lies between the cells. */
    int at_end;
} trial;

static void fail(trial *t, const char *kernel, const char *what)
{
    kernelcheck_fail(t->check,
                     "%s %s %s, flags %#" PRIx32 ", %" PRIu32 " digits, stride %zu, count %zu",
                     t->family->name, kernel, what, t->decimal.flags, t->decimal.digits,
                     t->column.stride, t->column.count);
}

static int has_room(const trial *t, rules_int value)
{
    const rules_int limit = rules_power_of_ten(t->decimal.digits);

    return value < limit && value > (rules_is_signed(t->decimal) ? -limit : -1);
}

static void judge(trial *t)
{
    memset(t->want, untouched, sizeof(t->want));
    for (t->good = 0; t->good < t->column.count && has_room(t, t->truths[t->good]); t->good++)
        t->family->encode_cell(t->truths[t->good], t->decimal,
                               t->want + t->good * t->column.stride);
}

static void compare_results(trial *t, const char *kernel, ph_encode_result have)
{
    const int is_good = t->good == t->column.count;

    if (have.status != (is_good ? PH_ENCODE_OK : PH_ENCODE_OVERFLOW))
        fail(t, kernel, "status");
    if (have.record != t->good)
        fail(t, kernel, "record");
    if (have.byte != 0)
        fail(t, kernel, "byte");
    if (memcmp(t->column.cells, t->want, t->used) != 0)
        fail(t, kernel, "cells, or touched beyond them");
}

static void compare_round_trip(trial *t)
{
    const ph_column cells = { t->column.cells, t->column.stride, t->column.width, t->good };
    ph_int128 back[COUNT_MAX];
    size_t redone;

    if (t->family->decode_128(cells, t->decimal, back, &redone).status != PH_CODEC_OK)
        fail(t, "round trip", "status");
    for (size_t i = 0; i < t->good; i++) {
        const ph_int128 want = rules_int128(t->truths[i]);

        if (back[i].low != want.low || back[i].high != want.high)
            fail(t, "round trip", "values");
    }
}

static int are_int64(const trial *t)
{
    for (size_t i = 0; i < t->column.count; i++)
        if (t->truths[i] < INT64_MIN || t->truths[i] > INT64_MAX)
            return 0;
    return 1;
}

/* See ph_decimal_encode_kernel. */
static size_t redone_most(const trial *t)
{
    const int is_good = t->good == t->column.count;

    return is_good && t->column.count >= PH_KERNEL_BLOCK_CELLS_MAX ? 0 : PH_KERNEL_BLOCK_CELLS_MAX;
}

static void compare_int64(trial *t)
{
    const size_t size = t->column.count * sizeof(int64_t);
    int64_t *const values = (int64_t *)(void *)guarded_buffer_place(&t->values, size, t->at_end);

    size_t redone = SIZE_MAX;

    memset(t->column.cells, untouched, t->used);
    for (size_t i = 0; i < t->column.count; i++)
        values[i] = (int64_t)t->truths[i];
    compare_results(t, "encode", t->family->encode(values, t->decimal, t->column, &redone));
    if (redone > redone_most(t))
        fail(t, "encode", "fast path not taken");
}

static void compare(trial *t)
{
    const size_t size = t->column.count * sizeof(ph_int128);
    ph_int128 *const values =
        (ph_int128 *)(void *)guarded_buffer_place(&t->wide_values, size, t->at_end);

    judge(t);
    if (t->decimal.digits <= PH_DECIMAL_MAX_DIGITS && are_int64(t))
        compare_int64(t);
    memset(t->column.cells, untouched, t->used);
    for (size_t i = 0; i < t->column.count; i++)
        values[i] = rules_int128(t->truths[i]);
    compare_results(t, "encode_128", t->family->encode_128(values, t->decimal, t->column));
    compare_round_trip(t);
}

static rules_int too_great(const trial *t, unsigned choice)
{
    const rules_int limit = rules_power_of_ten(t->decimal.digits);
    const rules_int ends = (rules_int)1 << 126;

    switch (choice) {
    case 0: return limit;
    case 1: return -limit;
    case 2: return -1; /* Good where the field is signed. */
    case 3: return INT64_MIN;
    case 4: return INT64_MAX;
    case 5: return ends - 1 + ends;
    case 6: return -ends - ends;
    case 7: return (rules_int)1 << 64;
    default: return limit + 1;
    }
}

static void check_shape(trial *t, size_t stride, size_t count, int at_end)
{
    const size_t width = t->family->width(t->decimal);

    t->used = count > 0 ? (count - 1) * stride + width : 0;
    t->at_end = at_end;
    t->column = (ph_column_output){ guarded_buffer_place(&t->output, t->used, at_end), stride,
                                    width, count };
    for (size_t i = 0; i < count; i++)
        t->truths[i] = rules_random_value(t->check, t->decimal);
    compare(t);
    /* Each of a few, and some of many: which ones, another seed decides otherwise. */
    for (size_t i = 0; i < count;
         i += 1 + kernelcheck_random_below(t->check, (unsigned)count / DAMAGES_MIN + 1)) {
        const rules_int before = t->truths[i];

        t->truths[i] = too_great(t, kernelcheck_random_below(t->check, 9));
        compare(t);
        t->truths[i] = before;
    }
}

static void check_description(void *context, ph_decimal decimal)
{
    static const size_t counts[] = { 0, 1, 2, 9, 31, COUNT_MAX };
    trial *const t = context;
    const size_t width = t->family->width(decimal);

    t->decimal = decimal;
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        for (int at_end = 0; at_end <= 1; at_end++) {
            check_shape(t, width, counts[i], at_end);
            check_shape(t, width + kernelcheck_random_below(t->check, (unsigned)width + 1),
                        counts[i], at_end);
        }
}

static void check_family(kernelcheck *check, const decimal_family *family,
                         void (*for_each)(void (*run)(void *, ph_decimal), void *))
{
    trial t = { .check = check,
                .family = family,
                .values = guarded_buffer_new(COUNT_MAX * sizeof(int64_t)),
                .wide_values = guarded_buffer_new(COUNT_MAX * sizeof(ph_int128)),
                .output = guarded_buffer_new(CELLS_MAX) };

    for_each(check_description, &t);
    guarded_buffer_free(&t.values);
    guarded_buffer_free(&t.wide_values);
    guarded_buffer_free(&t.output);
}

void check_packed_encode(kernelcheck *check)
{
    const decimal_family family = packed_family(check->codec);

    check_family(check, &family, rules_for_each_packed);
}

void check_zoned_encode(kernelcheck *check)
{
    const decimal_family family = zoned_family(check->codec);

    check_family(check, &family, rules_for_each_zoned);
}
