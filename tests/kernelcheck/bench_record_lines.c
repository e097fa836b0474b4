/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records to lines in copybook-rs' shape, beside memcpy of the records and of the lines, in turns
 * as in bench.c: no line is written faster than it is copied.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "perfharness/record_lines.h"
#include "random_layout.h"

enum { CHUNK = 64 << 10, STREAM = 64 << 20, PART = 4 << 20, TURNS = 40 };

typedef struct lines_case {
    const char *name;
    unsigned count; /* Times these items, */
    const char *items[4];
    const char *source; /* or these, as they stand here. */
    bool is_variable;   /* Behind headers, as long as its counters say. */
} lines_case;

#define ORDER                                                                                      \
    "01 ORDER-RECORD.\n"                                                                           \
    "05 ORDER-ID PIC 9(8).\n05 CUSTOMER PIC X(24).\n"                                              \
    "05 QUARTER-SALES PIC S9(7)V99 COMP-3 OCCURS 4.\n"                                             \
    "05 WAREHOUSE OCCURS 3.\n10 WAREHOUSE-CODE PIC X(4).\n10 SHELF OCCURS 4.\n"                    \
    "15 SHELF-CODE PIC X(8).\n15 ON-HAND PIC S9(7) COMP-3.\n"                                      \
    "05 LINE-COUNT PIC 99.\n05 ORDER-LINE OCCURS 0 TO 8 DEPENDING ON LINE-COUNT.\n"                \
    "10 ARTICLE PIC X(12).\n10 QUANTITY PIC 9(5).\n10 PRICE PIC S9(7)V99 COMP-3.\n"                \
    "10 DISCOUNT PIC S9(3)V99 COMP-3 OCCURS 2.\n"

static const lines_case cases[] = {
    { "lines 10 X(50)", .count = 10, .items = { "PIC X(50)" } },
    { "lines 10 S9(9)V99 COMP-3", .count = 10, .items = { "PIC S9(9)V99 COMP-3" } },
    { "lines 10 S9(7)V99", .count = 10, .items = { "PIC S9(7)V99" } },
    { "lines account, 200 items", .count = 50,
      .items = { "PIC X(12)", "PIC S9(13)V99 COMP-3", "PIC S9(7)V99", "PIC X(11)" } },
    { "lines 12 COMP", .count = 3,
      .items = { "PIC S9(4) COMP", "PIC 9(9) COMP", "PIC S9(16)V99 COMP", "PIC S9(18) COMP" } },
    { "lines order, counted", .source = ORDER },
    { "lines order, by headers", .source = ORDER, .is_variable = true },
};

/* Records that are decoded at once, and read together. */
typedef struct lines_chunk {
    const uint8_t *bytes;
    size_t size, count;
} lines_chunk;

typedef struct lines_bench {
    random_layout layout;
    ph_line_decoder *decoder;
    size_t length; /* Of a record; 0: they have headers. */
    uint8_t *stream, *lines, *copy;
    lines_chunk *chunks;
    size_t chunk_count, chunks_in_part;
    size_t capacity, line_bytes; /* Of a chunk's lines. */
} lines_bench;

/* The machine's limits, then a batch of each codec. */
typedef enum runner { COPY_RECORDS, COPY_LINES, LIMITS } runner;
enum { RUNNERS_MAX = LIMITS + KERNELCHECK_CODECS_MAX };

static void *allocate(size_t size)
{
    enum { LINE = 64 };
    void *memory = aligned_alloc(LINE, (size + LINE - 1) / LINE * LINE);

    if (!memory)
        abort();
    return memory;
}

static void read_layout(const lines_case *c, random_layout *layout)
{
    size_t at = (size_t)snprintf(layout->source, LAYOUT_SOURCE_MAX, "%s",
                                 c->source ? c->source : "01 R.\n");

    for (unsigned i = 1; i <= c->count; i++)
        for (unsigned item = 0; item < 4 && c->items[item]; item++)
            at += (size_t)snprintf(layout->source + at, LAYOUT_SOURCE_MAX - at,
                                   "05 FIELD-%u%02u %s.\n", item, i, c->items[item]);
    layout->length = at;
    random_layout_read(layout);
}

/* As many records as fill a chunk. */
static lines_chunk fill_chunk(kernelcheck *check, const lines_bench *bench, uint8_t *bytes)
{
    enum { HEADER = 4 };
    const size_t length = bench->layout.record->length_max;
    const size_t header = bench->length == 0 ? HEADER : 0;
    lines_chunk chunk = { bytes, 0, 0 };

    for (; chunk.size + header + length <= CHUNK; chunk.count++) {
        uint8_t *const record = bytes + chunk.size + header;
        const size_t by_counters = random_layout_fill(&bench->layout, check, true, record);
        const size_t stored = header > 0 ? by_counters : length;

        if (header > 0)
            memcpy(record - header,
                   (const uint8_t[HEADER]){ (uint8_t)(stored >> 8), (uint8_t)stored }, header);
        chunk.size += header + stored;
    }
    return chunk;
}

