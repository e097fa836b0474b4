/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decoded records are compared field by field with what the generator put in: one wrong value, in
 * either place where it stands, is found. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "answer/json_lines.h"

enum { RECORDS = 3, FIELDS = 10, LINES_MAX = 16384 };

static const ph_workload *workload;
static int64_t values[RECORDS * FIELDS];
static uint8_t text[RECORDS * 60], records[RECORDS * 60];
static uint32_t text_ends[RECORDS * FIELDS];
static const ph_truth truth = { values, text, text_ends };

static int set_up(void **state)
{
    (void)state;
    workload = ph_workload_find("record-comp3");
    ph_workload_generate(workload, 1, 0, RECORDS, records, &truth);
    return 0;
}

static size_t append_fields(char *to, size_t at, const int64_t *record, const char *flat)
{
    for (size_t i = 0; i < FIELDS; i++) {
        const int64_t value = record[i];
        const uint64_t magnitude = value < 0 ? (uint64_t)-value : (uint64_t)value;

        at += (size_t)snprintf(to + at, LINES_MAX - at, "%s\"%s\":\"%s%" PRIu64 ".%02" PRIu64 "\"",
                               i ? "," : flat, workload->fields[i].name, value < 0 ? "-" : "",
                               magnitude / 100, magnitude % 100);
    }
    return at;
}

/* The lines a right decoder writes, in copybook-rs' shape. */
static size_t write_lines(char *lines)
{
    size_t at = 0;

    for (size_t i = 0; i < RECORDS; i++) {
        at += (size_t)snprintf(lines + at, LINES_MAX - at, "{\"record_index\":%zu", i);
        at = append_fields(lines, at, values + i * FIELDS, ",");
        at += (size_t)snprintf(lines + at, LINES_MAX - at, ",\"fields\":{");
        at = append_fields(lines, at, values + i * FIELDS, "");
        at += (size_t)snprintf(lines + at, LINES_MAX - at, "}}\n");
    }
    return at;
}

static bool holds(const char *lines, size_t length, char *reason)
{
    return ph_json_lines_hold_truth((ph_json_lines){ .text = lines, .length = length }, workload,
                                    &truth, 40, RECORDS, reason);
}

static void test_right_lines_hold(void **state)
{
    char lines[LINES_MAX], reason[PH_REASON_MAX];

    (void)state;
    assert_true(holds(lines, write_lines(lines), reason));
}

/* Any digit changed anywhere, flat or under "fields", is named by record and field. */
static void test_every_changed_digit_is_found(void **state)
{
    char lines[LINES_MAX], reason[PH_REASON_MAX];
    const size_t length = write_lines(lines);
    bool is_in_value = false;

    (void)state;
    for (size_t i = 1; i < length; i++) {
        const char keep = lines[i];

        if (keep == '"')
            is_in_value = lines[i - 1] == ':';
        if (!is_in_value || keep < '0' || keep > '9')
            continue;
        lines[i] = keep == '9' ? '8' : (char)(keep + 1);
        if (holds(lines, length, reason))
            fail_msg("the change at %zu was not seen", i);
        assert_non_null(strstr(reason, "FIELD-"));
        lines[i] = keep;
    }
}

static void test_the_record_is_named(void **state)
{
    char lines[LINES_MAX], reason[PH_REASON_MAX];
    const size_t length = write_lines(lines);
    char *last = strrchr(lines, '.');

    (void)state;
    last[1] = last[1] == '9' ? '8' : (char)(last[1] + 1);
    assert_false(holds(lines, length, reason));
    assert_non_null(strstr(reason, "record 43, field FIELD-10"));
}

/* Of a workload with tables, a line as a right decoder writes it. */
typedef struct tree {
    const ph_workload *workload;
    ph_truth truth;
    ph_cell cells[PH_WORKLOAD_CELLS_MAX];
    size_t cell;
    uint8_t record[4096];
    char *line;
    size_t length;
} tree;

static void append_bytes(tree *t, const void *bytes, size_t length)
{
    assert_true(t->length + length < LINES_MAX);
    memcpy(t->line + t->length, bytes, length);
    t->length += length;
    t->line[t->length] = '\0';
}

static void append_string(tree *t, const char *string)
{
    append_bytes(t, string, strlen(string));
}

