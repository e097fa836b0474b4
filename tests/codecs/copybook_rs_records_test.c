/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the copybook-rs subject makes of whole records: floats as they are said to be written,
 * records that copybook-rs decodes with a warning, and hosts that know less of the interface. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "perfharness/subject.h"

enum { SKIPPED = 77, OUTPUT_MAX = 4096, OUTCOME_1_0 = 496, LAYOUT_1_2 = 32 };

static const uint32_t levels[] = { PH_OPERATION_DECODE_RECORDS, PH_OPERATION_DECODE_FILE,
                                   PH_OPERATION_DECODE_FILE_THREADS };
enum { LEVELS = sizeof(levels) / sizeof(*levels) };

static const ph_subject *subject;
static void *subject_state;

static int load(void **state)
{
    void *library = dlopen(PH_COPYBOOK_RS_SUBJECT, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, PH_SUBJECT_ENTRY_SYMBOL) : NULL;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    ph_subject_entry_fn *entry;

    (void)state;
    if (!symbol)
        return -1;
    memcpy(&entry, &symbol, sizeof(entry)); /* ISO C has no cast from object to function pointer. */
    subject = entry(0);
    return subject->open("", &subject_state, &outcome);
}

/* A copybook and records of it; what became of them at one level. */
typedef struct decoding {
    const char *copybook;
    uint32_t record_format; /* 0: fixed. */
    uint32_t float_format, controls;
    const void *records;
    size_t length, count;
    char output[OUTPUT_MAX];
    ph_subject_outcome outcome;
} decoding;

static void decode(decoding *d, uint32_t operation)
{
    const ph_subject_layout asked = {
        .struct_size = sizeof(asked),
        .record_format = d->record_format ? d->record_format : PH_RECORD_FORMAT_FIXED,
        .ccsid = 37,
        .float_format = d->float_format,
        .copybook = d->copybook,
        .copybook_length = strlen(d->copybook),
        .controls = d->controls,
    };
    const ph_subject_records records = {
        .struct_size = sizeof(records),
        .operation = operation,
        .bytes = d->records,
        .length = d->length,
        .count = d->count,
        .output = (uint8_t *)d->output,
        .output_capacity = sizeof(d->output) - 1,
        .threads = operation == PH_OPERATION_DECODE_FILE_THREADS ? 2 : 0,
    };
    void *layout = NULL;
    uint64_t record_length = 0;

    d->outcome = (ph_subject_outcome){ .struct_size = sizeof(d->outcome) };
    if (subject->open_layout(subject_state, &asked, &layout, &record_length, &d->outcome))
        fail_msg("%s %s", d->outcome.error_code, d->outcome.error_detail);
    d->outcome = (ph_subject_outcome){ .struct_size = sizeof(d->outcome) };
    (void)subject->decode_records(subject_state, layout, &records, &d->outcome);
    d->output[d->outcome.output_length] = '\0';
    subject->close_layout(subject_state, layout);
}

static void assert_fields(const decoding *d, const char *fields)
{
    const char *found = strstr(d->output, "\"fields\":");

    if (!found || strncmp(found + strlen("\"fields\":"), fields, strlen(fields)) != 0)
        fail_msg("%s has not the fields %s", d->output, fields);
}

static const char float_copybook[] = "       01  FLT-REC.\n"
                                     "           05  H1              COMP-1.\n"
                                     "           05  H2              USAGE COMP-1.\n"
                                     "           05  H3              COMP-2.\n";
static const uint8_t hexadecimal[] = "\x41\x48\x00\x00\xc1\x3c\x00\x00\x43\x14\x2f\x00\x00\x00\x00";
static const uint8_t ieee[] = "\x40\x90\x00\x00\xc0\x70\x00\x00\x40\x74\x2f\x00\x00\x00\x00";

