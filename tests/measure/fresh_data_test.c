/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each chunk is a new one, the right answer to it is right, and any other is named: a wrong cell, a
 * length that is claimed, an answer that stood there before. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/slot.h"
#include "answer/turn_window.h"
#include "base_subject.h"
#include "measure/fresh_data.h"
#include "perfharness/record_encode.h"

enum { CHUNK_BYTES = 4096, LAST = PH_TURN_CALLS_MAX - 1, VALUE_MAX = 256, LINE_BYTES = 64 };

/* The memory of turns, and the subject in this process: the base of all that misbehave. */
typedef struct table {
    ph_benchmark benchmark;
    ph_fresh_data *data;
    ph_turn_memory memory;
    uint8_t *slots, *windows;
    ph_turn turn;
    ph_turn_reply reply;
} table;

static void open_table(const ph_workload *workload, table *ret)
{
    *ret = (table){ .benchmark = { .workload = workload,
                                   .chunk_bytes = CHUNK_BYTES,
                                   .input_bytes = 4 * CHUNK_BYTES } };
    ret->data = ph_fresh_data_new(&ret->benchmark, 0);
    ret->memory = ph_fresh_data_memory(ret->data);
    ret->slots = g_aligned_alloc0(1, ph_turn_slots_length(&ret->memory), LINE_BYTES);
    ret->windows = g_aligned_alloc0(1, ph_turn_windows_length(&ret->memory), LINE_BYTES);
}

static void close_table(table *t)
{
    ph_fresh_data_free(t->data);
    g_aligned_free(t->slots);
    g_aligned_free(t->windows);
}

static uint8_t *slot_of(const table *t, guint index)
{
    return t->slots + ph_turn_slot_offset(&t->memory, index);
}

static ph_turn_window window_of(const table *t, guint index)
{
    return ph_turn_window_at(&t->memory, t->windows, index);
}

static gboolean is_text(const ph_field *field)
{
    return field->kind == PH_FIELD_TEXT;
}

static gboolean has_records(const table *t)
{
    return ph_benchmark_has_records(&t->benchmark);
}

static const char *level_of(const table *t)
{
    return has_records(t) ? "file" : "kernel";
}

static uint32_t operation_of(const ph_field *field, gboolean is_encoding)
{
    switch (field->kind) {
    case PH_FIELD_TEXT: return is_encoding ? PH_OPERATION_ENCODE_TEXT : PH_OPERATION_DECODE_TEXT;
    case PH_FIELD_ZONED: return is_encoding ? PH_OPERATION_ENCODE_ZONED : PH_OPERATION_DECODE_ZONED;
    default: return is_encoding ? PH_OPERATION_ENCODE_PACKED : PH_OPERATION_DECODE_PACKED;
    }
}

/* Cells that lie back to back. */
static void decode(const table *t, const ph_field *field, const uint8_t *cells, size_t count,
                   ph_turn_window to, uint64_t text_capacity)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = operation_of(field, FALSE),
        .flags = field->is_signed ? PH_COLUMN_SIGNED : 0,
        .ccsid = t->benchmark.workload->ccsid,
        .digits = field->digits,
        .cells = cells,
        .stride = field->width,
        .width = field->width,
        .count = count,
        .values = is_text(field) ? NULL : to.values,
        .text = is_text(field) ? to.bytes : NULL,
        .text_capacity = is_text(field) ? text_capacity : 0,
        .text_ends = is_text(field) ? to.text_ends : NULL,
    };

    assert_int_equal(base_decode_column(NULL, &column, &outcome), PH_SUBJECT_OK);
}

static void encode(const table *t, guint index)
{
    const ph_workload *workload = t->benchmark.workload;
    const ph_field *field = &workload->fields[0];
    const ph_encode_input input = ph_slot_view(workload, slot_of(t, index), t->turn.record_count);
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const ph_subject_encode_column column = {
        .struct_size = sizeof(column),
        .operation = operation_of(field, TRUE),
        .flags = field->is_signed ? PH_COLUMN_SIGNED : 0,
        .ccsid = workload->ccsid,
        .digits = field->digits,
        .width = field->width,
        .count = t->turn.record_count * workload->field_count,
        .cells = window_of(t, index).bytes,
        .values = input.values,
        .text = input.text,
        .text_ends = input.text_ends,
    };

    assert_int_equal(base_encode_column(NULL, &column, &outcome), PH_SUBJECT_OK);
}

