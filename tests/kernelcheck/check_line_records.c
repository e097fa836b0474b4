/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines of random layouts back to records, in guarded memory, against the encoder without kernels:
 * what is taken is the same record, and of lines as they are written all are taken.
 */
#include <stdlib.h>
#include <string.h>

#include "guarded_buffer.h"
#include "perfharness/record_encode.h"
#include "random_layout.h"

enum { LAYOUTS = 24, RECORDS = 4, DAMAGES = 40 };

/* A layout, and who encodes its lines. */
typedef struct trial {
    kernelcheck *check;
    random_layout layout;
    ph_line_options options;
    ph_line_decoder *decoder;
    ph_record_encoder *encoder;
    ph_record_encode_plan *plan;
    void *decoder_memory, *encoder_memory, *plan_memory;
    guarded_buffer input, output;
    size_t line_max;
    uint8_t *record, *line, *lent, *expected;
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
        .controls = PH_CONTROL_PASS,
        .floats = (ph_line_float)kernelcheck_random_below(check, 2),
        .is_variable = kernelcheck_random_below(check, 2),
    };
}

static void begin_trial(trial *t, bool has_all)
{
    random_layout_make(&t->layout, t->check, has_all);
    make_options(t);

    const ph_copybook *const copybook = &t->layout.copybook;
    const ph_record *const record = t->layout.record;

    t->decoder_memory = allocate(ph_line_decoder_size(copybook, record));
    t->decoder = ph_line_decoder_make(copybook, record, &t->options, t->decoder_memory);
    t->encoder_memory = allocate(ph_record_encoder_size(copybook, record, &t->options));
    t->encoder = ph_record_encoder_make(copybook, record, &t->options, t->encoder_memory);
    t->plan_memory = allocate(ph_record_encode_plan_size(t->encoder));
    t->plan = ph_record_encode_plan_make(t->encoder, t->check->codec, t->plan_memory);
    t->line_max = ph_line_length_max(t->decoder);
    t->input = guarded_buffer_new(2 * t->line_max + ph_record_encoder_line_max(t->encoder));
    t->output = guarded_buffer_new(record->length_max);
    t->record = allocate(record->length_max);
    t->expected = allocate(record->length_max);
    t->line = allocate(t->line_max);
    t->lent = allocate(t->line_max);
}

static void end_trial(trial *t)
{
    free(t->decoder_memory);
    free(t->encoder_memory);
    free(t->plan_memory);
    free(t->record);
    free(t->expected);
    free(t->line);
    free(t->lent);
    guarded_buffer_free(&t->input);
    guarded_buffer_free(&t->output);
}

/* The line, with so much more behind it, right before memory that cannot be read. Returns whether
 * it was taken. */
static bool encode(trial *t, size_t length, size_t more)
{
    uint8_t *const text = guarded_buffer_place(&t->input, length + more, 1);
    uint8_t *const record = guarded_buffer_place(&t->output, t->layout.record->length_max, 1);
    size_t made = 0;

    memcpy(t->lent, t->line, length);
    memcpy(text, t->line, length);
    memset(text + length, '"', more);

    const ph_record_encode_result truth =
        ph_record_encode(t->encoder, (char *)t->lent, length - 1, t->expected);
    const size_t taken =
        ph_record_encode_planned(t->plan, (const char *)text, length + more, record, &made);

    if (taken > 0 && (truth.status != PH_RECORD_ENCODE_OK || taken != length ||
                      made != truth.length || memcmp(record, t->expected, made) != 0))
        kernelcheck_fail(t->check,
                         "%zu of %zu bytes taken, a record of %zu bytes for %zu, %s\n%.*s%s", taken,
                         length, made, truth.length, ph_record_encode_status_name(truth.status),
                         (int)length, t->line, t->layout.source);
    return taken > 0;
}

/* A character at some place becomes another. */
static void check_damage(trial *t, size_t length)
{
    static const char characters[] = "\"{}[]:,\\0-.9e/ \x7f\x1f";
    const size_t more = ph_record_encoder_line_max(t->encoder);

    for (unsigned i = 0; i < DAMAGES; i++) {
        uint8_t *const damaged = &t->line[kernelcheck_random_below(t->check, (unsigned)length - 1)];
        const uint8_t good = *damaged;

        *damaged =
            kernelcheck_random_below(t->check, 4)
                ? (uint8_t)characters[kernelcheck_random_below(t->check, sizeof(characters) - 1)]
                : (uint8_t)kernelcheck_random(t->check);
        if (*damaged != '\n')
            (void)encode(t, length, i % 2 ? more : 0);
        *damaged = good;
    }
}

/* Has an item before it its name? Fillers have none. */
static bool is_named_again(const ph_record_item *items, uint32_t item)
{
    if (strcmp(items[item].name, "FILLER") == 0)
        return false;
    for (uint32_t i = 0; i < item; i++)
        if (strcmp(items[i].name, items[item].name) == 0)
            return true;
    return false;
}

/* What no kernel takes: a group that has no bytes at the end of its record is left out; of a table
 * without names no line says how long it is; and what copybook-rs lifts to the top stands where the
 * first of its name does, with the value of the last one: before what a table may have moved. */
static bool is_known(const trial *t)
{
    const ph_record_item *const items = t->layout.copybook.items;
    bool has_counters = false, has_names_again = false;

    for (uint32_t i = 0; i < t->layout.copybook.item_count; i++) {
        const bool has_counter = items[i].counter != PH_RECORD_NO_ITEM;

        if (has_counter && strcmp(items[i].name, "FILLER") == 0)
            return false;
        has_counters = has_counters || has_counter;
        has_names_again = has_names_again || is_named_again(items, i);
    }
    if (has_counters && has_names_again && t->options.shape == PH_LINE_SHAPE_COPYBOOK_RS)
        return false;
    return !t->options.is_variable || t->layout.least > 0;
}

/* A record of which nothing is missing, and nothing is behind it. */
static void check_record(trial *t, bool is_plain)
{
    const size_t by_counters = random_layout_fill(&t->layout, t->check, is_plain, t->record);
    const size_t length = t->options.is_variable ? by_counters : t->layout.record->length_max;
    const ph_line_result decoded =
        ph_line_decode(t->decoder, t->record, length, 1 + kernelcheck_random_below(t->check, 1000),
                       t->line, t->line_max);

    if (decoded.status != PH_LINE_STATUS_OK)
        return;
    const bool is_alone = encode(t, decoded.length, 0);
    const bool is_taken = encode(t, decoded.length, ph_record_encoder_line_max(t->encoder));

    if (is_plain && is_known(t) && !(is_alone && is_taken))
        kernelcheck_fail(t->check, "a good line was not taken\n%.*s%s", (int)decoded.length,
                         t->line, t->layout.source);
    check_damage(t, decoded.length);
}

void check_line_records(kernelcheck *check)
{
    trial *const t = allocate(sizeof(*t));

    t->check = check;
    for (unsigned i = 0; i < LAYOUTS; i++) {
        const bool is_plain = i % 3 != 0;

        begin_trial(t, i % 3 == 0);
        for (unsigned n = 0; n < RECORDS; n++)
            check_record(t, is_plain);
        end_trial(t);
    }
    free(t);
}
