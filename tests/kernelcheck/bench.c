/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The stream shape: 64 MiB of input in 64 KiB chunks, the output buffers used again for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decimal_rules.h"

enum { CHUNK = 64 << 10, STREAM = 64 << 20, PASSES = 7, PART = 1 << 18 };

typedef enum bench_kernel {
    PACKED,
    ZONED,
    TEXT,
    PACKED_128,
    PACKED_TEXT,
    ZONED_TEXT,
    /* What the ones below take for input is what the ones above make of the stream. */
    PACKED_ENCODE,
    ZONED_ENCODE,
    TEXT_ENCODE,
} bench_kernel;

typedef struct bench_case {
    const char *name;
    bench_kernel kernel;
    unsigned other_percent; /* Text: bytes that are not ASCII. */
    size_t width;
    ph_decimal decimal;
} bench_case;

#define SIGNED PH_DECIMAL_SIGNED

static const bench_case cases[] = {
    { "packed S9(9)V99", PACKED, 0, 6, { 11, SIGNED } },
    { "packed S9(15)V99", PACKED, 0, 9, { 17, SIGNED } },
    { "packed S9(31) to 128", PACKED_128, 0, 16, { 31, SIGNED } },
    { "packed S9(9)V99 to text", PACKED_TEXT, 0, 6, { 11, SIGNED } },
    { "packed S9(9)V99 encode", PACKED_ENCODE, 0, 6, { 11, SIGNED } },
    { "zoned S9(7)V99", ZONED, 0, 9, { 9, SIGNED } },
    { "zoned 9(18)", ZONED, 0, 18, { 18, 0 } },
    { "zoned S9(7)V99 leading", ZONED, 0, 9, { 9, SIGNED | PH_DECIMAL_SIGN_LEADING } },
    { "zoned S9(7)V99 separate", ZONED, 0, 10, { 9, SIGNED | PH_DECIMAL_SIGN_SEPARATE } },
    { "zoned S9(7)V99 ASCII", ZONED, 0, 9, { 9, SIGNED | PH_DECIMAL_ASCII } },
    { "zoned S9(7)V99 to text", ZONED_TEXT, 0, 9, { 9, SIGNED } },
    { "zoned S9(7)V99 encode", ZONED_ENCODE, 0, 9, { 9, SIGNED } },
    { "text X(50)", TEXT, 0, 50, { 0, 0 } },
    { "text X(50), 2 % other", TEXT, 2, 50, { 0, 0 } },
    { "text X(50) encode", TEXT_ENCODE, 0, 50, { 0, 0 } },
};

typedef struct bench_buffers {
    uint8_t *stream;
    int64_t *values;
    ph_int128 *wide_values;
    ph_text_output text;
    uint8_t *cells;
} bench_buffers;

static void fill_text(kernelcheck *check, const bench_case *c, uint8_t *stream)
{
    for (size_t i = 0; i < STREAM; i++)
        stream[i] = kernelcheck_random_below(check, 100) < c->other_percent
                        ? 0x43                                                   /* a, diaeresis */
                        : (uint8_t)(0xc0 + kernelcheck_random_below(check, 10)); /* { and A to I */
}

static int is_packed(const bench_case *c)
{
    return c->kernel == PACKED || c->kernel == PACKED_128 || c->kernel == PACKED_TEXT ||
           c->kernel == PACKED_ENCODE;
}

/* Any number: real data has both signs and no favourites. */
static rules_int any_value(kernelcheck *check, ph_decimal decimal)
{
    rules_int value = 0;

    for (uint32_t i = 0; i < decimal.digits; i++)
        value = 10 * value + kernelcheck_random_below(check, 10);
    return rules_is_signed(decimal) && kernelcheck_random_below(check, 2) ? -value : value;
}

static void fill_decimals(kernelcheck *check, const bench_case *c, uint8_t *stream)
{
    const decimal_family family =
        is_packed(c) ? packed_family(check->codec) : zoned_family(check->codec);

    /* A part that is too long to be learnt, over and over: the rules are slow. */
    for (size_t i = 0; i + c->width <= STREAM; i += c->width)
        if (i < PART * c->width)
            family.encode_cell(any_value(check, c->decimal), c->decimal, stream + i);
        else
            memcpy(stream + i, stream + i - PART * c->width, c->width);
}

