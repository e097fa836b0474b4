/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Proves that the native subject's lines, counts and first failure are the same on any number of
 * threads as on one: many records, some that fail, framed both ways, and room that is exactly
 * enough. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "perfharness/subject.h"

enum {
    RECORD_BYTES = 64,
    RDW_BYTES = 4,
    LONGEST_BYTES = 40000, /* Of a record, longer than what a thread takes at a time. */
    LONGEST = 777,         /* Its index. */
    RECORDS = 5000,
    OUTPUT_MAX = 4 << 20,
};

static const ph_subject *native;
static void *native_state;

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

/* Records of a layout, and what became of them. */
typedef struct decoding {
    void *layout;
    uint8_t *records;
    size_t length;
    uint64_t count;
    uint64_t capacity;
    uint8_t output[OUTPUT_MAX];
    int32_t status;
    ph_subject_outcome outcome;
} decoding;

static void open_layout(decoding *d, const char *copybook, uint32_t format)
{
    const ph_subject_layout asked = { .struct_size = sizeof(asked),
                                      .record_format = format,
                                      .ccsid = 37,
                                      .shape = PH_LINES_COPYBOOK_RS,
                                      .copybook = copybook,
                                      .copybook_length = strlen(copybook) };
    uint64_t length;

    d->outcome = (ph_subject_outcome){ .struct_size = sizeof(d->outcome) };
    if (native->open_layout(native_state, &asked, &d->layout, &length, &d->outcome))
        fail_msg("%s %s", d->outcome.error_code, d->outcome.error_detail);
}

static void decode(decoding *d, uint32_t threads)
{
    const ph_subject_records records = {
        .struct_size = sizeof(records),
        .operation = PH_OPERATION_DECODE_FILE_THREADS,
        .bytes = d->records,
        .length = d->length,
        .count = d->count,
        .output = d->output,
        .output_capacity = d->capacity ? d->capacity : OUTPUT_MAX,
        .threads = threads,
    };

    memset(d->output, 0, OUTPUT_MAX);
    d->outcome = (ph_subject_outcome){ .struct_size = sizeof(d->outcome) };
    d->status = native->decode_records(native_state, d->layout, &records, &d->outcome);
}

/* On several threads, and by one layout in any order of their numbers, as on one. */
static void expect_same(decoding *d)
{
    static const uint32_t threads[] = { 2, 7, 3, 1, 2 };
    decoding *one = malloc(sizeof(*one));

    assert_non_null(one);
    memcpy(one, d, sizeof(*one));
    decode(one, 1);
    for (size_t i = 0; i < sizeof(threads) / sizeof(*threads); i++) {
        decode(d, threads[i]);
        assert_int_equal(d->status, one->status);
        assert_memory_equal(&d->outcome, &one->outcome, sizeof(d->outcome));
        assert_memory_equal(d->output, one->output, one->outcome.output_length);
    }
    free(one);
}

static const char fixed_copybook[] = "       01  R.\n"
                                     "           05  N  PIC 9(4).\n"
                                     "           05  T  PIC X(60).\n";

/* Its number, and text; the zone of a bad one's first digit is 4. */
static void write_record(uint8_t *to, unsigned index, bool is_bad)
{
    for (unsigned digit = 4, rest = index; digit-- > 0; rest /= 10)
        to[digit] = (uint8_t)(0xf0 + rest % 10);
    memset(to + 4, 0xc1 + (int)(index % 9), RECORD_BYTES - 4);
    if (is_bad)
        to[0] = 0x41;
}

static void *make_fixed(decoding *d, unsigned bad_from, unsigned bad_every)
{
    d->count = RECORDS;
    d->length = (size_t)RECORDS * RECORD_BYTES;
    d->records = malloc(d->length);
    assert_non_null(d->records);
    for (unsigned i = 0; i < RECORDS; i++)
        write_record(d->records + (size_t)i * RECORD_BYTES, i, i >= bad_from && i % bad_every == 0);
    open_layout(d, fixed_copybook, PH_RECORD_FORMAT_FIXED);
    return d->records;
}

static decoding *new_decoding(void)
{
    decoding *d = calloc(1, sizeof(*d));

    assert_non_null(d);
    return d;
}

static void free_decoding(decoding *d)
{
    native->close_layout(native_state, d->layout);
    free(d->records);
    free(d);
}