/* The same numbers, written in two ways; an older host says nothing of it. */
static void test_floats_are_read_as_they_are_written(void **state)
{
    static const struct {
        uint32_t format;
        const uint8_t *record;
    } cases[] = { { PH_FLOAT_HEXADECIMAL, hexadecimal }, { PH_FLOAT_IEEE, ieee }, { 0, ieee } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        for (size_t level = 0; level < LEVELS; level++) {
            decoding d = { .copybook = float_copybook,
                           .float_format = cases[i].format,
                           .records = cases[i].record,
                           .length = 16,
                           .count = 1 };

            decode(&d, levels[level]);
            assert_int_equal(d.outcome.items_done, 1);
            assert_fields(&d, "{\"H1\":4.5,\"H2\":-3.75,\"H3\":322.9375}");
        }
}

/* Of a layout with these choices, on success. */
static bool is_taken(ph_subject_layout asked, ph_subject_outcome *outcome)
{
    uint64_t record_length = 0;
    void *layout = NULL;

    asked.record_format = PH_RECORD_FORMAT_FIXED;
    asked.ccsid = 37;
    asked.copybook = float_copybook;
    asked.copybook_length = strlen(float_copybook);
    *outcome = (ph_subject_outcome){ .struct_size = sizeof(*outcome) };
    if (subject->open_layout(subject_state, &asked, &layout, &record_length, outcome))
        return false;
    subject->close_layout(subject_state, layout);
    return true;
}

static void test_what_it_cannot_do_is_refused(void **state)
{
    static const ph_subject_layout refused[] = {
        { .float_format = 3 },
        { .shape = PH_LINES_PLAIN },
        { .controls = PH_CONTROLS_PASS },
        { .redefines = PH_REDEFINES_FIRST },
        { .redefines = PH_REDEFINES_VALID },
    };
    static const ph_subject_layout taken = { .struct_size = sizeof(taken),
                                             .shape = PH_LINES_COPYBOOK_RS,
                                             .controls = PH_CONTROLS_REPLACE,
                                             .redefines = PH_REDEFINES_ALL };
    ph_subject_outcome outcome;

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        ph_subject_layout asked = refused[i];

        asked.struct_size = sizeof(asked);
        assert_false(is_taken(asked, &outcome));
        assert_string_equal(outcome.error_code, PH_SUBJECT_ERROR_UNSUPPORTED);
    }
    assert_true(is_taken(taken, &outcome));
}

/* What stands behind its layout is not read. */
static void test_a_host_that_knows_of_no_choices(void **state)
{
    ph_subject_outcome outcome;

    (void)state;
    assert_true(is_taken((ph_subject_layout){ .struct_size = LAYOUT_1_2, .shape = 99 }, &outcome));
    assert_false(is_taken((ph_subject_layout){ .struct_size = LAYOUT_1_2 - 1 }, &outcome));
    assert_string_equal(outcome.error_code, "BAD_SHAPE");
}

static const char table_copybook[] = "       01  ORD-REC.\n"
                                     "           05  CNT             PIC 9(1).\n"
                                     "           05  LIN OCCURS 1 TO 3 TIMES\n"
                                     "                   DEPENDING ON CNT PIC X(1).\n";

/* Records of four bytes, counts 2, 9, 0 and 5: 9 and 5 are cut to 3, and 0 is raised to 1. */
static void test_a_count_that_is_cut_is_warned_of(void **state)
{
    static const uint8_t records[] =
        "\xf2\xc1\xc2\xc3\xf9\xc1\xc2\xc3\xf0\xc1\xc2\xc3\xf5\xc1\xc2\xc3";

    (void)state;
    for (size_t level = 0; level < LEVELS; level++) {
        decoding d = { .copybook = table_copybook, .records = records, .length = 16, .count = 4 };

        decode(&d, levels[level]);
        assert_int_equal(d.outcome.items_failed, 0);
        assert_int_equal(d.outcome.items_done, 4);
        assert_int_equal(d.outcome.items_warned, 3);
        assert_int_equal(d.outcome.first_warned, 1);
        assert_string_equal(d.outcome.warning_code, "CBKS301_ODO_CLIPPED");
        assert_non_null(strstr(d.outcome.warning_field, "LIN"));
    }
}

