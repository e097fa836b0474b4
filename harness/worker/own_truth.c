/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/own_truth.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer/record_values.h"
#include "perfharness/random.h"
#include "perfharness/require.h"
#include "perfharness/subject.h"
#include "subject/code_page.h"

static const char *name_of_page(uint32_t ccsid)
{
    static const struct {
        const char *name;
        uint32_t ccsid;
    } pages[] = {
#define X(name, ccsid, separator) { (name), (ccsid) },
        PH_CODE_PAGE_LIST(X)
#undef X
    };

    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
        if (pages[i].ccsid == ccsid)
            return pages[i].name;
    return "";
}

static ph_control_policy controls_of(uint32_t controls)
{
    switch (controls) {
    case PH_CONTROLS_REPLACE: return PH_CONTROL_REPLACE;
    case PH_CONTROLS_PASS: return PH_CONTROL_PASS;
    default: return PH_CONTROL_ERROR;
    }
}

static ph_line_redefines redefines_of(uint32_t redefines)
{
    switch (redefines) {
    case PH_REDEFINES_FIRST: return PH_LINE_REDEFINES_FIRST;
    case PH_REDEFINES_VALID: return PH_LINE_REDEFINES_VALID;
    default: return PH_LINE_REDEFINES_ALL;
    }
}

/* As subjects are asked: worker/asked_layout.c. */
static ph_line_options options_of(const ph_request *request)
{
    return (ph_line_options){
        .shape = PH_LINE_SHAPE_COPYBOOK_RS,
        .page = ph_code_page_find(request->ccsid),
        .page_name = name_of_page(request->ccsid),
        .controls = controls_of(request->controls),
        .redefines = redefines_of(request->redefines),
        .floats = request->float_format == PH_FLOAT_IEEE ? PH_LINE_FLOAT_IEEE : PH_LINE_FLOAT_HFP,
        .is_variable = request->framing != PH_FRAMING_FIXED,
    };
}

bool ph_own_truth_make(const ph_request *request, const ph_own_copybook *own, ph_own_truth *ret,
                       char *reason)
{
    const ph_line_options options = options_of(request);
    void *memory;

    *ret = (ph_own_truth){ .own = own };
    if (!own->record || !options.page)
        return true;
    if (request->expect && !ph_expected_read(request->expect, &ret->expected, reason))
        return false;
    memory = malloc(ph_line_decoder_size(&own->copybook, own->record));
    if (!memory)
        return ph_reason_give(reason, "no memory for the records' decoder");
    ret->decoder = ph_line_decoder_make(&own->copybook, own->record, &options, memory);
    ret->line_capacity = ph_line_length_max(ret->decoder);
    ret->line = malloc(ret->line_capacity);
    ret->record_length = options.is_variable ? 0 : own->record->length_max;
    /* Each launch compares others. */
    ret->seed = ph_random_stream(request->seed, request->launch).state;
    ret->sample = request->is_check_all || request->expect ? UINT64_MAX : PH_OWN_TRUTH_SAMPLE;
    return ret->line || ph_reason_give(reason, "no memory for the records' lines");
}

bool ph_own_truth_is_known(const ph_own_truth *truth)
{
    return truth->decoder != NULL;
}

bool ph_own_truth_has_all(const ph_own_truth *truth, uint64_t total_records)
{
    return total_records <= truth->sample;
}

bool ph_own_truth_has(const ph_own_truth *truth, uint64_t record, uint64_t total_records)
{
    PH_REQUIRE(record < total_records);

    if (ph_own_truth_has_all(truth, total_records))
        return true;

    /* A file of so many records that the product is too large does not exist. */
    const uint64_t stretch = record * truth->sample / total_records;
    const uint64_t begin = (stretch * total_records + truth->sample - 1) / truth->sample;
    const uint64_t end = ((stretch + 1) * total_records + truth->sample - 1) / truth->sample;
    ph_random random = ph_random_stream(truth->seed, stretch);

    return record == begin + ph_random_below(&random, end - begin);
}

/* One record's bytes, without its descriptor word. Steps to the next. */
static ph_record_line next_record(const ph_own_truth *truth, const uint8_t **at)
{
    const uint8_t *begin = *at;
    size_t length = (size_t)truth->record_length;

    if (length == 0) {
        length = (size_t)begin[0] << 8 | begin[1];
        begin += PH_RDW_BYTES;
    }
    *at = begin + length;
    return (ph_record_line){ (const char *)begin, length };
}

/* The next line with its LF. Of length 0: there is none. Steps to the next. */
static ph_record_line next_line(ph_json_lines *lines)
{
    const char *end = lines->length > 0 ? memchr(lines->text, '\n', lines->length) : NULL;
    const ph_record_line line = { lines->text, end ? (size_t)(end + 1 - lines->text) : 0 };

    lines->text += line.length;
    lines->length -= line.length;
    return line;
}

/* ", field ORDER.NO"; "" of a whole record. */
static void say_field(const ph_own_truth *truth, const ph_line_result *result, char *ret,
                      size_t size)
{
    char path[PH_RECORD_FIELD_MAX];

    *ret = '\0';
    if (result->item == PH_RECORD_NO_ITEM)
        return;
    (void)ph_line_failed_path(&truth->own->copybook, result, path, sizeof(path));
    (void)snprintf(ret, size, ", field %.400s", path);
}

