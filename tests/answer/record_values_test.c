/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields of records are held against the reference's: what is only written otherwise agrees, and
 * each wrong value is named by its field, its occurrence and the rule that it breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "answer/record_values.h"

static const char source[] = "       01  REC.\n"
                             "           05  ID-NO           PIC 9(4).\n"
                             "           05  AMT             PIC S9(5)V99 COMP.\n"
                             "           05  BIG             PIC 9(3)PP.\n"
                             "           05  SUM-ED          PIC ZZ9.99-.\n"
                             "           05  F1              COMP-2.\n"
                             "           05  NM              PIC X(4).\n"
                             "           05  FILLER.\n"
                             "               10  CITY        PIC X(2).\n"
                             "           05  LINES-X OCCURS 2.\n"
                             "               10  QTY         PIC S9(3) COMP-3.\n"
                             "           05  DT              PIC X(4).\n"
                             "           05  DT-Y REDEFINES DT PIC 9(4).\n"
                             "           05  NM              PIC X(1).\n"
                             "       66  ID-ALIAS RENAMES ID-NO.\n";

/* What the reference writes of a record: what stands in no groups is made of ID-NO alone. */
#define RIGHT_TREE                                                                                 \
    "{\"ID-NO\":\"0017\",\"AMT\":\"-123.45\",\"BIG\":\"12300\",\"SUM-ED\":\"  1.50-\","            \
    "\"F1\":4.5,\"NM\":\"anna\",\"CITY\":\"xy\",\"LINES-X\":[{\"QTY\":\"5\"},{\"QTY\":\"-12\"}],"  \
    "\"DT\":\"2026\",\"DT-Y\":\"2026\",\"NM__dup2\":\"z\",\"ID-ALIAS\":\"17\"}"
#define ENVELOPE "{\"schema\":\"copybook.v1\",\"record_index\":1,\"codepage\":\"cp037\","
static const char right[] = ENVELOPE "\"ID-NO\":\"0017\",\"fields\":" RIGHT_TREE "}\n";

static const ph_record_tolerance NOTHING = { NULL, NULL };
static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];
static ph_copybook copybook;

static int set_up(void **state)
{
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_FIXED };
    ph_copybook_error error;

    (void)state;
    return ph_copybook_read(source, sizeof(source) - 1, &options, memory, sizeof(memory), &copybook,
                            &error)
               ? 0
               : -1;
}

static ph_record_breach compared(const char *said)
{
    const ph_record_of of = { &copybook, copybook.records };
    ph_record_breach breach;

    assert_true(ph_record_values_compare(of, (ph_record_line){ right, sizeof(right) - 1 },
                                         (ph_record_line){ said, strlen(said) }, NOTHING, &breach));
    return breach;
}

/* The right tree with one piece of it otherwise, in an envelope or without. */
static ph_record_breach compared_with(const char *piece, const char *otherwise)
{
    static char said[2048];
    const char *at = strstr(RIGHT_TREE, piece);

    assert_non_null(at);
    (void)snprintf(said, sizeof(said), ENVELOPE "\"fields\":%.*s%s%s}", (int)(at - RIGHT_TREE),
                   RIGHT_TREE, otherwise, at + strlen(piece));
    return compared(said);
}

static void assert_breach(ph_record_breach found, ph_record_rule rule, const char *field)
{
    assert_int_equal(found.rule, rule);
    if (rule != PH_RECORD_RULE_NONE)
        assert_string_equal(found.field, field);
}

static void test_the_same_values(void **state)
{
    static const struct {
        const char *piece, *otherwise;
    } forms[] = {
        { "\"0017\"", "\"17\"" },
        { "\"0017\"", "17" },
        { "\"17\"", "\"0017\"" },
        { "\"12300\"", "\"012300\"" },
        { "\"  1.50-\"", "\"-1.50\"" },
        { "4.5", "4.50e0" },
        { "4.5", "\"4.5\"" },
        { "\"CITY\":\"xy\"", "\"FILLER\":{\"CITY\":\"xy\"}" },
        { "\"CITY\":\"xy\"", "\"CITY\":\"xy\",\"FILLER\":\"..\",\"FILLER__dup2\":[\".\"]" },
        { "{\"QTY\":\"5\"}", "{\"QTY\":\"005\"}" },
    };

    (void)state;
    assert_breach(compared(right), PH_RECORD_RULE_NONE, "");
    assert_breach(compared(RIGHT_TREE), PH_RECORD_RULE_NONE, "");
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
        assert_breach(compared_with(forms[i].piece, forms[i].otherwise), PH_RECORD_RULE_NONE, "");
}