static void append_cell(tree *t, const ph_field *field)
{
    const size_t c = t->cell++;
    const uint32_t begin = c > 0 ? t->truth.text_ends[c - 1] : 0;
    const int64_t value = t->truth.values[c];
    const uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[64] = "";

    if (field->kind != PH_FIELD_TEXT && field->scale)
        snprintf(digits, sizeof(digits), "%s%" PRIu64 ".%02" PRIu64, value < 0 ? "-" : "",
                 magnitude / 100, magnitude % 100);
    else if (field->kind != PH_FIELD_TEXT)
        snprintf(digits, sizeof(digits), "%s%" PRIu64, value < 0 ? "-" : "", magnitude);
    append_string(t, "\"");
    append_bytes(t, t->truth.text + begin, t->truth.text_ends[c] - begin);
    append_string(t, digits);
    append_string(t, "\"");
}

static void append_members(tree *t, size_t first, size_t end);

static void append_field(tree *t, size_t f)
{
    const ph_field *const field = &t->workload->fields[f];
    const uint32_t most = field->occurs ? field->occurs : 1;
    const uint32_t counter = t->cells[t->cell].counter;
    const uint32_t there = field->counter ? (uint32_t)t->truth.values[counter] : most;

    append_string(t, field->occurs ? "[" : "");
    for (uint32_t i = 0; i < there; i++) {
        append_string(t, i > 0 ? "," : "");
        if (field->kind == PH_FIELD_GROUP)
            append_members(t, f + 1, ph_workload_field_end(t->workload, f));
        else
            append_cell(t, field);
    }
    t->cell += (most - there) * ph_workload_field_cells(t->workload, f);
    append_string(t, field->occurs ? "]" : "");
}

static void append_members(tree *t, size_t first, size_t end)
{
    for (size_t f = first; f < end; f = ph_workload_field_end(t->workload, f)) {
        append_string(t, f > first ? ",\"" : "{\"");
        append_string(t, t->workload->fields[f].name);
        append_string(t, "\":");
        append_field(t, f);
    }
    append_string(t, "}");
}

/* One record of that workload. at_top is what stands before "fields". */
static bool holds_tree(const char *name, const char *at_top, const char *change, const char *to,
                       char *reason)
{
    static int64_t tree_values[PH_WORKLOAD_CELLS_MAX];
    static uint32_t tree_ends[PH_WORKLOAD_CELLS_MAX];
    static uint8_t tree_text[8192];
    static char line[LINES_MAX], changed[LINES_MAX];
    tree t = { .workload = ph_workload_find(name), .line = line };

    t.truth = (ph_truth){ tree_values, tree_text, tree_ends };
    ph_workload_generate(t.workload, 3, 1, 1, t.record, &t.truth);
    ph_workload_cells(t.workload, t.cells);
    append_string(&t, "{");
    append_string(&t, at_top);
    append_string(&t, "\"fields\":");
    append_members(&t, 0, t.workload->field_count);
    append_string(&t, "}\n");

    const char *const place = strstr(line, change);
    assert_non_null(place);
    snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(place - line), line, to,
             place + strlen(change));
    return ph_json_lines_hold_truth((ph_json_lines){ .text = changed, .length = strlen(changed) },
                                    t.workload, &t.truth, 0, 1, reason);
}

static void assert_tree(const char *name, const char *at_top, const char *change, const char *to,
                        const char *expected)
{
    char reason[PH_REASON_MAX] = "";

    assert_int_equal(holds_tree(name, at_top, change, to, reason), expected == NULL);
    if (expected && !strstr(reason, expected))
        fail_msg("%s", reason);
}

static void test_tables_and_views_hold(void **state)
{
    static const char *const names[] = { "record-binary", "record-occurs", "record-redefines" };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        assert_tree(names[i], "", "}", "}", NULL);
}

/* Elements, groups in groups, views: what is wrong anywhere is found, by its name. */
static void test_wrong_tables_and_views_are_found(void **state)
{
    (void)state;
    assert_tree("record-occurs", "", "{\"SHELF-CODE\":\"", "{\"SHELF-CODE\":\"?",
                "record 1, field SHELF-CODE: ");
    assert_tree("record-occurs", "", "\"ON-HAND\":\"", "\"ON-HAND\":\"1", "field ON-HAND: ");
    assert_tree("record-occurs", "", "\"QUARTER-SALES\":[", "\"QUARTER-SALES\":[\"0.00\",",
                "field QUARTER-SALES: not an array of 4 values");
    assert_tree("record-occurs", "", "\"ORDER-LINE\":[", "\"ORDER-LINE\":[{},",
                "field ORDER-LINE: not an array of ");
    assert_tree("record-occurs", "", "\"ORDER-LINE\":[{", "\"ORDER-LINE\":[{\"MORE\":\"1\",",
                "\"ORDER-LINE\" does not hold the 4 fields");
    assert_tree("record-occurs", "", "\"WAREHOUSE\":[{", "\"WAREHOUSE\":[1,{",
                "field WAREHOUSE: not an array of 3 values");
    assert_tree("record-redefines", "", "\"ACCOUNT-ID\":\"", "\"ACCOUNT-ID\":\"0",
                "field ACCOUNT-ID: ");
    assert_tree("record-redefines", "", "\"REASON-CODE\":[\"", "\"REASON-CODE\":[\"9",
                "field REASON-CODE: ");
    assert_tree("record-redefines", "", "\"BOOKED-NUMBER\":\"", "\"BOOKED-NUMBER\":\"-",
                "field BOOKED-NUMBER: ");
}

