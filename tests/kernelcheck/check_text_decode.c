/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text decoders of every set against the code page tables, in guarded memory. */
#include <inttypes.h>
#include <string.h>

#include "guarded_buffer.h"
#include "kernelcheck.h"

enum { COUNT_MAX = 100, WIDTH_MAX = 60, STRIDE_MAX = 2 * WIDTH_MAX };
enum { TEXT_MAX = COUNT_MAX * WIDTH_MAX * PH_TEXT_MAX_UTF8_PER_BYTE };

/* The pages have no character beyond U+FFFF today; this one proves the three-byte forms. */
static ph_code_page wide_page = { .ccsid = 0, .name = "wide" };

static const uint32_t untouched = UINT32_C(0x5a5a5a5a);

/* One column in guarded memory. */
typedef struct trial {
    kernelcheck *check;
    const ph_code_page *page;
    ph_control_policy policy;
    guarded_buffer input, text, ends;
    uint8_t *cells; /* In input, as is column.cells. */
    ph_column column;
    int at_end;            /* Where in their buffers input and outputs stand. */
    ph_text_output output; /* In text and ends, with no room to spare. */
} trial;

/* What must come of the column. */
typedef struct text_truth {
    ph_decode_result result;
    size_t not_plain; /* Cells before the bad one with more than ASCII to be written. */
    size_t not_taken; /* Characters that the set's blocks do not take. */
    size_t length;
    uint8_t text[TEXT_MAX];
    uint32_t ends[COUNT_MAX];
} text_truth;

static void append_utf8(text_truth *truth, uint32_t character)
{
    /* RFC 3629, table in section 3. */
    if (character <= 0x7f) {
        truth->text[truth->length++] = (uint8_t)character;
    } else if (character <= 0x7ff) {
        truth->text[truth->length++] = (uint8_t)(0xc0 + character / 64);
        truth->text[truth->length++] = (uint8_t)(0x80 + character % 64);
    } else {
        truth->text[truth->length++] = (uint8_t)(0xe0 + character / 4096);
        truth->text[truth->length++] = (uint8_t)(0x80 + character / 64 % 64);
        truth->text[truth->length++] = (uint8_t)(0x80 + character % 64);
    }
}

/* What a set says it takes, and what every set has to: the printable part of ASCII. */
static int is_taken(const trial *t, uint8_t code)
{
    const uint16_t character = t->page->to_unicode[code];
    ph_text_code_test *const takes = t->check->codec->text_takes;

    return (character >= 0x20 && character <= 0x7e) || (takes && takes(t->page, t->policy, code));
}

/* The scalar kernel's fast path takes cells, a vector set's blocks of bytes. */
static size_t redone_allowed(const trial *t, const text_truth *truth)
{
    if (!t->check->codec->text_takes)
        return truth->not_plain;
    return truth->not_taken > 0 ? SIZE_MAX : 0;
}

/* Returns 0 when the cell is bad. */
static int judge_cell(const trial *t, size_t record, text_truth *truth)
{
    int is_plain = 1;

    for (size_t i = 0; i < t->column.width; i++) {
        const uint8_t code = t->cells[record * t->column.stride + i];
        uint32_t character = t->page->to_unicode[code];

        if (character < 0x20 && character != 0x09 && character != 0x0a && character != 0x0d) {
            if (t->policy == PH_CONTROL_ERROR) {
                truth->result = (ph_decode_result){ PH_CODEC_BAD_CONTROL, record, i };
                return 0;
            }
            character = t->policy == PH_CONTROL_REPLACE ? 0xfffd : character;
        }
        is_plain &= character <= 0x7f;
        truth->not_taken += !is_taken(t, code);
        append_utf8(truth, character);
    }
    truth->not_plain += !is_plain;
    truth->ends[record] = (uint32_t)truth->length;
    return 1;
}

static void judge(const trial *t, text_truth *truth)
{
    truth->result = (ph_decode_result){ PH_CODEC_OK, t->column.count, 0 };
    truth->not_plain = 0;
    truth->not_taken = 0;
    truth->length = 0;
    for (size_t i = 0; i < t->column.count; i++)
        truth->ends[i] = untouched;
    for (size_t record = 0; record < t->column.count; record++)
        if (!judge_cell(t, record, truth))
            return;
}

static void fail(trial *t, const char *what)
{
    kernelcheck_fail(t->check,
                     "text %s, CCSID %" PRIu32 ", policy %d, width %zu, stride %zu, "
                     "count %zu",
                     what, t->page->ccsid, (int)t->policy, t->column.width, t->column.stride,
                     t->column.count);
}

