/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check_decimal.h"

#include <inttypes.h>
#include <string.h>

#include "guarded_buffer.h"

enum { COUNT_MAX = 100, STRIDE_MAX = 60 };

static const int64_t untouched = INT64_C(0x5a5a5a5a5a5a5a5a);

/* One column in guarded memory, and what must come of it. */
typedef struct trial {
    kernelcheck *check;
    const decimal_family *family;
    ph_decimal decimal;
    guarded_buffer input, output;
    uint8_t *cells; /* In input, as is column.cells. */
    ph_column column;
    int64_t *out; /* In output, room for column.count. */
    cell_truth truths[COUNT_MAX];
} trial;

/* Any valid cell, cut to size. */
static void make_cell(trial *t, uint8_t *cell, size_t size)
{
    uint8_t whole[PH_DECIMAL_MAX_DIGITS];

    t->family->make_cell(t->check, t->decimal, whole);
    memcpy(cell, whole, size < t->column.width ? size : t->column.width);
}

static void judge_cell(trial *t, size_t record)
{
    t->truths[record] = t->family->judge_cell(t->cells + record * t->column.stride, t->decimal);
}

/* Lay out a column of good cells. Between the cells lie others: straying there must show. */
static void make_column(trial *t, size_t stride, size_t count, int at_end)
{
    const size_t width = t->family->width(t->decimal.digits);
    const size_t used = count > 0 ? (count - 1) * stride + width : 0;

    t->cells = guarded_buffer_place(&t->input, used, at_end);
    t->column = (ph_column){ t->cells, stride, width, count };
    t->out = (int64_t *)(void *)guarded_buffer_place(&t->output, count * sizeof(*t->out), at_end);
    for (size_t offset = 0; offset < used; offset += width)
        make_cell(t, t->cells + offset, used - offset);
    for (size_t record = 0; record < count; record++) {
        make_cell(t, t->cells + record * stride, width);
        judge_cell(t, record);
    }
}

static size_t first_bad(const trial *t)
{
    size_t record = 0;

    while (record < t->column.count && t->truths[record].status == PH_CODEC_OK)
        record++;
    return record;
}

static void fail(trial *t, const char *what)
{
    kernelcheck_fail(t->check, "%s %s, %s, %" PRIu32 " digits, stride %zu, count %zu",
                     t->family->name, what, t->decimal.is_signed ? "signed" : "unsigned",
                     t->decimal.digits, t->column.stride, t->column.count);
}

static int is_output_right(const trial *t, size_t good)
{
    for (size_t i = 0; i < t->column.count; i++)
        if (t->out[i] != (i < good ? t->truths[i].value : untouched))
            return 0;
    return 1;
}

/* Good cells may leave the fast path only where its loads would begin before the column. */
static size_t redone_allowed(const trial *t)
{
    size_t record = 0;

    while (record < t->column.count &&
           record * t->column.stride + t->column.width <= PH_KERNEL_LEAD_IN)
        record++;
    return record;
}

static void compare(trial *t)
{
    const size_t good = first_bad(t);
    const int is_all_good = good == t->column.count;
    const ph_decode_result want = { is_all_good ? PH_CODEC_OK : t->truths[good].status, good,
                                    is_all_good ? 0 : t->truths[good].byte };
    size_t redone = SIZE_MAX;

    for (size_t i = 0; i < t->column.count; i++)
        t->out[i] = untouched;
    const ph_decode_result have = t->family->kernel(t->column, t->decimal, t->out, &redone);

    if (have.status != want.status)
        fail(t, "status");
    if (have.record != want.record)
        fail(t, "record");
    if (have.byte != want.byte)
        fail(t, "byte");
    if (!is_output_right(t, good))
        fail(t, "values, or touched beyond them");
    if (is_all_good && redone > redone_allowed(t))
        fail(t, "fast path not taken");
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
    enum { COUNT = 31, RECORD = 25 };

    make_column(t, t->family->width(t->decimal.digits), COUNT, 1);
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

static void check_shape(trial *t, size_t stride)
{
    static const size_t counts[] = { 0, 1, 3, 4, 5, 7, 8, 9, 31, COUNT_MAX };

    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        for (int at_end = 0; at_end <= 1; at_end++) {
            make_column(t, stride, counts[i], at_end);
            compare(t);
            if (counts[i] < COUNT_MAX || at_end)
                compare_damaged(t);
            compare_with_noise_between(t);
        }
}

void check_decimal_family(kernelcheck *check, const decimal_family *family)
{
    trial t = { .check = check,
                .family = family,
                .input = guarded_buffer_new((size_t)COUNT_MAX * STRIDE_MAX),
                .output = guarded_buffer_new(COUNT_MAX * sizeof(int64_t)) };

    for (uint32_t digits = 1; digits <= PH_DECIMAL_MAX_DIGITS; digits++)
        for (int is_signed = 0; is_signed <= 1; is_signed++) {
            const size_t width = family->width(digits);

            t.decimal = (ph_decimal){ digits, is_signed };
            check_shape(&t, width);
            check_shape(&t, width + 1);
            check_shape(&t, 2 * width);
            check_shape(&t, STRIDE_MAX);
            compare_every_byte_value(&t);
        }
    guarded_buffer_free(&t.input);
    guarded_buffer_free(&t.output);
}