/* What stands at the top as well is proven there, too: also what is in a group, and tables. */
static void test_wrong_values_at_the_top_are_found(void **state)
{
    (void)state;
    assert_tree("record-redefines", "\"BRANCH\":\"-1\",", "}", "}", "field BRANCH: ");
    assert_tree("record-redefines", "\"REASON-CODE\":[\"1\"],", "}", "}",
                "field REASON-CODE: not an array of 4 values");
    assert_tree("record-redefines", "\"REASON-CODES\":\"1\",", "}", "}", "field REASON-CODES: ");
    assert_tree("record-occurs", "\"WAREHOUSE\":[],", "}", "}",
                "field WAREHOUSE: not an array of 3 values");
}

static void test_missing_and_extra_lines_are_found(void **state)
{
    char lines[LINES_MAX], reason[PH_REASON_MAX];
    const size_t length = write_lines(lines);
    const size_t first = (size_t)(strchr(lines, '\n') - lines) + 1;

    (void)state;
    assert_false(holds(lines + first, length - first, reason));
    memmove(lines + length, lines, first);
    assert_false(holds(lines, length + first, reason));
}

static ph_json_agreement compare(const char *a, const char *b, ph_json_filler filler, char *reason)
{
    return ph_json_lines_compare((ph_json_lines){ a, strlen(a), "record level" },
                                 (ph_json_lines){ b, strlen(b), "file level" }, filler, 2, 1,
                                 reason);
}

static bool agree(const char *a, const char *b, char *reason)
{
    return compare(a, b, PH_JSON_FILLER_MAY_BE_MISSING, reason) == PH_JSON_LINES_AGREE;
}

static void test_levels_agree_but_for_the_index(void **state)
{
    char reason[PH_REASON_MAX];

    (void)state;
    assert_true(agree("{\"record_index\":0,\"A\":\"1\",\"fields\":{\"A\":\"1\"}}\n",
                      "{\"record_index\":7,\"fields\":{\"A\":\"1\"},\"A\":\"1\"}\n", reason));
}

/* Two answers, and what is said of them: the key, and never what it holds. */
static void test_a_difference_is_named_by_its_key(void **state)
{
    static const struct {
        const char *left, *right, *reason;
    } cases[] = {
        { "\"A\":\"1\"", "\"A\":\"2\"",
          "fields.A: not the same at record level and at file level" },
        { "\"A\":\"1\"", "\"A\":1", "fields.A: not the same at record level and at file level" },
        { "\"A\":\"1\"", "", "fields.A: there at record level, missing at file level" },
        { "", "\"A\":\"1\"", "fields.A: there at file level, missing at record level" },
        { "\"G\":{\"T\":[{\"Q\":\"7\"},{\"Q\":\"8\"}]}", "\"G\":{\"T\":[{\"Q\":\"7\"},{}]}",
          "fields.G.T[2].Q: there at record level, missing at file level" },
        { "\"T\":[\"7\",\"7\"]", "\"T\":[\"7\"]",
          "fields.T[2]: there at record level, missing at file level" },
        { "\"FILLER\":[{\"FILLER\":\"x\",\"A\":\"1\"}]", "",
          "fields.FILLER[1].A: there at record level, missing at file level" },
        { "\"T\":[]", "\"T\":[\"7\"]",
          "fields.T[1]: there at file level, missing at record level" },
        { "\"G\":{}", "\"G\":[]", "fields.G: not the same at record level and at file level" },
    };
    char left[256], right[256], expected[256], reason[PH_REASON_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        (void)snprintf(left, sizeof(left), "{\"fields\":{%s}}\n", cases[i].left);
        (void)snprintf(right, sizeof(right), "{\"fields\":{%s}}\n", cases[i].right);
        (void)snprintf(expected, sizeof(expected), "record 3, key %s", cases[i].reason);
        assert_false(agree(left, right, reason));
        assert_string_equal(reason, expected);
    }
    /* What stands flat, too. */
    assert_false(agree("{\"A\":\"1\",\"fields\":{}}\n", "{\"fields\":{}}\n", reason));
    assert_string_equal(reason, "record 3, key A: there at record level, missing at file level");
}

