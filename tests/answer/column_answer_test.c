/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Of every workload of columns the right answer is right, and a wrong one is named by its cell; a
 * plus sign may be written in two ways, and nothing else may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "answer/column_answer.h"

enum {
    RECORDS = 9,
    FIELDS = 10,
    CELLS = RECORDS * FIELDS,
    BYTES_MAX = RECORDS * 500,
    FIRST_RECORD = 100,
};

/* A chunk and an answer to it, which is right until it is spoilt. */
typedef struct answered {
    const ph_workload *workload;
    int64_t true_values[CELLS], values[CELLS];
    uint8_t true_text[BYTES_MAX * PH_TRUTH_UTF8_PER_BYTE],
        bytes[BYTES_MAX * PH_TRUTH_UTF8_PER_BYTE];
    uint32_t true_ends[CELLS], ends[CELLS];
    uint8_t records[BYTES_MAX];
    ph_truth truth;
    ph_column_answer answer;
} answered;

static bool is_text(const ph_workload *workload)
{
    return workload->fields[0].kind == PH_FIELD_TEXT;
}

/* Beside the truth it is in buffers of its own. */
static void answer_well(const ph_workload *workload, answered *ret)
{
    memset(ret, 0xa5, sizeof(*ret));
    ret->workload = workload;
    ret->truth = (ph_truth){ ret->true_values, ret->true_text, ret->true_ends };
    ph_workload_generate(workload, 3, 5, RECORDS, ret->records, &ret->truth);
    if (workload->is_encoding)
        memcpy(ret->bytes, ret->records, RECORDS * ph_workload_record_length(workload));
    else if (is_text(workload))
        memcpy(ret->bytes, ret->true_text, ret->true_ends[CELLS - 1]);
    memcpy(ret->values, ret->true_values, sizeof(ret->values));
    memcpy(ret->ends, ret->true_ends, sizeof(ret->ends));
    ret->answer = (ph_column_answer){ .workload = workload,
                                      .cells = CELLS,
                                      .first_record = FIRST_RECORD,
                                      .values = ret->values,
                                      .bytes = ret->bytes,
                                      .text_ends = ret->ends,
                                      .truth = &ret->truth,
                                      .records = ret->records };
}

/* Change a cell's answer in its last byte, which is a decimal's sign. */
static void spoil(answered *a, size_t cell)
{
    if (a->workload->is_encoding)
        a->bytes[(cell + 1) * a->workload->fields[0].width - 1] ^= 0x01;
    else if (is_text(a->workload))
        a->bytes[a->ends[cell] - 1] ^= 0x01;
    else
        a->values[cell] ^= 1;
}

static void for_each_kernel(void (*check)(answered *a))
{
    static answered a;
    size_t count;
    const ph_workload *workloads = ph_workload_list(&count);

    for (size_t i = 0; i < count; i++)
        if (workloads[i].level == PH_LEVEL_KERNEL) {
            print_message("%s\n", workloads[i].name);
            assert_int_equal(workloads[i].field_count, FIELDS);
            answer_well(&workloads[i], &a);
            check(&a);
        }
}

static void check_right(answered *a)
{
    assert_int_equal(ph_column_first_wrong(&a->answer), CELLS);
}

static void test_a_right_answer_is_right(void **state)
{
    (void)state;
    for_each_kernel(check_right);
}

