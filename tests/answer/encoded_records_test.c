/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records that were encoded are right when they are those that were made, but that plus may be C or
 * F; else the first record and field that are not are named, with what stands there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/encoded_records.h"

enum { RECORDS = 40, FIRST_RECORD = 100, SEED = 11, RECORD_BYTES = 50 };

/* Of record-encode-mixed: ID 9(6), NAME X(30), BALANCE S9(7)V99 COMP-3, DATE 9(8), STATUS X. */
enum { ID_END = 6, NAME_END = 36, BALANCE_END = 41, CELLS = 5, BALANCE = 2 };

typedef struct fixture {
    uint8_t right[RECORDS * RECORD_BYTES], got[RECORDS * RECORD_BYTES];
    int64_t values[RECORDS * CELLS];
    uint8_t text[RECORDS * RECORD_BYTES * PH_TRUTH_UTF8_PER_BYTE];
    uint32_t text_ends[RECORDS * CELLS];
    ph_truth truth;
    ph_encoded_records records;
} fixture;

static fixture f;

static int set_up(void **state)
{
    (void)state;
    f.truth = (ph_truth){ f.values, f.text, f.text_ends };
    f.records = (ph_encoded_records){ .workload = ph_workload_find("record-encode-mixed"),
                                      .got = f.got,
                                      .right = f.right,
                                      .truth = &f.truth,
                                      .count = RECORDS,
                                      .first_record = FIRST_RECORD };
    assert_int_equal(ph_workload_record_length(f.records.workload), RECORD_BYTES);
    ph_workload_generate(f.records.workload, SEED, 0, RECORDS, f.right, &f.truth);
    memcpy(f.got, f.right, sizeof(f.got));
    return 0;
}

static void assert_right(void)
{
    char reason[PH_REASON_MAX] = "";

    if (!ph_encoded_records_are_right(&f.records, reason))
        fail_msg("%s", reason);
}

static void assert_wrong(const char *begin)
{
    char reason[PH_REASON_MAX] = "";

    assert_false(ph_encoded_records_are_right(&f.records, reason));
    if (strncmp(reason, begin, strlen(begin)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", reason, begin);
}

static void test_the_same_bytes(void **state)
{
    (void)state;
    assert_right();
}

static void test_plus_is_c_or_f(void **state)
{
    size_t plus = 0;

    (void)state;
    for (size_t i = 0; i < RECORDS; i++) {
        uint8_t *last = &f.got[i * RECORD_BYTES + BALANCE_END - 1];

        plus += (*last & 0xf) == 0xc;
        if ((*last & 0xf) == 0xc)
            *last |= 0xf;
    }
    assert_in_range(plus, 1, RECORDS - 1);
    assert_right();
    /* Nor is E one, nor F minus. */
    for (size_t i = 0; i < RECORDS; i++) {
        uint8_t *last = &f.got[i * RECORD_BYTES + BALANCE_END - 1];
        const uint8_t kept = *last;

        *last = (uint8_t)((kept & 0xf0) | (f.values[i * CELLS + BALANCE] < 0 ? 0xf : 0xe));
        assert_wrong("record ");
        *last = kept;
    }
}

/* Whichever byte it is. */
static void test_any_byte_that_is_another(void **state)
{
    static const struct {
        const char *field;
        size_t end;
    } fields[] = { { "ID", ID_END },
                   { "NAME", NAME_END },
                   { "BALANCE", BALANCE_END },
                   { "DATE", RECORD_BYTES - 1 },
                   { "STATUS", RECORD_BYTES } };

    (void)state;
    for (size_t record = 0; record < RECORDS; record += RECORDS - 1)
        for (size_t at = 0, field = 0; at < RECORD_BYTES; at++) {
            uint8_t *byte = &f.got[record * RECORD_BYTES + at];
            char begin[64];

            field += at == fields[field].end;
            (void)snprintf(begin, sizeof(begin),
                           "record %zu, field %s: ", FIRST_RECORD + record + 1,
                           fields[field].field);
            *byte ^= 0x10;
            assert_wrong(begin);
            *byte ^= 0x10;
        }
    assert_right();
}

static void test_what_stands_there_is_said(void **state)
{
    char reason[PH_REASON_MAX] = "", expected[PH_REASON_MAX];

    (void)state;
    f.got[BALANCE_END - 1] ^= 0x10;
    assert_false(ph_encoded_records_are_right(&f.records, reason));
    (void)snprintf(expected, sizeof(expected),
                   "record 101, field BALANCE: %lld becomes %02X%02X%02X%02X%02X, not "
                   "%02X%02X%02X%02X%02X",
                   (long long)f.values[BALANCE], f.got[36], f.got[37], f.got[38], f.got[39],
                   f.got[40], f.right[36], f.right[37], f.right[38], f.right[39], f.right[40]);
    assert_string_equal(reason, expected);
    f.got[7] = 0;
    assert_wrong("record 101, field NAME: byte 2 of the cell is 00, not ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_same_bytes, set_up),
        cmocka_unit_test_setup(test_plus_is_c_or_f, set_up),
        cmocka_unit_test_setup(test_any_byte_that_is_another, set_up),
        cmocka_unit_test_setup(test_what_stands_there_is_said, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
