/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/record_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/require.h"
#include "protocol/lines.h"
#include "worker/beacon.h"
#include "worker/events.h"
#include "worker/framing_walk.h"
#include "worker/other_framing.h"

enum { RECORDS_MAX = 4096, OUTPUT_BYTES_PER_BYTE = 16, SHOWN_BYTES_MAX = 256 };

/* The longest record may be one of a million items with a name each. */
#define OUTPUT_BYTES_MAX ((size_t)1 << 30)

/* Records as the subject reads them, and its lines. */
typedef struct writing {
    const ph_request *request;
    ph_arm *arm;
    ph_record_file file;
    ph_framing_walk walk;
    FILE *lines;
    uint8_t *input; /* Owned. */
    size_t *ends;   /* Of its records: RECORDS_MAX at most. Owned. */
    size_t count;
    uint64_t first; /* Of them, in the file, from 0. */
    uint8_t *output;
    size_t output_capacity;
    ph_subject_outcome outcome; /* Of the last call. */
} writing;

static bool is_fixed(const writing *w)
{
    return w->walk.framing == PH_FRAMING_FIXED;
}

/* Behind the records before it. */
static size_t begin_of(const writing *w, size_t index)
{
    return index == 0 ? 0 : w->ends[index - 1];
}

static size_t header_bytes(const writing *w)
{
    return is_fixed(w) ? 0 : PH_RDW_BYTES;
}

/* Append a record to the input: subjects read fixed ones as they are, others behind their length.
 */
static bool take_record(writing *w, const ph_framed_record *record, char *reason)
{
    uint8_t *to = w->input + begin_of(w, w->count);
    const size_t header = header_bytes(w);
    const uint8_t word[PH_RDW_BYTES] = { (uint8_t)(record->length >> 8), (uint8_t)record->length, 0,
                                         0 };

    memcpy(to, word, header);
    if (!ph_record_file_read(&w->file, record->offset, to + header, record->length, reason))
        return false;
    w->ends[w->count] = begin_of(w, w->count) + header + record->length;
    w->count++;
    return true;
}

/* As many records as a call takes. */
static ph_framing_step read_chunk(writing *w, char *reason)
{
    ph_framing_step step = PH_FRAMING_STEP_RECORD;
    ph_framed_record record;

    w->first += w->count;
    w->count = 0;
    while (w->count < RECORDS_MAX && begin_of(w, w->count) < w->request->chunk_bytes) {
        step = ph_framing_next(&w->walk, &record, reason);
        if (step != PH_FRAMING_STEP_RECORD)
            break;
        if (!take_record(w, &record, reason))
            return PH_FRAMING_STEP_FAILED;
    }
    return step;
}

static bool call(writing *w, size_t index, size_t count)
{
    const size_t begin = begin_of(w, index);
    const ph_record_bytes records = { w->input + begin, w->ends[index + count - 1] - begin, count };

    ph_beacon_row(w->first + index);
    ph_beacon_enter(0);
    const bool is_ok =
        ph_arm_run_records(w->arm, records, w->output, w->output_capacity, &w->outcome);
    ph_beacon_leave();
    ph_arm_end_texts(&w->outcome);
    return is_ok;
}

static bool is_output_full(const writing *w)
{
    return strcmp(w->outcome.error_code, PH_SUBJECT_ERROR_OUTPUT_FULL) == 0;
}

/* False where there is no more to be had. */
static bool grow_output(writing *w)
{
    if (w->output_capacity >= OUTPUT_BYTES_MAX)
        return false;

    uint8_t *larger = realloc(w->output, 2 * w->output_capacity);
    if (!larger)
        return false;
    w->output = larger;
    w->output_capacity *= 2;
    return true;
}

static bool decode(writing *w, size_t index, size_t count)
{
    bool is_ok;

    do
        is_ok = call(w, index, count);
    while (!is_ok && is_output_full(w) && grow_output(w));
    return is_ok;
}

