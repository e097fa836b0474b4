/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Proves that the native subject frames, counts and names records as subject.h says, and takes what
 * a layout asks for; what their lines hold, tests/records proves of the decoder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "perfharness/subject.h"

enum { OUTPUT_MAX = 4096, LAYOUT_1_2 = 32 };

static const ph_subject *native;
static void *native_state;

static const uint32_t operations[] = { PH_OPERATION_DECODE_RECORDS, PH_OPERATION_DECODE_FILE };

static int load(void **state)
{
    void *library = dlopen(PH_NATIVE_SUBJECT, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, PH_SUBJECT_ENTRY_SYMBOL) : NULL;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    ph_subject_entry_fn *entry;

    (void)state;
    if (!symbol)
        return -1;
    memcpy(&entry, &symbol, sizeof(entry)); /* ISO C has no cast from object to function pointer. */
    native = entry(0);
    return native->open("", &native_state, &outcome);
}

static int unload(void **state)
{
    (void)state;
    native->close(native_state);
    return 0;
}

static const char copybook[] = "       01  REC.\n"
                               "           05  ITEM  OCCURS 2.\n"
                               "               10  N     PIC 9(2).\n"
                               "           05  C     PIC X(2).\n";
static const char first_line[] = "{\"ITEM\":[{\"N\":\"12\"},{\"N\":\"34\"}],\"C\":\"AB\"}\n";
static const char second_line[] = "{\"ITEM\":[{\"N\":\"56\"},{\"N\":\"78\"}],\"C\":\"CD\"}\n";

#define FIRST  "\xF1\xF2\xF3\xF4\xC1\xC2"
#define SECOND "\xF5\xF6\xF7\xF8\xC3\xC4"
#define BAD    "\xF1\xF2\xF3\x44\xC1\xC2" /* The zone of ITEM[2].N's second digit is 4. */

/* A layout with what is the same everywhere filled in. */
static ph_subject_layout layout_of(const char *source, ph_subject_layout asked)
{
    asked.struct_size = asked.struct_size ? asked.struct_size : sizeof(asked);
    asked.record_format = asked.record_format ? asked.record_format : PH_RECORD_FORMAT_FIXED;
    asked.ccsid = asked.ccsid ? asked.ccsid : 37;
    asked.copybook = source;
    asked.copybook_length = strlen(source);
    return asked;
}

/* Records of a layout, and what became of them. */
typedef struct decoding {
    ph_subject_layout layout;
    const void *records;
    size_t length, count;
    size_t capacity;         /* 0: more than enough. */
    char output[OUTPUT_MAX]; /* NUL-terminated. */
    int32_t status;
    uint64_t record_length;
    ph_subject_outcome outcome;
} decoding;

static void decode(decoding *d, uint32_t operation)
{
    const ph_subject_records records = {
        .struct_size = sizeof(records),
        .operation = operation,
        .bytes = d->records,
        .length = d->length,
        .count = d->count,
        .output = (uint8_t *)d->output,
        .output_capacity = d->capacity ? d->capacity : sizeof(d->output) - 1,
    };
    void *layout = NULL;

    d->outcome = (ph_subject_outcome){ .struct_size = sizeof(d->outcome) };
    if (native->open_layout(native_state, &d->layout, &layout, &d->record_length, &d->outcome))
        fail_msg("%s %s", d->outcome.error_code, d->outcome.error_detail);
    d->status = native->decode_records(native_state, layout, &records, &d->outcome);
    d->output[d->outcome.output_length] = '\0';
    native->close_layout(native_state, layout);
}

static void test_both_operations_write_the_same_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
        decoding d = { .layout = layout_of(copybook, (ph_subject_layout){ .shape = 0 }),
                       .records = FIRST SECOND,
                       .length = 12,
                       .count = 2 };

        decode(&d, operations[i]);
        assert_int_equal(d.status, PH_SUBJECT_OK);
        assert_int_equal(d.record_length, 6);
        assert_int_equal(d.outcome.items_done, 2);
        assert_int_equal(d.outcome.items_failed, 0);
        assert_memory_equal(d.output, first_line, strlen(first_line));
        assert_string_equal(d.output + strlen(first_line), second_line);
    }
}

