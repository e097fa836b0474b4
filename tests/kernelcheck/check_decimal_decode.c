/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimal decoders of every set against the rules, cell by cell, in guarded memory. */
#include <inttypes.h>
#include <string.h>

#include "decimal_rules.h"
#include "guarded_buffer.h"

/* More cells than the text kernels take at once. */
enum { COUNT_MAX = 2 * PH_KERNEL_TEXT_BLOCK + 9, STRIDE_MAX = 2 * CELL_MAX };
enum { TEXT_MAX = COUNT_MAX * PH_DECIMAL_TEXT_MAX };

static const int64_t untouched = INT64_C(0x5a5a5a5a5a5a5a5a);
static const uint32_t untouched_end = UINT32_C(0x5a5a5a5a);

/* One column in guarded memory, and what must come of it. */
typedef struct trial {
    kernelcheck *check;
    const decimal_family *family;
    ph_decimal decimal;
    guarded_buffer input, values, wide_values, text, ends;
    uint8_t *cells; /* In input, as is column.cells. */
    ph_column column;
    int at_end; /* Where in their buffers input and outputs stand. */
    cell_truth truths[COUNT_MAX];
    ph_int128 wide_truths[COUNT_MAX];
} trial;

/* What the column comes to as a whole. */
typedef struct verdict {
    ph_decode_result result;
    size_t redone_allowed;
} verdict;

