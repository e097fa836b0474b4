/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/fresh_data.h"

#include <string.h>

#include "answer/column_answer.h"
#include "answer/encoded_records.h"
#include "answer/json_lines.h"
#include "answer/slot.h"
#include "answer/turn_window.h"
#include "error/error.h"
#include "perfharness/require.h"

enum {
    LINE_BYTES = 64,
    LINES_A_PAGE = 64,
    POISON = 0xa5,
    UTF8_BYTES_PER_BYTE = 3,
    JSON_BYTES_PER_BYTE = 16,
    OWN_JSON_BYTES_PER_BYTE =
        64, /* Of records that nobody knows; what is not written costs nothing. */
    OWN_JSON_BYTES_MIN = 64 << 20,
    /* Of the L2 cache: four with what is written and, while they are made, their truth fit in. */
    SLOT_SHARE_OF_L2 = 16,
    SLOT_BYTES_MIN = 4096,
    CALLS_MIN = 3,
    ANSWERS_KEPT_MAX_BYTES = 64 << 20,
};

/* What was put into a slot. */
typedef struct content {
    ph_truth truth;   /* Owned buffers. */
    uint8_t *records; /* Owned. */
    uint8_t *made;    /* What is shown in the slot. Owned. */
    size_t made_bytes;
    uint64_t record_count;
    size_t expected_bytes; /* What a right answer's text or cells take; 0: JSON lines, or values. */
} content;

struct ph_fresh_data {
    const ph_benchmark *benchmark;
    uint64_t chunk;    /* The next one's number. */
    uint64_t l2_bytes; /* 0: not known. */
    uint64_t record_count_max;
    content contents[PH_TURN_CALLS_MAX];
    size_t lines_seen; /* Bytes of JSON lines that an answer had at most. */
    GHashTable *kept;  /* Of own data: GBytes of the first answer, by chunk. */
    size_t kept_bytes;
};

static uint64_t random_number(void)
{
    return (uint64_t)g_random_int() << 32 | g_random_int();
}

static size_t record_length(const ph_fresh_data *data)
{
    return ph_workload_record_length(data->benchmark->workload);
}

static void allocate(const ph_fresh_data *data, content *ret)
{
    const gsize bytes = data->record_count_max * record_length(data);
    const gsize cells = data->record_count_max * ph_workload_cell_count(data->benchmark->workload);

    ret->truth = (ph_truth){ .values = g_new0(int64_t, cells),
                             .text = g_new0(uint8_t, bytes * PH_TRUTH_UTF8_PER_BYTE),
                             .text_ends = g_new0(uint32_t, cells) };
    ret->records = g_new0(uint8_t, bytes);
    ret->made = g_malloc0(ph_slot_capacity(data->benchmark->workload, data->record_count_max));
}

ph_fresh_data *ph_fresh_data_new(const ph_benchmark *benchmark, uint64_t l2_bytes)
{
    ph_fresh_data *data = g_new0(ph_fresh_data, 1);
    uint64_t bytes = benchmark->chunk_bytes;

    data->benchmark = benchmark;
    data->l2_bytes = l2_bytes;
    data->kept =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_bytes_unref);
    if (!benchmark->workload)
        return data;
    /* What threads take to start is to be little beside a call, as it was where they were timed. */
    if (l2_bytes && !benchmark->threads)
        bytes = MIN(bytes, MAX(l2_bytes / SLOT_SHARE_OF_L2, SLOT_BYTES_MIN));
    data->record_count_max = MAX(bytes / record_length(data), 1);
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++)
        allocate(data, &data->contents[i]);
    return data;
}

void ph_fresh_data_free(ph_fresh_data *data)
{
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++) {
        g_free(data->contents[i].truth.values);
        g_free(data->contents[i].truth.text);
        g_free(data->contents[i].truth.text_ends);
        g_free(data->contents[i].records);
        g_free(data->contents[i].made);
    }
    g_hash_table_unref(data->kept);
    g_free(data);
}

