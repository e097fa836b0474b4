/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Proves that the native subject fills in every outcome as subject.h says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "perfharness/subject.h"

static const int64_t untouched = INT64_C(0x5a5a5a5a5a5a5a5a);
static const ph_subject *native;

static int load(void **state)
{
    void *library = dlopen(PH_NATIVE_SUBJECT, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, PH_SUBJECT_ENTRY_SYMBOL) : NULL;
    ph_subject_entry_fn *entry;

    (void)state;
    if (!symbol)
        return -1;
    memcpy(&entry, &symbol, sizeof(entry)); /* ISO C has no cast from object to function pointer. */
    native = entry(0);
    return native && !entry(1) && !entry(UINT32_MAX) ? 0 : -1;
}

static ph_subject_outcome new_outcome(void)
{
    return (ph_subject_outcome){ .struct_size = sizeof(ph_subject_outcome) };
}

static void describes_itself(void **state)
{
    (void)state;
    assert_int_equal(native->struct_size, sizeof(ph_subject));
    assert_int_equal(native->abi_major, PH_SUBJECT_ABI_MAJOR);
    assert_int_equal(
        native->operations,
        PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE | PH_OPERATION_DECODE_FILE_THREADS |
            PH_OPERATION_DECODE_DESCRIPTOR | PH_OPERATION_ENCODE_DESCRIPTOR |
            PH_OPERATION_ENCODE_RECORDS | PH_OPERATION_ENCODE_FILE | PH_OPERATION_DECODE_TEXT |
            PH_OPERATION_DECODE_ZONED | PH_OPERATION_DECODE_PACKED | PH_OPERATION_ENCODE_TEXT |
            PH_OPERATION_ENCODE_ZONED | PH_OPERATION_ENCODE_PACKED);
    assert_string_equal(native->name, "native");
    assert_string_equal(native->variant, "");
    assert_string_equal(native->version, PH_NATIVE_VERSION);
    assert_true(strlen(native->build) > 0);
    assert_true(PH_SUBJECT_HAS(native, open) && PH_SUBJECT_HAS(native, close) &&
                PH_SUBJECT_HAS(native, decode_column));
}

static void expect_open_fails(const char *options, const char *code)
{
    int marker;
    void *subject_state = &marker;
    ph_subject_outcome outcome = new_outcome();

    assert_int_equal(native->open(options, &subject_state, &outcome), PH_SUBJECT_FAILED);
    assert_ptr_equal(subject_state, &marker);
    assert_string_equal(outcome.error_code, code);
    assert_true(strlen(outcome.error_detail) > 0);
}

static void opens_with_documented_options(void **state)
{
    static const char *const good[] = { "", "isa=scalar" };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        void *subject_state = NULL;
        ph_subject_outcome outcome = new_outcome();

        assert_int_equal(native->open(good[i], &subject_state, &outcome), PH_SUBJECT_OK);
        assert_string_equal(outcome.error_code, "");
        native->close(subject_state);
    }
    expect_open_fails("isa=vax", "UNKNOWN_ISA");
    expect_open_fails("isa=", "UNKNOWN_ISA");
    expect_open_fails("isa", "UNKNOWN_OPTION");
    expect_open_fails("speed=high", "UNKNOWN_OPTION");
}

static int32_t decode(const ph_subject_column *column, ph_subject_outcome *outcome)
{
    void *subject_state = NULL;

    *outcome = new_outcome();
    assert_int_equal(native->open("", &subject_state, outcome), PH_SUBJECT_OK);
    const int32_t status = native->decode_column(subject_state, column, outcome);
    native->close(subject_state);
    return status;
}

static void expect_outcome(const ph_subject_outcome *outcome, const ph_subject_outcome *want)
{
    assert_int_equal(outcome->items_done, want->items_done);
    assert_int_equal(outcome->items_failed, want->items_failed);
    assert_int_equal(outcome->first_failed, want->first_failed);
    assert_int_equal(outcome->byte, want->byte);
    assert_int_equal(outcome->output_length, want->output_length);
    assert_string_equal(outcome->error_code, want->error_code);
    assert_string_equal(outcome->error_field, "");
    assert_int_equal(strlen(outcome->error_detail) > 0, strlen(want->error_code) > 0);
}

static ph_subject_column decimals(uint32_t operation, uint32_t flags, const uint8_t *cells,
                                  int64_t *values)
{
    return (ph_subject_column){ .struct_size = sizeof(ph_subject_column),
                                .operation = operation,
                                .flags = flags,
                                .ccsid = 37,
                                .digits = 2,
                                .scale = 1,
                                .cells = cells,
                                .stride = 3,
                                .width = 2,
                                .count = 2,
                                .values = values };
}