/* "-123.45", or the text. */
static void append_value(const table *t, const ph_field *field, const uint8_t *cell, GString *line)
{
    int64_t value = 0;
    uint32_t end = 0;
    uint8_t text[VALUE_MAX];
    uint64_t magnitude, unit = 1;

    decode(t, field, cell, 1, (ph_turn_window){ &value, &end, text }, sizeof(text));
    if (is_text(field)) {
        g_string_append_len(line, (const char *)text, end);
        return;
    }
    magnitude = value < 0 ? (uint64_t)-value : (uint64_t)value;
    for (uint32_t i = 0; i < field->scale; i++)
        unit *= 10;
    g_string_append_printf(line, "%s%" PRIu64, value < 0 ? "-" : "", magnitude / unit);
    if (field->scale)
        g_string_append_printf(line, ".%0*" PRIu64, (int)field->scale, magnitude % unit);
}

static void write_lines(table *t, guint index)
{
    const ph_workload *workload = t->benchmark.workload;
    const uint8_t *cell = slot_of(t, index);
    g_autoptr(GString) lines = g_string_new(NULL);

    for (uint64_t record = 0; record < t->turn.record_count; record++) {
        g_string_append_printf(lines, "{\"record_index\":%" PRIu64 ",\"fields\":{", record);
        for (size_t i = 0; i < workload->field_count; i++) {
            g_string_append_printf(lines, "%s\"%s\":\"", i ? "," : "", workload->fields[i].name);
            append_value(t, &workload->fields[i], cell, lines);
            g_string_append_c(lines, '"');
            cell += workload->fields[i].width;
        }
        g_string_append(lines, "}}\n");
    }
    assert_true(lines->len <= t->memory.window_bytes);
    memcpy(window_of(t, index).bytes, lines->str, lines->len);
    t->reply.output_bytes[index] = lines->len;
}

/* What one encoder of records needs. */
typedef struct encoder {
    void *memory, *encoder_memory;
    ph_copybook copybook;
    ph_record_encoder *encoder;
} encoder;

static void open_encoder(const ph_workload *workload, encoder *ret)
{
    const size_t length = ph_workload_copybook(workload, NULL, 0);
    const ph_copybook_options reading = { .format = PH_SOURCE_FORMAT_AUTO };
    const ph_line_options options = { .shape = PH_LINE_SHAPE_COPYBOOK_RS,
                                      .page = ph_code_page_find(workload->ccsid),
                                      .page_name = "cp037" };
    g_autofree char *source = g_malloc0(length + 1);
    ph_copybook_error error;

    (void)ph_workload_copybook(workload, source, length + 1);
    ret->memory = g_malloc(PH_COPYBOOK_MEMORY_MAX);
    assert_true(ph_copybook_read(source, length, &reading, ret->memory, PH_COPYBOOK_MEMORY_MAX,
                                 &ret->copybook, &error));
    const ph_record *record = ph_copybook_find_record(&ret->copybook, NULL);
    ret->encoder_memory = g_malloc(ph_record_encoder_size(&ret->copybook, record, &options));
    ret->encoder = ph_record_encoder_make(&ret->copybook, record, &options, ret->encoder_memory);
}

/* As many lines as the turn says, in as many bytes. */
static void encode_lines(table *t, guint index)
{
    const uint64_t length = ph_fresh_data_line_bytes(t->data, index);
    g_autofree char *lines = g_memdup2(slot_of(t, index), length);
    uint8_t *to = window_of(t, index).bytes;
    uint64_t count = 0;
    encoder e;

    open_encoder(t->benchmark.workload, &e);
    for (char *line = lines, *end; line < lines + length; line = end + 1, count++) {
        end = memchr(line, '\n', (size_t)(lines + length - line));
        const ph_record_encode_result result =
            ph_record_encode(e.encoder, line, (size_t)(end - line), to);

        assert_int_equal(result.status, PH_RECORD_ENCODE_OK);
        to += result.length;
    }
    assert_int_equal(count, t->turn.record_count);
    t->reply.output_bytes[index] = (uint64_t)(to - window_of(t, index).bytes);
    g_free(e.encoder_memory);
    g_free(e.memory);
}