/* The same column to Latin-1: to the front of the output, one byte each. */
static void compare_latin1(trial *t)
{
    const size_t width = t->column.width, bytes = width * t->column.count;
    uint8_t *const out = guarded_buffer_place(&t->text, bytes, t->at_end);
    ph_decode_result want = { PH_CODEC_OK, t->column.count, 0 };
    size_t redone = SIZE_MAX;

    memset(out, 0x5a, bytes);
    const ph_decode_result have = t->check->codec->latin1_decode(t->column, t->page, out, &redone);

    for (size_t i = 0; i < bytes && want.status == PH_CODEC_OK; i++) {
        const uint8_t code = t->cells[i / width * t->column.stride + i % width];
        const uint16_t character = t->page->to_unicode[code];

        if (character > 0xff)
            want = (ph_decode_result){ PH_CODEC_NOT_LATIN1, i / width, i % width };
        else if (i / width < have.record && out[i] != character)
            fail(t, "to Latin-1 bytes");
    }
    if (have.status != want.status || have.record != want.record || have.byte != want.byte)
        fail(t, "to Latin-1 result");
    for (size_t i = (want.record + 1) * width; i < bytes; i++)
        if (out[i] != 0x5a)
            fail(t, "to Latin-1 touched beyond the bad cell");
    if (want.status == PH_CODEC_OK && redone > 0)
        fail(t, "to Latin-1 fast path not taken");
}

/* Where the output ends is the caller's: what lies behind it may be somebody else's. */
static int is_untouched_behind(const ph_text_output *output, size_t length)
{
    for (size_t i = length; i < output->capacity; i++)
        if (output->bytes[i] != 0x5a)
            return 0;
    return 1;
}

static void compare(trial *t)
{
    static text_truth want;
    size_t redone = SIZE_MAX;

    judge(t, &want);
    const size_t good = want.result.record;
    const size_t length = good > 0 ? want.ends[good - 1] : 0;

    for (size_t i = 0; i < t->column.count; i++)
        t->output.ends[i] = untouched;
    memset(t->output.bytes, 0x5a, t->output.capacity);
    const ph_decode_result have =
        t->check->codec->text_decode(t->column, t->page, t->policy, t->output, &redone);

    if (have.status != want.result.status)
        fail(t, "status");
    if (have.record != want.result.record)
        fail(t, "record");
    if (have.byte != want.result.byte)
        fail(t, "byte");
    if (memcmp(t->output.ends, want.ends, t->column.count * sizeof(*want.ends)) != 0)
        fail(t, "ends, or touched beyond them");
    if (memcmp(t->output.bytes, want.text, length) != 0)
        fail(t, "bytes");
    if (good == t->column.count && !is_untouched_behind(&t->output, length))
        fail(t, "touched behind the text");
    if (good == t->column.count && redone > redone_allowed(t, &want))
        fail(t, "fast path not taken");
    if (t->policy == PH_CONTROL_PASS)
        compare_latin1(t);
}

/* An ASCII graphic character or blank, in the code page. */
static uint8_t plain_code(trial *t)
{
    for (;;) {
        const uint8_t code = (uint8_t)kernelcheck_random(t->check);

        if (t->page->to_unicode[code] >= 0x20 && t->page->to_unicode[code] <= 0x7e)
            return code;
    }
}

static void make_column(trial *t, size_t width, size_t stride, size_t count, int at_end)
{
    const size_t used = count > 0 ? (count - 1) * stride + width : 0;
    const size_t capacity = count * width * PH_TEXT_MAX_UTF8_PER_BYTE;
    const size_t ends_size = count * sizeof(uint32_t);

    t->at_end = at_end;
    t->cells = guarded_buffer_place(&t->input, used, at_end);
    t->column = (ph_column){ t->cells, stride, width, count };
    t->output =
        (ph_text_output){ guarded_buffer_place(&t->text, capacity, at_end), capacity,
                          (uint32_t *)(void *)guarded_buffer_place(&t->ends, ends_size, at_end) };
    for (size_t i = 0; i < used; i++)
        t->cells[i] = plain_code(t);
}

/* All values of one byte of the column, then another value left there: it fills up with others. */
static void compare_every_byte_value(trial *t)
{
    const size_t record = kernelcheck_random(t->check) % t->column.count;
    uint8_t *const victim =
        &t->cells[record * t->column.stride + kernelcheck_random(t->check) % t->column.width];

    for (unsigned value = 0; value < 256; value++) {
        *victim = (uint8_t)value;
        compare(t);
    }
    *victim = plain_code(t);
}

