/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text encoders of every set against the code page tables, with UTF-8 of every kind of
 * malformation.
 */
#include <inttypes.h>
#include <string.h>

#include "guarded_buffer.h"
#include "kernelcheck.h"

enum { COUNT_MAX = 31, WIDTH_MAX = 130, STRIDE_MAX = 2 * WIDTH_MAX };
/* Bytes of cells, of whose texts each byte is damaged. */
enum { DAMAGED_MAX = 7 * 33 };
enum { CHARACTERS_MAX = WIDTH_MAX + 2, TEXT_MAX = COUNT_MAX * CHARACTERS_MAX * 3 };
enum { CELLS_MAX = COUNT_MAX * STRIDE_MAX };
enum { NO_CODE = -1 };

static const uint8_t untouched = 0x5a;

/* The real pages have at most one character beyond U+00FF; this one has many and lacks many... */
static ph_code_page wide_page = { .ccsid = 0, .name = "wide" };

/* ...and this one has all of ASCII, as they do, but lacks many of the characters behind it. */
static ph_code_page sparse_page = { .ccsid = 0, .name = "sparse" };

/* Texts in guarded memory, and the column that must come of them. */
typedef struct trial {
    kernelcheck *check;
    const ph_code_page *page;
    guarded_buffer text, ends, output;
    uint8_t *bytes; /* In text; and ends in ends. */
    uint32_t *ends_at;
    size_t length;
    ph_column_output column; /* In output. */
    size_t used;             /* Bytes of it, with what lies between the cells. */
    int at_end;
    int is_printable; /* What is not damaged has no control characters. */
} trial;

typedef struct text_truth {
    ph_encode_result result;
    size_t not_plain; /* Cells with a character beyond U+00FF. */
    uint8_t cells[CELLS_MAX];
} text_truth;

/* RFC 3629, section 4, one line for each of its alternatives. */
static const struct {
    size_t length;
    uint8_t first_low, first_high, second_low, second_high;
} forms[] = {
    { 1, 0x00, 0x7f, 0, 0 },       { 2, 0xc2, 0xdf, 0x80, 0xbf }, { 3, 0xe0, 0xe0, 0xa0, 0xbf },
    { 3, 0xe1, 0xec, 0x80, 0xbf }, { 3, 0xed, 0xed, 0x80, 0x9f }, { 3, 0xee, 0xef, 0x80, 0xbf },
    { 4, 0xf0, 0xf0, 0x90, 0xbf }, { 4, 0xf1, 0xf3, 0x80, 0xbf }, { 4, 0xf4, 0xf4, 0x80, 0x8f },
};

static int is_tail(uint8_t byte)
{
    return byte >= 0x80 && byte <= 0xbf;
}

/* Returns the length of the character at text, 0 when it is malformed. */
static size_t judge_character(const uint8_t *text, size_t size, uint32_t *character)
{
    static const uint32_t marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        const size_t length = forms[i].length;

        if (text[0] < forms[i].first_low || text[0] > forms[i].first_high || length > size)
            continue;
        if (length > 1 && (text[1] < forms[i].second_low || text[1] > forms[i].second_high))
            continue;
        if ((length > 2 && !is_tail(text[2])) || (length > 3 && !is_tail(text[3])))
            continue;
        *character = text[0] - marks[length];
        for (size_t j = 1; j < length; j++)
            *character = *character * 64 + text[j] - 0x80;
        return length;
    }
    return 0;
}

/* A page the other way round, made once: to search it for each character took most of the time. */
static struct {
    const ph_code_page *page;
    int16_t codes[UINT16_MAX + 1]; /* NO_CODE; the first, where there are several. */
} reversed;

static void reverse(const ph_code_page *page)
{
    reversed.page = page;
    for (size_t i = 0; i <= UINT16_MAX; i++)
        reversed.codes[i] = NO_CODE;
    for (int code = 255; code >= 0; code--)
        reversed.codes[page->to_unicode[code]] = (int16_t)code;
}

static int find_code(const ph_code_page *page, uint32_t character, uint8_t *code)
{
    if (reversed.page != page)
        reverse(page);
    if (character > UINT16_MAX || reversed.codes[character] == NO_CODE)
        return 0;
    *code = (uint8_t)reversed.codes[character];
    return 1;
}

static ph_encode_status judge_cell(const trial *t, size_t record, text_truth *truth, size_t *bad)
{
    const size_t start = record > 0 ? t->ends_at[record - 1] : 0, end = t->ends_at[record];
    uint8_t *const cell = truth->cells + record * t->column.stride;
    size_t used = 0;
    int is_plain = 1;

    for (size_t at = start; at < end;) {
        uint32_t character = 0;
        uint8_t code = 0;
        const size_t length = judge_character(t->bytes + at, end - at, &character);

        *bad = at - start;
        if (length == 0)
            return PH_ENCODE_BAD_UTF8;
        if (!find_code(t->page, character, &code))
            return PH_ENCODE_UNMAPPABLE;
        if (used == t->column.width)
            return PH_ENCODE_TOO_LONG;
        cell[used++] = code;
        is_plain &= character < 0x100;
        at += length;
    }
    while (used < t->column.width)
        cell[used++] = 0x40;
    truth->not_plain += !is_plain;
    return PH_ENCODE_OK;
}

