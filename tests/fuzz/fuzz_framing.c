/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a file of records: a byte that chooses the framing, two for the length of fixed
 * records, the file.
 *
 * The walk finds the records that rules find here which share no code with it, and ends where they
 * do; a scan of all headers counts as many, and a framing that is offered instead fits. The records
 * become the same lines, or fail for the same reason, one by one and in a batch.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "file_input.h"
#include "perfharness/record_lines.h"
#include "worker/other_framing.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { CHOICE = 3, WORD = 4, RECORDS_MAX = 300, RECORD_BYTES_MAX = 1 << 16 };

static const char copybook_source[] = "01 R. 05 A PIC 9(3). 05 T PIC X(5). 05 P PIC S9(3) COMP-3."
                                      " 05 N PIC 9. 05 O OCCURS 0 TO 4 DEPENDING ON N."
                                      " 10 B PIC S9(4) COMP. 10 X PIC X(2).";

/* The same layout for records that end early, and for those that do not. */
typedef struct lines {
    ph_line_decoder *decoder;
    ph_line_batch *batch;
    size_t room; /* For one of its lines. */
} lines;

static lines fixed_lines, variable_lines;
static uint8_t copybook_memory[PH_COPYBOOK_MEMORY_MAX];

static void demand(bool is_so)
{
    if (!is_so)
        abort();
}

static lines make_lines(const ph_copybook *copybook, bool is_variable)
{
    const ph_line_options options = { .page = ph_code_page_find(37),
                                      .controls = PH_CONTROL_PASS,
                                      .is_variable = is_variable };
    lines ret;

    ret.decoder = ph_line_decoder_make(copybook, copybook->records, &options,
                                       malloc(ph_line_decoder_size(copybook, copybook->records)));
    ret.batch = ph_line_batch_make(ret.decoder, ph_codec_choose(NULL),
                                   malloc(ph_line_batch_size(ret.decoder)));
    ret.room = ph_line_length_max(ret.decoder);
    return ret;
}

static void make_decoders(void)
{
    static ph_copybook copybook;
    ph_copybook_error error;

    if (fixed_lines.decoder)
        return;
    demand(ph_copybook_read(copybook_source, strlen(copybook_source), &(ph_copybook_options){ 0 },
                            copybook_memory, sizeof(copybook_memory), &copybook, &error));
    fixed_lines = make_lines(&copybook, false);
    variable_lines = make_lines(&copybook, true);
}

/* What is left of the file, or of a block in it. */
typedef struct slice {
    const uint8_t *at;
    size_t length;
} slice;

static bool cut(slice *from, size_t length, slice *ret)
{
    if (length > from->length)
        return false;
    *ret = (slice){ from->at, length };
    from->at += length;
    from->length -= length;
    return true;
}

/* A descriptor word and what it describes; of records that hold a payload only, that alone. */
static bool cut_described(slice *from, bool is_payload, slice *ret)
{
    slice word;

    if (!cut(from, WORD, &word) || word.at[2] || word.at[3])
        return false;
    const size_t said = (size_t)(word.at[0] * 256 + word.at[1]);

    return (is_payload || said >= WORD) && cut(from, is_payload ? said : said - WORD, ret);
}

static bool cut_block(slice *from, slice *ret)
{
    const slice begin = *from;
    slice word;

    if (!cut(from, WORD, &word))
        return false;
    if (word.at[0] < 0x80) {
        *from = begin;
        return cut_described(from, false, ret);
    }
    size_t said = word.at[0] & 0x7F;
    for (int i = 1; i < WORD; i++)
        said = said * 256 + word.at[i];

    return said >= WORD && cut(from, said - WORD, ret);
}

/* The walk's next record is that one. */
static void demand_record(ph_framing_walk *walk, const slice *file, const slice *record)
{
    char reason[PH_REASON_MAX];
    ph_framed_record found;

    demand(ph_framing_next(walk, &found, reason) == PH_FRAMING_STEP_RECORD);
    demand(found.offset == (size_t)(record->at - file->at) && found.length == record->length);
}

/* Take all records of what is left; false where something stands there that is none. */
static bool walk_records(ph_framing_walk *walk, const slice *file, slice left)
{
    slice record;

    while (left.length > 0) {
        if (walk->framing == PH_FRAMING_FIXED
                ? !cut(&left, walk->record_length, &record)
                : !cut_described(&left, walk->framing == PH_FRAMING_RDW_PAYLOAD, &record))
            return false;
        demand_record(walk, file, &record);
    }
    return true;
}

static bool walk_file(ph_framing_walk *walk, slice file)
{
    slice left = file, block;

    if (walk->framing != PH_FRAMING_VB)
        return walk_records(walk, &file, file);
    while (left.length > 0)
        if (!cut_block(&left, &block) || !walk_records(walk, &file, block))
            return false;
    return true;
}

static void check_reason(const char *reason)
{
    const size_t length = strnlen(reason, PH_REASON_MAX);

    demand(length > 0 && length < PH_REASON_MAX);
    for (size_t i = 0; i < length; i++)
        demand(reason[i] >= ' ' && reason[i] <= '~');
}