static void answer(table *t, guint index)
{
    const ph_workload *workload = t->benchmark.workload;

    if (ph_slot_has_lines(workload))
        encode_lines(t, index);
    else if (has_records(t))
        write_lines(t, index);
    else if (workload->is_encoding)
        encode(t, index);
    else
        decode(t, &workload->fields[0], slot_of(t, index),
               t->turn.record_count * workload->field_count, window_of(t, index),
               t->memory.window_bytes);
}

static void fill(table *t, uint64_t records)
{
    t->turn = (ph_turn){ .calls = PH_TURN_CALLS_MAX, .record_count = records };
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++) {
        ph_fresh_data_make(t->data, i, records);
        ph_fresh_data_show(t->data, i, slot_of(t, i));
        ph_fresh_data_spoil(t->data, i, window_of(t, i));
    }
}

static void fill_and_answer(table *t, uint64_t records)
{
    fill(t, records);
    t->reply = (ph_turn_reply){ .calls_done = PH_TURN_CALLS_MAX };
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++)
        answer(t, i);
}

static char *find_wrong(table *t, guint index)
{
    return ph_fresh_data_find_wrong(t->data, index, level_of(t), &t->turn, &t->reply, &t->memory,
                                    t->windows);
}

static void assert_right(table *t, guint index)
{
    g_autofree char *wrong = find_wrong(t, index);

    if (wrong)
        fail_msg("%s, window %u: %s", t->benchmark.workload->name, index, wrong);
}

static void assert_wrong(table *t, guint index, const char *phrase)
{
    g_autofree char *wrong = find_wrong(t, index);

    if (!wrong || !strstr(wrong, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", wrong ? wrong : "", phrase);
}

/* Lines are written here cell by cell: without groups, tables and binary numbers, which
 * tests/answer/json_lines_test.c has. */
static bool has_plain_fields(const ph_workload *workload)
{
    for (size_t f = 0; f < workload->field_count; f++)
        if (workload->fields[f].kind > PH_FIELD_PACKED || workload->fields[f].occurs > 0)
            return false;
    return true;
}

/* Of all that can be decoded. */
static void for_each_workload(void (*check)(table *t))
{
    size_t count;
    const ph_workload *workloads = ph_workload_list(&count);

    for (size_t i = 0; i < count; i++) {
        table t;

        /* What is in a file has no turns with slots. */
        if (workloads[i].is_undecodable || workloads[i].is_stored ||
            !has_plain_fields(&workloads[i]))
            continue;
        print_message("%s\n", workloads[i].name);
        open_table(&workloads[i], &t);
        check(&t);
        close_table(&t);
    }
}

static void check_right(table *t)
{
    const uint64_t full = ph_fresh_data_records(t->data);
    const uint64_t counts[] = { full, 1, full, full };

    for (gsize turn = 0; turn < G_N_ELEMENTS(counts); turn++) {
        fill_and_answer(t, counts[turn]);
        for (guint i = 0; i < PH_TURN_CALLS_MAX; i++)
            assert_right(t, i);
    }
}

static void test_right_answers_are_right(void **state)
{
    (void)state;
    for_each_workload(check_right);
}

/* Another last value of the window: in a line, of a text, a cell, or the number itself. */
static void spoil_last(table *t, guint index)
{
    const ph_workload *workload = t->benchmark.workload;
    const size_t last = t->turn.record_count * workload->field_count - 1;
    const ph_turn_window window = window_of(t, index);

    if (ph_slot_has_lines(workload))
        window.bytes[t->reply.output_bytes[index] - 1] ^= 1;
    else if (has_records(t))
        window.bytes[t->reply.output_bytes[index] - strlen("x\"}}\n")] ^= 1;
    else if (workload->is_encoding)
        window.bytes[(last + 1) * workload->fields[0].width - 1] ^= 1;
    else if (is_text(&workload->fields[0]))
        window.bytes[window.text_ends[last] - 1] ^= 1;
    else
        window.values[last] ^= 1;
}

static void check_spoilt(table *t)
{
    const ph_workload *workload = t->benchmark.workload;
    const uint64_t records = ph_fresh_data_records(t->data);
    g_autofree char *expected = g_strdup_printf("record %" PRIu64 ", field %s: ", records,
                                                workload->fields[workload->field_count - 1].name);

    for (guint spoilt = 0; spoilt < PH_TURN_CALLS_MAX; spoilt++) {
        fill_and_answer(t, records);
        spoil_last(t, spoilt);
        for (guint i = 0; i < PH_TURN_CALLS_MAX; i++)
            if (i == spoilt)
                assert_wrong(t, i, expected);
            else
                assert_right(t, i);
    }
}

static void test_what_is_wrong_is_named_where_it_is(void **state)
{
    (void)state;
    for_each_workload(check_spoilt);
}

/* An answer that stands there from before is none: it is overwritten, and would not be right. */
static void check_old_answer(table *t)
{
    const uint64_t records = ph_fresh_data_records(t->data);

    fill_and_answer(t, records);
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++)
        assert_right(t, i);
    g_autofree uint8_t *old =
        g_memdup2(t->windows, ph_turn_windows_length(&t->memory)); /* Of all windows. */
    fill(t, records);
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++)
        assert_wrong(t, i, "record 1");
    memcpy(t->windows, old, ph_turn_windows_length(&t->memory));
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++)
        assert_wrong(t, i, "record ");
}

