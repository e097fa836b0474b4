/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The gnucobol subject keeps the contract of subject.h: it encodes to the reference's bytes and
 * decodes them again, out of records and out of memory that cannot be written, refuses what does
 * not fit, stops at the first bad cell, and leaves the process as it found it.
 *
 * That it decodes as the reference does is tests/differences' matter.
 *
 * Usage: gnucobol_subject_test GNUCOBOL_SUBJECT
 */
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "perfharness/codec.h"
#include "subject/subject_library.h"

enum { DIGITS_MAX = 18, VALUES = 6, STRIDE = 32, PAGE = 4096, VARIANTS = 2 };

static const char *path;
static ph_subject_library library;
static void *states[VARIANTS];
static ph_subject_outcome outcome;

static const struct {
    bool is_zoned;
    uint32_t flags; /* PH_COLUMN_* and PH_DECIMAL_* are the same bits. */
} shapes[] = {
    { false, 0 },
    { false, PH_DECIMAL_SIGNED },
    { true, 0 },
    { true, PH_DECIMAL_SIGNED },
    { true, PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_LEADING },
    { true, PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_SEPARATE },
    { true, PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE },
};

static int set_up(void **state)
{
    char reason[512];

    (void)state;
    if (!ph_subject_library_open(path, &library, reason, sizeof(reason)))
        fail_msg("%s", reason);
    assert_int_equal(library.variant_count, VARIANTS);
    for (size_t i = 0; i < VARIANTS; i++)
        assert_int_equal(library.variants[i]->open("", &states[i], &outcome), PH_SUBJECT_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < VARIANTS; i++)
        library.variants[i]->close(states[i]);
    ph_subject_library_close(&library);
    return 0;
}

static int32_t decode(size_t variant, const ph_subject_column *column)
{
    outcome = (ph_subject_outcome){ .struct_size = sizeof(outcome) };
    return library.variants[variant]->decode_column(states[variant], column, &outcome);
}

static int32_t encode(const ph_subject_encode_column *column)
{
    outcome = (ph_subject_outcome){ .struct_size = sizeof(outcome) };
    return library.variants[0]->encode_column(states[0], column, &outcome);
}

static ph_subject_encode_column encode_column(bool is_zoned, uint32_t flags, uint32_t digits)
{
    return (ph_subject_encode_column){
        .struct_size = sizeof(ph_subject_encode_column),
        .operation = is_zoned ? PH_OPERATION_ENCODE_ZONED : PH_OPERATION_ENCODE_PACKED,
        .flags = flags,
        .ccsid = 37,
        .digits = digits,
        .width = is_zoned ? PH_ZONED_WIDTH(digits, flags) : PH_PACKED_WIDTH(digits),
    };
}

static ph_subject_column decode_column(bool is_zoned, uint32_t flags, uint32_t digits)
{
    return (ph_subject_column){
        .struct_size = sizeof(ph_subject_column),
        .operation = is_zoned ? PH_OPERATION_DECODE_ZONED : PH_OPERATION_DECODE_PACKED,
        .flags = flags,
        .ccsid = 37,
        .digits = digits,
        .stride = STRIDE,
        .width = is_zoned ? PH_ZONED_WIDTH(digits, flags) : PH_PACKED_WIDTH(digits),
    };
}

static void reference_encode(const ph_subject_encode_column *column, const int64_t *values,
                             ph_column_output output)
{
    const ph_codec *codec = ph_codec_choose(NULL);
    const ph_decimal decimal = { column->digits, column->flags };
    const ph_encode_result result = column->operation == PH_OPERATION_ENCODE_ZONED
                                        ? ph_zoned_encode(codec, values, decimal, output)
                                        : ph_packed_encode(codec, values, decimal, output);

    assert_int_equal(result.status, PH_ENCODE_OK);
}

