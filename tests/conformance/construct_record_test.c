/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The record beside a construct's copybook: each is decoded by the reference to what was written
 * down by hand; and what is not right of what a build makes of one is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conformance/construct_record.h"
#include "measure/plan.h"

#define COPYBOOK "       01  R.\n           05  A PIC S9(3)V99 COMP-3.\n"
#define RIGHT    "{\"A\":\"1.23\"}\n"

static ph_construct construct_of(const char *record)
{
    return (ph_construct){ .name = "made",
                           .is_valid = true,
                           .copybook = COPYBOOK,
                           .copybook_length = strlen(COPYBOOK),
                           .record = record };
}

/* What is said of a construct whose record a build made this of. Owned. */
static ph_construct_result judge(const ph_construct *construct, ph_construct_line line,
                                 GError **error)
{
    ph_construct_result result = { .construct = construct, .asked = 20 };
    g_auto(ph_construct_record) record = { 0 };

    if (ph_construct_record_read(construct, &record, error))
        (void)ph_construct_record_judge(&record, &line, &result, error);
    return result;
}

static void clear(ph_construct_result *result)
{
    g_free(result->found);
    g_free(result->field);
}

static void test_every_record_is_as_it_was_written_down(void **state)
{
    guint refused = 0, decoded = 0;

    (void)state;
    for (size_t i = 0; i < ph_construct_count; i++) {
        const ph_construct *construct = &ph_constructs[i];
        g_auto(ph_construct_record) record = { 0 };
        g_autoptr(GError) error = NULL;
        ph_construct_result result = { .construct = construct };
        ph_construct_line line = { 0 };
        g_autofree char *text = NULL;

        if (!construct->record)
            continue;
        print_message("%s\n", construct->name);
        assert_true(construct->is_valid);
        assert_true(ph_construct_record_read(construct, &record, &error));
        assert_true(g_strv_contains(ph_record_formats, record.format));
        text = record.values ? g_strconcat(record.values, "\n", NULL) : NULL;
        line = (ph_construct_line){ text, record.refused ? "CODE: none of mine" : NULL };
        assert_true(ph_construct_record_judge(&record, &line, &result, &error));
        assert_null(error);
        if (result.conformity != PH_CONFORMITY_RIGHT)
            fail_msg("%s: %s", construct->name, result.found);
        refused += record.refused != NULL;
        decoded += record.values != NULL;
    }
    assert_true(refused >= 4 && decoded >= 20);
}

