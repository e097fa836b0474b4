/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From one descriptor to another, a subject writes what it writes of the same records in memory,
 * and the way back gives these records; what cannot be read, written, decoded or encoded is said.
 *
 *     stream_test LIBRARY FRAMED
 *
 * Of records that are framed so many: copybook-rs 0.8.1 takes one that lies across the end of a
 * buffer of its own for one that is cut.
 */
#define _GNU_SOURCE /* memfd_create */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "perfharness/subject.h"
#include "perfharness/workload.h"

enum { RECORDS = 30000, JSON_BYTES_PER_BYTE = 12, COPYBOOK_BYTES = 4096, SEED = 5 };

static const char *library;
static size_t framed_records;

typedef struct fixture {
    const ph_subject *subject;
    void *state;
    void *layout;
    char copybook[COPYBOOK_BYTES];
    size_t record_length;
    uint8_t *records; /* RECORDS of them. */
    uint8_t *made;
    size_t made_capacity;
    ph_subject_outcome outcome;
} fixture;

static void open_layout(fixture *f, uint32_t record_format)
{
    const ph_subject_layout layout = { .struct_size = sizeof(layout),
                                       .record_format = record_format,
                                       .ccsid = 37,
                                       .copybook = f->copybook,
                                       .copybook_length = strlen(f->copybook),
                                       .shape = PH_LINES_COPYBOOK_RS };
    uint64_t length;

    f->outcome = (ph_subject_outcome){ .struct_size = sizeof(f->outcome) };
    assert_int_equal(f->subject->open_layout(f->state, &layout, &f->layout, &length, &f->outcome),
                     PH_SUBJECT_OK);
}

static int set_up(void **state)
{
    const ph_workload *workload = ph_workload_find("record-simple");
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    fixture *f = calloc(1, sizeof(*f));
    ph_subject_entry_fn *entry;
    void *symbol;

    if (!handle || !f)
        return -1;
    symbol = dlsym(handle, PH_SUBJECT_ENTRY_SYMBOL);
    memcpy(&entry, &symbol, sizeof(entry));
    f->subject = entry(0);
    f->outcome.struct_size = sizeof(f->outcome);
    (void)ph_workload_copybook(workload, f->copybook, sizeof(f->copybook));
    f->record_length = ph_workload_record_length(workload);
    f->records = malloc(RECORDS * f->record_length);
    f->made_capacity = RECORDS * f->record_length * JSON_BYTES_PER_BYTE;
    f->made = malloc(f->made_capacity);
    if (!f->records || !f->made || f->subject->open("", &f->state, &f->outcome) != PH_SUBJECT_OK)
        return -1;
    ph_workload_generate(workload, SEED, 0, RECORDS, f->records, NULL);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    f->subject->close(f->state);
    free(f->records);
    free(f->made);
    free(f);
    return 0;
}

static int file_of(const void *bytes, size_t length)
{
    const int descriptor = memfd_create("stream-test", MFD_CLOEXEC);

    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, length), (ssize_t)length);
    assert_int_equal(lseek(descriptor, 0, SEEK_SET), 0);
    return descriptor;
}

static int32_t stream(fixture *f, uint32_t operation, int input, int output)
{
    const ph_subject_stream given = { sizeof(given), operation, input, output };

    int32_t result;

    f->outcome = (ph_subject_outcome){ .struct_size = sizeof(f->outcome) };
    result = f->subject->stream(f->state, f->layout, &given, &f->outcome);
    if (result != PH_SUBJECT_OK)
        print_message("%s: %s\n", f->outcome.error_code, f->outcome.error_detail);
    return result;
}

static void assert_holds(int descriptor, const uint8_t *bytes, size_t length)
{
    uint8_t *found = malloc(length + 1);

    assert_non_null(found);
    assert_int_equal(pread(descriptor, found, length + 1, 0), (ssize_t)length);
    assert_memory_equal(found, bytes, length);
    free(found);
}

/* What the same records become in memory. */
static size_t decode_in_memory(fixture *f)
{
    const ph_subject_records records = { .struct_size = sizeof(records),
                                         .operation = PH_OPERATION_DECODE_FILE,
                                         .bytes = f->records,
                                         .length = RECORDS * f->record_length,
                                         .count = RECORDS,
                                         .output = f->made,
                                         .output_capacity = f->made_capacity };

    f->outcome = (ph_subject_outcome){ .struct_size = sizeof(f->outcome) };
    assert_int_equal(f->subject->decode_records(f->state, f->layout, &records, &f->outcome),
                     PH_SUBJECT_OK);
    return f->outcome.output_length;
}

static void test_there_and_back(void **state)
{
    fixture *f = *state;
    const int records = file_of(f->records, RECORDS * f->record_length);
    const int lines = file_of("", 0), back = file_of("", 0);

    open_layout(f, PH_RECORD_FORMAT_FIXED);
    const size_t length = decode_in_memory(f);
    assert_int_equal(stream(f, PH_OPERATION_DECODE_DESCRIPTOR, records, lines), PH_SUBJECT_OK);
    assert_int_equal(f->outcome.items_done, RECORDS);
    assert_int_equal(f->outcome.output_length, length);
    assert_holds(lines, f->made, length);
    assert_int_equal(lseek(lines, 0, SEEK_SET), 0);
    assert_int_equal(stream(f, PH_OPERATION_ENCODE_DESCRIPTOR, lines, back), PH_SUBJECT_OK);
    assert_int_equal(f->outcome.items_done, RECORDS);
    assert_int_equal(f->outcome.output_length, RECORDS * f->record_length);
    assert_holds(back, f->records, RECORDS * f->record_length);
    f->subject->close_layout(f->state, f->layout);
    (void)close(records), (void)close(lines), (void)close(back);
}