static void test_an_old_answer_is_wrong(void **state)
{
    (void)state;
    for_each_workload(check_old_answer);
}

static void check_new_each_time(table *t)
{
    const uint64_t records = ph_fresh_data_records(t->data);
    const size_t bytes = t->memory.slot_bytes / 2; /* Of texts to encode, not all is full. */
    table other;

    open_table(t->benchmark.workload, &other);
    fill(t, records);
    fill(&other, records);
    for (guint i = 0; i < PH_TURN_CALLS_MAX; i++) {
        g_autofree uint8_t *first = g_memdup2(slot_of(t, i), bytes);

        assert_memory_not_equal(first, slot_of(t, (i + 1) % PH_TURN_CALLS_MAX), bytes);
        assert_memory_not_equal(first, slot_of(&other, i), bytes);
        fill(t, records);
        assert_memory_not_equal(first, slot_of(t, i), bytes);
    }
    close_table(&other);
}

static void test_no_chunk_comes_twice(void **state)
{
    (void)state;
    for_each_workload(check_new_each_time);
}

/* What a referee says of its lines is believed in nothing. */
static void test_lengths_that_are_only_claimed(void **state)
{
    table t;

    (void)state;
    open_table(ph_workload_find("record-comp3"), &t);
    fill_and_answer(&t, ph_fresh_data_records(t.data));
    assert_right(&t, LAST);
    const uint64_t right = t.reply.output_bytes[LAST];
    const uint64_t wrong[] = { 0, 1, right - 1, right + 1, t.memory.window_bytes };
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *said = NULL;

        t.reply.output_bytes[LAST] = wrong[i];
        said = find_wrong(&t, LAST);
        assert_non_null(said);
    }
    const uint64_t beyond[] = { t.memory.window_bytes + 1, UINT64_MAX, UINT64_MAX / 2 + 1 };
    for (gsize i = 0; i < G_N_ELEMENTS(beyond); i++) {
        t.reply.output_bytes[LAST] = beyond[i];
        assert_wrong(&t, LAST, "bytes of JSON lines, where there is room for");
    }
    t.reply.output_bytes[LAST] = right;
    assert_right(&t, LAST);
    close_table(&t);
}

/* Nor of its records. */
static void test_lengths_of_records_that_are_only_claimed(void **state)
{
    const uint64_t beyond[] = { 1, 60, UINT64_MAX / 2 };
    table t;

    (void)state;
    open_table(ph_workload_find("record-encode-comp3"), &t);
    fill_and_answer(&t, ph_fresh_data_records(t.data));
    assert_right(&t, LAST);
    for (gsize i = 0; i < G_N_ELEMENTS(beyond); i++) {
        t.reply.output_bytes[LAST] += beyond[i];
        assert_wrong(&t, LAST, "bytes of records, which have ");
        t.reply.output_bytes[LAST] -= beyond[i];
    }
    t.reply.output_bytes[LAST] -= 60;
    assert_wrong(&t, LAST, "bytes of records, which have ");
    close_table(&t);
}