static void check_round_trip(bool is_zoned, uint32_t flags, uint32_t digits, int64_t limit,
                             uint8_t *records)
{
    const bool is_signed = (flags & PH_DECIMAL_SIGNED) != 0;
    const int64_t values[VALUES] = { 0,
                                     1,
                                     limit - 1,
                                     is_signed ? -1 : 2,
                                     is_signed ? -limit + 1 : 3,
                                     is_signed ? -(limit / 10) : limit / 10 };
    uint8_t cells[VALUES * STRIDE] = { 0 }, wanted[VALUES * STRIDE] = { 0 };
    int64_t decoded[VALUES];
    ph_subject_encode_column out = encode_column(is_zoned, flags, digits);
    ph_subject_column in = decode_column(is_zoned, flags, digits);

    out.count = VALUES;
    out.cells = cells;
    out.values = values;
    assert_int_equal(encode(&out), PH_SUBJECT_OK);
    assert_int_equal(outcome.items_done, VALUES);
    reference_encode(&out, values, (ph_column_output){ wanted, out.width, out.width, VALUES });
    assert_memory_equal(cells, wanted, sizeof(cells));

    for (size_t i = 0; i < VALUES; i++)
        memcpy(records + i * STRIDE, cells + i * out.width, out.width);
    assert_int_equal(mprotect(records, PAGE, PROT_READ), 0);
    in.count = VALUES;
    in.cells = records;
    in.values = decoded;
    for (size_t variant = 0; variant < VARIANTS; variant++) {
        memset(decoded, 0x55, sizeof(decoded));
        assert_int_equal(decode(variant, &in), PH_SUBJECT_OK);
        assert_memory_equal(decoded, values, sizeof(values));
    }
    assert_int_equal(mprotect(records, PAGE, PROT_READ | PROT_WRITE), 0);
}

static void test_round_trip(void **state)
{
    uint8_t *records = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)state;
    assert_ptr_not_equal(records, MAP_FAILED);
    for (size_t shape = 0; shape < sizeof(shapes) / sizeof(*shapes); shape++) {
        int64_t limit = 1;

        for (uint32_t digits = 1; digits <= DIGITS_MAX; digits++) {
            limit *= 10;
            check_round_trip(shapes[shape].is_zoned, shapes[shape].flags, digits, limit, records);
        }
    }
    assert_int_equal(munmap(records, PAGE), 0);
}

static void check_refused(bool is_zoned, uint32_t flags, int64_t value)
{
    const int64_t values[] = { 7, value };
    uint8_t cells[16];
    ph_subject_encode_column column = encode_column(is_zoned, flags, 3);

    memset(cells, 0x55, sizeof(cells));
    column.count = 2;
    column.cells = cells;
    column.values = values;
    assert_int_equal(encode(&column), PH_SUBJECT_FAILED);
    assert_string_equal(outcome.error_code, "OVERFLOW");
    assert_int_equal(outcome.items_done, 1);
    assert_int_equal(outcome.items_failed, 1);
    assert_int_equal(outcome.first_failed, 1);
    for (size_t i = column.width; i < sizeof(cells); i++)
        assert_int_equal(cells[i], 0x55);
}

static void test_values_that_do_not_fit(void **state)
{
    (void)state;
    for (int is_zoned = 0; is_zoned <= 1; is_zoned++) {
        check_refused(is_zoned, PH_COLUMN_SIGNED, 1000);
        check_refused(is_zoned, PH_COLUMN_SIGNED, -1000);
        check_refused(is_zoned, PH_COLUMN_SIGNED, INT64_MIN);
        check_refused(is_zoned, 0, 1000);
        check_refused(is_zoned, 0, -1);
    }
}