static void judge(const trial *t, text_truth *truth)
{
    truth->result = (ph_encode_result){ PH_ENCODE_OK, t->column.count, 0 };
    truth->not_plain = 0;
    memset(truth->cells, untouched, t->used);
    for (size_t record = 0; record < t->column.count; record++) {
        size_t bad = 0;
        const ph_encode_status status = judge_cell(t, record, truth, &bad);

        if (status != PH_ENCODE_OK) {
            truth->result = (ph_encode_result){ status, record, bad };
            return;
        }
    }
}

static void fail(trial *t, const char *what)
{
    kernelcheck_fail(t->check,
                     "text encode %s, CCSID %" PRIu32 ", width %zu, stride %zu, count %zu", what,
                     t->page->ccsid, t->column.width, t->column.stride, t->column.count);
}

/* Of a bad cell the bytes are anyone's. */
static void forget_bad_cell(const trial *t, const text_truth *want, uint8_t *cells)
{
    if (want->result.record < t->column.count)
        memset(cells + want->result.record * t->column.stride, untouched, t->column.width);
}

static void compare(trial *t)
{
    static text_truth want;
    size_t redone = SIZE_MAX;

    judge(t, &want);
    memset(t->column.cells, untouched, t->used);
    const ph_encode_result have = t->check->codec->text_encode(
        (ph_text_input){ t->bytes, t->ends_at }, t->page, t->column, &redone);

    if (have.status != want.result.status)
        fail(t, "status");
    if (have.record != want.result.record)
        fail(t, "record");
    if (have.byte != want.result.byte)
        fail(t, "byte");
    forget_bad_cell(t, &want, t->column.cells);
    forget_bad_cell(t, &want, want.cells);
    if (memcmp(t->column.cells, want.cells, t->used) != 0)
        fail(t, "cells, or touched beyond them");
    if (have.status == PH_ENCODE_OK && t->page->ccsid != 0 && redone > want.not_plain)
        fail(t, "fast path not taken");
}

static size_t put_character(uint32_t character, uint8_t *out)
{
    if (character < 0x80) {
        out[0] = (uint8_t)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (uint8_t)(0xc0 + character / 64);
        out[1] = (uint8_t)(0x80 + character % 64);
        return 2;
    }
    out[0] = (uint8_t)(0xe0 + character / 4096);
    out[1] = (uint8_t)(0x80 + character / 64 % 64);
    out[2] = (uint8_t)(0x80 + character % 64);
    return 3;
}

/* other_percent of the characters may be others than ASCII. */
static uint32_t random_character(const trial *t, unsigned other_percent)
{
    const int is_other = kernelcheck_random_below(t->check, 100) < other_percent;

    for (;;) {
        const uint32_t character = t->page->to_unicode[kernelcheck_random_below(t->check, 256)];

        if ((is_other || character < 0x80) && (!t->is_printable || character >= 0x20))
            return character;
    }
}

/* How long texts are: full ones are a string, which is encoded as it is. */
typedef enum text_lengths { ANY, FULL } text_lengths;

static void make_texts(trial *t, size_t width, size_t stride, size_t count, unsigned other_percent,
                       text_lengths lengths)
{
    static uint8_t text[TEXT_MAX];
    uint32_t ends[COUNT_MAX];

    t->length = 0;
    t->used = count > 0 ? (count - 1) * stride + width : 0;
    for (size_t record = 0; record < count; record++) {
        const int full = lengths == FULL || kernelcheck_random_below(t->check, 2) == 0;
        const size_t characters =
            full ? width : kernelcheck_random_below(t->check, (unsigned)width + 1);

        for (size_t i = 0; i < characters; i++)
            t->length += put_character(random_character(t, other_percent), text + t->length);
        ends[record] = (uint32_t)t->length;
    }
    t->bytes = guarded_buffer_place(&t->text, t->length, t->at_end);
    t->ends_at =
        (uint32_t *)(void *)guarded_buffer_place(&t->ends, count * sizeof(*ends), t->at_end);
    memcpy(t->bytes, text, t->length);
    memcpy(t->ends_at, ends, count * sizeof(*ends));
    t->column = (ph_column_output){ guarded_buffer_place(&t->output, t->used, t->at_end), stride,
                                    width, count };
}

/* Every byte in turn becomes any other, then some first byte of a longer character. */
static void compare_damaged(trial *t)
{
    for (size_t i = 0; i < t->length; i++) {
        const uint8_t before = t->bytes[i];

        t->bytes[i] = (uint8_t)kernelcheck_random(t->check);
        compare(t);
        t->bytes[i] = (uint8_t)(0xc0 + kernelcheck_random_below(t->check, 64));
        compare(t);
        t->bytes[i] = before;
    }
}

