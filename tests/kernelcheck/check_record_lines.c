/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records of random layouts in batches, in guarded memory, against the scalar walk: lines, and of
 * what fails record, item, byte and value.
 */
#include <stdlib.h>
#include <string.h>

#include "guarded_buffer.h"
#include "perfharness/record_lines.h"
#include "random_layout.h"

enum { LAYOUTS = 24, RECORDS = 6, HEADER = 4, DAMAGED_RECORDS = 3, DAMAGED_LENGTH_MAX = 400 };

/* Records of one layout, and who decodes them. */
typedef struct trial {
    kernelcheck *check;
    random_layout layout;
    ph_line_options options;
    ph_line_decoder *decoder;
    ph_line_batch *batch;
    void *decoder_memory, *batch_memory;
    guarded_buffer input, output, expected;
    size_t length;           /* Of a record, padded behind its tables. */
    size_t lengths[RECORDS]; /* By its counters. */
    size_t line_max;
    uint8_t *records; /* RECORDS of them, back to back. */
} trial;

static void *allocate(size_t size)
{
    void *memory = malloc(size);

    if (!memory)
        abort();
    return memory;
}

static void make_options(trial *t)
{
    kernelcheck *const check = t->check;

    t->options = (ph_line_options){
        .shape =
            kernelcheck_random_below(check, 3) ? PH_LINE_SHAPE_COPYBOOK_RS : PH_LINE_SHAPE_PLAIN,
        .page = ph_code_page_find(kernelcheck_random_below(check, 2) ? 37 : 1140),
        .page_name = "cp037",
        .controls = (ph_control_policy)kernelcheck_random_below(check, 3),
        .redefines = (ph_line_redefines)kernelcheck_random_below(check, 3),
        .floats = (ph_line_float)kernelcheck_random_below(check, 2),
        .is_variable = kernelcheck_random_below(check, 2),
    };
}

static void begin_trial(trial *t, bool has_all)
{
    random_layout_make(&t->layout, t->check, has_all);
    make_options(t);
    t->decoder_memory = allocate(ph_line_decoder_size(&t->layout.copybook, t->layout.record));
    t->decoder =
        ph_line_decoder_make(&t->layout.copybook, t->layout.record, &t->options, t->decoder_memory);
    t->batch_memory = allocate(ph_line_batch_size(t->decoder));
    t->batch = ph_line_batch_make(t->decoder, t->check->codec, t->batch_memory);
    t->length = t->layout.record->length_max;
    t->line_max = ph_line_length_max(t->decoder);
    t->input = guarded_buffer_new(RECORDS * (HEADER + t->length));
    t->output = guarded_buffer_new((RECORDS + 1) * t->line_max);
    t->expected = guarded_buffer_new((RECORDS + 1) * t->line_max);
    t->records = allocate(RECORDS * t->length);
}

static void end_trial(trial *t)
{
    free(t->decoder_memory);
    free(t->batch_memory);
    free(t->records);
    guarded_buffer_free(&t->input);
    guarded_buffer_free(&t->output);
    guarded_buffer_free(&t->expected);
}

static size_t length_at(ph_line_input input, size_t at)
{
    return input.length > 0 ? input.length
                            : (size_t)input.bytes[at] << 8 | (size_t)input.bytes[at + 1];
}

/* What a batch is to do, by the scalar walk. */
static ph_line_batch_result walk(trial *t, ph_line_input input, uint64_t number, uint8_t *out,
                                 size_t capacity)
{
    const size_t header = input.length > 0 ? 0 : HEADER;
    ph_line_batch_result result = { 0 };

    while (result.lines < input.count) {
        const size_t length = length_at(input, result.read);

        result.failed =
            ph_line_decode(t->decoder, input.bytes + result.read + header, length,
                           number + result.lines, out + result.written, capacity - result.written);
        result.read += header + length;
        if (result.failed.status != PH_LINE_STATUS_OK)
            break;
        result.written += result.failed.length;
        result.lines++;
    }
    return result;
}

static bool is_same_failure(const ph_line_result *one, const ph_line_result *other)
{
    if (one->status != other->status)
        return false;
    return one->status == PH_LINE_STATUS_OK ||
           (one->item == other->item && one->byte == other->byte && one->value == other->value &&
            one->depth == other->depth &&
            memcmp(one->occurrence, other->occurrence, one->depth * sizeof(*one->occurrence)) == 0);
}

static void fail(trial *t, const char *what, const ph_line_batch_result *result,
                 const ph_line_batch_result *truth)
{
    char path[256];

    (void)ph_line_failed_path(&t->layout.copybook, &truth->failed, path, sizeof(path));
    kernelcheck_fail(t->check,
                     "%s: %zu lines, %zu bytes, %s at byte %u; the scalar walk: %zu lines, "
                     "%zu bytes, %s of %s at byte %u; shape %s\n%s",
                     what, result->lines, result->written,
                     ph_line_status_name(result->failed.status), result->failed.byte, truth->lines,
                     truth->written, ph_line_status_name(truth->failed.status), path,
                     truth->failed.byte, ph_line_shape_name(t->options.shape), t->layout.source);
}

