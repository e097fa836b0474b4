/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/prove.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfharness/require.h"
#include "protocol/lines.h"
#include "worker/beacon.h"
#include "worker/events.h"

/* Beside the longest right lines: somebody may write them with blanks, or fields twice. */
enum { READ_BYTES = 1 << 20, LINES_FACTOR = 4 };

/* Lines, read from the beginning on. */
typedef struct proving {
    ph_bench *bench;
    uint8_t *text; /* At hand. Owned. */
    size_t capacity;
    size_t begin, end;
    bool is_at_end;
    uint64_t count;              /* Records that were compared. */
    uint64_t bytes;              /* Records that lines were made of without anybody's to compare, */
    uint64_t line_bytes;         /* and these lines. */
    char wrong[PH_REASON_MAX];   /* "" as long as nothing is. */
    char refused[PH_REASON_MAX]; /* Why it cannot be known. */
} proving;

/* Room for READ_BYTES behind what is at hand. */
static bool make_room(proving *p)
{
    const size_t kept = p->end - p->begin, needed = kept + READ_BYTES;
    uint8_t *larger;

    if (kept > 0)
        memmove(p->text, p->text + p->begin, kept);
    p->begin = 0;
    p->end = kept;
    if (needed <= p->capacity)
        return true;
    larger = realloc(p->text, 2 * needed);
    if (!larger)
        return ph_reason_give(p->refused, "no memory for %zu bytes of lines", 2 * needed);
    p->text = larger;
    p->capacity = 2 * needed;
    return true;
}

static bool read_more(proving *p)
{
    ssize_t count;

    if (!make_room(p))
        return false;
    do
        count = read(PH_LINES_DESCRIPTOR, p->text + p->end, READ_BYTES);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return ph_reason_give(p->refused, "reading what was made of the records: %s",
                              strerror(errno));
    p->end += (size_t)count;
    p->is_at_end = count == 0;
    return true;
}

/* No lines of so many records are longer. */
static uint64_t lines_max(const proving *p, size_t records)
{
    return READ_BYTES + (uint64_t)LINES_FACTOR * p->bench->own_truth.line_capacity * records;
}

/* The next so many lines, or fewer at the end: how long they are. What is longer than lines can be
 * is taken as it is. */
static bool take_lines(proving *p, size_t records, size_t *ret_length)
{
    size_t at = 0;

    for (size_t i = 0; i < records;) {
        const uint8_t *from = p->text + p->begin + at;
        const size_t left = p->end - p->begin - at;
        const uint8_t *end = left > 0 ? memchr(from, '\n', left) : NULL;

        if (end) {
            at += (size_t)(end - from) + 1;
            i++;
        } else if (p->is_at_end || left > lines_max(p, records)) {
            at += left;
            break;
        } else if (!read_more(p)) {
            return false;
        }
    }
    *ret_length = at;
    return true;
}

/* False: it is over, be it that something is wrong, or that it cannot be known. */
static bool compare(proving *p, const ph_own_chunk *of)
{
    ph_json_lines lines = { .text = NULL };

    if (!take_lines(p, of->chunk->record_count, &lines.length))
        return false;
    lines.text = (const char *)p->text + p->begin;
    p->begin += lines.length;
    const bool is_right = ph_own_truth_holds(&p->bench->own_truth, of, lines,
                                             p->bench->request->lines_of, &p->count, p->wrong);
    if (is_right)
        *p->wrong = '\0'; /* What was expected has been there. */
    return is_right;
}

/* A chunk that is in a slot. */
static bool look_at(proving *p, size_t slot)
{
    const ph_own_chunk of = { .bytes = p->bench->data.slots[slot],
                              .chunk = ph_data_set_chunk_in(&p->bench->data, slot),
                              .total_records = p->bench->data.total_records };

    if (p->bench->request->lines_of)
        return compare(p, &of);
    p->bytes += of.chunk->length;
    p->line_bytes += ph_own_truth_line_bytes(&p->bench->own_truth, &of);
    return true;
}

static bool look_at_rest(proving *p)
{
    ph_data_set *data = &p->bench->data;

    while (p->bench->request->lines_of && ph_data_set_has_rest(data))
        switch (ph_data_set_read_rest(data, p->refused)) {
        case PH_FRAMING_STEP_RECORD:
            if (!look_at(p, data->chunk_count - 1))
                return false;
            break;
        case PH_FRAMING_STEP_END: return true;
        default: return false;
        }
    return true;
}

static bool look_at_end(proving *p)
{
    if (!p->bench->request->lines_of)
        return true;
    if (p->begin == p->end && !p->is_at_end && !read_more(p))
        return false;
    return p->begin == p->end ||
           ph_reason_give(p->wrong, "its output goes on behind the last record");
}

static void look_at_all(proving *p)
{
    const ph_bench *bench = p->bench;
    bool goes_on = true;

    for (size_t i = 0; goes_on && i < bench->data.timed_chunk_count; i++)
        goes_on = look_at(p, ph_data_set_slot_of(&bench->data, i));
    if (goes_on && look_at_rest(p))
        (void)look_at_end(p);
}

static void say(const proving *p)
{
    cJSON *event = ph_event_new(PH_EVENT_PROVEN);

    cJSON_AddNumberToObject(event, "records",
                            p->bench->request->lines_of ? (double)p->count
                                                        : (double)p->bench->data.total_records);
    cJSON_AddBoolToObject(event, "floats", p->bench->has_floats);
    cJSON_AddNumberToObject(event, "bytes", (double)p->bytes);
    cJSON_AddNumberToObject(event, "line_bytes", (double)p->line_bytes);
    if (*p->wrong)
        cJSON_AddStringToObject(event, "reason", p->wrong);
    ph_event_send(event);
}

static bool prepare(proving *p)
{
    ph_bench *bench = p->bench;

    if (!ph_own_truth_is_known(&bench->own_truth))
        return ph_reason_give(p->refused, "%s: the reference does not know its records",
                              bench->request->copybook);
    return ph_data_set_read(bench->request, bench->fixed_length, ph_random_next(&bench->random),
                            &bench->data, p->refused);
}

bool ph_prove_lines(ph_bench *bench)
{
    PH_REQUIRE(bench->request->command == PH_WORKER_COMMAND_PROVE);

    proving p = { .bench = bench };

    ph_beacon_phase(PH_PHASE_CHECK);
    if (prepare(&p))
        look_at_all(&p);
    free(p.text);
    if (*p.refused) {
        ph_event_send_refused("data", p.refused);
        return false;
    }
    say(&p);
    return true;
}