/* Are the call's lines as many as it had records? */
static bool is_whole(const writing *w, size_t count)
{
    const uint64_t length = w->outcome.output_length;
    size_t lines = 0;

    if (length == 0 || length > w->output_capacity || w->output[length - 1] != '\n')
        return false;
    for (const uint8_t *at = w->output; at < w->output + length; lines++)
        at = (const uint8_t *)memchr(at, '\n', (size_t)(w->output + length - at)) + 1;
    return lines == count;
}

/* The line's number of its record, where it has one; else NULL. */
static const char *find_number(const writing *w, const char *line)
{
    static const char begin[] = "{\"schema\":\"copybook.v1\",\"record_index\":";

    return w->request->shape != PH_LINES_PLAIN && strncmp(line, begin, sizeof(begin) - 1) == 0
               ? line + sizeof(begin) - 1
               : NULL;
}

/* @param end  Behind its LF. */
static bool put_line(const writing *w, const char *line, const char *end, uint64_t record)
{
    const char *number = find_number(w, line);

    if (number) {
        const size_t length = (size_t)(number - line);

        if (fwrite(line, 1, length, w->lines) != length ||
            fprintf(w->lines, "%" PRIu64, record + 1) < 0)
            return false;
        line = number + strspn(number, "0123456789");
    }
    return fwrite(line, 1, (size_t)(end - line), w->lines) == (size_t)(end - line);
}

/* Nobody who reads them is left: the process ends, as it does when nobody hears its events. */
static void put_lines(const writing *w, size_t index)
{
    const char *line = (const char *)w->output;
    const char *const end = line + w->outcome.output_length;

    for (uint64_t record = w->first + index; line < end; record++) {
        const char *next = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1;

        if (!put_line(w, line, next, record))
            _Exit(EXIT_FAILURE);
        line = next;
    }
}

/* The record's bytes around the bad one, or the first. */
static void add_bytes(cJSON *event, const uint8_t *record, size_t length, uint64_t byte)
{
    static const char digits[] = "0123456789ABCDEF";
    const size_t wanted = byte < length ? (size_t)byte : 0;
    const size_t from = wanted < SHOWN_BYTES_MAX / 2 ? 0 : wanted - SHOWN_BYTES_MAX / 2;
    const size_t count = length - from < SHOWN_BYTES_MAX ? length - from : SHOWN_BYTES_MAX;
    char text[2 * SHOWN_BYTES_MAX + 1];

    for (size_t i = 0; i < count; i++) {
        text[2 * i] = digits[record[from + i] >> 4];
        text[2 * i + 1] = digits[record[from + i] & 0xf];
    }
    text[2 * count] = '\0';
    cJSON_AddNumberToObject(event, "length", (double)length);
    if (byte < length)
        cJSON_AddNumberToObject(event, "byte", (double)byte);
    cJSON_AddNumberToObject(event, "shown_from", (double)from);
    cJSON_AddStringToObject(event, "shown", text);
}

static cJSON *undecoded(uint64_t record, const char *reason)
{
    cJSON *event = ph_event_new(PH_EVENT_UNDECODED);

    cJSON_AddNumberToObject(event, "record", (double)(record + 1));
    if (reason)
        cJSON_AddStringToObject(event, "reason", reason);
    return event;
}

/* @param reason  In our words; NULL: the outcome says it. */
static void send_undecoded(const writing *w, size_t index, const char *reason)
{
    const ph_subject_outcome *outcome = &w->outcome;
    const size_t begin = begin_of(w, index) + header_bytes(w);
    cJSON *event = undecoded(w->first + index, reason);

    if (!reason) {
        cJSON_AddStringToObject(event, "code", outcome->error_code);
        cJSON_AddStringToObject(event, "field", outcome->error_field);
        cJSON_AddStringToObject(event, "detail", outcome->error_detail);
    }
    if (w->request->shows_bytes)
        add_bytes(event, w->input + begin, w->ends[index] - begin,
                  reason ? PH_BYTE_UNKNOWN : outcome->byte);
    ph_event_send(event);
}