static void test_another_operation_is_refused(void **state)
{
    decoding d = { .layout = layout_of(copybook, (ph_subject_layout){ .shape = 0 }),
                   .records = FIRST,
                   .length = 6,
                   .count = 1 };

    (void)state;
    decode(&d, PH_OPERATION_DECODE_TEXT);
    assert_int_equal(d.status, PH_SUBJECT_FAILED);
    assert_string_equal(d.outcome.error_code, PH_SUBJECT_ERROR_UNSUPPORTED);
}

/* Each is counted, the first is named, and the others are decoded. */
static void test_records_that_fail(void **state)
{
    decoding d = { .layout = layout_of(copybook, (ph_subject_layout){ .shape = 0 }),
                   .records = FIRST BAD SECOND BAD,
                   .length = 24,
                   .count = 4 };

    (void)state;
    decode(&d, PH_OPERATION_DECODE_FILE);
    assert_int_equal(d.status, PH_SUBJECT_FAILED);
    assert_int_equal(d.outcome.items_done, 2);
    assert_int_equal(d.outcome.items_failed, 2);
    assert_int_equal(d.outcome.first_failed, 1);
    assert_int_equal(d.outcome.byte, 3);
    assert_string_equal(d.outcome.error_code, "BAD_ZONE");
    assert_string_equal(d.outcome.error_field, "REC.ITEM[2].N");
    assert_string_equal(d.outcome.error_detail, "zone nibble 4");
    assert_memory_equal(d.output, first_line, strlen(first_line));
    assert_string_equal(d.output + strlen(first_line), second_line);
}

static void test_records_behind_their_descriptors(void **state)
{
    static const char one[] = "\0\6\0\0" FIRST "\0\0\0\0" /* No bytes at all. */
                              "\0\5\0\0\xF1\xF2\xF3\xF4\xC1";
    decoding d = { .layout = layout_of(
                       copybook, (ph_subject_layout){ .record_format = PH_RECORD_FORMAT_RDW }),
                   .records = one,
                   .length = sizeof(one) - 1,
                   .count = 3 };

    (void)state;
    decode(&d, PH_OPERATION_DECODE_FILE);
    assert_int_equal(d.status, PH_SUBJECT_OK);
    assert_int_equal(d.record_length, 0);
    assert_int_equal(d.outcome.items_done, 3);
    assert_string_equal(d.output + strlen(first_line),
                        "{}\n{\"ITEM\":[{\"N\":\"12\"},{\"N\":\"34\"}],\"C\":\"A\"}\n");
}