static void compare_damaged(trial *t)
{
    for (size_t record = 0; record < t->column.count; record++)
        for (size_t byte = 0; byte < t->column.width; byte++) {
            uint8_t *const victim = &t->cells[record * t->column.stride + byte];
            const uint8_t before = *victim;

            *victim = (uint8_t)kernelcheck_random(t->check);
            compare(t);
            *victim = before;
        }
}

/* Columns of any bytes at all, where the answer can be as long as the buffer. */
static void compare_random(trial *t)
{
    for (size_t record = 0; record < t->column.count; record++)
        for (size_t byte = 0; byte < t->column.width; byte++)
            t->cells[record * t->column.stride + byte] = (uint8_t)kernelcheck_random(t->check);
    compare(t);
}

/* Columns of what the set's blocks take, ASCII or not, with none and one of what they do not. */
static void compare_taken(trial *t)
{
    uint8_t taken[256];
    unsigned count = 0;

    for (unsigned code = 0; code < 256; code++)
        if (is_taken(t, (uint8_t)code))
            taken[count++] = (uint8_t)code;
    if (count == 0 || t->column.count == 0)
        return;
    for (size_t record = 0; record < t->column.count; record++)
        for (size_t byte = 0; byte < t->column.width; byte++)
            t->cells[record * t->column.stride + byte] =
                taken[kernelcheck_random_below(t->check, count)];
    compare(t);

    const size_t record = kernelcheck_random(t->check) % t->column.count;

    t->cells[record * t->column.stride] = (uint8_t)kernelcheck_random(t->check);
    compare(t);
}

static void check_shape(trial *t, size_t width, size_t stride)
{
    static const size_t counts[] = { 0, 1, 3, 4, 5, 7, 8, 9, 31, COUNT_MAX };

    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        for (int at_end = 0; at_end <= 1; at_end++) {
            make_column(t, width, stride, counts[i], at_end);
            compare(t);
            if (counts[i] > 0 && counts[i] < 8)
                compare_damaged(t);
            if (counts[i] == 9)
                compare_every_byte_value(t);
            compare_random(t);
            compare_taken(t);
        }
}

/* Cells of more than a register. */
static void check_long_cells(trial *t)
{
    static const struct {
        size_t width, stride, count;
    } shapes[] = { { 65, 65, 40 },   { 65, 80, 40 },   { 128, 129, 40 },
                   { 200, 260, 30 }, { 512, 520, 11 }, { 600, 610, 10 } };

    for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
        for (int at_end = 0; at_end <= 1; at_end++) {
            make_column(t, shapes[i].width, shapes[i].stride, shapes[i].count, at_end);
            compare(t);
            compare_random(t);
            compare_taken(t);
        }
}

/* The tables differ, the code that reads them does not: all shapes for one page and the wide one.
 */
static void check_page(trial *t, int is_every_shape)
{
    static const size_t widths[] = { 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 50, WIDTH_MAX };

    for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i += is_every_shape ? 1 : 7) {
        check_shape(t, widths[i], widths[i]);
        check_shape(t, widths[i], widths[i] + 1);
        check_shape(t, widths[i], 2 * widths[i]);
        check_shape(t, widths[i], WIDTH_MAX);
    }
    if (is_every_shape)
        check_long_cells(t);
}

static void make_wide_page(void)
{
    /* Every control, all of ASCII, and the first and last of the two- and three-byte forms. */
    static const uint16_t others[] = { 0x80, 0x7ff, 0x800, 0x20ac, 0xffff };

    for (unsigned code = 0; code < 256; code++)
        wide_page.to_unicode[code] =
            (uint16_t)(code < 0x80 ? code : others[code % (sizeof(others) / sizeof(*others))]);
}

void check_text_decode(kernelcheck *check)
{
    static const ph_control_policy policies[] = { PH_CONTROL_ERROR, PH_CONTROL_PASS,
                                                  PH_CONTROL_REPLACE };
    trial t = { .check = check,
                .input = guarded_buffer_new((size_t)COUNT_MAX * STRIDE_MAX),
                .text = guarded_buffer_new(TEXT_MAX),
                .ends = guarded_buffer_new(COUNT_MAX * sizeof(uint32_t)) };
    const ph_code_page *const *pages = ph_code_page_list();

    make_wide_page();
    for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++) {
        t.policy = policies[i];
        for (size_t page = 0; pages[page]; page++) {
            t.page = pages[page];
            check_page(&t, page == 0);
        }
        t.page = &wide_page;
        check_page(&t, 1);
    }
    guarded_buffer_free(&t.input);
    guarded_buffer_free(&t.text);
    guarded_buffer_free(&t.ends);
}