static void test_what_is_not_right_is_said(void **state)
{
    static const struct {
        const char *record;
        ph_construct_line line;
        ph_conformity conformity;
        const char *found, *field;
    } cases[] = {
        { "fixed\n00123C\n{\"A\":\"1.23\"}\n", { RIGHT, NULL }, PH_CONFORMITY_RIGHT, NULL, NULL },
        { "fixed\n00123C\n{\"A\":\"1.23\"}\n",
          { "{\"A\":\"1.24\"}\n", NULL },
          PH_CONFORMITY_WRONG,
          "writes another number: R.A of a record: a number has its digits",
          "R.A" },
        { "fixed\n00123C\n{\"A\":\"1.23\"}\n",
          { "{}\n", NULL },
          PH_CONFORMITY_WRONG,
          "leaves it out: R.A of a record: the copybook has it",
          "R.A" },
        { "fixed\n00123C\n{\"A\":\"1.23\"}\n",
          { "{\"schema\":\"mine\",\"record_index\":1,\"A\":\"1.23\",\"fields\":{\"A\":\"1.23\"}}\n",
            NULL },
          PH_CONFORMITY_WRONG,
          "writes an item over the line's own schema",
          NULL },
        { "rdw\n00123C\n{\"A\":\"1.23\"}\n",
          { "nothing of the kind\n", NULL },
          PH_CONFORMITY_WRONG,
          "makes no JSON object of a record",
          NULL },
        { "fixed\n00123C\n{\"A\":\"1.23\"}\n",
          { "", NULL },
          PH_CONFORMITY_WRONG,
          "leaves a record out, and says nothing",
          NULL },
        { "fixed\n00123C\n{\"A\":\"1.23\"}\n",
          { NULL, "CODE: \x1bno" },
          PH_CONFORMITY_REFUSED,
          "refuses a record: CODE: \\u001bno",
          NULL },
        { "fixed\n00A23C\nrefused R.A\n", { NULL, "CODE: no" }, PH_CONFORMITY_RIGHT, NULL, NULL },
        { "fixed\n00A23C\nrefused R.A\n",
          { RIGHT, NULL },
          PH_CONFORMITY_WRONG,
          "decodes a record whose R.A is none",
          "R.A" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ph_construct construct = construct_of(cases[i].record);
        g_autoptr(GError) error = NULL;
        ph_construct_result result = judge(&construct, cases[i].line, &error);

        assert_null(error);
        assert_int_equal(result.conformity, cases[i].conformity);
        assert_int_equal(g_strcmp0(result.found, cases[i].found), 0);
        assert_int_equal(g_strcmp0(result.field, cases[i].field), 0);
        assert_int_equal(result.processes, cases[i].found ? result.asked : 0);
        clear(&result);
    }
}

static void test_a_list_that_the_reference_contradicts_is_an_error(void **state)
{
    static const char *const records[] = { "fixed\n00123C\n{\"A\":\"1.24\"}\n",
                                           "fixed\n00123C\nrefused R.A\n",
                                           "fixed\n00A23C\n{\"A\":\"1.23\"}\n",
                                           "fixed\n00A23C\nrefused R.B\n" };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
        const ph_construct construct = construct_of(records[i]);
        g_autoptr(GError) error = NULL;
        ph_construct_result result = judge(&construct, (ph_construct_line){ RIGHT, NULL }, &error);

        assert_true(error && strstr(error->message, "the construct made: the reference makes of"));
        assert_null(result.found);
    }
}

static void test_what_is_no_three_lines_is_an_error(void **state)
{
    static const char *const records[] = { "", "fixed\n00123C\n", "fixed\n0012G3\n{}\n",
                                           "fixed\n00123\n{}\n", "fixed\n00123C\n{}\n\n" };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
        const ph_construct construct = construct_of(records[i]);
        g_auto(ph_construct_record) record = { 0 };
        g_autoptr(GError) error = NULL;

        assert_false(ph_construct_record_read(&construct, &record, &error));
        assert_string_equal(error->message, "the construct made: its record is not a format, bytes "
                                            "and values in three lines");
    }
}

/* A descriptor word counts its own four bytes, as z/OS has it. */
static void test_records_are_framed_as_they_are_said_to_be(void **state)
{
    static const guint8 fixed[] = { 0x00, 0x12, 0x3c }, rdw[] = { 0, 7, 0, 0, 0x00, 0x12, 0x3c };
    const ph_construct constructs[] = { construct_of("fixed\n00 123C\n{}\n"),
                                        construct_of("rdw\n00 123C\n{}\n") };
    const struct {
        const guint8 *bytes;
        gsize length;
    } files[] = { { fixed, sizeof(fixed) }, { rdw, sizeof(rdw) } };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(constructs); i++) {
        g_auto(ph_construct_record) record = { 0 };
        gsize length;

        assert_true(ph_construct_record_read(&constructs[i], &record, NULL));
        assert_memory_equal(g_bytes_get_data(record.file, &length), files[i].bytes,
                            files[i].length);
        assert_int_equal(length, files[i].length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_record_is_as_it_was_written_down),
        cmocka_unit_test(test_what_is_not_right_is_said),
        cmocka_unit_test(test_a_list_that_the_reference_contradicts_is_an_error),
        cmocka_unit_test(test_what_is_no_three_lines_is_an_error),
        cmocka_unit_test(test_records_are_framed_as_they_are_said_to_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