/* What stands behind the place where no record begins cannot be told apart: all of it fails. */
static void test_bytes_that_end_inside_a_record(void **state)
{
    static const struct {
        const char *records;
        uint32_t format;
        size_t length;
    } cases[] = {
        { FIRST "\xF1\xF2", PH_RECORD_FORMAT_FIXED, 8 },
        { "\0\6\0\0" FIRST "\0\6\0\0\xF1", PH_RECORD_FORMAT_RDW, 15 },
        { "\0\6\0\0" FIRST "\0\6\0", PH_RECORD_FORMAT_RDW, 13 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        decoding d = { .layout = layout_of(copybook,
                                           (ph_subject_layout){ .record_format = cases[i].format }),
                       .records = cases[i].records,
                       .length = cases[i].length,
                       .count = 4 };

        decode(&d, PH_OPERATION_DECODE_RECORDS);
        assert_int_equal(d.status, PH_SUBJECT_FAILED);
        assert_int_equal(d.outcome.items_done, 1);
        assert_int_equal(d.outcome.items_failed, 3);
        assert_int_equal(d.outcome.first_failed, 1);
        assert_string_equal(d.outcome.error_code, "CUT");
        assert_string_equal(d.output, first_line);
    }
}

static void test_output_that_does_not_fit(void **state)
{
    decoding d = { .layout = layout_of(copybook, (ph_subject_layout){ .shape = 0 }),
                   .records = FIRST SECOND,
                   .length = 12,
                   .count = 2,
                   .capacity = strlen(first_line) + strlen(second_line) - 1 };

    (void)state;
    decode(&d, PH_OPERATION_DECODE_FILE);
    assert_int_equal(d.status, PH_SUBJECT_FAILED);
    assert_string_equal(d.outcome.error_code, PH_SUBJECT_ERROR_OUTPUT_FULL);
    d.capacity++;
    decode(&d, PH_OPERATION_DECODE_FILE);
    assert_int_equal(d.status, PH_SUBJECT_OK);
}

static const char choices_copybook[] = "       01  REC.\n"
                                       "           05  T     PIC X(4).\n"
                                       "           05  F     REDEFINES T COMP-1.\n"
                                       "           05  N     REDEFINES T PIC 9(4).\n";

/* A float in two ways, controls in three, views in three. */
static void test_choices_of_a_layout(void **state)
{
    static const char text[] = "\xC1\xC2\xC3\xC4", control[] = "\x41\x10\x01\x00";
    static const struct {
        ph_subject_layout asked;
        const char *record, *line;
    } cases[] = {
        { { .redefines = PH_REDEFINES_FIRST }, text, "{\"T\":\"ABCD\"}\n" },
        { { .redefines = PH_REDEFINES_FIRST, .shape = PH_LINES_COPYBOOK_RS },
          text,
          "{\"schema\":\"copybook.v1\",\"record_index\":1,\"codepage\":\"cp037\",\"T\":\"ABCD\","
          "\"fields\":{\"T\":\"ABCD\"}}\n" },
        { { .redefines = PH_REDEFINES_VALID, .controls = PH_CONTROLS_PASS },
          control,
          "{\"T\":\"\xC2\xA0\\u0010\\u0001\\u0000\",\"F\":1.000244140625,\"N\":null}\n" },
        { { .redefines = PH_REDEFINES_VALID, .controls = PH_CONTROLS_REPLACE },
          control,
          "{\"T\":\"\xC2\xA0\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\",\"F\":1.000244140625,"
          "\"N\":null}\n" },
        { { .redefines = PH_REDEFINES_VALID, .float_format = PH_FLOAT_IEEE },
          control,
          "{\"T\":null,\"F\":9.000244140625,\"N\":null}\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        decoding d = { .layout = layout_of(choices_copybook, cases[i].asked),
                       .records = cases[i].record,
                       .length = 4,
                       .count = 1 };

        decode(&d, PH_OPERATION_DECODE_FILE);
        assert_string_equal(d.output, cases[i].line);
    }
}

static void expect_refused(ph_subject_layout layout, const char *code, const char *detail)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    uint64_t length = 99;
    int marker;
    void *opened = &marker;

    assert_int_equal(native->open_layout(native_state, &layout, &opened, &length, &outcome),
                     PH_SUBJECT_FAILED);
    assert_string_equal(outcome.error_code, code);
    assert_non_null(strstr(outcome.error_detail, detail));
    assert_ptr_equal(opened, &marker);
    assert_int_equal(length, 99);
}

