/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each kernel of each instruction set beside memcpy and a sum over the same bytes, in turns, so
 * that a slow moment of the machine meets all of them. Input is taken in chunks of 64 KiB of cells,
 * read or written; the output buffers are used again for each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decimal_rules.h"

enum { CHUNK = 64 << 10, STREAM = 64 << 20, PART = 1 << 18 };

/* A turn is short, for some to go undisturbed; so many go seven times over the stream. */
enum { TURN = 4 << 20, TURNS = 7 * (STREAM / TURN) };

/* Where the input lies when it is read. */
typedef struct working_set {
    const char *name;
    size_t bytes;
} working_set;

static const working_set working_sets[] = {
    { "stream", STREAM }, /* No byte again before all others. */
    { "L2", 256 << 10 },
};

typedef enum bench_kernel {
    PACKED,
    ZONED,
    TEXT,
    LATIN1,
    PACKED_128,
    PACKED_TEXT,
    ZONED_TEXT,
    /* What the ones below take for input is what those above make of the stream. */
    PACKED_ENCODE,
    ZONED_ENCODE,
    TEXT_ENCODE,
    NUMBERS_TEXT,
} bench_kernel;

typedef struct bench_case {
    const char *name;
    bench_kernel kernel;
    unsigned other_percent; /* Text: bytes that are not ASCII. */
    size_t width, stride;
    ph_decimal decimal;
} bench_case;

#define SIGNED PH_DECIMAL_SIGNED

static const bench_case cases[] = {
    { "packed S9(9)V99", PACKED, 0, 6, 6, { 11, SIGNED } },
    { "packed S9(9)V99 in 60", PACKED, 0, 6, 60, { 11, SIGNED } },
    { "packed S9(15)V99", PACKED, 0, 9, 9, { 17, SIGNED } },
    { "packed S9(31) to 128", PACKED_128, 0, 16, 16, { 31, SIGNED } },
    { "packed S9(9)V99 to text", PACKED_TEXT, 0, 6, 6, { 11, SIGNED } },
    { "packed S9(9)V99 encode", PACKED_ENCODE, 0, 6, 6, { 11, SIGNED } },
    { "packed S9(15)V99 encode", PACKED_ENCODE, 0, 9, 9, { 17, SIGNED } },
    { "packed in 60 encode", PACKED_ENCODE, 0, 6, 60, { 11, SIGNED } },
    { "numbers to text", NUMBERS_TEXT, 0, 6, 6, { 11, SIGNED } },
    { "numbers of 17 to text", NUMBERS_TEXT, 0, 9, 9, { 17, SIGNED } },
    { "zoned S9(7)V99", ZONED, 0, 9, 9, { 9, SIGNED } },
    { "zoned S9(7)V99 in 60", ZONED, 0, 9, 60, { 9, SIGNED } },
    { "zoned 9(18)", ZONED, 0, 18, 18, { 18, 0 } },
    { "zoned S9(7)V99 leading", ZONED, 0, 9, 9, { 9, SIGNED | PH_DECIMAL_SIGN_LEADING } },
    { "zoned S9(7)V99 separate", ZONED, 0, 10, 10, { 9, SIGNED | PH_DECIMAL_SIGN_SEPARATE } },
    { "zoned S9(7)V99 ASCII", ZONED, 0, 9, 9, { 9, SIGNED | PH_DECIMAL_ASCII } },
    { "zoned 9(9) ASCII", ZONED, 0, 9, 9, { 9, PH_DECIMAL_ASCII } },
    { "zoned S9(7)V99 to text", ZONED_TEXT, 0, 9, 9, { 9, SIGNED } },
    { "zoned S9(7)V99 encode", ZONED_ENCODE, 0, 9, 9, { 9, SIGNED } },
    { "zoned 9(18) encode", ZONED_ENCODE, 0, 18, 18, { 18, 0 } },
    { "zoned ASCII encode", ZONED_ENCODE, 0, 9, 9, { 9, SIGNED | PH_DECIMAL_ASCII } },
    { "text X(50)", TEXT, 0, 50, 50, { 0, 0 } },
    { "text X(50) in 60", TEXT, 0, 50, 60, { 0, 0 } },
    { "text X(50), 2 % other", TEXT, 2, 50, 50, { 0, 0 } },
    { "text X(50), 30 % other", TEXT, 30, 50, 50, { 0, 0 } },
    { "text X(50) to Latin-1", LATIN1, 2, 50, 50, { 0, 0 } },
    { "text X(50) encode", TEXT_ENCODE, 0, 50, 50, { 0, 0 } },
    { "text X(50) encode, 2 % other", TEXT_ENCODE, 2, 50, 50, { 0, 0 } },
    { "text X(50) encode, 30 % other", TEXT_ENCODE, 30, 50, 50, { 0, 0 } },
    { "text X(50) in 60 encode", TEXT_ENCODE, 0, 50, 60, { 0, 0 } },
};