/* What was warned of in one call is none of the next. */
static void test_good_records_are_not_warned_of(void **state)
{
    static const uint8_t good[] = "\xf2\xc1\xc2\xc3\xf3\xc1\xc2\xc3", odd[] = "\xf9\xc1\xc2\xc3";

    (void)state;
    for (size_t level = 0; level < LEVELS; level++) {
        decoding d = { .copybook = table_copybook, .records = odd, .length = 4, .count = 1 };

        decode(&d, levels[level]);
        assert_int_equal(d.outcome.items_warned, 1);
        d.records = good;
        d.length = 8;
        d.count = 2;
        decode(&d, levels[level]);
        assert_int_equal(d.outcome.items_done, 2);
        assert_int_equal(d.outcome.items_warned, 0);
        assert_string_equal(d.outcome.warning_code, "");
    }
}

/* copybook-rs warns of them, but the copybook allows them. */
static void test_blanks_for_zero_are_as_they_should_be(void **state)
{
    static const char copybook[] = "       01  BWZ-REC.\n"
                                   "           05  AMT   PIC 9(3) BLANK WHEN ZERO.\n";
    static const uint8_t records[] = "\x40\x40\x40\xf0\xf0\xf7";

    (void)state;
    for (size_t level = 0; level < LEVELS; level++) {
        decoding d = { .copybook = copybook, .records = records, .length = 6, .count = 2 };

        decode(&d, levels[level]);
        assert_int_equal(d.outcome.items_done, 2);
        assert_int_equal(d.outcome.items_warned, 0);
    }
}