static void test_layouts_that_are_refused(void **state)
{
    static const struct {
        ph_subject_layout asked;
        const char *detail;
    } cases[] = {
        { { .shape = 3 }, "shape of lines 3" },
        { { .controls = 4 }, "control characters 4" },
        { { .redefines = 4 }, "redefinitions 4" },
        { { .float_format = 3 }, "float format 3" },
        { { .source_format = 3 }, "format of lines 3" },
        { { .record_format = 3 }, "record format 3" },
        { { .ccsid = 1 }, "CCSID 1" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        expect_refused(layout_of(copybook, cases[i].asked), PH_SUBJECT_ERROR_UNSUPPORTED,
                       cases[i].detail);
    expect_refused(
        layout_of("       01  A PIC X.\n       01  B PIC X.\n", (ph_subject_layout){ .shape = 0 }),
        PH_SUBJECT_ERROR_UNSUPPORTED, "2 records");
    expect_refused(layout_of("       01  A PICK X.\n", (ph_subject_layout){ .shape = 0 }),
                   "UNKNOWN_WORD", "line 1, column 14: ");
    expect_refused(layout_of("01 A POINTER.\n",
                             (ph_subject_layout){ .source_format = PH_COPYBOOK_LINES_FREE }),
                   "UNSUPPORTED", "POINTER");
}

/* What a host says of the copybook is how it is read. */
static void test_a_copybook_is_read_as_the_host_reads_it(void **state)
{
    decoding d = { .layout = layout_of("01 A.\n 05 P POINTER.\n 05 B PIC X.\n",
                                       (ph_subject_layout){ .source_format = PH_COPYBOOK_LINES_FREE,
                                                            .pointer_bytes = 8 }),
                   .records = "\0\0\0\0\0\0\0\0\xC1",
                   .length = 9,
                   .count = 1 };

    (void)state;
    decode(&d, PH_OPERATION_DECODE_FILE);
    assert_int_equal(d.record_length, 9);
    assert_int_equal(d.outcome.items_done, 1);
}

/* What stands behind its layout is not read. */
static void test_a_host_that_knows_of_no_choices(void **state)
{
    decoding d = { .layout = layout_of(
                       copybook, (ph_subject_layout){ .struct_size = LAYOUT_1_2, .shape = 99 }),
                   .records = FIRST,
                   .length = 6,
                   .count = 1 };

    (void)state;
    decode(&d, PH_OPERATION_DECODE_FILE);
    assert_string_equal(d.output, first_line);
}

/* Every member that says something, and room that is exactly enough. */
static void test_a_layout_is_described(void **state)
{
    static const char source[] = "       01  R.\n"
                                 "           05  A   PIC X.\n"
                                 "               88  IS-B VALUE 'B'.\n"
                                 "           05  D   REDEFINES A PIC 9.\n"
                                 "           05  N   PIC 9.\n"
                                 "           05  P   OCCURS 1 TO 3 DEPENDING ON N\n"
                                 "                   PIC S9(3)V99 COMP-3.\n"
                                 "           05  Z   PIC S9 SIGN LEADING SEPARATE.\n";
    static const char described[] =
        "[{\"name\":\"R\",\"level\":1,\"kind\":\"group\",\"offset\":0,\"size\":13,\"items\":["
        "{\"name\":\"A\",\"level\":5,\"kind\":\"text\",\"offset\":0,\"size\":1,\"items\":["
        "{\"name\":\"IS-B\",\"level\":88,\"kind\":\"condition\",\"offset\":0,\"size\":0}]},"
        "{\"name\":\"D\",\"level\":5,\"kind\":\"zoned\",\"offset\":0,\"size\":1,\"digits\":1,"
        "\"scale\":0,\"signed\":false,\"redefines\":\"A\"},"
        "{\"name\":\"N\",\"level\":5,\"kind\":\"zoned\",\"offset\":1,\"size\":1,\"digits\":1,"
        "\"scale\":0,\"signed\":false},"
        "{\"name\":\"P\",\"level\":5,\"kind\":\"packed\",\"offset\":2,\"size\":3,\"occurs\":3,"
        "\"digits\":5,\"scale\":2,\"signed\":true},"
        "{\"name\":\"Z\",\"level\":5,\"kind\":\"zoned\",\"offset\":11,\"size\":2,"
        "\"offset_varies\":true,\"digits\":1,\"scale\":0,\"signed\":true,"
        "\"sign_leading\":true,\"sign_separate\":true}]}]";
    const ph_subject_layout asked = layout_of(source, (ph_subject_layout){ .shape = 0 });
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    uint64_t record_length;
    uint8_t output[OUTPUT_MAX];
    void *layout;

    (void)state;
    assert_int_equal(native->open_layout(native_state, &asked, &layout, &record_length, &outcome),
                     0);
    assert_int_equal(
        native->describe_layout(native_state, layout, output, strlen(described) - 1, &outcome),
        PH_SUBJECT_FAILED);
    assert_string_equal(outcome.error_code, PH_SUBJECT_ERROR_OUTPUT_FULL);
    outcome = (ph_subject_outcome){ .struct_size = sizeof(outcome) };
    assert_int_equal(
        native->describe_layout(native_state, layout, output, strlen(described), &outcome), 0);
    output[outcome.output_length] = '\0';
    assert_string_equal((const char *)output, described);
    native->close_layout(native_state, layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_operations_write_the_same_lines),
        cmocka_unit_test(test_another_operation_is_refused),
        cmocka_unit_test(test_records_that_fail),
        cmocka_unit_test(test_records_behind_their_descriptors),
        cmocka_unit_test(test_bytes_that_end_inside_a_record),
        cmocka_unit_test(test_output_that_does_not_fit),
        cmocka_unit_test(test_choices_of_a_layout),
        cmocka_unit_test(test_layouts_that_are_refused),
        cmocka_unit_test(test_a_copybook_is_read_as_the_host_reads_it),
        cmocka_unit_test(test_a_host_that_knows_of_no_choices),
        cmocka_unit_test(test_a_layout_is_described),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