/* Decodes a chunk, of which the encoders then have their input. */
static ph_codec_status decode(const ph_codec *codec, const bench_case *c, ph_column column,
                              const bench_buffers *buffers)
{
    switch (c->kernel) {
    case PACKED:
    case PACKED_ENCODE: return ph_packed_decode(codec, column, c->decimal, buffers->values).status;
    case PACKED_128:
        return ph_packed_decode_128(codec, column, c->decimal, buffers->wide_values).status;
    case PACKED_TEXT:
        return ph_packed_decode_text(codec, column, c->decimal, 2, buffers->text).status;
    case ZONED_TEXT:
        return ph_zoned_decode_text(codec, column, c->decimal, 2, buffers->text).status;
    case ZONED:
    case ZONED_ENCODE: return ph_zoned_decode(codec, column, c->decimal, buffers->values).status;
    case TEXT:
    case TEXT_ENCODE: break;
    }
    return ph_text_decode(codec, column, ph_code_page_find(37), PH_CONTROL_ERROR, buffers->text)
        .status;
}

static int is_encode(const bench_case *c)
{
    return c->kernel >= PACKED_ENCODE;
}

static ph_encode_status encode(const ph_codec *codec, const bench_case *c, ph_column column,
                               const bench_buffers *buffers)
{
    const ph_column_output output = { buffers->cells, column.stride, column.width, column.count };
    const ph_text_input input = { buffers->text.bytes, buffers->text.ends };

    if (c->kernel == PACKED_ENCODE)
        return ph_packed_encode(codec, buffers->values, c->decimal, output).status;
    if (c->kernel == ZONED_ENCODE)
        return ph_zoned_encode(codec, buffers->values, c->decimal, output).status;
    return ph_text_encode(codec, input, ph_code_page_find(37), output).status;
}

static double now_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Returns bytes of cells a second, 0 when good ones were refused. Encoders: one chunk over and
 * over, as their input is what they read. */
static double time_pass(const ph_codec *codec, const bench_case *c, const bench_buffers *buffers)
{
    const size_t count = CHUNK / c->width, chunk = count * c->width;
    const double start = now_seconds();
    size_t done = 0;

    for (; done + chunk <= STREAM; done += chunk) {
        const ph_column column = { buffers->stream + done, c->width, c->width, count };

        if (is_encode(c) ? encode(codec, c, column, buffers) != PH_ENCODE_OK
                         : decode(codec, c, column, buffers) != PH_CODEC_OK)
            return 0;
    }
    return (double)done / (now_seconds() - start);
}

static void bench_one(kernelcheck *check, const bench_case *c, const bench_buffers *buffers)
{
    const size_t count = CHUNK / c->width;
    double best = 0;

    if (c->decimal.digits == 0)
        fill_text(check, c, buffers->stream);
    else
        fill_decimals(check, c, buffers->stream);
    (void)decode(check->codec, c, (ph_column){ buffers->stream, c->width, c->width, count },
                 buffers);
    for (int pass = 0; pass < PASSES; pass++) {
        const double speed = time_pass(check->codec, c, buffers);

        best = speed > best ? speed : best;
    }
    if (best <= 0)
        kernelcheck_fail(check, "bench %s: cells that are good were refused", c->name);
    printf("%-24s %-8s %6.2f GiB/s of cells\n", c->name, ph_codec_isa(check->codec),
           best / (1 << 30));
}

void bench_kernels(kernelcheck *check)
{
    const size_t capacity = (size_t)CHUNK * PH_DECIMAL_TEXT_MAX;
    const bench_buffers buffers = {
        malloc(STREAM),
        malloc(CHUNK * sizeof(int64_t)),
        malloc(CHUNK * sizeof(ph_int128)),
        { malloc(capacity), capacity, malloc(CHUNK * sizeof(uint32_t)) },
        malloc(CHUNK),
    };

    if (!buffers.stream || !buffers.values || !buffers.wide_values || !buffers.text.bytes ||
        !buffers.text.ends || !buffers.cells)
        kernelcheck_fail(check, "bench: out of memory");
    else
        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
            bench_one(check, &cases[i], &buffers);
    free(buffers.stream);
    free(buffers.values);
    free(buffers.wide_values);
    free(buffers.text.bytes);
    free(buffers.text.ends);
    free(buffers.cells);
}