static void decodes_packed(void **state)
{
    static const uint8_t good[] = { 0x01, 0x2c, 0xff, 0x03, 0x4d };
    static const uint8_t bad[] = { 0x01, 0x2c, 0xff, 0x03, 0x44 };
    int64_t values[2] = { untouched, untouched };
    ph_subject_column column = decimals(PH_OPERATION_DECODE_PACKED, PH_COLUMN_SIGNED, good, values);
    ph_subject_outcome outcome;

    (void)state;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_OK);
    expect_outcome(&outcome, &(ph_subject_outcome){ .items_done = 2 });
    assert_memory_equal(values, ((int64_t[]){ 12, -34 }), sizeof(values));

    values[0] = values[1] = untouched;
    column.cells = bad;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome, &(ph_subject_outcome){ .items_done = 1,
                                                    .items_failed = 1,
                                                    .first_failed = 1,
                                                    .byte = 1,
                                                    .error_code = "BAD_SIGN" });
    assert_memory_equal(values, ((int64_t[]){ 12, untouched }), sizeof(values));

    column.cells = good;
    column.flags = 0;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome,
                   &(ph_subject_outcome){ .items_failed = 1, .byte = 1, .error_code = "BAD_SIGN" });
}

static void decodes_zoned(void **state)
{
    static const uint8_t good[] = { 0xf1, 0xc2, 0x00, 0xf3, 0xd4 };
    static const uint8_t bad[] = { 0xf1, 0xc2, 0x00, 0xfa, 0xd4 };
    int64_t values[2] = { untouched, untouched };
    ph_subject_column column = decimals(PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGNED, good, values);
    ph_subject_outcome outcome;

    (void)state;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_OK);
    expect_outcome(&outcome, &(ph_subject_outcome){ .items_done = 2 });
    assert_memory_equal(values, ((int64_t[]){ 12, -34 }), sizeof(values));

    column.cells = bad;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome, &(ph_subject_outcome){ .items_done = 1,
                                                    .items_failed = 1,
                                                    .first_failed = 1,
                                                    .error_code = "BAD_DIGIT" });

    column.cells = good;
    column.flags = 0;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome,
                   &(ph_subject_outcome){ .items_failed = 1, .byte = 1, .error_code = "BAD_ZONE" });
}

static void decodes_text(void **state)
{
    /* "A", a with diaeresis; "B", NUL. */
    static const uint8_t cells[] = { 0xc1, 0x43, 0xc2, 0x00 };
    uint8_t text[12];
    uint32_t ends[2] = { 77, 77 };
    ph_subject_column column = { .struct_size = sizeof(ph_subject_column),
                                 .operation = PH_OPERATION_DECODE_TEXT,
                                 .ccsid = 37,
                                 .cells = cells,
                                 .stride = 2,
                                 .width = 2,
                                 .count = 1,
                                 .text = text,
                                 .text_capacity = sizeof(text),
                                 .text_ends = ends };
    ph_subject_outcome outcome;

    (void)state;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_OK);
    expect_outcome(&outcome, &(ph_subject_outcome){ .items_done = 1, .output_length = 3 });
    assert_memory_equal(text, "A\xc3\xa4", 3);
    assert_memory_equal(ends, ((uint32_t[]){ 3, 77 }), sizeof(ends));

    column.count = 2;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome, &(ph_subject_outcome){ .items_done = 1,
                                                    .items_failed = 1,
                                                    .first_failed = 1,
                                                    .byte = 1,
                                                    .output_length = 3,
                                                    .error_code = "BAD_CONTROL" });
    assert_int_equal(ends[1], 77);

    column.text_capacity = 11;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome, &(ph_subject_outcome){ .byte = PH_BYTE_UNKNOWN,
                                                    .error_code = PH_SUBJECT_ERROR_OUTPUT_FULL });
}

/* Whatever a set makes of the hint: with text that it stages, another letter in the last parts. */
static void a_hint_changes_no_answer(void **state)
{
    enum { BYTES = 3 * 4096 + 300 };
    static uint8_t cells[BYTES], text[BYTES * 3], expected[BYTES + 1];
    ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = PH_OPERATION_DECODE_TEXT,
        .flags = PH_COLUMN_STREAMED,
        .ccsid = 37,
        .cells = cells,
        .stride = BYTES,
        .width = BYTES,
        .count = 1,
        .text = text,
        .text_capacity = sizeof(text),
        .text_ends = (uint32_t[]){ 0 },
    };
    ph_subject_outcome outcome;

    (void)state;
    for (size_t i = 0; i < BYTES; i++) {
        cells[i] = (uint8_t)(0xc1 + i % 9); /* A to I. */
        expected[i] = (uint8_t)('A' + i % 9);
    }
    cells[BYTES - 1] = 0x43;
    memcpy(expected + BYTES - 1, "\xc3\xa4", 2);
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_OK);
    assert_int_equal(column.text_ends[0], sizeof(expected));
    assert_memory_equal(text, expected, sizeof(expected));
}