static gboolean has_records(const ph_fresh_data *data)
{
    return ph_benchmark_has_records(data->benchmark);
}

/* Of records, which are of a length that nobody knows before. */
static gboolean makes_lines(const ph_fresh_data *data)
{
    const ph_workload *workload = data->benchmark->workload;

    return has_records(data) && !(workload && workload->is_encoding);
}

/* Slots and windows are then at every distance from a page boundary, and from each other. */
static uint64_t random_shift(void)
{
    return (uint64_t)(guint32)g_random_int_range(0, LINES_A_PAGE) * LINE_BYTES;
}

static uint64_t round_up(uint64_t bytes)
{
    return (bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
}

ph_turn_memory ph_fresh_data_memory(ph_fresh_data *data)
{
    const ph_workload *workload = data->benchmark->workload;
    ph_turn_memory memory = { .slots_shift = random_shift(), .windows_shift = random_shift() };

    if (!workload) {
        memory.window_bytes =
            MAX(data->benchmark->chunk_bytes * OWN_JSON_BYTES_PER_BYTE, OWN_JSON_BYTES_MIN);
        return memory;
    }
    const uint64_t bytes = ph_fresh_data_bytes(data, data->record_count_max);
    memory.slot_bytes = round_up(ph_slot_capacity(workload, data->record_count_max));
    memory.window_cells =
        has_records(data) ? 0 : round_up(data->record_count_max * workload->field_count);
    memory.window_bytes =
        round_up(bytes * (makes_lines(data) ? JSON_BYTES_PER_BYTE : UTF8_BYTES_PER_BYTE));
    return memory;
}

uint64_t ph_fresh_data_records(const ph_fresh_data *data)
{
    return data->record_count_max;
}

/* So many, of so many bytes each, leave in the cache what they are made of. */
static guint calls_in(uint64_t cache_bytes, uint64_t call_bytes)
{
    return (guint)CLAMP(cache_bytes / MAX(call_bytes, 1), CALLS_MIN, PH_TURN_CALLS_MAX - 1);
}

guint ph_fresh_data_calls_max(const ph_fresh_data *data)
{
    ph_turn turn = { 0 };

    ph_fresh_data_extent(data, data->record_count_max, &turn);
    const uint64_t bytes =
        has_records(data) /* With what is shown in the slots, as lines leave little beside it. */
            ? 2 * turn.slot_bytes + turn.bytes + data->lines_seen
            : turn.slot_bytes + turn.values_bytes + turn.text_ends_bytes + turn.bytes;
    /* Half of the cache: a neighbour on the same core may have the other. */
    return calls_in(data->l2_bytes / 2, bytes);
}

size_t ph_fresh_data_lines_seen(const ph_fresh_data *data)
{
    return data->lines_seen;
}

void ph_fresh_data_extent(const ph_fresh_data *data, uint64_t records, ph_turn *turn)
{
    const ph_workload *workload = data->benchmark->workload;
    const uint64_t cells = records * workload->field_count;

    turn->slot_bytes = ph_slot_capacity(workload, records);
    if (makes_lines(data)) {
        /* How long lines are is not known when turns that call nothing are timed: what it cost to
         * touch them would be the subject's. */
        turn->bytes = 0;
    } else if (workload->is_encoding) {
        turn->bytes = ph_fresh_data_bytes(data, records);
    } else if (workload->fields[0].kind == PH_FIELD_TEXT) {
        turn->bytes = ph_fresh_data_bytes(data, records);
        turn->text_ends_bytes = cells * sizeof(uint32_t);
    } else {
        turn->values_bytes = cells * sizeof(int64_t);
    }
}

uint64_t ph_fresh_data_bytes(const ph_fresh_data *data, uint64_t records)
{
    return records * record_length(data);
}

/* What a call writes must be its own: what stood there before is spoilt. */
static void poison(const ph_fresh_data *data, const content *c, ph_turn_window window)
{
    const ph_workload *workload = data->benchmark->workload;

    if (makes_lines(data)) {
        memset(window.bytes, POISON, data->lines_seen);
        return;
    }
    PH_REQUIRE(workload);
    const size_t cells = c->record_count * workload->field_count;
    if (workload->is_encoding || workload->fields[0].kind == PH_FIELD_TEXT) {
        memset(window.bytes, POISON, c->expected_bytes);
        memset(window.text_ends, POISON,
               workload->is_encoding ? 0 : cells * sizeof(*window.text_ends));
    } else {
        memset(window.values, POISON, cells * sizeof(*window.values));
    }
}

static size_t expected_bytes(const ph_fresh_data *data, const content *c)
{
    const ph_workload *workload = data->benchmark->workload;
    const size_t cells = c->record_count * workload->field_count;

    if (workload->is_encoding)
        return ph_fresh_data_bytes(data, c->record_count);
    return !has_records(data) && workload->fields[0].kind == PH_FIELD_TEXT
               ? c->truth.text_ends[cells - 1]
               : 0;
}

void ph_fresh_data_make(ph_fresh_data *data, guint index, uint64_t records)
{
    content *c = &data->contents[index];
    /* A seed of its own: who works out one from what he was given knows no other, and cannot do
     * the work of many turns in one of them. */
    const ph_slot_maker maker = { data->benchmark->workload, random_number(), records };

    PH_REQUIRE(records > 0 && records <= data->record_count_max);
    c->record_count = records;
    c->made_bytes = ph_slot_fill(&maker, data->chunk++, c->made, c->records, &c->truth);
    c->expected_bytes = expected_bytes(data, c);
}

void ph_fresh_data_show(const ph_fresh_data *data, guint index, uint8_t *slot)
{
    PH_REQUIRE(index < PH_TURN_CALLS_MAX);
    if (data->benchmark->workload)
        memcpy(slot, data->contents[index].made, data->contents[index].made_bytes);
}

void ph_fresh_data_spoil(const ph_fresh_data *data, guint index, ph_turn_window window)
{
    PH_REQUIRE(index < PH_TURN_CALLS_MAX);
    poison(data, &data->contents[index], window);
}

uint64_t ph_fresh_data_line_bytes(const ph_fresh_data *data, guint index)
{
    const ph_workload *workload = data->benchmark->workload;

    PH_REQUIRE(index < PH_TURN_CALLS_MAX);
    return workload && ph_slot_has_lines(workload) ? data->contents[index].made_bytes : 0;
}

static char *find_wrong_record(const ph_fresh_data *data, const content *c, uint64_t length,
                               ph_turn_window window)
{
    const ph_encoded_records written = { .workload = data->benchmark->workload,
                                         .got = window.bytes,
                                         .right = c->records,
                                         .truth = &c->truth,
                                         .count = c->record_count };
    char reason[PH_REASON_MAX] = "";

    if (length != c->expected_bytes)
        return g_strdup_printf("it claims %" G_GUINT64_FORMAT " bytes of records, which have %zu",
                               length, c->expected_bytes);
    return ph_encoded_records_are_right(&written, reason) ? NULL : ph_error_printable(reason);
}

static char *find_wrong_cell(const ph_fresh_data *data, const content *c, ph_turn_window window)
{
    const ph_workload *workload = data->benchmark->workload;
    const ph_encode_input input = ph_slot_view(workload, c->made, c->record_count);
    const ph_truth encoded = { input.values, input.text, input.text_ends };
    const ph_column_answer answer = {
        .workload = workload,
        .cells = c->record_count * workload->field_count,
        .values = window.values,
        .bytes = window.bytes,
        .text_ends = window.text_ends,
        .truth = workload->is_encoding ? &encoded : &c->truth,
        .records = c->records,
    };
    const size_t wrong = ph_column_first_wrong(&answer);
    char text[PH_COLUMN_ANSWER_MAX];

    if (wrong == answer.cells)
        return NULL;
    ph_column_describe_wrong(&answer, wrong, text);
    return ph_error_printable(text);
}

/* The first answer for a chunk of own data is what others are held against. */
static char *compare_kept(ph_fresh_data *data, ph_json_lines lines, uint64_t chunk,
                          uint64_t records)
{
    const gint64 key = (gint64)chunk;
    GBytes *first = g_hash_table_lookup(data->kept, &key);
    char reason[PH_REASON_MAX] = "";
    gsize length;

    if (records == 0)
        return g_strdup("it says that there are no records");
    if (!ph_json_lines_are_whole(lines, 0, records, reason))
        return ph_error_printable(reason);
    if (!first) {
        if (data->kept_bytes + lines.length <= ANSWERS_KEPT_MAX_BYTES) {
            data->kept_bytes += lines.length;
            g_hash_table_insert(data->kept, g_memdup2(&key, sizeof(key)),
                                g_bytes_new(lines.text, lines.length));
        }
        return NULL;
    }
    const char *text = g_bytes_get_data(first, &length);
    const ph_json_lines whole = { text, length, "the first call with these records" };
    lines.from = "this one";
    if (ph_json_lines_are_same_text(whole, lines, records) ||
        ph_json_lines_compare(whole, lines, PH_JSON_FILLER_MAY_BE_MISSING, 0, records, reason) ==
            PH_JSON_LINES_AGREE)
        return NULL;
    return ph_error_printable(reason);
}

static char *find_wrong_text(ph_fresh_data *data, guint index, ph_json_lines lines,
                             const ph_turn *turn, const ph_turn_reply *reply)
{
    const content *c = &data->contents[index];
    const guint call = index - (guint)turn->first_slot;
    char reason[PH_REASON_MAX] = "";

    if (!data->benchmark->workload)
        return compare_kept(data, lines, turn->chunks[call], reply->records[call]);
    return ph_json_lines_hold_truth(lines, data->benchmark->workload, &c->truth, 0, c->record_count,
                                    reason)
               ? NULL
               : ph_error_printable(reason);
}

/* Copied first: while it is read, nobody else may write to it. */
static char *find_wrong_line(ph_fresh_data *data, guint index, const char *level,
                             const ph_turn *turn, const ph_turn_reply *reply, ph_turn_window window,
                             uint64_t capacity)
{
    const uint64_t length = reply->output_bytes[index - turn->first_slot];
    g_autofree char *text = NULL;
    char *wrong;

    if (length > capacity)
        return g_strdup_printf("it claims %" G_GUINT64_FORMAT " bytes of JSON lines, where there "
                               "is room for %" G_GUINT64_FORMAT,
                               length, capacity);
    text = g_strndup("", length); /* Zeroed, and ended. */
    memcpy(text, window.bytes, length);
    wrong =
        find_wrong_text(data, index, (ph_json_lines){ text, (size_t)length, level }, turn, reply);
    if (!wrong)
        data->lines_seen = MAX(data->lines_seen, (size_t)length);
    return wrong;
}

char *ph_fresh_data_find_wrong(ph_fresh_data *data, guint index, const char *level,
                               const ph_turn *turn, const ph_turn_reply *reply,
                               const ph_turn_memory *memory, uint8_t *windows)
{
    const ph_turn_window window = ph_turn_window_at(memory, windows, index);

    if (has_records(data) && !makes_lines(data))
        return find_wrong_record(data, &data->contents[index],
                                 reply->output_bytes[index - turn->first_slot], window);
    if (has_records(data))
        return find_wrong_line(data, index, level, turn, reply, window, memory->window_bytes);
    return find_wrong_cell(data, &data->contents[index], window);
}