/*
 * What the encoders read: for each chunk of the stream what decoding it gives, a slot each. Only
 * what a chunk fills of its slot is ever touched.
 */
enum { SLOTS = STREAM / CHUNK, CELLS_MAX = CHUNK / 6, TEXT_SLOT = CHUNK * 3 };

typedef struct encode_input {
    int64_t *values; /* CELLS_MAX a slot. */
    uint8_t *text;   /* TEXT_SLOT a slot. */
    uint32_t *ends;
} encode_input;

typedef struct bench_buffers {
    uint8_t *stream;
    encode_input input;
    int64_t *values;
    ph_int128 *wide_values;
    ph_text_output text, numbers;
    uint8_t *cells;
} bench_buffers;

/* Letters of both cases, digits, blanks, and what stands between words. */
static void fill_text(kernelcheck *check, const bench_case *c, uint8_t *stream)
{
    static const uint8_t usual[] =
        "\x40\x40\x40\x40\x4b\x6b\x60\x61\x7d\x50\x4d\x5d\x7a\xf0\xf1\xf2\xf3\xf5\xf7\xf9"
        "\xc1\xc3\xc4\xc5\xc9\xd1\xd3\xd4\xd5\xd6\xd9\xe2\xe3\xe4\xe7\xe9"
        "\x81\x83\x84\x85\x89\x91\x93\x94\x95\x96\x99\xa2\xa3\xa4\xa7\xa9";
    const unsigned count = sizeof(usual) - 1;

    for (size_t i = 0; i < STREAM; i++)
        stream[i] = kernelcheck_random_below(check, 100) < c->other_percent
                        ? 0x43 /* a, diaeresis */
                        : usual[kernelcheck_random_below(check, count)];
}

static int is_packed(const bench_case *c)
{
    return c->kernel == PACKED || c->kernel == PACKED_128 || c->kernel == PACKED_TEXT ||
           c->kernel == PACKED_ENCODE || c->kernel == NUMBERS_TEXT;
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
    for (size_t i = 0; i + c->width <= STREAM; i += c->stride)
        if (i < PART * c->stride)
            family.encode_cell(any_value(check, c->decimal), c->decimal, stream + i);
        else
            memcpy(stream + i, stream + i - PART * c->stride, c->width);
}