/* One call; returns what the walk made of it. */
static ph_line_batch_result decode(trial *t, ph_line_input input, uint64_t number, size_t capacity,
                                   const char *what)
{
    uint8_t *const expected = t->expected.start;
    uint8_t *const out = guarded_buffer_place(&t->output, capacity, 1);
    const ph_line_batch_result truth = walk(t, input, number, expected, capacity);
    const ph_line_batch_result result =
        ph_line_batch_decode(t->batch, input, number, out, capacity);

    if (result.lines != truth.lines || result.read != truth.read ||
        result.written != truth.written || !is_same_failure(&result.failed, &truth.failed) ||
        memcmp(out, expected, truth.written) != 0)
        fail(t, what, &result, &truth);
    return result;
}

/* All records, going on behind each that fails; with room for them, and one line or many more. */
static void decode_all(trial *t, ph_line_input input, const char *what)
{
    while (input.count > 0) {
        const ph_line_batch_result result = decode(t, input, 99999998, t->output.size, what);
        const size_t failed = result.failed.status != PH_LINE_STATUS_OK;

        if (result.lines + failed > input.count || result.lines + failed == 0)
            return;                                      /* It was told. */
        (void)decode(t, input, 8, result.written, what); /* What failed may then not fit. */
        if (result.written > 0)
            (void)decode(t, input, 8, result.written - 1, what);
        input.bytes += result.read;
        input.size -= result.read;
        input.count -= result.lines + failed;
    }
}

/* Records, back to back, right before memory that cannot be read. */
static ph_line_input place_fixed(const trial *t, size_t count)
{
    const size_t size = count * t->length;
    uint8_t *bytes = guarded_buffer_place(&t->input, size, 1);

    memcpy(bytes, t->records, size);
    return (ph_line_input){ bytes, size, count, t->length };
}

/* The same behind headers, as long as counters say, some padded; of those that are cut any part. */
static ph_line_input place_variable(trial *t, size_t count, bool has_cut)
{
    uint8_t *bytes = t->input.start + t->input.size;
    size_t size = 0;

    for (size_t i = count; i-- > 0;) {
        size_t length = kernelcheck_random_below(t->check, 4) ? t->lengths[i] : t->length;

        if (has_cut && kernelcheck_random_below(t->check, 5) == 0)
            length = kernelcheck_random_below(t->check, (unsigned)t->length + 1);
        bytes -= HEADER + length;
        size += HEADER + length;
        memcpy(bytes + HEADER, t->records + i * t->length, length);
        memset(bytes, 0, HEADER);
        bytes[0] = (uint8_t)(length >> 8);
        bytes[1] = (uint8_t)length;
    }
    return (ph_line_input){ bytes, size, count, 0 };
}

static void fill_records(trial *t, bool is_plain)
{
    for (size_t i = 0; i < RECORDS; i++)
        t->lengths[i] =
            random_layout_fill(&t->layout, t->check, is_plain, t->records + i * t->length);
}

/* A byte at each place in turn becomes any other. */
static void check_damage(trial *t)
{
    if (t->length > DAMAGED_LENGTH_MAX)
        return;
    for (size_t at = 0; at < t->length; at++) {
        const size_t damaged = t->length * kernelcheck_random_below(t->check, DAMAGED_RECORDS) + at;
        const uint8_t good = t->records[damaged];

        t->records[damaged] = (uint8_t)kernelcheck_random(t->check);
        decode_all(t, place_fixed(t, DAMAGED_RECORDS), "damaged");
        decode_all(t, place_variable(t, DAMAGED_RECORDS, false), "damaged, with headers");
        t->records[damaged] = good;
    }
}

/* A kernel that takes nothing gives right answers, too. */
static void check_taken(trial *t, ph_line_input input, const char *what)
{
    const ph_line_batch_result result =
        ph_line_batch_decode(t->batch, input, 1, t->output.start, t->output.size);

    if (result.lines == RECORDS && result.redone > 0)
        kernelcheck_fail(t->check, "%zu good records, %s, were not taken at once\n%s",
                         result.redone, what, t->layout.source);
}

/* A group that has no bytes at the end of its record is left out, which kernels do not know. */
static void check_all_taken(trial *t)
{
    const ph_line_input fixed = { t->records, RECORDS * t->length, RECORDS, t->length };

    check_taken(t, fixed, "of one length");
    if (t->options.is_variable && t->layout.least > 0 && t->length <= UINT16_MAX)
        check_taken(t, place_variable(t, RECORDS, false), "with headers");
}

void check_record_lines(kernelcheck *check)
{
    trial *const t = allocate(sizeof(*t));

    t->check = check;
    for (unsigned i = 0; i < LAYOUTS; i++) {
        const bool is_plain = i % 3 != 0;

        begin_trial(t, i % 3 == 0);
        fill_records(t, is_plain);
        for (size_t count = 0; count <= RECORDS; count++)
            decode_all(t, place_fixed(t, count), "good");
        if (is_plain)
            check_all_taken(t);
        if (t->length <= UINT16_MAX)
            decode_all(t, place_variable(t, RECORDS, true), "with headers");
        check_damage(t);
        end_trial(t);
    }
    free(t);
}
