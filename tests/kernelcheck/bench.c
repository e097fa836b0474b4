/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The stream shape: 64 MiB of input in 64 KiB chunks, the output buffers used again for each. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kernelcheck.h"

enum { CHUNK = 64 << 10, STREAM = 64 << 20, PASSES = 7 };

typedef struct bench_case {
    const char *name;
    size_t width;
    ph_decimal decimal; /* digits 0: text. */
    int is_packed;
    unsigned other_percent; /* Text: bytes that are not ASCII. */
} bench_case;

static const bench_case cases[] = {
    { "packed S9(9)V99", 6, { 11, 1 }, 1, 0 }, { "packed S9(15)V99", 9, { 17, 1 }, 1, 0 },
    { "zoned S9(7)V99", 9, { 9, 1 }, 0, 0 },   { "zoned 9(18)", 18, { 18, 0 }, 0, 0 },
    { "text X(50)", 50, { 0, 0 }, 0, 0 },      { "text X(50), 2 % other", 50, { 0, 0 }, 0, 2 },
};

typedef struct bench_buffers {
    uint8_t *stream;
    int64_t *values;
    ph_text_output text;
} bench_buffers;

static void fill(kernelcheck *check, const bench_case *c, uint8_t *stream)
{
    static const uint8_t signs[] = { 0xc, 0xd };
    const unsigned sign_count = c->decimal.is_signed ? 2 : 0;

    for (size_t i = 0; i < STREAM; i++) {
        const int is_last = i % c->width == c->width - 1;
        const unsigned digit = kernelcheck_random_below(check, 10);
        const unsigned sign = sign_count ? signs[kernelcheck_random_below(check, 2)] : 0xf;

        if (c->decimal.digits == 0)
            stream[i] = kernelcheck_random_below(check, 100) < c->other_percent
                            ? 0x43                     /* a with diaeresis */
                            : (uint8_t)(0xc0 + digit); /* { and A to I */
        else if (c->is_packed)
            stream[i] =
                (uint8_t)(digit << 4 | (is_last ? sign : kernelcheck_random_below(check, 10)));
        else
            stream[i] = (uint8_t)((is_last ? sign : 0xf) << 4 | digit);
    }
}

static ph_decode_result decode(const ph_codec *codec, const bench_case *c, ph_column column,
                               const bench_buffers *buffers)
{
    if (c->decimal.digits == 0)
        return ph_text_decode(codec, column, ph_code_page_find(37), PH_CONTROL_ERROR,
                              buffers->text);
    if (c->is_packed)
        return ph_packed_decode(codec, column, c->decimal, buffers->values);
    return ph_zoned_decode(codec, column, c->decimal, buffers->values);
}

static double now_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void bench_one(kernelcheck *check, const bench_case *c, const bench_buffers *buffers)
{
    const size_t count = CHUNK / c->width, chunk = count * c->width;
    double best = 0;

    fill(check, c, buffers->stream);
    for (int pass = 0; pass < PASSES; pass++) {
        const double start = now_seconds();
        size_t done = 0;

        for (; done + chunk <= STREAM; done += chunk) {
            const ph_column column = { buffers->stream + done, c->width, c->width, count };

            if (decode(check->codec, c, column, buffers).status != PH_CODEC_OK) {
                kernelcheck_fail(check, "bench %s: cells that are good were refused", c->name);
                return;
            }
        }
        const double speed = (double)done / (now_seconds() - start);
        best = speed > best ? speed : best;
    }
    printf("%-22s %-8s %6.2f GiB/s\n", c->name, ph_codec_isa(check->codec), best / (1 << 30));
}

void bench_kernels(kernelcheck *check)
{
    const size_t capacity = (size_t)CHUNK * PH_TEXT_MAX_UTF8_PER_BYTE;
    const bench_buffers buffers = {
        malloc(STREAM),
        malloc(CHUNK * sizeof(int64_t)),
        { malloc(capacity), capacity, malloc(CHUNK * sizeof(uint32_t)) },
    };

    if (!buffers.stream || !buffers.values || !buffers.text.bytes || !buffers.text.ends)
        kernelcheck_fail(check, "bench: out of memory");
    else
        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
            bench_one(check, &cases[i], &buffers);
    free(buffers.stream);
    free(buffers.values);
    free(buffers.text.bytes);
    free(buffers.text.ends);
}