/* Decodes a chunk, of which the encoders then have their input. */
static ph_codec_status decode(const ph_codec *codec, const bench_case *c, ph_column column,
                              const bench_buffers *buffers)
{
    switch (c->kernel) {
    case PACKED:
    case PACKED_ENCODE:
    case NUMBERS_TEXT: return ph_packed_decode(codec, column, c->decimal, buffers->values).status;
    case PACKED_128:
        return ph_packed_decode_128(codec, column, c->decimal, buffers->wide_values).status;
    case PACKED_TEXT:
        return ph_packed_decode_text(codec, column, c->decimal, 2, buffers->text).status;
    case ZONED_TEXT:
        return ph_zoned_decode_text(codec, column, c->decimal, 2, buffers->text).status;
    case ZONED:
    case ZONED_ENCODE: return ph_zoned_decode(codec, column, c->decimal, buffers->values).status;
    case LATIN1:
        return ph_text_decode_latin1(codec, column, ph_code_page_find(37), buffers->text.bytes)
            .status;
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

    if (c->kernel == NUMBERS_TEXT)
        return ph_decimal_text(codec, buffers->values, column.count, 2, buffers->numbers).status;
    if (c->kernel == PACKED_ENCODE)
        return ph_packed_encode(codec, buffers->values, c->decimal, output).status;
    if (c->kernel == ZONED_ENCODE)
        return ph_zoned_encode(codec, buffers->values, c->decimal, output).status;
    return ph_text_encode(codec, input, ph_code_page_find(37), output).status;
}

/* The buffers, with those of a slot for what is decoded and for what is encoded. */
static bench_buffers slot_of(const bench_buffers *buffers, size_t slot)
{
    const encode_input *const input = &buffers->input;
    bench_buffers ret = *buffers;

    ret.numbers = buffers->text; /* Written, not read. */
    ret.values = input->values + slot * CELLS_MAX;
    ret.text = (ph_text_output){ input->text + slot * TEXT_SLOT, TEXT_SLOT,
                                 input->ends + slot * CELLS_MAX };
    return ret;
}

static double now_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The machine's own limits, on the bytes that the kernels read. */
typedef enum bench_limit { MEMCPY, READ, LIMITS } bench_limit;

/* The compiler must not know that nobody looks. */
static volatile uint64_t sum_of_read;

static void run_limit(bench_limit limit, const uint8_t *chunk, size_t bytes,
                      const bench_buffers *buffers)
{
    uint64_t sum = 0, word;

    if (limit == MEMCPY) {
        /* Not where the encoders have their input. */
        memcpy(buffers->cells, chunk, bytes);
        __asm__ volatile("" : : "r"(buffers->cells) : "memory");
        return;
    }
    for (size_t i = 0; i + sizeof(word) <= bytes; i += sizeof(word)) {
        memcpy(&word, chunk + i, sizeof(word));
        sum += word;
    }
    sum_of_read = sum;
}

/* What is timed in turns: the limits, then the kernel of each codec. */
enum { RUNNERS_MAX = LIMITS + KERNELCHECK_CODECS_MAX };

typedef struct bench_run {
    const bench_case *bench_case;
    const working_set *set;
    const bench_buffers *buffers;
    const ph_codec *const *codecs; /* Ended by NULL. */
} bench_run;

/* Returns 0 when good cells were refused. */
static int run_chunk(const bench_run *run, size_t runner, size_t first, size_t count)
{
    const bench_case *const c = run->bench_case;
    const ph_column column = { run->buffers->stream + first * c->stride, c->stride, c->width,
                               count };

    if (runner < LIMITS) {
        run_limit((bench_limit)runner, column.cells, count * c->stride, run->buffers);
        return 1;
    }
    const ph_codec *const codec = run->codecs[runner - LIMITS];

    if (!is_encode(c))
        return decode(codec, c, column, run->buffers) == PH_CODEC_OK;

    const bench_buffers slot = slot_of(run->buffers, first * c->stride / CHUNK);

    return encode(codec, c, column, &slot) == PH_ENCODE_OK;
}

/* Returns input bytes a second, 0 when good cells were refused. */
static double time_turn(const bench_run *run, size_t runner, size_t turn)
{
    const size_t count = CHUNK / run->bench_case->stride;
    const size_t chunk = count * run->bench_case->stride;
    /* The runners are far from each other in the stream: none finds in the cache what another read.
     */
    size_t offset = (turn * TURN + runner * (STREAM / RUNNERS_MAX)) % run->set->bytes, done = 0;
    const double start = now_seconds();

    for (; done + chunk <= TURN; done += chunk, offset += chunk) {
        if (offset + chunk > run->set->bytes)
            offset = 0;
        if (!run_chunk(run, runner, offset / run->bench_case->stride, count))
            return 0;
    }
    return (double)done / (now_seconds() - start);
}

/* Decodes, for encoders all that they are going to read; returns 0 when good cells are refused. */
static int prepare(const bench_run *run, const ph_codec *codec)
{
    const bench_case *const c = run->bench_case;
    const size_t slots = is_encode(c) ? run->set->bytes / CHUNK : 1;

    for (size_t slot = 0; slot < slots; slot++) {
        const size_t first = slot * CHUNK / c->stride;
        const ph_column column = { run->buffers->stream + first * c->stride, c->stride, c->width,
                                   CHUNK / c->stride };
        const bench_buffers buffers = is_encode(c) ? slot_of(run->buffers, slot) : *run->buffers;

        if (decode(codec, c, column, &buffers) != PH_CODEC_OK)
            return 0;
    }
    return 1;
}

static const char *name_of(const bench_run *run, size_t runner)
{
    static const char *const limits[LIMITS] = { "memcpy", "read" };

    return runner < LIMITS ? limits[runner] : ph_codec_isa(run->codecs[runner - LIMITS]);
}

/* The first codec is the scalar one, unless another was asked for. */
static void print_speeds(const bench_run *run, const double *best, size_t runners)
{
    for (size_t i = 0; i < runners; i++)
        printf("%-28s %-6s %-6s %6.2f GiB/s %5.2f of memcpy %5.2f of read %6.2f of %s\n",
               run->bench_case->name, run->set->name, name_of(run, i), best[i] / (1 << 30),
               best[i] / best[MEMCPY], best[i] / best[READ], best[i] / best[LIMITS],
               name_of(run, LIMITS));
}

static void bench_one(kernelcheck *check, const bench_run *run)
{
    double best[RUNNERS_MAX] = { 0 };
    size_t runners = LIMITS;

    while (run->codecs[runners - LIMITS])
        runners++;
    for (size_t i = LIMITS; i < runners; i++)
        if (!prepare(run, run->codecs[i - LIMITS]))
            kernelcheck_fail(check, "bench %s: cells that are good were refused",
                             run->bench_case->name);
    for (size_t turn = 0; turn < TURNS; turn++)
        for (size_t i = 0; i < runners; i++) {
            const double speed = time_turn(run, i, turn);

            best[i] = speed > best[i] ? speed : best[i];
        }
    print_speeds(run, best, runners);
}

static void bench_case_everywhere(kernelcheck *check, const bench_case *c,
                                  const ph_codec *const *codecs, const bench_buffers *buffers)
{
    if (c->decimal.digits == 0)
        fill_text(check, c, buffers->stream);
    else
        fill_decimals(check, c, buffers->stream);
    for (size_t i = 0; i < sizeof(working_sets) / sizeof(*working_sets); i++)
        bench_one(check, &(bench_run){ c, &working_sets[i], buffers, codecs });
}

/* Where a line of the cache begins, as it does in the buffers that the harness gives a subject. */
static void *allocate(size_t bytes)
{
    enum { LINE = 64 };

    return aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
}

static void free_buffers(const bench_buffers *buffers)
{
    free(buffers->stream);
    free(buffers->input.values);
    free(buffers->input.text);
    free(buffers->input.ends);
    free(buffers->values);
    free(buffers->wide_values);
    free(buffers->text.bytes);
    free(buffers->text.ends);
    free(buffers->cells);
}

int bench_kernels(const ph_codec *const *codecs, uint64_t seed, const char *part_of_name)
{
    const size_t capacity = (size_t)CHUNK * PH_DECIMAL_TEXT_MAX;
    const size_t input_cells = (size_t)SLOTS * CELLS_MAX;
    const bench_buffers buffers = {
        allocate(STREAM),
        { allocate(input_cells * sizeof(int64_t)), allocate((size_t)SLOTS * TEXT_SLOT),
          allocate(input_cells * sizeof(uint32_t)) },
        allocate(CHUNK * sizeof(int64_t)),
        allocate(CHUNK * sizeof(ph_int128)),
        { allocate(capacity), capacity, allocate(CHUNK * sizeof(uint32_t)) },
        { NULL, 0, NULL },
        allocate(CHUNK),
    };
    kernelcheck check = { codecs[0], seed, 0 };

    if (!buffers.stream || !buffers.input.values || !buffers.input.text || !buffers.input.ends ||
        !buffers.values || !buffers.wide_values || !buffers.text.bytes || !buffers.text.ends ||
        !buffers.cells)
        kernelcheck_fail(&check, "bench: out of memory");
    else
        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
            if (strstr(cases[i].name, part_of_name))
                bench_case_everywhere(&check, &cases[i], codecs, &buffers);
    free_buffers(&buffers);
    return check.failures;
}