static void test_first_bad_cell(void **state)
{
    static const uint8_t cells[4][STRIDE] = {
        { 0xf1, 0xf2, 0xd3 }, { 0xf4, 0xf5, 0xc6 }, { 0xf4, 0x40, 0xc6 }, { 0xf7, 0xf8, 0xf9 }
    };
    int64_t values[4];
    ph_subject_column column = decode_column(true, PH_COLUMN_SIGNED, 3);

    (void)state;
    column.cells = cells[0];
    column.count = 4;
    column.values = values;
    for (size_t variant = 0; variant < VARIANTS; variant++) {
        memset(values, 0x55, sizeof(values));
        assert_int_equal(decode(variant, &column), PH_SUBJECT_FAILED);
        assert_string_equal(outcome.error_code, "NOT_NUMERIC");
        assert_int_equal(outcome.items_done, 2);
        assert_int_equal(outcome.items_failed, 1);
        assert_int_equal(outcome.first_failed, 2);
        assert_true(outcome.byte == PH_BYTE_UNKNOWN);
        assert_int_equal(values[0], -123);
        assert_int_equal(values[1], 456);
        assert_true(values[2] == INT64_C(0x5555555555555555) && values[3] == values[2]);
    }
}

static void check_answer(const ph_subject_column *column, const char *error_code)
{
    assert_int_equal(decode(0, column), PH_SUBJECT_FAILED);
    assert_string_equal(outcome.error_code, error_code);
}

static void test_what_it_cannot_do(void **state)
{
    const uint8_t cell[STRIDE] = { 0 };
    int64_t value;
    ph_subject_column column = decode_column(true, PH_COLUMN_BLANK_WHEN_ZERO, 5);

    (void)state;
    column.count = 1;
    column.cells = cell;
    column.values = &value;
    check_answer(&column, PH_SUBJECT_ERROR_UNSUPPORTED);
    column.flags = 0;
    column.ccsid = 819;
    check_answer(&column, PH_SUBJECT_ERROR_UNSUPPORTED);
    column.ccsid = 1047;
    check_answer(&column, "NOT_NUMERIC");
    column.width = 6;
    check_answer(&column, "BAD_SHAPE");
    column.digits = 19;
    column.width = 19;
    check_answer(&column, PH_SUBJECT_ERROR_UNSUPPORTED);
    column.operation = PH_OPERATION_DECODE_TEXT;
    check_answer(&column, PH_SUBJECT_ERROR_UNSUPPORTED);
    column = decode_column(true, PH_COLUMN_SIGN_LEADING, 5);
    check_answer(&column, "BAD_SHAPE");
    column = decode_column(false, PH_COLUMN_SIGNED | PH_COLUMN_SIGN_SEPARATE, 5);
    check_answer(&column, "BAD_SHAPE");
}

enum { SIGNALS = 32 };

/* The test program's own ones catch crashes. */
static void read_handlers(struct sigaction handlers[static SIGNALS])
{
    memset(handlers, 0, SIGNALS * sizeof(*handlers));
    for (int i = 1; i < SIGNALS; i++)
        assert_int_equal(sigaction(i, NULL, &handlers[i]), 0);
}

static void check_process(const struct sigaction before[static SIGNALS])
{
    struct sigaction now[SIGNALS];

    assert_string_equal(setlocale(LC_ALL, NULL), "C");
    assert_null(getenv("LIBC_FATAL_STDERR_"));
    read_handlers(now);
    for (int i = 1; i < SIGNALS; i++)
        assert_true(now[i].sa_handler == before[i].sa_handler);
}

static void test_process_is_left_alone(void **state)
{
    struct sigaction before[SIGNALS];

    (void)tear_down(state);
    assert_non_null(setlocale(LC_ALL, "C"));
    assert_int_equal(setenv("LC_ALL", "C.UTF-8", 1), 0);
    read_handlers(before);
    (void)set_up(state);
    check_process(before);
    (void)tear_down(state);
    check_process(before);
    (void)set_up(state);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_values_that_do_not_fit),
        cmocka_unit_test(test_first_bad_cell),
        cmocka_unit_test(test_what_it_cannot_do),
        cmocka_unit_test(test_process_is_left_alone),
    };

    if (argc != 2) {
        (void)fprintf(stderr, "Usage: %s GNUCOBOL_SUBJECT\n", argv[0]);
        return 2;
    }
    path = argv[1];
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