static void check_walk(ph_record_file *file, ph_framing framing, size_t record_length, slice bytes)
{
    ph_framing_walk walk = { .file = file, .framing = framing, .record_length = record_length };
    const bool is_whole = walk_file(&walk, bytes);
    char reason[PH_REASON_MAX];
    ph_framed_record record;
    uint64_t records = 0;

    memset(reason, '?', sizeof(reason));
    demand(ph_framing_next(&walk, &record, reason) ==
           (is_whole ? PH_FRAMING_STEP_END : PH_FRAMING_STEP_MISFIT));
    if (!is_whole)
        check_reason(reason);
    const ph_framing_step step = ph_framing_scan(file, framing, record_length, &records, reason);

    if (step == PH_FRAMING_STEP_END)
        demand(is_whole && records == walk.records);
    else
        demand(step == PH_FRAMING_STEP_MISFIT && (!is_whole || walk.records == 0));
}

static void check_other(ph_record_file *file, ph_framing given, size_t record_length)
{
    const ph_framing other = ph_other_framing_find(file, given, record_length);
    char reason[PH_REASON_MAX] = "record 1, at byte 0, is none";
    uint64_t records;

    if (other < PH_FRAMING_COUNT)
        demand(other != given && ph_framing_scan(file, other, record_length, &records, reason) ==
                                     PH_FRAMING_STEP_END);
    demand(!ph_other_framing_refuse(file, given, record_length, reason));
    check_reason(reason);
}

static bool is_same_failure(const ph_line_result *a, const ph_line_result *b)
{
    return a->status == b->status && a->item == b->item && a->byte == b->byte &&
           a->value == b->value && a->depth == b->depth &&
           memcmp(a->occurrence, b->occurrence, a->depth * sizeof(*a->occurrence)) == 0;
}

/* A batch of the records, from the first on, and again behind each that fails. */
static void check_lines(const lines *of, ph_line_input input)
{
    const size_t header = input.length > 0 ? 0 : WORD;
    uint8_t *line = malloc(of->room), *out = malloc(input.count * of->room + 1);
    uint64_t number = 1;

    while (input.count > 0) {
        const ph_line_batch_result result =
            ph_line_batch_decode(of->batch, input, number, out, input.count * of->room);
        const uint8_t *at = input.bytes;
        size_t written = 0;

        for (size_t i = 0; i < result.lines + (result.failed.status != PH_LINE_STATUS_OK); i++) {
            const size_t length = header > 0 ? (size_t)(at[0] * 256 + at[1]) : input.length;
            const ph_line_result one =
                ph_line_decode(of->decoder, at + header, length, number++, line, of->room);

            demand(i < result.lines ? one.status == PH_LINE_STATUS_OK
                                    : is_same_failure(&one, &result.failed));
            demand(memcmp(line, out + written, one.length) == 0);
            written += one.length;
            at += header + length;
        }
        demand(written == result.written && result.read == (size_t)(at - input.bytes));
        demand(result.lines == input.count || result.failed.status != PH_LINE_STATUS_OK);
        input.count -= result.lines + (result.failed.status != PH_LINE_STATUS_OK);
        input.bytes += result.read;
        input.size -= result.read;
    }
    free(out);
    free(line);
}

/* The records as subjects are given them: those of fixed length as they are, others behind it. */
static void decode(ph_record_file *file, ph_framing framing, size_t record_length)
{
    ph_framing_walk walk = { .file = file, .framing = framing, .record_length = record_length };
    const size_t header = framing == PH_FRAMING_FIXED ? 0 : WORD;
    uint8_t *records = malloc(file->length + (size_t)RECORDS_MAX * WORD + 1), *own;
    ph_line_input input = { .length = framing == PH_FRAMING_FIXED ? record_length : 0 };
    char reason[PH_REASON_MAX];
    ph_framed_record record;

    while (input.count < RECORDS_MAX &&
           ph_framing_next(&walk, &record, reason) == PH_FRAMING_STEP_RECORD) {
        const uint8_t word[WORD] = { (uint8_t)(record.length >> 8), (uint8_t)record.length };

        memcpy(records + input.size, word, header);
        demand(ph_record_file_read(file, record.offset, records + input.size + header,
                                   record.length, reason));
        input.size += header + record.length;
        input.count++;
    }
    own = malloc(input.size + 1); /* Nothing behind it is to be read. */
    memcpy(own, records, input.size);
    free(records);
    input.bytes = own;
    check_lines(header > 0 ? &variable_lines : &fixed_lines, input);
    free(own);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char reason[PH_REASON_MAX];
    ph_record_file file;

    if (length < CHOICE || length > RECORD_BYTES_MAX)
        return 0;
    make_decoders();
    const ph_framing framing = (ph_framing)(bytes[0] % PH_FRAMING_COUNT);
    const size_t record_length = 1 + (size_t)(bytes[1] * 256 + bytes[2]);

    demand(ph_record_file_open(ph_file_input(bytes + CHOICE, length - CHOICE), &file, reason));
    check_walk(&file, framing, record_length, (slice){ bytes + CHOICE, length - CHOICE });
    check_other(&file, framing, record_length);
    decode(&file, framing, record_length);
    ph_record_file_close(&file);
    return 0;
}