/* One level writes unnamed storage and the other does not: in groups, tables, and beside fields. */
static void test_filler_may_be_missing(void **state)
{
    static const struct {
        const char *with, *without;
        bool is_agreement;
    } cases[] = {
        { "\"A\":\"1\",\"FILLER\":\"xx\"", "\"A\":\"1\"", true },
        { "\"A\":\"1\",\"filler\":\"xx\"", "\"A\":\"1\"", true },
        { "\"G\":{\"FILLER\":\"xx\",\"A\":\"1\"}", "\"G\":{\"A\":\"1\"}", true },
        { "\"T\":[{\"FILLER\":\"x\",\"A\":\"1\"},{\"A\":\"2\",\"FILLER\":\"y\"}]",
          "\"T\":[{\"A\":\"1\"},{\"A\":\"2\"}]", true },
        { "\"FILLER\":[\"1\",\"2\"]", "", true },
        { "\"FILLER\":{\"FILLER\":\"1\"}", "", true },
        /* A named field is an answer, wherever it stands. */
        { "\"FILLER\":{\"A\":\"1\"}", "", false },
        { "\"FILLER\":[{\"FILLER\":\"1\",\"A\":\"1\"}]", "", false },
        { "\"FILLER-2\":\"1\"", "", false },
        { "\"MY-FILLER\":\"1\"", "", false },
        /* On both sides it is one. */
        { "\"FILLER\":\"1\"", "\"FILLER\":\"2\"", false },
        { "\"FILLER\":\"1\",\"A\":\"1\"", "\"A\":\"2\"", false },
    };
    char with[256], without[256], reason[PH_REASON_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        (void)snprintf(with, sizeof(with), "{\"fields\":{%s}}\n", cases[i].with);
        (void)snprintf(without, sizeof(without), "{\"fields\":{%s}}\n", cases[i].without);
        if (agree(with, without, reason) != cases[i].is_agreement ||
            agree(without, with, reason) != cases[i].is_agreement)
            fail_msg("%s beside %s", cases[i].with, cases[i].without);
    }
}

/* Of one way of decoding, twice: all is the same but the index, wherever that stands. */
static void test_filler_is_compared_where_it_is_asked_for(void **state)
{
    static const char with[] = "{\"fields\":{\"FILLER\":\"x\",\"A\":\"1\"},\"record_index\":1}\n";
    static const char later[] = "{\"fields\":{\"FILLER\":\"x\",\"A\":\"1\"},\"record_index\":9}\n";
    static const char without[] = "{\"fields\":{\"A\":\"1\"},\"record_index\":1}\n";
    char reason[PH_REASON_MAX];

    (void)state;
    assert_true(agree(with, without, reason));
    assert_int_equal(compare(with, later, PH_JSON_FILLER_IS_COMPARED, reason), PH_JSON_LINES_AGREE);
    assert_int_equal(compare(with, without, PH_JSON_FILLER_IS_COMPARED, reason),
                     PH_JSON_LINES_DIFFER);
    assert_string_equal(
        reason, "record 3, key fields.FILLER: there at record level, missing at file level");
    assert_int_equal(compare(without, with, PH_JSON_FILLER_IS_COMPARED, reason),
                     PH_JSON_LINES_DIFFER);
}

/* What is wrong with the second alone is no difference of the two. */
static void test_what_is_not_whole_is_no_difference(void **state)
{
    static const char whole[] = "{\"A\":\"1\"}\n";
    char reason[PH_REASON_MAX];

    (void)state;
    assert_int_equal(compare(whole, "[]\n", PH_JSON_FILLER_MAY_BE_MISSING, reason),
                     PH_JSON_LINES_NOT_WHOLE);
    assert_string_equal(reason, "record 3 left no JSON object");
    assert_int_equal(compare(whole, "{\"A\":\"1\"}\n{}\n", PH_JSON_FILLER_MAY_BE_MISSING, reason),
                     PH_JSON_LINES_NOT_WHOLE);
    assert_string_equal(reason, "there are more JSON lines than records");
}