/* A part that is too long to be learnt, over and over: the rules are slow. */
static void fill_stream(kernelcheck *check, lines_bench *bench)
{
    bench->chunks_in_part = PART / CHUNK;
    bench->chunk_count = STREAM / CHUNK;
    bench->chunks = allocate(bench->chunk_count * sizeof(*bench->chunks));
    for (size_t i = 0; i < bench->chunk_count; i++) {
        uint8_t *const bytes = bench->stream + i * CHUNK;

        if (i < bench->chunks_in_part) {
            bench->chunks[i] = fill_chunk(check, bench, bytes);
            continue;
        }
        bench->chunks[i] = bench->chunks[i - bench->chunks_in_part];
        memcpy(bytes, bench->chunks[i].bytes, bench->chunks[i].size);
        bench->chunks[i].bytes = bytes;
    }
}

static void make_decoder(const lines_case *c, lines_bench *bench)
{
    const ph_line_options options = { .shape = PH_LINE_SHAPE_COPYBOOK_RS,
                                      .page = ph_code_page_find(37),
                                      .page_name = "cp037",
                                      .controls = PH_CONTROL_ERROR,
                                      .is_variable = c->is_variable };
    const ph_copybook *copybook = &bench->layout.copybook;
    const ph_record *record = bench->layout.record;

    bench->decoder = ph_line_decoder_make(copybook, record, &options,
                                          allocate(ph_line_decoder_size(copybook, record)));
    bench->length = c->is_variable ? 0 : record->length_max;
    bench->capacity = (CHUNK / (c->is_variable ? record->length_min : record->length_max) + 1) *
                      ph_line_length_max(bench->decoder);
    bench->lines = allocate(bench->capacity);
    bench->copy = allocate(bench->capacity);
    bench->stream = allocate(STREAM);
}

static double now_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The compiler must not know that nobody looks. */
static void copy(uint8_t *to, const uint8_t *from, size_t bytes)
{
    memcpy(to, from, bytes);
    __asm__ volatile("" : : "r"(to) : "memory");
}

/* Returns the seconds of a chunk's bytes, 0 when good records were refused. */
static double time_chunk(lines_bench *bench, size_t which, ph_line_batch *batch, size_t turn)
{
    /* The runners are far from each other in the stream. */
    const lines_chunk *chunk =
        &bench->chunks[(turn * RUNNERS_MAX + which) * 7 % bench->chunk_count];
    const ph_line_input input = { chunk->bytes, chunk->size, chunk->count, bench->length };
    const double start = now_seconds();

    if (which == COPY_RECORDS) {
        copy(bench->copy, input.bytes, input.size);
    } else if (which == COPY_LINES) {
        copy(bench->copy, bench->lines, bench->line_bytes);
    } else {
        const ph_line_batch_result result =
            ph_line_batch_decode(batch, input, 1, bench->lines, bench->capacity);

        if (result.lines != chunk->count)
            return 0;
        bench->line_bytes = result.written;
    }
    return (now_seconds() - start) / (double)input.size;
}

static void bench_one(kernelcheck *check, const lines_case *c, const ph_codec *const *codecs,
                      lines_bench *bench)
{
    enum { CHUNKS = 16 };
    ph_line_batch *batches[RUNNERS_MAX] = { 0 };
    void *memory[RUNNERS_MAX] = { 0 };
    double best[RUNNERS_MAX];
    size_t runners = LIMITS;

    for (; codecs[runners - LIMITS]; runners++) {
        memory[runners] = allocate(ph_line_batch_size(bench->decoder));
        batches[runners] =
            ph_line_batch_make(bench->decoder, codecs[runners - LIMITS], memory[runners]);
    }
    for (size_t i = 0; i < runners; i++)
        best[i] = 1e9;
    for (size_t turn = 0; turn < (size_t)TURNS * CHUNKS; turn++)
        for (size_t i = runners; i-- > 0;) { /* Lines before their copy. */
            const double seconds = time_chunk(bench, i, batches[i], turn);

            if (seconds == 0)
                kernelcheck_fail(check, "bench %s: records that are good were refused", c->name);
            best[i] = seconds < best[i] ? seconds : best[i];
        }
    for (size_t i = 0; i < runners; i++) {
        printf("%-24s %-6s %-8s %7.2f GiB/s %5.2f of memcpy %5.2f of that of lines\n", c->name,
               "stream",
               i == COPY_RECORDS ? "memcpy"
               : i == COPY_LINES ? "lines"
                                 : ph_codec_isa(codecs[i - LIMITS]),
               1 / best[i] / (1 << 30), best[COPY_RECORDS] / best[i], best[COPY_LINES] / best[i]);
        free(memory[i]);
    }
}

int bench_record_lines(const ph_codec *const *codecs, uint64_t seed, const char *part_of_name)
{
    kernelcheck check = { codecs[0], seed, 0 };
    lines_bench *const bench = allocate(sizeof(*bench));

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        if (!strstr(cases[i].name, part_of_name))
            continue;
        read_layout(&cases[i], &bench->layout);
        make_decoder(&cases[i], bench);
        fill_stream(&check, bench);
        bench_one(&check, &cases[i], codecs, bench);
        free(bench->decoder); /* It is what was lent to it. */
        free(bench->lines);
        free(bench->copy);
        free(bench->stream);
        free(bench->chunks);
    }
    free(bench);
    return check.failures;
}