static void write_record(writing *w, size_t index)
{
    if (!decode(w, index, 1))
        send_undecoded(w, index, NULL);
    else if (is_whole(w, 1))
        put_lines(w, index);
    else
        send_undecoded(w, index, "it is said to be decoded, and is not one line");
}

/* One by one where one of them fails, as only the first that does is told. */
static void write_chunk(writing *w)
{
    if (w->count == 0)
        return;
    if (decode(w, 0, w->count) && is_whole(w, w->count))
        put_lines(w, 0);
    else
        for (size_t i = 0; i < w->count; i++)
            write_record(w, i);
    if (fflush(w->lines) != 0)
        _Exit(EXIT_FAILURE);
}

/* The file ends inside the last of fixed records. */
static void send_cut(const writing *w)
{
    char reason[PH_REASON_MAX];

    (void)ph_reason_give(reason, "the file ends inside it: %" PRIu64 " of its %" PRIu64 " bytes",
                         w->file.length - w->walk.offset, w->walk.record_length);
    ph_event_send(undecoded(w->walk.records, reason));
}

static bool write_all(writing *w, const ph_bench *bench, char *reason)
{
    ph_framing_step step;

    do {
        step = read_chunk(w, reason);
        write_chunk(w);
    } while (step == PH_FRAMING_STEP_RECORD);
    if (step == PH_FRAMING_STEP_END)
        return ph_record_file_is_unchanged(&w->file, reason);
    if (step == PH_FRAMING_STEP_FAILED)
        return false;
    if (!is_fixed(w))
        return ph_other_framing_refuse(&w->file, w->walk.framing, bench->fixed_length, reason);
    send_cut(w);
    return true;
}

/* Of the subject that was named, by file where it can: that is what users have of it. */
static ph_arm *find_arm(ph_bench *bench)
{
    ph_arm *found = NULL;

    for (size_t i = 0; i < bench->arm_count; i++) {
        ph_arm *arm = &bench->arms[i];

        if (strcmp(arm->name, bench->request->subjects[0].name) == 0 && ph_arm_has_records(arm))
            found = arm;
    }
    return found;
}

static bool open_all(writing *w, const ph_bench *bench, char *reason)
{
    const size_t record_max =
        is_fixed(w) ? (size_t)w->walk.record_length : PH_RDW_BYTES + PH_RDW_PAYLOAD_MAX;
    const size_t input_bytes = (size_t)w->request->chunk_bytes + record_max;

    if (is_fixed(w) && w->walk.record_length == 0)
        return ph_reason_give(reason, "the copybook has no fixed record length");
    if (!ph_record_file_open(bench->request->data, &w->file, reason))
        return false;
    w->walk.file = &w->file;
    w->lines = fdopen(PH_LINES_DESCRIPTOR, "w");
    if (!w->lines)
        return ph_reason_give(reason, "there is nobody to write lines to");
    w->output_capacity = input_bytes * OUTPUT_BYTES_PER_BYTE;
    w->input = malloc(input_bytes);
    w->ends = calloc(RECORDS_MAX, sizeof(*w->ends));
    w->output = malloc(w->output_capacity);
    return (w->input && w->ends && w->output) ||
           ph_reason_give(reason, "no memory for records of %zu bytes", record_max);
}

bool ph_record_lines_write(ph_bench *bench)
{
    PH_REQUIRE(bench->request->command == PH_WORKER_COMMAND_DECODE);

    writing w = { .request = bench->request,
                  .arm = find_arm(bench),
                  .file = { .descriptor = -1 },
                  .walk = { .framing = bench->request->framing,
                            .record_length = bench->record_length } };
    char reason[PH_REASON_MAX];

    if (!w.arm) /* Why was said when it was loaded; or it decodes no records. */
        return true;
    ph_beacon_phase(PH_PHASE_DECODE);
    const bool is_done = open_all(&w, bench, reason) && write_all(&w, bench, reason);
    if (!is_done)
        ph_event_send_refused("data", reason);
    ph_record_file_close(&w.file);
    free(w.input);
    free(w.ends);
    free(w.output);
    return is_done;
}