static void assert_named(const answered *a, size_t cell)
{
    char text[PH_COLUMN_ANSWER_MAX], expected[64];

    assert_int_equal(ph_column_first_wrong(&a->answer), cell);
    ph_column_describe_wrong(&a->answer, cell, text);
    (void)snprintf(expected, sizeof(expected),
                   "record %zu, field FIELD-%02zu: ", FIRST_RECORD + cell / FIELDS + 1,
                   cell % FIELDS + 1);
    if (strncmp(text, expected, strlen(expected)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", text, expected);
    assert_true(strlen(text) > strlen(expected));
}

static void check_each_cell(answered *a)
{
    for (size_t cell = 0; cell < CELLS; cell++) {
        spoil(a, cell);
        assert_named(a, cell);
        spoil(a, CELLS - 1); /* What comes after the first is not looked at... */
        assert_int_equal(ph_column_first_wrong(&a->answer), cell == CELLS - 1 ? CELLS : cell);
        spoil(a, CELLS - 1);
        spoil(a, cell); /* ...and what is changed back is right again. */
        assert_int_equal(ph_column_first_wrong(&a->answer), CELLS);
    }
}

static void test_a_wrong_cell_is_named(void **state)
{
    (void)state;
    for_each_kernel(check_each_cell);
}

static void check_nothing_written(answered *a)
{
    memset(a->values, 0xa5, sizeof(a->values));
    memset(a->bytes, 0xa5, sizeof(a->bytes));
    memset(a->ends, 0xa5, sizeof(a->ends));
    assert_named(a, 0);
}

static void test_who_writes_nothing_is_wrong(void **state)
{
    (void)state;
    for_each_kernel(check_nothing_written);
}

static void test_a_text_that_ends_elsewhere(void **state)
{
    static answered a;
    char text[PH_COLUMN_ANSWER_MAX], expected[PH_COLUMN_ANSWER_MAX];

    (void)state;
    answer_well(ph_workload_find("display-text"), &a);
    a.ends[3]--;
    assert_named(&a, 3);
    ph_column_describe_wrong(&a.answer, 3, text);
    (void)snprintf(expected, sizeof(expected),
                   "record 101, field FIELD-04: its UTF-8 is said to end at %u, the record's text "
                   "ends at %u",
                   (unsigned)a.ends[3], (unsigned)a.ends[3] + 1);
    assert_string_equal(text, expected);
}

static void test_what_is_said_of_values_and_cells(void **state)
{
    static answered a;
    char text[PH_COLUMN_ANSWER_MAX];

    (void)state;
    answer_well(ph_workload_find("comp3-3"), &a);
    a.true_values[12] = -120;
    a.values[12] = 120;
    ph_column_describe_wrong(&a.answer, 12, text);
    assert_string_equal(text, "record 102, field FIELD-03: got 120, the record holds -120");
    answer_well(ph_workload_find("encode-comp3"), &a);
    a.true_values[0] = -10;
    memcpy(a.records, "\0\0\0\0\x01\x0d", 6);
    memcpy(a.bytes, "\0\0\0\0\x01\x0c", 6);
    ph_column_describe_wrong(&a.answer, 0, text);
    assert_string_equal(text, "record 101, field FIELD-01: -10 becomes 00000000010C, not "
                              "00000000010D");
    answer_well(ph_workload_find("encode-text"), &a);
    a.records[49] = 0x40;
    a.bytes[49] = 0xc1;
    ph_column_describe_wrong(&a.answer, 0, text);
    assert_string_equal(text, "record 101, field FIELD-01: byte 50 of the cell is C1, not 40");
}

/* The nibble that holds the sign, and the bits it stands at in the last byte. */
static void check_signs(const char *workload, unsigned shift)
{
    static answered a;
    size_t plus = 0;

    answer_well(ph_workload_find(workload), &a);
    for (size_t cell = 0; cell < CELLS; cell++) {
        uint8_t *last = &a.bytes[(cell + 1) * a.workload->fields[0].width - 1];
        const uint8_t right = *last, digit = (uint8_t)(right & ~(0xfu << shift));

        for (unsigned sign = 0; sign <= 0xf; sign++) {
            const bool is_right =
                sign == (right >> shift & 0xf) || (a.true_values[cell] >= 0 && sign == 0xf);

            *last = (uint8_t)(digit | sign << shift);
            assert_int_equal(ph_column_first_wrong(&a.answer), is_right ? CELLS : cell);
        }
        *last = right;
        plus += a.true_values[cell] >= 0;
    }
    assert_true(plus > 0 && plus < CELLS);
}

static void test_plus_may_be_c_or_f(void **state)
{
    (void)state;
    check_signs("encode-comp3", 0);
    check_signs("encode-zoned", 4);
}

/* Of a text the same bits are letters. */
static void test_a_text_has_no_sign(void **state)
{
    static answered a;

    (void)state;
    answer_well(ph_workload_find("encode-text"), &a);
    a.records[49] = 0xc1;
    a.bytes[49] = 0xf1;
    assert_int_equal(ph_column_first_wrong(&a.answer), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_right_answer_is_right),
        cmocka_unit_test(test_a_wrong_cell_is_named),
        cmocka_unit_test(test_who_writes_nothing_is_wrong),
        cmocka_unit_test(test_a_text_that_ends_elsewhere),
        cmocka_unit_test(test_what_is_said_of_values_and_cells),
        cmocka_unit_test(test_plus_may_be_c_or_f),
        cmocka_unit_test(test_a_text_has_no_sign),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