/* ", field ORDER.NO" and "ORDER.NO" */
static bool is_field(const char *said, const char *field)
{
    static const char before[] = ", field ";

    return strlen(said) >= sizeof(before) - 1 && strcasecmp(said + sizeof(before) - 1, field) == 0;
}

/* What a status means, without what the record holds. */
static const char *words_of(ph_line_status status)
{
    static const char *const words[] = {
#define X(id, name, words, shown) [PH_LINE_STATUS_##id] = (words),
        PH_LINE_STATUS_LIST(X)
#undef X
    };

    return words[status];
}

/* A record that is compared, and who decoded it. */
typedef struct compared {
    ph_own_truth *truth;
    uint64_t number;
    const char *name;
    char *reason;
} compared;

/* Is this, which reason is to say, as expected? */
static bool is_expected(void *data, const ph_record_breach *breach)
{
    const compared *c = data;
    static const struct {
        const char *rule, *breach;
    } said[] = {
#define X(id, rule, breach) [PH_RECORD_RULE_##id] = { (rule), (breach) },
        PH_RECORD_RULE_LIST(X)
#undef X
    };

    (void)ph_reason_give(c->reason, "record %" PRIu64 ", field %.300s: %s: %s %s", c->number,
                         breach->field, said[breach->rule].rule, c->name,
                         said[breach->rule].breach);
    return ph_expected_has(&c->truth->expected, c->reason);
}

static bool is_right(ph_own_truth *truth, ph_record_line record, ph_record_line line,
                     uint64_t number, const char *name, char *reason)
{
    const ph_record_of of = { &truth->own->copybook, truth->own->record };
    const ph_line_result result =
        ph_line_decode(truth->decoder, (const uint8_t *)record.text, record.length, number,
                       truth->line, truth->line_capacity);
    const ph_json_lines right = { .text = (const char *)truth->line, .length = result.length };
    const ph_json_lines said = { .text = line.text, .length = line.length };
    compared c = { truth, number, name, reason };
    char field[PH_RECORD_FIELD_MAX];
    ph_record_breach breach;

    if (result.status != PH_LINE_STATUS_OK) {
        say_field(truth, &result, field, sizeof(field));
        (void)ph_reason_give(reason, "record %" PRIu64 "%s: %s: %s decodes it", number, field,
                             words_of(result.status), name);
        return ph_expected_has(&truth->expected, reason);
    }
    if (ph_json_lines_are_same_text(right, said, 1))
        return true;
    if (!ph_record_values_compare(of, (ph_record_line){ right.text, right.length }, line,
                                  (ph_record_tolerance){ is_expected, &c }, &breach))
        return ph_reason_give(reason, "record %" PRIu64 " left no JSON object", number);
    return breach.rule == PH_RECORD_RULE_NONE;
}

bool ph_own_truth_holds(ph_own_truth *truth, const ph_own_chunk *of, ph_json_lines lines,
                        const char *name, uint64_t *ret_count, char *reason)
{
    const uint8_t *at = of->bytes;

    for (size_t i = 0; i < of->chunk->record_count; i++) {
        const uint64_t record = of->chunk->first_record + i;
        const ph_record_line bytes = next_record(truth, &at);
        const ph_record_line line = next_line(&lines);

        if (!ph_own_truth_has(truth, record, of->total_records))
            continue;
        if (!is_right(truth, bytes, line, record + 1, name, reason))
            return false;
        ++*ret_count;
    }
    return lines.length == 0 || ph_reason_give(reason, "there are more JSON lines than records");
}

uint64_t ph_own_truth_line_bytes(ph_own_truth *truth, const ph_own_chunk *of)
{
    const uint8_t *at = of->bytes;
    uint64_t bytes = 0;

    for (size_t i = 0; i < of->chunk->record_count; i++) {
        const ph_record_line record = next_record(truth, &at);
        const ph_line_result result =
            ph_line_decode(truth->decoder, (const uint8_t *)record.text, record.length,
                           of->chunk->first_record + i + 1, truth->line, truth->line_capacity);

        bytes += result.status == PH_LINE_STATUS_OK ? result.length : 0;
    }
    return bytes;
}

void ph_own_truth_say_refused(ph_own_truth *truth, const ph_own_chunk *of, size_t record,
                              const char *refused_field, char *clause)
{
    const uint8_t *at = of->bytes;
    char field[PH_RECORD_FIELD_MAX];
    ph_record_line bytes = next_record(truth, &at);

    for (size_t i = 0; i < record; i++)
        bytes = next_record(truth, &at);

    const ph_line_result result =
        ph_line_decode(truth->decoder, (const uint8_t *)bytes.text, bytes.length, 1, truth->line,
                       truth->line_capacity);

    if (result.status == PH_LINE_STATUS_OK) {
        (void)ph_reason_give(clause, "; the reference decodes it");
        return;
    }
    say_field(truth, &result, field, sizeof(field));
    (void)ph_reason_give(clause, "; the reference refuses it, too%s: %s",
                         is_field(field, refused_field) ? "" : field, words_of(result.status));
}

void ph_own_truth_free(ph_own_truth *truth)
{
    free(truth->decoder);
    free(truth->line);
    ph_expected_free(&truth->expected);
    *truth = (ph_own_truth){ .own = NULL };
}