/* A text takes bytes of the one behind it: too long, or broken at the end. */
static void compare_moved_ends(trial *t)
{
    for (size_t i = 0; i + 1 < t->column.count; i++) {
        const uint32_t before = t->ends_at[i];
        const uint32_t room = t->ends_at[i + 1] - before;

        t->ends_at[i] += kernelcheck_random_below(t->check, room + 1);
        compare(t);
        t->ends_at[i] = before;
    }
}

/* All first and second bytes that a character can have, with good and bad ones behind them. */
static void compare_all_forms(trial *t)
{
    static const uint8_t thirds[] = { 0x7f, 0x80, 0xbf, 0xc0 };
    const uint32_t size = 6;

    t->at_end = 1;
    t->used = 8;
    t->bytes = guarded_buffer_place(&t->text, size, 1);
    t->ends_at = (uint32_t *)(void *)guarded_buffer_place(&t->ends, sizeof(size), 1);
    *t->ends_at = size;
    t->column = (ph_column_output){ guarded_buffer_place(&t->output, 8, 1), 8, 8, 1 };
    for (unsigned i = 0; i < 0x10000 * 4; i++) {
        t->bytes[0] = 'A';
        t->bytes[1] = (uint8_t)(i >> 10);
        t->bytes[2] = (uint8_t)(i >> 2);
        t->bytes[3] = thirds[i % 4];
        t->bytes[4] = thirds[i / 7 % 4];
        t->bytes[5] = 'Z';
        compare(t);
    }
}

/* Cells that are full of ASCII, and a few of them with a byte or a length that is not. */
static void check_strings(trial *t, size_t width, size_t stride)
{
    enum { DAMAGES = 40 };

    for (int i = 0; i < 4; i++) {
        t->at_end = i % 2;
        t->is_printable = i / 2;
        make_texts(t, width, stride, COUNT_MAX, 0, FULL);
        compare(t);
        for (unsigned damage = 0; damage < DAMAGES; damage++) {
            uint8_t *const byte =
                t->bytes + kernelcheck_random_below(t->check, (unsigned)t->length);
            const uint8_t before = *byte;

            *byte = (uint8_t)kernelcheck_random(t->check);
            compare(t);
            *byte = before;
        }
        compare_moved_ends(t);
    }
    t->is_printable = 0;
}

static void check_shape(trial *t, size_t width, size_t stride)
{
    static const size_t counts[] = { 0, 1, 2, 7, COUNT_MAX };
    static const unsigned other_percents[] = { 0, 5, 100 };

    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        for (size_t j = 0; j < sizeof(other_percents) / sizeof(*other_percents); j++)
            for (t->at_end = 0; t->at_end <= 1; t->at_end++) {
                make_texts(t, width, stride, counts[i], other_percents[j], ANY);
                compare(t);
                if (counts[i] * width <= DAMAGED_MAX)
                    compare_damaged(t);
                compare_moved_ends(t);
            }
    check_strings(t, width, stride);
}

static void check_page(trial *t, int is_every_shape)
{
    static const size_t widths[] = { 1, 2, 7, 8, 9, 16, 17, 33, 64, WIDTH_MAX };

    for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i += is_every_shape ? 1 : 3) {
        check_shape(t, widths[i], widths[i]);
        check_shape(t, widths[i], widths[i] + 1);
        check_shape(t, widths[i], 2 * widths[i]);
    }
}

static void make_wide_page(void)
{
    for (unsigned code = 0; code < 256; code++)
        wide_page.to_unicode[code] = (uint16_t)(code < 0x70 ? code : 0x7f + 0xffu * (code - 0x6f));
    wide_page.to_unicode[' '] = 0xffff;
    wide_page.to_unicode[0x40] = ' ';
}

static void make_sparse_page(void)
{
    for (unsigned code = 0; code < 256; code++)
        sparse_page.to_unicode[code] =
            (uint16_t)(code < 0x80 || code % 8 < 5 ? code : 0x1000 + code);
    sparse_page.to_unicode[' '] = 0x40;
    sparse_page.to_unicode[0x40] = ' ';
}

void check_text_encode(kernelcheck *check)
{
    trial t = { .check = check,
                .text = guarded_buffer_new(TEXT_MAX),
                .ends = guarded_buffer_new(COUNT_MAX * sizeof(uint32_t)),
                .output = guarded_buffer_new(CELLS_MAX) };
    const ph_code_page *const *pages = ph_code_page_list();

    make_wide_page();
    make_sparse_page();
    for (size_t page = 0; pages[page]; page++) {
        t.page = pages[page];
        check_page(&t, page == 0);
    }
    t.page = &wide_page;
    check_page(&t, 1);
    compare_all_forms(&t);
    t.page = &sparse_page;
    check_page(&t, 0);
    t.page = pages[0];
    compare_all_forms(&t);
    guarded_buffer_free(&t.text);
    guarded_buffer_free(&t.ends);
    guarded_buffer_free(&t.output);
}