static void refuses_what_it_does_not_know(void **state)
{
    static const uint8_t cells[] = { 0xf1, 0xf2, 0x00, 0xf3, 0xf4 };
    int64_t values[2] = { untouched, untouched };
    ph_subject_column column = decimals(PH_OPERATION_DECODE_ZONED, 0, cells, values);
    ph_subject_outcome outcome;

    (void)state;
    column.ccsid = 1208;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome, &(ph_subject_outcome){ .byte = PH_BYTE_UNKNOWN,
                                                    .error_code = PH_SUBJECT_ERROR_UNSUPPORTED });
    column.ccsid = 37;
    column.digits = 3;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome,
                   &(ph_subject_outcome){ .byte = PH_BYTE_UNKNOWN, .error_code = "BAD_SHAPE" });
    column.operation = PH_OPERATION_DECODE_FILE;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome, &(ph_subject_outcome){ .byte = PH_BYTE_UNKNOWN,
                                                    .error_code = PH_SUBJECT_ERROR_UNSUPPORTED });
    assert_int_equal(values[0], untouched);
}

static int32_t encode(const ph_subject_encode_column *column, ph_subject_outcome *outcome)
{
    void *subject_state = NULL;

    *outcome = new_outcome();
    assert_int_equal(native->open("", &subject_state, outcome), PH_SUBJECT_OK);
    const int32_t status = native->encode_column(subject_state, column, outcome);
    native->close(subject_state);
    return status;
}

/* A negative multiple of ten keeps its sign, and a value that does not fit is named. */
static void encodes_decimals(void **state)
{
    static const int64_t values[] = { -10, 7, 100 };
    uint8_t cells[6];
    ph_subject_encode_column column = { .struct_size = sizeof(column),
                                        .operation = PH_OPERATION_ENCODE_ZONED,
                                        .flags = PH_COLUMN_SIGNED,
                                        .ccsid = 37,
                                        .digits = 2,
                                        .width = 2,
                                        .count = 3,
                                        .cells = cells,
                                        .values = values };
    ph_subject_outcome outcome;

    (void)state;
    assert_int_equal(encode(&column, &outcome), PH_SUBJECT_FAILED);
    expect_outcome(&outcome, &(ph_subject_outcome){ .items_done = 2,
                                                    .items_failed = 1,
                                                    .first_failed = 2,
                                                    .error_code = "OVERFLOW" });
    assert_memory_equal(cells, ((uint8_t[]){ 0xf1, 0xd0, 0xf0, 0xc7 }), 4);

    column.operation = PH_OPERATION_ENCODE_PACKED;
    column.count = 2;
    assert_int_equal(encode(&column, &outcome), PH_SUBJECT_OK);
    assert_memory_equal(cells, ((uint8_t[]){ 0x01, 0x0d, 0x00, 0x7c }), 4);
}

static void encodes_text(void **state)
{
    static const uint32_t ends[] = { 1, 3 };
    uint8_t cells[4];
    const ph_subject_encode_column column = { .struct_size = sizeof(column),
                                              .operation = PH_OPERATION_ENCODE_TEXT,
                                              .ccsid = 273,
                                              .width = 2,
                                              .count = 2,
                                              .cells = cells,
                                              .text = (const uint8_t *)"A\xc3\x84",
                                              .text_ends = ends };
    ph_subject_outcome outcome;

    (void)state;
    assert_int_equal(encode(&column, &outcome), PH_SUBJECT_OK);
    assert_memory_equal(cells, ((uint8_t[]){ 0xc1, 0x40, 0x4a, 0x40 }), 4);
}

/* 31 digits come back in 128 bits, and the sign stands where the column says. */
static void decodes_what_was_asked_for(void **state)
{
    static const uint8_t wide[] = { 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56,
                                    0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x1d };
    static const uint8_t separate[] = { 0x60, 0xf1, 0xf2 };
    ph_subject_wide value;
    int64_t narrow;
    ph_subject_column column = decimals(PH_OPERATION_DECODE_PACKED, PH_COLUMN_SIGNED, wide, NULL);
    ph_subject_outcome outcome;

    (void)state;
    column.digits = 31;
    column.width = column.stride = sizeof(wide);
    column.count = 1;
    column.wide_values = &value;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_OK);
    assert_true(value.high < 0);

    column = decimals(PH_OPERATION_DECODE_ZONED,
                      PH_COLUMN_SIGNED | PH_COLUMN_SIGN_LEADING | PH_COLUMN_SIGN_SEPARATE, separate,
                      &narrow);
    column.digits = 2;
    column.width = column.stride = sizeof(separate);
    column.count = 1;
    assert_int_equal(decode(&column, &outcome), PH_SUBJECT_OK);
    assert_int_equal(narrow, -12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(describes_itself),
        cmocka_unit_test(opens_with_documented_options),
        cmocka_unit_test(decodes_packed),
        cmocka_unit_test(decodes_zoned),
        cmocka_unit_test(decodes_text),
        cmocka_unit_test(a_hint_changes_no_answer),
        cmocka_unit_test(refuses_what_it_does_not_know),
        cmocka_unit_test(encodes_decimals),
        cmocka_unit_test(encodes_text),
        cmocka_unit_test(decodes_what_was_asked_for),
    };

    return cmocka_run_group_tests(tests, load, NULL);
}