static void test_other_values(void **state)
{
    static const struct {
        const char *piece, *otherwise;
        ph_record_rule rule;
        const char *field;
    } breaches[] = {
        { "\"0017\"", "\"0018\"", PH_RECORD_RULE_NUMBER, "REC.ID-NO" },
        { "\"17\"", "\"001G\"", PH_RECORD_RULE_NUMBER, "REC.ID-ALIAS" },
        { "\"0017\"", "true", PH_RECORD_RULE_NUMBER, "REC.ID-NO" },
        { "\"-123.45\"", "\"-12345\"", PH_RECORD_RULE_SCALE, "REC.AMT" },
        { "\"-123.45\"", "\"123.45\"", PH_RECORD_RULE_SIGN, "REC.AMT" },
        { "\"-123.45\"", "\"-123.4\"", PH_RECORD_RULE_NUMBER, "REC.AMT" },
        { "\"12300\"", "\"123\"", PH_RECORD_RULE_ZEROS, "REC.BIG" },
        { "\"  1.50-\"", "\"1.50\"", PH_RECORD_RULE_TEXT, "REC.SUM-ED" },
        { "4.5", "4.25", PH_RECORD_RULE_FLOAT, "REC.F1" },
        { "4.5", "null", PH_RECORD_RULE_FLOAT, "REC.F1" },
        { "\"anna\"", "\"Anna\"", PH_RECORD_RULE_TEXT, "REC.NM" },
        { "\"anna\"", "\"anna \"", PH_RECORD_RULE_BLANKS, "REC.NM" },
        { "\"z\"", "\"y\"", PH_RECORD_RULE_TEXT, "REC.NM" },
        { ",\"CITY\":\"xy\"", "", PH_RECORD_RULE_FILLER, "REC.FILLER.CITY" },
        { "\"-12\"", "\"12\"", PH_RECORD_RULE_SIGN, "REC.LINES-X[2].QTY" },
        { ",{\"QTY\":\"-12\"}", "", PH_RECORD_RULE_COUNT, "REC.LINES-X" },
        { "[{\"QTY\":\"5\"},{\"QTY\":\"-12\"}]", "\"5\"", PH_RECORD_RULE_COUNT, "REC.LINES-X" },
        { "{\"QTY\":\"5\"}", "\"5\"", PH_RECORD_RULE_GROUP, "REC.LINES-X[1]" },
        { ",\"DT\":\"2026\"", "", PH_RECORD_RULE_MISSING, "REC.DT" },
        { ",\"DT-Y\":\"2026\"", "", PH_RECORD_RULE_VIEW, "REC.DT-Y" },
        { "\"DT\":", "\"OTHER\":\"1\",\"DT\":", PH_RECORD_RULE_ADDED, "REC" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(breaches) / sizeof(*breaches); i++)
        assert_breach(compared_with(breaches[i].piece, breaches[i].otherwise), breaches[i].rule,
                      breaches[i].field);
}

/* What stands a second time, in no groups, is no less an answer; it may be left out. */
static void test_outside_of_groups(void **state)
{
    (void)state;
    assert_breach(compared(ENVELOPE "\"ID-NO\":\"17\",\"fields\":" RIGHT_TREE "}"),
                  PH_RECORD_RULE_NONE, "");
    assert_breach(compared(ENVELOPE "\"ID-NO\":\"18\",\"fields\":" RIGHT_TREE "}"),
                  PH_RECORD_RULE_NUMBER, "REC.ID-NO");
}

/* A text does not end at a NUL. */
static void test_control_characters(void **state)
{
    static const char a[] = "{\"fields\":{\"NM\":\"a\\u0000bc\"}}";
    static const char b[] = "{\"NM\":\"a\\u0000bd\"}";
    const ph_record_of of = { &copybook, copybook.records };
    ph_record_breach breach;

    (void)state;
    assert_true(ph_record_values_compare(of, (ph_record_line){ a, sizeof(a) - 1 },
                                         (ph_record_line){ b, sizeof(b) - 1 }, NOTHING, &breach));
    assert_breach(breach, PH_RECORD_RULE_TEXT, "REC.NM");
}

/* Of two, the one that is not told of before. */
static bool is_of_id(void *data, const ph_record_breach *breach)
{
    ++*(int *)data;
    return strcmp(breach->field, "REC.ID-NO") == 0;
}

static void test_what_is_tolerated(void **state)
{
    static const char said[] = "{\"ID-NO\":\"8\",\"AMT\":\"-12345\"}";
    static const char same[] = "{\"fields\":{\"ID-NO\":\"7\",\"AMT\":\"-123.45\"}}";
    const ph_record_of of = { &copybook, copybook.records };
    int asked = 0;
    ph_record_breach breach;

    (void)state;
    assert_true(ph_record_values_compare(of, (ph_record_line){ same, sizeof(same) - 1 },
                                         (ph_record_line){ said, sizeof(said) - 1 },
                                         (ph_record_tolerance){ is_of_id, &asked }, &breach));
    assert_breach(breach, PH_RECORD_RULE_SCALE, "REC.AMT");
    assert_int_equal(asked, 2);
}

static void test_no_object(void **state)
{
    static const char *const lines[] = { "", "\n", "[]", "\"x\"", "{\"ID-NO\":", "nothing" };
    const ph_record_of of = { &copybook, copybook.records };
    ph_record_breach breach;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
        assert_false(ph_record_values_compare(of, (ph_record_line){ right, sizeof(right) - 1 },
                                              (ph_record_line){ lines[i], strlen(lines[i]) },
                                              NOTHING, &breach));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_values),   cmocka_unit_test(test_other_values),
        cmocka_unit_test(test_outside_of_groups), cmocka_unit_test(test_control_characters),
        cmocka_unit_test(test_no_object),         cmocka_unit_test(test_what_is_tolerated),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
