/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Many records to lines: a kernel says of each that it is good, or does not take it; then it is
 * taken with more care, and what is still not good goes through the scalar walk.
 */
#include <string.h>

#include "kernel/kernel.h"
#include "perfharness/require.h"
#include "record/batch_plan.h"

enum { HEADER = 4, CACHE_LINE = 64 };

struct ph_line_batch {
    ph_line_decoder *decoder;
    const ph_codec *codec;
    size_t line_max; /* ph_line_length_max() */
    bool is_planned;
    ph_line_program program;
    ph_line_table tables[PH_LINE_TABLES_MAX];
    uint8_t *record; /* A record that has nothing behind it is copied here. */
    uint8_t *line;   /* And a line for which there may be no room is made here. */
};

/* What a batch has in the memory it is lent, behind itself. */
typedef struct batch_sizes {
    size_t plan, line, compiled, record;
} batch_sizes;

static size_t aligned(size_t size)
{
    return (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
}

static batch_sizes sizes_of(const ph_line_decoder *decoder)
{
    const size_t line = ph_line_room(decoder);
    const size_t pieces = ph_line_piece_count(ph_line_place_count(decoder));

    /* Neither the constants nor the text in a line are longer than it can be. */
    return (batch_sizes){ ph_line_program_size(decoder), line,
                          ph_line_compiled_size(pieces, 2 * line),
                          decoder->length_max + PH_LINE_SLACK };
}

size_t ph_line_batch_size(const ph_line_decoder *decoder)
{
    size_t size = aligned(sizeof(ph_line_batch)) + CACHE_LINE;

    if (ph_line_can_be_planned(decoder)) {
        const batch_sizes sizes = sizes_of(decoder);

        size += aligned(sizes.plan) + aligned(sizes.line) + aligned(sizes.compiled) +
                aligned(sizes.record);
    }
    return size;
}

static size_t put_other(void *context, uint32_t item, const uint8_t *record, size_t at,
                        uint8_t *out)
{
    ph_line_batch *batch = context;
    ph_line_decoder *decoder = batch->decoder;

    decoder->record = record;
    decoder->record_length = decoder->length_max;
    decoder->line = (ph_line){ .begin = out, .at = out, .end = out + batch->line_max };
    return ph_line_put_value(decoder, item, at) ? (size_t)(decoder->line.at - out) : SIZE_MAX;
}

/* A code point as it stands in a line, under a policy. */
static ph_line_character character_of(uint32_t code_point, ph_control_policy policy)
{
    ph_line_character character = { .length = 0 };
    ph_line line = { .begin = character.bytes,
                     .at = character.bytes,
                     .end = character.bytes + sizeof(character.bytes) };

    if (ph_line_pass_control(&code_point, policy)) {
        ph_line_put_code_point(&line, code_point);
        character.length = (uint8_t)(line.at - line.begin);
    }
    return character;
}

static void make_characters(ph_line_program *program, const ph_line_options *options)
{
    enum { OTHER = 0x80, CODES = 256 };

    for (size_t i = 0; i < CODES; i++) {
        const uint32_t code_point = options->page->to_unicode[i];
        const ph_line_character character = character_of(code_point, options->controls);

        program->characters[i] = character;
        program->plain[i] = character.length == 1 ? character.bytes[0] : OTHER;
    }
}

/* The next piece of the memory. */
static void *take(uint8_t **memory, size_t size)
{
    void *taken = *memory;

    *memory += aligned(size);
    return taken;
}

static void make_program(ph_line_batch *batch, uint8_t *memory)
{
    const batch_sizes sizes = sizes_of(batch->decoder);

    ph_line_make_program(batch->decoder, batch->tables, take(&memory, sizes.plan), &batch->program);
    batch->line = take(&memory, sizes.line);
    batch->record = take(&memory, sizes.record);
    batch->program.put_other = put_other;
    batch->program.context = batch;
    make_characters(&batch->program, &batch->decoder->options);
    batch->codec->line_compile(&batch->program, memory);
}

ph_line_batch *ph_line_batch_make(ph_line_decoder *decoder, const ph_codec *codec, void *memory)
{
    PH_REQUIRE(decoder && codec && memory);

    uint8_t *at = (uint8_t *)memory + (CACHE_LINE - (uintptr_t)memory % CACHE_LINE) % CACHE_LINE;
    ph_line_batch *batch = take(&at, sizeof(*batch));

    batch->decoder = decoder;
    batch->codec = codec;
    batch->line_max = ph_line_length_max(decoder);
    batch->is_planned = ph_line_can_be_planned(decoder);
    if (batch->is_planned)
        make_program(batch, at);
    return batch;
}

/* A call in the course of being done. */
typedef struct batch_job {
    ph_line_batch *batch;
    ph_line_input input;
    uint64_t number; /* Of the first record. */
    uint8_t *out;
    size_t capacity;
    ph_line_batch_result result;
} batch_job;

static size_t header_of(const batch_job *job)
{
    return job->input.length == 0 ? HEADER : 0;
}

/* The record at the n-th byte. */
static size_t length_at(const batch_job *job, size_t at)
{
    const uint8_t *header = job->input.bytes + at;

    return job->input.length > 0 ? job->input.length : (size_t)header[0] << 8 | header[1];
}

/* Is there enough to read behind the next record? */
static bool is_followed(const batch_job *job)
{
    return job->input.size - job->result.read >=
           header_of(job) + length_at(job, job->result.read) + PH_LINE_SLACK;
}

static bool has_room(const batch_job *job)
{
    return job->capacity - job->result.written >= job->batch->program.line_room;
}

static ph_line_work work_of(const batch_job *job, size_t count)
{
    return (ph_line_work){
        .records = job->input.bytes + job->result.read,
        .size = job->input.size - job->result.read,
        .header = header_of(job),
        .length = job->input.length,
        .count = count,
        .number = job->number + job->result.lines,
        .out = job->out + job->result.written,
        .end = job->out + job->capacity,
    };
}

static void take_done(batch_job *job, const ph_line_done *done)
{
    job->result.lines += done->lines;
    job->result.read += done->read;
    job->result.written = (size_t)(done->out - job->out);
}

/* By the scalar walk. False: it failed. */
static bool decode_one(batch_job *job)
{
    const size_t header = header_of(job), length = length_at(job, job->result.read);
    const ph_line_result result =
        ph_line_decode(job->batch->decoder, job->input.bytes + job->result.read + header, length,
                       job->number + job->result.lines, job->out + job->result.written,
                       job->capacity - job->result.written);

    job->result.read += header + length;
    job->result.redone++;
    job->result.failed = result;
    if (result.status != PH_LINE_STATUS_OK)
        return false;
    job->result.lines++;
    job->result.written += result.length;
    return true;
}

/* One record that has too little behind it, or its line. False: not by kernels. */
static bool decode_staged(batch_job *job)
{
    ph_line_batch *batch = job->batch;
    const size_t header = header_of(job), length = length_at(job, job->result.read);
    ph_line_work work = work_of(job, 1);
    ph_line_done done;

    if (length > batch->decoder->length_max)
        return false;
    memcpy(batch->record, work.records + header, length);
    work.records = batch->record;
    work.size = batch->decoder->length_max + PH_LINE_SLACK;
    work.header = 0;
    work.length = length;
    work.out = batch->line;
    work.end = batch->line + batch->program.line_room;
    done = batch->codec->line_run(&batch->program, work);
    if (done.lines == 0) {
        done = ph_line_run_careful(&batch->program, work);
        job->result.redone += done.lines;
    }

    const size_t written = (size_t)(done.out - batch->line);

    if (done.lines == 0 || written > job->capacity - job->result.written)
        return false; /* If it does not fit it is redone once more, and counted so. */
    memcpy(job->out + job->result.written, batch->line, written);
    job->result.lines++;
    job->result.read += header + length;
    job->result.written += written;
    return true;
}

/* Is the next record as long as its line is planned for? */
static bool is_whole(const batch_job *job)
{
    return job->batch->program.table_count > 0 ||
           length_at(job, job->result.read) == job->batch->decoder->length_max;
}

/* As many records as can be. False: the next one is for the scalar walk. */
static bool decode_planned(batch_job *job)
{
    ph_line_batch *batch = job->batch;
    ph_line_done done;

    if (!is_whole(job))
        return false;
    if (!is_followed(job) || !has_room(job))
        return decode_staged(job);
    done =
        batch->codec->line_run(&batch->program, work_of(job, job->input.count - job->result.lines));
    take_done(job, &done);
    if (job->result.lines == job->input.count || !is_followed(job) || !has_room(job))
        return true;
    done = ph_line_run_careful(&batch->program, work_of(job, 1));
    take_done(job, &done);
    job->result.redone += done.lines;
    return done.lines > 0;
}

ph_line_batch_result
ph_line_batch_decode(ph_line_batch *batch, ph_line_input input, uint64_t number,
                     /* The lines go there. NOLINTNEXTLINE(readability-non-const-parameter) */
                     uint8_t *out, size_t capacity)
{
    batch_job job = { batch, input, number, out, capacity, { 0 } };
    const bool is_planned =
        batch->is_planned && (input.length == 0 || input.length == batch->decoder->length_max);

    while (job.result.lines < input.count)
        if ((!is_planned || !decode_planned(&job)) && !decode_one(&job))
            break;
    return job.result;
}