/* Four slots, their windows and the truth are to lie in the L2 cache. */
static void test_chunks_fit_a_cache(void **state)
{
    static const struct {
        uint64_t chunk_bytes, l2_bytes, bytes_max;
    } cases[] = {
        { 65536, 0, 65536 },         { 65536, 2097152, 65536 }, { 65536, 262144, 16384 },
        { 2097152, 1048576, 65536 }, { 65536, 1024, 4096 },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ph_benchmark benchmark = { .workload = ph_workload_find("comp3"),
                                         .chunk_bytes = cases[i].chunk_bytes };
        g_autoptr(ph_fresh_data) data = ph_fresh_data_new(&benchmark, cases[i].l2_bytes);

        assert_int_equal(ph_fresh_data_records(data), cases[i].bytes_max / 60);
        assert_int_equal(ph_fresh_data_bytes(data, 7), 420);
    }
    const ph_benchmark narrow = { .workload = ph_workload_find("record-display"),
                                  .chunk_bytes = 100 };
    g_autoptr(ph_fresh_data) one = ph_fresh_data_new(&narrow, 0);
    assert_int_equal(ph_fresh_data_records(one), 1); /* There is at least one. */
}

/* Lines of own data in a window, for a call of this chunk. */
static void say_lines(table *t, uint64_t chunk, const char *lines, uint64_t records)
{
    t->turn = (ph_turn){ .calls = 1, .chunks = { chunk } };
    t->reply = (ph_turn_reply){ .calls_done = 1,
                                .output_bytes = { strlen(lines) },
                                .records = { records } };
    ph_fresh_data_show(t->data, 0, slot_of(t, 0));
    ph_fresh_data_spoil(t->data, 0, window_of(t, 0));
    memcpy(window_of(t, 0).bytes, lines, strlen(lines));
}

#define FIRST_LINES  "{\"record_index\":0,\"A\":\"1\"}\n{\"record_index\":1,\"A\":\"2\"}\n"
#define SECOND_LINES "{\"record_index\":0,\"A\":\"3\"}\n"

static void assert_agreed(table *t)
{
    g_autofree char *wrong = find_wrong(t, 0);

    if (wrong)
        fail_msg("%s", wrong);
}

/* Own data have no truth: a chunk's answers are held against its first one. */
static void test_own_data_are_answered_alike(void **state)
{
    table t;

    (void)state;
    open_table(NULL, &t);
    assert_int_equal(ph_fresh_data_records(t.data), 0);
    say_lines(&t, 0, FIRST_LINES, 2);
    assert_agreed(&t);
    say_lines(&t, 1, SECOND_LINES, 1);
    assert_agreed(&t);
    say_lines(&t, 0, FIRST_LINES, 2);
    assert_agreed(&t);
    say_lines(&t, 1, FIRST_LINES, 2);
    assert_wrong(&t, 0, "record 1, key A");
    say_lines(&t, 0, "{\"record_index\":0,\"A\":\"1\"}\n{\"record_index\":1,\"A\":\"9\"}\n", 2);
    assert_wrong(&t, 0,
                 "record 2, key A: not the same at the first call with these records and "
                 "at this one");
    say_lines(&t, 0, SECOND_LINES, 2);
    assert_wrong(&t, 0, "record 2 left no JSON object");
    say_lines(&t, 2, FIRST_LINES, 1);
    assert_wrong(&t, 0, "more JSON lines than records");
    say_lines(&t, 2, FIRST_LINES, UINT64_MAX);
    assert_wrong(&t, 0, "record 3 left no JSON object");
    close_table(&t);
}

/* Of own data, too, what stood in a window is no answer. */
static void test_own_data_are_answered_each_time(void **state)
{
    table t;

    (void)state;
    open_table(NULL, &t);
    say_lines(&t, 0, FIRST_LINES, 2);
    assert_agreed(&t);
    say_lines(&t, 0, "", 2);
    t.reply.output_bytes[0] = strlen(FIRST_LINES);
    assert_wrong(&t, 0, "record 1 left no JSON object");
    close_table(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_answers_are_right),
        cmocka_unit_test(test_what_is_wrong_is_named_where_it_is),
        cmocka_unit_test(test_an_old_answer_is_wrong),
        cmocka_unit_test(test_no_chunk_comes_twice),
        cmocka_unit_test(test_lengths_that_are_only_claimed),
        cmocka_unit_test(test_lengths_of_records_that_are_only_claimed),
        cmocka_unit_test(test_chunks_fit_a_cache),
        cmocka_unit_test(test_own_data_are_answered_alike),
        cmocka_unit_test(test_own_data_are_answered_each_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