/* Members out of order, and of which only some are on both sides. */
static void test_any_order_is_compared(void **state)
{
    char reason[PH_REASON_MAX];

    (void)state;
    assert_true(agree("{\"A\":1,\"B\":2,\"C\":3}\n", "{\"C\":3,\"A\":1,\"B\":2}\n", reason));
    assert_false(agree("{\"A\":1,\"B\":2,\"C\":3}\n", "{\"C\":3,\"A\":1,\"D\":2}\n", reason));
    assert_string_equal(reason, "record 3, key B: there at record level, missing at file level");
    assert_false(agree("{\"A\":1}\n", "{\"B\":2,\"A\":1}\n", reason));
    assert_string_equal(reason, "record 3, key B: there at file level, missing at record level");
}

/* A path that has no room is cut, and nothing else. */
static void test_a_long_path_is_cut(void **state)
{
    enum { DEPTH = 200, LINE_MAX_BYTES = 8192 };
    static char left[LINE_MAX_BYTES], right[LINE_MAX_BYTES];
    char reason[PH_REASON_MAX];
    size_t at = 0;

    (void)state;
    for (size_t i = 0; i < DEPTH; i++)
        at += (size_t)snprintf(left + at, sizeof(left) - at, "{\"fields\":");
    at += (size_t)snprintf(left + at, sizeof(left) - at, "7");
    memset(left + at, '}', DEPTH);
    left[at + DEPTH] = '\n';
    memcpy(right, left, sizeof(right));
    right[at - 1] = '8';
    assert_false(agree(left, right, reason));
    assert_non_null(strstr(reason, "fields.fields"));
    assert_non_null(strstr(reason, "not the same at record level and at file level"));
}

/* A case: two lines, and whether they are one text. */
typedef struct pair {
    const char *a;
    const char *b;
    bool is_same;
} pair;

/* Lines of one text but for the index are not read twice: nothing else may pass for that. */
static void test_what_is_taken_for_the_same_text(void **state)
{
    static const pair cases[] = {
        { "{\"record_index\":9,\"A\":\"1\"}\n", "{\"record_index\":10,\"A\":\"1\"}\n", true },
        { "{\"record_index\":1,\"A\":\"1\"}\n", "{\"record_index\":10,\"A\":\"1\"}\n", true },
        { "{\"record_index\":1,\"A\":\"1\"}\n", "{\"record_index\":10,\"A\":\"2\"}\n", false },
        { "{\"record_index\":1,\"A\":\"1\"}\n", "{\"record_index\":2,\"A\":\"10\"}\n", false },
        { "{\"A\":\"1\"}\n", "{\"A\":\"1\"}\n", true },
        { "{\"A\":1}\n", "{\"A\":2}\n", false },
        { "{\"A\":{\"record_index\":1}}\n", "{\"A\":{\"record_index\":2}}\n", false },
        { "{\"record_index\":1}\n", "{\"record_index\":}\n", false },
        { "{}", "{}", false },             /* No line. */
        { "{}\n{}\n", "{}\n{}\n", false }, /* Two. */
        { "{}\n", "{}\n{}\n", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const ph_json_lines a = { .text = cases[i].a, .length = strlen(cases[i].a) };
        const ph_json_lines b = { .text = cases[i].b, .length = strlen(cases[i].b) };

        if (ph_json_lines_are_same_text(a, b, 1) != cases[i].is_same)
            fail_msg("case %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_lines_hold),
        cmocka_unit_test(test_every_changed_digit_is_found),
        cmocka_unit_test(test_the_record_is_named),
        cmocka_unit_test(test_tables_and_views_hold),
        cmocka_unit_test(test_wrong_tables_and_views_are_found),
        cmocka_unit_test(test_wrong_values_at_the_top_are_found),
        cmocka_unit_test(test_missing_and_extra_lines_are_found),
        cmocka_unit_test(test_levels_agree_but_for_the_index),
        cmocka_unit_test(test_filler_is_compared_where_it_is_asked_for),
        cmocka_unit_test(test_what_is_not_whole_is_no_difference),
        cmocka_unit_test(test_any_order_is_compared),
        cmocka_unit_test(test_what_is_taken_for_the_same_text),
        cmocka_unit_test(test_a_difference_is_named_by_its_key),
        cmocka_unit_test(test_filler_may_be_missing),
        cmocka_unit_test(test_a_long_path_is_cut),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