/* Any valid cell, cut to size. */
static void make_cell(trial *t, uint8_t *cell, size_t size)
{
    uint8_t whole[CELL_MAX];
    const size_t width = t->family->width(t->decimal);

    t->family->make_cell(t->check, t->decimal, whole);
    if ((t->decimal.flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0 &&
        kernelcheck_random_below(t->check, 8) == 0)
        memset(whole, (t->decimal.flags & PH_DECIMAL_ASCII) != 0 ? 0x20 : 0x40, width);
    memcpy(cell, whole, size < width ? size : width);
}

static void judge_cell(trial *t, size_t record)
{
    t->truths[record] = t->family->judge_cell(t->cells + record * t->column.stride, t->decimal);
    t->wide_truths[record] = rules_int128(t->truths[record].value);
}

/* Lay out a column of good cells. Between the cells lie others: straying there must show. */
static void make_column(trial *t, size_t stride, size_t count, int at_end)
{
    const size_t width = t->family->width(t->decimal);
    const size_t used = count > 0 ? (count - 1) * stride + width : 0;

    t->at_end = at_end;
    t->cells = guarded_buffer_place(&t->input, used, at_end);
    t->column = (ph_column){ t->cells, stride, width, count };
    for (size_t offset = 0; offset < used; offset += width)
        make_cell(t, t->cells + offset, used - offset);
    for (size_t record = 0; record < count; record++) {
        make_cell(t, t->cells + record * stride, width);
        judge_cell(t, record);
    }
}

static void fail(trial *t, const char *kernel, const char *what)
{
    kernelcheck_fail(t->check,
                     "%s %s %s, flags %#" PRIx32 ", %" PRIu32 " digits, stride %zu, count %zu",
                     t->family->name, kernel, what, t->decimal.flags, t->decimal.digits,
                     t->column.stride, t->column.count);
}

/* Good cells may leave the fast path only where its loads would begin before the column. */
static int may_be_redone(const trial *t, size_t record)
{
    const size_t in_block = record % PH_KERNEL_TEXT_BLOCK;
    const int has_sign_behind = (t->decimal.flags & PH_DECIMAL_SIGN_SEPARATE) != 0 &&
                                (t->decimal.flags & PH_DECIMAL_SIGN_LEADING) == 0;
    const size_t digits_end = t->column.width - (has_sign_behind ? 1 : 0);

    return t->truths[record].is_blank ||
           in_block * t->column.stride + digits_end <= PH_KERNEL_LEAD_IN;
}

static int is_vector_set(const trial *t)
{
    return t->check->codec->isa != ph_codec_for_isa(PH_ISA_SCALAR)->isa;
}

/* Whether the scalar kernels do the column, which are proven with their own set. */
static int is_left_to_scalar(const trial *t)
{
    return is_vector_set(t) && (!t->family->takes || !t->family->takes(t->column, t->decimal));
}

/* The scalar kernels' fast path takes single cells, a vector set's takes blocks of its shapes. */
static size_t redone_allowed(const trial *t)
{
    const int is_vector = is_vector_set(t);
    size_t allowed = 0;

    if (is_left_to_scalar(t) || (is_vector && t->column.count < PH_KERNEL_BLOCK_CELLS_MAX))
        return SIZE_MAX;
    for (size_t record = 0; record < t->column.count; record++) {
        const int is_blank = t->truths[record].is_blank;

        if (may_be_redone(t, record))
            allowed += is_vector && is_blank ? 2 * PH_KERNEL_BLOCK_CELLS_MAX : 1;
    }
    return allowed;
}

static verdict judge(const trial *t)
{
    const verdict good = { { PH_CODEC_OK, t->column.count, 0 }, redone_allowed(t) };

    for (size_t record = 0; record < t->column.count; record++) {
        const cell_truth *truth = &t->truths[record];

        if (truth->status != PH_CODEC_OK)
            return (verdict){ { truth->status, record, truth->byte }, SIZE_MAX };
    }
    return good;
}

static void compare_results(trial *t, const char *kernel, ph_decode_result have,
                            const verdict *want, size_t redone)
{
    if (have.status != want->result.status)
        fail(t, kernel, "status");
    if (have.record != want->result.record)
        fail(t, kernel, "record");
    if (have.byte != want->result.byte)
        fail(t, kernel, "byte");
    if (redone > want->redone_allowed)
        fail(t, kernel, "fast path not taken");
}

static void compare_int64(trial *t, const verdict *want)
{
    const size_t count = t->column.count;
    int64_t *const out =
        (int64_t *)(void *)guarded_buffer_place(&t->values, count * sizeof(*out), t->at_end);
    size_t redone = SIZE_MAX;

    for (size_t i = 0; i < count; i++)
        out[i] = untouched;
    const ph_decode_result have = t->family->decode(t->column, t->decimal, out, &redone);

    compare_results(t, "decode", have, want, redone);
    for (size_t i = 0; i < count; i++)
        if (out[i] != (i < want->result.record ? (int64_t)t->truths[i].value : untouched))
            fail(t, "decode", "values, or touched beyond them");
}

static void compare_128(trial *t, const verdict *want)
{
    const size_t count = t->column.count;
    ph_int128 *const out =
        (ph_int128 *)(void *)guarded_buffer_place(&t->wide_values, count * sizeof(*out), t->at_end);
    size_t redone = SIZE_MAX;

    for (size_t i = 0; i < count; i++)
        out[i] = (ph_int128){ (uint64_t)untouched, untouched };
    const ph_decode_result have = t->family->decode_128(t->column, t->decimal, out, &redone);

    compare_results(t, "decode_128", have, want, redone);
    for (size_t i = 0; i < count; i++) {
        const int is_good = i < want->result.record;
        const uint64_t low = is_good ? t->wide_truths[i].low : (uint64_t)untouched;
        const int64_t high = is_good ? t->wide_truths[i].high : untouched;

        if (out[i].low != low || out[i].high != high)
            fail(t, "decode_128", "values, or touched beyond them");
    }
}

static void compare_text(trial *t, const verdict *want)
{
    static uint8_t want_text[TEXT_MAX];
    const size_t count = t->column.count, capacity = count * PH_DECIMAL_TEXT_MAX;
    const uint32_t scale = kernelcheck_random_below(t->check, PH_DECIMAL_MAX_SCALE + 1);
    const ph_text_output output = {
        guarded_buffer_place(&t->text, capacity, t->at_end),
        capacity,
        (uint32_t *)(void *)guarded_buffer_place(&t->ends, count * sizeof(uint32_t), t->at_end),
    };
    size_t redone = SIZE_MAX, length = 0;

    memset(output.bytes, 0x5a, capacity);
    for (size_t i = 0; i < count; i++)
        output.ends[i] = untouched_end;
    const ph_decode_result have =
        t->family->decode_text(t->column, t->decimal, scale, output, &redone);

    compare_results(t, "decode_text", have, want, redone);
    for (size_t i = 0; i < count; i++) {
        const int is_good = i < want->result.record;

        if (is_good)
            length += rules_put_decimal(t->truths[i].value, scale, want_text + length);
        if (output.ends[i] != (is_good ? length : untouched_end))
            fail(t, "decode_text", "ends, or touched beyond them");
    }
    if (memcmp(output.bytes, want_text, length) != 0)
        fail(t, "decode_text", "bytes");
}

/* All kernels that take the column; those that follow from others not each time. */
static void compare(trial *t)
{
    const verdict want = judge(t);
    const int is_long = t->decimal.digits > PH_DECIMAL_MAX_DIGITS;

    if (!is_long)
        compare_int64(t, &want);
    if (is_long || kernelcheck_random_below(t->check, 4) == 0)
        compare_128(t, &want);
    if (kernelcheck_random_below(t->check, 16) == 0)
        compare_text(t, &want);
}

/* Returns what stood there. */
static uint8_t damage_byte(trial *t, size_t record, size_t byte)
{
    uint8_t *const victim = &t->cells[record * t->column.stride + byte];
    const uint8_t before = *victim;
    const unsigned noise = kernelcheck_random_below(t->check, 256);

    switch (kernelcheck_random_below(t->check, 3)) {
    case 0: *victim = (uint8_t)noise; break;
    case 1: *victim = (uint8_t)((before & 0x0f) | (noise & 0xf0)); break;
    default: *victim = (uint8_t)((before & 0xf0) | (noise & 0x0f)); break;
    }
    judge_cell(t, record);
    return before;
}

static void repair_byte(trial *t, size_t record, size_t byte, uint8_t before)
{
    t->cells[record * t->column.stride + byte] = before;
    judge_cell(t, record);
}

/* Every byte in turn; now and then a second one, anywhere, to tell which comes first. */
static void compare_damaged(trial *t)
{
    for (size_t record = 0; record < t->column.count; record++)
        for (size_t byte = 0; byte < t->column.width; byte++) {
            const uint8_t before = damage_byte(t, record, byte);

            if (kernelcheck_random_below(t->check, 4) > 0) {
                compare(t);
            } else {
                const size_t range = t->column.count - record;
                const size_t other_record = record + kernelcheck_random(t->check) % range;
                const size_t other_byte = kernelcheck_random(t->check) % t->column.width;
                const uint8_t other_before = damage_byte(t, other_record, other_byte);

                compare(t);
                repair_byte(t, other_record, other_byte, other_before);
            }
            repair_byte(t, record, byte, before);
        }
}

/* Where the bad byte alone decides what a block of cells adds up to. */
static void compare_damaged_zeros(trial *t)
{
    enum { COUNT = 9 };
    const size_t width = t->family->width(t->decimal);

    make_column(t, width, COUNT, 1);
    for (size_t record = 0; record < COUNT; record++) {
        t->family->encode_cell(0, t->decimal, t->cells + record * width);
        judge_cell(t, record);
    }
    compare_damaged(t);
}

/* As many cells as any vector set has a block for, and what is left of one: bytes anywhere. */
static void compare_damaged_block(trial *t, size_t stride)
{
    enum { COUNT = PH_KERNEL_BLOCK_CELLS_MAX + 9, DAMAGES = 24 };

    make_column(t, stride, COUNT, 1);
    compare(t);
    for (size_t i = 0; i < DAMAGES + t->column.width; i++) {
        const size_t record = kernelcheck_random(t->check) % COUNT;
        const size_t byte = i % t->column.width; /* Each of them. */
        const uint8_t before = damage_byte(t, record, byte);

        compare(t);
        repair_byte(t, record, byte, before);
    }
}

/* What stands between the cells is none of the kernel's business. */
static void compare_with_noise_between(trial *t)
{
    for (size_t record = 0; record + 1 < t->column.count; record++)
        for (size_t byte = t->column.width; byte < t->column.stride; byte++)
            t->cells[record * t->column.stride + byte] = (uint8_t)kernelcheck_random(t->check);
    compare(t);
}

/* In the middle of a column, all values of each byte. */
static void compare_every_byte_value(trial *t)
{
    enum { COUNT = PH_KERNEL_BLOCK_CELLS_MAX + 1, RECORD = 42 };

    make_column(t, t->family->width(t->decimal), COUNT, 1);
    for (size_t byte = 0; byte < t->column.width; byte++) {
        uint8_t *const victim = &t->cells[RECORD * t->column.stride + byte];
        const uint8_t before = *victim;

        for (unsigned value = 0; value < 256; value++) {
            *victim = (uint8_t)value;
            judge_cell(t, RECORD);
            compare(t);
        }
        repair_byte(t, RECORD, byte, before);
    }
}

/* The pad and the sign, or sign and sign: all values of the first and last byte at once. */
static void compare_every_pair_of_ends(trial *t)
{
    enum { COUNT = PH_KERNEL_BLOCK_CELLS_MAX + 1, RECORD = 42 };

    make_column(t, t->family->width(t->decimal), COUNT, 1);

    uint8_t *const cell = t->cells + RECORD * t->column.stride;

    for (unsigned i = 0; i < 64; i++) {
        cell[0] = (uint8_t)kernelcheck_random(t->check);
        cell[t->column.width - 1] = (uint8_t)kernelcheck_random(t->check);
        judge_cell(t, RECORD);
        compare(t);
    }
}

static void check_shape(trial *t, size_t stride, const size_t *counts, size_t count_count)
{
    for (size_t i = 0; i < count_count; i++)
        for (int at_end = 0; at_end <= 1; at_end++) {
            make_column(t, stride, counts[i], at_end);
            compare(t);
            if (!is_left_to_scalar(t) && (counts[i] < 100 || (counts[i] == 100 && at_end)))
                compare_damaged(t);
            compare_with_noise_between(t);
        }
}

/* A column of several text blocks, with a bad cell in the last of them. */
static void compare_long_column(trial *t, size_t stride)
{
    const size_t record = COUNT_MAX - 1 - kernelcheck_random_below(t->check, 16);

    make_column(t, stride, COUNT_MAX, 1);
    for (int i = 0; i < 2; i++) {
        const verdict want = judge(t);

        compare_128(t, &want);
        compare_text(t, &want);
        (void)damage_byte(t, record, t->column.width - 1);
    }
}

/* A column that nothing may be read in front of, of as many cells as a vector set takes at once. */
static void compare_at_start(trial *t, size_t stride)
{
    make_column(t, stride, 2 * PH_KERNEL_BLOCK_CELLS_MAX + 1, 0);
    compare(t);
}

/* A blank cell costs its own block the fast path, not the rest of the column. */
static void compare_one_blank(trial *t, size_t stride)
{
    enum { RECORD = 20 };
    const ph_decimal decimal = t->decimal;
    const uint8_t blank = (decimal.flags & PH_DECIMAL_ASCII) != 0 ? 0x20 : 0x40;

    t->decimal.flags &= ~PH_DECIMAL_BLANK_WHEN_ZERO;
    make_column(t, stride, COUNT_MAX, 1);
    t->decimal = decimal;
    memset(t->cells + RECORD * stride, blank, t->column.width);
    judge_cell(t, RECORD);

    const verdict want = judge(t);

    compare_int64(t, &want);
}

/* The descriptions that real files are full of are looked at most closely. */
static int is_ordinary(const trial *t)
{
    return (t->decimal.flags & ~PH_DECIMAL_SIGNED) == 0 &&
           t->decimal.digits <= PH_DECIMAL_MAX_DIGITS;
}

static void check_description(void *context, ph_decimal decimal)
{
    static const size_t all_counts[] = { 0, 1, 3, 4, 5, 7, 8, 9, 17, 31, 100 };
    static const size_t few_counts[] = { 0, 1, 4, 9 };
    trial *const t = context;

    t->decimal = decimal;
    const size_t width = t->family->width(decimal);
    const size_t strides[] = { width, width + 1, STRIDE_MAX, 2 * width };

    if (is_ordinary(t)) {
        for (size_t i = 0; i < sizeof(strides) / sizeof(*strides); i++)
            check_shape(t, strides[i], all_counts, sizeof(all_counts) / sizeof(*all_counts));
    } else {
        check_shape(t, width, few_counts, sizeof(few_counts) / sizeof(*few_counts));
        check_shape(t, strides[1 + decimal.digits % 3], few_counts,
                    sizeof(few_counts) / sizeof(*few_counts));
    }
    compare_long_column(t, strides[decimal.digits % 4]);
    if (is_left_to_scalar(t))
        return;
    compare_at_start(t, width);
    compare_damaged_block(t, strides[decimal.digits % 4]);
    if ((decimal.flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0 &&
        decimal.digits <= PH_DECIMAL_MAX_DIGITS)
        compare_one_blank(t, strides[decimal.digits % 4]);
    if (is_ordinary(t) || decimal.digits % 6 == 1)
        compare_every_byte_value(t);
    compare_every_pair_of_ends(t);
    compare_damaged_zeros(t);
}

static trial new_trial(kernelcheck *check, const decimal_family *family)
{
    return (trial){
        .check = check,
        .family = family,
        .input = guarded_buffer_new((size_t)COUNT_MAX * STRIDE_MAX),
        .values = guarded_buffer_new(COUNT_MAX * sizeof(int64_t)),
        .wide_values = guarded_buffer_new(COUNT_MAX * sizeof(ph_int128)),
        .text = guarded_buffer_new(TEXT_MAX),
        .ends = guarded_buffer_new(COUNT_MAX * sizeof(uint32_t)),
    };
}

static void free_trial(trial *t)
{
    guarded_buffer_free(&t->input);
    guarded_buffer_free(&t->values);
    guarded_buffer_free(&t->wide_values);
    guarded_buffer_free(&t->text);
    guarded_buffer_free(&t->ends);
}

void check_packed_decode(kernelcheck *check)
{
    const decimal_family family = packed_family(check->codec);
    trial t = new_trial(check, &family);

    rules_for_each_packed(check_description, &t);
    free_trial(&t);
}

void check_zoned_decode(kernelcheck *check)
{
    const decimal_family family = zoned_family(check->codec);
    trial t = new_trial(check, &family);

    rules_for_each_zoned(check_description, &t);
    free_trial(&t);
}