/* Nor is what was asked for worth a warning. */
static void test_control_characters_are_replaced(void **state)
{
    (void)state;
    for (size_t level = 0; level < LEVELS; level++) {
        decoding d = { .copybook = "       01  REC.\n           05  T     PIC X(3).\n",
                       .controls = PH_CONTROLS_REPLACE,
                       .records = "\xC1\x01\xC2",
                       .length = 3,
                       .count = 1 };

        decode(&d, levels[level]);
        assert_int_equal(d.outcome.items_done, 1);
        assert_string_equal(d.outcome.warning_code, "");
        assert_fields(&d, "{\"T\":\"A\xEF\xBF\xBD"
                          "B\"}");
        d.controls = 0;
        decode(&d, levels[level]);
        assert_int_equal(d.outcome.items_failed, 1);
    }
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static void test_what_is_allowed_costs_nothing(void **state)
{
    (void)state;
    skip(); /* A sanitizer has a malloc() of its own. */
}
#else
/* glibc's own, beneath the one that counts. */
void *__libc_malloc(size_t bytes); /* NOLINT(bugprone-reserved-identifier) */

static size_t allocations;

void *malloc(size_t bytes)
{
    allocations++;
    return __libc_malloc(bytes);
}

static size_t allocations_of(const uint8_t *records, uint32_t operation)
{
    static const char copybook[] = "       01  BWZ-REC.\n"
                                   "           05  AMT   PIC 9(3) BLANK WHEN ZERO.\n";
    decoding d = { .copybook = copybook, .records = records, .length = 6, .count = 2 };
    const size_t before = allocations;

    decode(&d, operation);
    assert_int_equal(d.outcome.items_done, 2);
    return allocations - before;
}

/* Nobody listens to what is warned of and allowed: to format that would be timed with the record.
 * It is allowed once it was heard. */
static void test_what_is_allowed_costs_nothing(void **state)
{
    static const uint8_t blank[] = "\x40\x40\x40\x40\x40\x40";
    static const uint8_t zero[] = "\xf0\xf0\xf0\xf0\xf0\xf0";

    (void)state;
    /* How often threads wait for one another, and allocate for that, is chance. */
    for (size_t level = 0; level < LEVELS && levels[level] != PH_OPERATION_DECODE_FILE_THREADS;
         level++) {
        (void)allocations_of(blank, levels[level]);
        assert_int_equal(allocations_of(blank, levels[level]), allocations_of(zero, levels[level]));
    }
}
#endif

/* Its outcome ends where that of 1.0 did: it gets that, and nothing is written behind it. */
static void test_a_host_that_knows_of_no_warnings(void **state)
{
    ph_subject_outcome outcome;
    const ph_subject_layout asked = {
        .struct_size = sizeof(asked),
        .record_format = PH_RECORD_FORMAT_FIXED,
        .ccsid = 37,
        .copybook = "rubbish",
        .copybook_length = strlen("rubbish"),
    };
    void *layout = NULL;
    uint64_t record_length = 0;

    (void)state;
    memset(&outcome, 0, OUTCOME_1_0);
    memset((char *)&outcome + OUTCOME_1_0, 0x5a, sizeof(outcome) - OUTCOME_1_0);
    outcome.struct_size = OUTCOME_1_0;
    assert_int_equal(subject->open_layout(subject_state, &asked, &layout, &record_length, &outcome),
                     PH_SUBJECT_FAILED);
    assert_string_not_equal(outcome.error_code, "");
    assert_int_equal(outcome.struct_size, OUTCOME_1_0);
    for (size_t i = OUTCOME_1_0; i < sizeof(outcome); i++)
        assert_int_equal(((const unsigned char *)&outcome)[i], 0x5a);
    outcome.struct_size = OUTCOME_1_0 - 8; /* Nobody's. */
    outcome.error_code[0] = '\0';
    assert_int_equal(subject->open_layout(subject_state, &asked, &layout, &record_length, &outcome),
                     PH_SUBJECT_FAILED);
    assert_string_equal(outcome.error_code, "");
}

/*
 * Record by record, the text that is last in its group runs on to the end of a variable record,
 * be the group an element of a table. What is said of that in the manual stands on this.
 */
static void test_the_last_text_of_a_group_in_a_variable_record(void **state)
{
    static const char copybook[] = "       01  REC.\n"
                                   "           05  TB OCCURS 2.\n"
                                   "               10  N         PIC 9.\n"
                                   "               10  T         PIC X.\n";
    decoding d = { .copybook = copybook,
                   .record_format = PH_RECORD_FORMAT_RDW,
                   .records = "\x00\x04\x00\x00\xf1\xc1\xf2\xc2",
                   .length = 8,
                   .count = 1 };

    (void)state;
    decode(&d, PH_OPERATION_DECODE_RECORDS);
    assert_fields(&d, "{\"TB\":[{\"N\":\"1\",\"T\":\"A2B\"},{\"N\":\"2\",\"T\":\"B\"}]}");
    decode(&d, PH_OPERATION_DECODE_FILE);
    assert_fields(&d, "{\"TB\":[{\"N\":\"1\",\"T\":\"A\"},{\"N\":\"2\",\"T\":\"B\"}]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_floats_are_read_as_they_are_written),
        cmocka_unit_test(test_what_it_cannot_do_is_refused),
        cmocka_unit_test(test_a_host_that_knows_of_no_choices),
        cmocka_unit_test(test_a_count_that_is_cut_is_warned_of),
        cmocka_unit_test(test_good_records_are_not_warned_of),
        cmocka_unit_test(test_blanks_for_zero_are_as_they_should_be),
        cmocka_unit_test(test_control_characters_are_replaced),
        cmocka_unit_test(test_the_last_text_of_a_group_in_a_variable_record),
        cmocka_unit_test(test_what_is_allowed_costs_nothing),
        cmocka_unit_test(test_a_host_that_knows_of_no_warnings),
    };

    if (access(PH_COPYBOOK_RS_SUBJECT, R_OK) != 0) {
        printf("copybook-rs was not built here.\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, load, NULL);
}