static void test_framed(void **state)
{
    fixture *f = *state;
    const size_t framed = f->record_length + 4;
    uint8_t *bytes = calloc(framed_records, framed);
    int records, lines, back;

    assert_non_null(bytes);
    for (size_t i = 0; i < framed_records; i++) {
        bytes[i * framed + 1] = (uint8_t)f->record_length;
        memcpy(bytes + i * framed + 4, f->records + i * f->record_length, f->record_length);
    }
    records = file_of(bytes, framed_records * framed);
    lines = file_of("", 0), back = file_of("", 0);
    open_layout(f, PH_RECORD_FORMAT_RDW);
    assert_int_equal(stream(f, PH_OPERATION_DECODE_DESCRIPTOR, records, lines), PH_SUBJECT_OK);
    assert_int_equal(f->outcome.items_done, framed_records);
    assert_int_equal(lseek(lines, 0, SEEK_SET), 0);
    assert_int_equal(stream(f, PH_OPERATION_ENCODE_DESCRIPTOR, lines, back), PH_SUBJECT_OK);
    assert_holds(back, bytes, framed_records * framed);
    f->subject->close_layout(f->state, f->layout);
    (void)close(records), (void)close(lines), (void)close(back);
    free(bytes);
}

/* The rest is done all the same. */
static void test_bad_items(void **state)
{
    enum { BAD = 20000, BYTE_OF_ID = 2 };
    fixture *f = *state;
    uint8_t *byte = f->records + BAD * f->record_length + BYTE_OF_ID;
    const uint8_t right = *byte;
    const char *wrong_lines = "\n{\"no\":\"record\"}\n \nnothing\n";
    int records, lines, none;

    open_layout(f, PH_RECORD_FORMAT_FIXED);
    *byte = 0x01;
    records = file_of(f->records, RECORDS * f->record_length);
    lines = file_of("", 0);
    assert_int_equal(stream(f, PH_OPERATION_DECODE_DESCRIPTOR, records, lines), PH_SUBJECT_FAILED);
    *byte = right;
    assert_int_equal(f->outcome.items_failed, 1);
    assert_int_equal(f->outcome.first_failed, BAD);
    assert_int_equal(f->outcome.items_done, RECORDS - 1);
    assert_true(*f->outcome.error_code);
    none = file_of(wrong_lines, strlen(wrong_lines));
    assert_int_equal(stream(f, PH_OPERATION_ENCODE_DESCRIPTOR, none, lines), PH_SUBJECT_FAILED);
    assert_true(f->outcome.items_failed >= 1);
    assert_int_equal(f->outcome.first_failed, 0);
    f->subject->close_layout(f->state, f->layout);
    (void)close(records), (void)close(lines), (void)close(none);
}

static void test_cut(void **state)
{
    fixture *f = *state;
    const int records = file_of(f->records, 10 * f->record_length + 7), lines = file_of("", 0);

    open_layout(f, PH_RECORD_FORMAT_FIXED);
    assert_int_equal(stream(f, PH_OPERATION_DECODE_DESCRIPTOR, records, lines), PH_SUBJECT_FAILED);
    assert_true(f->outcome.items_failed >= 1);
    f->subject->close_layout(f->state, f->layout);
    (void)close(records), (void)close(lines);
}

static void test_disk_is_full(void **state)
{
    static const uint32_t operations[] = { PH_OPERATION_DECODE_DESCRIPTOR,
                                           PH_OPERATION_ENCODE_DESCRIPTOR };
    fixture *f = *state;
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    assert_true(full >= 0);
    open_layout(f, PH_RECORD_FORMAT_FIXED);
    for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
        const size_t length = i == 0 ? RECORDS * f->record_length : decode_in_memory(f);
        const int input = file_of(i == 0 ? f->records : f->made, length);

        assert_int_equal(stream(f, operations[i], input, full), PH_SUBJECT_FAILED);
        assert_string_equal(f->outcome.error_code, PH_SUBJECT_ERROR_WRITE);
        assert_non_null(strstr(f->outcome.error_detail, "No space left on device"));
        assert_int_equal(f->outcome.output_length, 0);
        (void)close(input);
    }
    f->subject->close_layout(f->state, f->layout);
    (void)close(full);
}

static void test_input_cannot_be_read(void **state)
{
    static const uint32_t operations[] = { PH_OPERATION_DECODE_DESCRIPTOR,
                                           PH_OPERATION_ENCODE_DESCRIPTOR };
    fixture *f = *state;
    const int unreadable = open("/dev/null", O_WRONLY | O_CLOEXEC), lines = file_of("", 0);

    open_layout(f, PH_RECORD_FORMAT_FIXED);
    for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
        assert_int_equal(stream(f, operations[i], unreadable, lines), PH_SUBJECT_FAILED);
        assert_string_equal(f->outcome.error_code, PH_SUBJECT_ERROR_READ);
    }
    f->subject->close_layout(f->state, f->layout);
    (void)close(unreadable), (void)close(lines);
}

/* They are the host's. */
static void test_descriptors_stay_open(void **state)
{
    fixture *f = *state;
    const int records = file_of(f->records, f->record_length), lines = file_of("", 0);

    open_layout(f, PH_RECORD_FORMAT_FIXED);
    assert_int_equal(stream(f, PH_OPERATION_DECODE_DESCRIPTOR, records, lines), PH_SUBJECT_OK);
    f->subject->close_layout(f->state, f->layout);
    assert_int_equal(close(records), 0);
    assert_int_equal(close(lines), 0);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_there_and_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_framed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bad_items, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_disk_is_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_input_cannot_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_descriptors_stay_open, set_up, tear_down),
    };

    if (argc != 3)
        return EXIT_FAILURE;
    library = argv[1];
    framed_records = strtoul(argv[2], NULL, 10);
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