static void test_good_records(void **state)
{
    decoding *d = new_decoding();

    (void)state;
    (void)make_fixed(d, RECORDS, 1);
    expect_same(d);
    assert_int_equal(d->status, PH_SUBJECT_OK);
    assert_int_equal(d->outcome.items_done, RECORDS);
    free_decoding(d);
}

static void test_records_that_fail(void **state)
{
    decoding *d = new_decoding();

    (void)state;
    (void)make_fixed(d, 1234, 7);
    expect_same(d);
    assert_int_equal(d->status, PH_SUBJECT_FAILED);
    assert_int_equal(d->outcome.first_failed, 1239);
    assert_string_equal(d->outcome.error_field, "R.N");
    assert_int_equal(d->outcome.items_done + d->outcome.items_failed, RECORDS);
    free_decoding(d);
}

static void test_bytes_that_end_inside_a_record(void **state)
{
    decoding *d = new_decoding();

    (void)state;
    (void)make_fixed(d, RECORDS, 1);
    d->length -= 3;
    expect_same(d);
    assert_string_equal(d->outcome.error_code, "CUT");
    assert_int_equal(d->outcome.first_failed, RECORDS - 1);
    free_decoding(d);
}

static void test_output_that_does_not_fit(void **state)
{
    decoding *d = new_decoding();

    (void)state;
    (void)make_fixed(d, RECORDS, 1);
    decode(d, 3);
    d->capacity = d->outcome.output_length;
    expect_same(d);
    assert_int_equal(d->status, PH_SUBJECT_OK);
    for (uint64_t less = 1; less < d->capacity; less = 2 * less + 1) {
        const uint64_t capacity = d->capacity;

        d->capacity -= less;
        decode(d, 3);
        assert_int_equal(d->status, PH_SUBJECT_FAILED);
        assert_string_equal(d->outcome.error_code, PH_SUBJECT_ERROR_OUTPUT_FULL);
        for (uint64_t i = d->capacity; i < OUTPUT_MAX; i++)
            assert_int_equal(d->output[i], 0);
        d->capacity = capacity;
    }
    free_decoding(d);
}

/* A record among them is longer than what a thread takes at a time. */
static void test_records_behind_their_descriptors(void **state)
{
    static const char copybook[] = "       01  R.\n"
                                   "           05  N  PIC 9(4).\n"
                                   "           05  T  PIC X(32000).\n"
                                   "           05  U  PIC X(32000).\n";
    decoding *d = new_decoding();
    uint8_t *at;

    (void)state;
    d->records = at = calloc(RECORDS + LONGEST_BYTES, RDW_BYTES + RECORD_BYTES);
    assert_non_null(at);
    for (unsigned i = 0; i < RECORDS; i++) {
        const unsigned length = i == LONGEST ? LONGEST_BYTES : 4 + i * 7 % (RECORD_BYTES - 4);

        at[0] = (uint8_t)(length >> 8);
        at[1] = (uint8_t)length;
        write_record(at + RDW_BYTES, i, false);
        memset(at + RDW_BYTES + 4, 0xc2, length - 4);
        at += RDW_BYTES + length;
    }
    d->count = RECORDS;
    d->length = (size_t)(at - d->records);
    open_layout(d, copybook, PH_RECORD_FORMAT_RDW);
    expect_same(d);
    assert_int_equal(d->status, PH_SUBJECT_OK);
    assert_int_equal(d->outcome.items_done, RECORDS);
    free_decoding(d);
}

static void test_numbers_of_threads_that_are_none(void **state)
{
    decoding *d = new_decoding();

    (void)state;
    (void)make_fixed(d, RECORDS, 1);
    for (uint32_t threads = 0; threads <= 65; threads += 65) {
        decode(d, threads);
        assert_int_equal(d->status, PH_SUBJECT_FAILED);
        assert_string_equal(d->outcome.error_code, PH_SUBJECT_ERROR_UNSUPPORTED);
    }
    free_decoding(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_records),
        cmocka_unit_test(test_records_that_fail),
        cmocka_unit_test(test_bytes_that_end_inside_a_record),
        cmocka_unit_test(test_output_that_does_not_fit),
        cmocka_unit_test(test_records_behind_their_descriptors),
        cmocka_unit_test(test_numbers_of_threads_that_are_none),
    };

    return cmocka_run_group_tests(tests, load, NULL);
}
