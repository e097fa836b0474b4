/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file is right when it holds what was made, and no other file is. */
#define _GNU_SOURCE /* memfd_create */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error/error.h"
#include "measure/stored_truth.h"
#include "storage/direct_stream.h"

enum { RECORD_BYTES = 2 << 20 };

static const ph_worker_host host;

static int new_file(void)
{
    const int descriptor = memfd_create("stored-truth-test", MFD_CLOEXEC);

    assert_true(descriptor >= 0);
    return descriptor;
}

static char *wrong_of(ph_stored_truth *truth, int descriptor)
{
    char *wrong;

    assert_true(ph_stored_truth_check(truth, &host, descriptor, &wrong, NULL));
    return wrong;
}

static void assert_wrong(ph_stored_truth *truth, int descriptor, const char *phrase)
{
    g_autofree char *wrong = wrong_of(truth, descriptor);

    assert_non_null(wrong);
    if (!strstr(wrong, phrase))
        fail_msg("\"%s\" was expected in: %s", phrase, wrong);
}

static void write_at(int descriptor, off_t at, const char *text)
{
    assert_int_equal(pwrite(descriptor, text, strlen(text), at), (ssize_t)strlen(text));
}

/* What a right encoder writes is what a file of records to decode would hold. */
static void test_records(void **state)
{
    ph_stored_truth *truth = ph_stored_truth_new(ph_workload_find("file-encode"), RECORD_BYTES);
    const uint64_t bytes = ph_stored_truth_record_bytes(truth);
    const int input = new_file(), output = new_file();
    uint64_t written;

    (void)state;
    assert_in_range(bytes, RECORD_BYTES - 500, RECORD_BYTES);
    assert_int_equal(bytes, ph_stored_truth_records(truth) * 500);
    assert_true(ph_stored_truth_write(truth, &host, input, &written, NULL));
    assert_int_equal(lseek(input, 0, SEEK_END), written);
    assert_true((double)written > 0.9 * (double)bytes * ph_stored_truth_json_factor(truth));
    assert_wrong(truth, output, "its output ends in record 0");
    write_at(output, 0, "not what it should be");
    assert_wrong(truth, output, "its output is another in record 0, byte 0");
    ph_stored_truth_free(truth);
    (void)close(input), (void)close(output);
}

/* Lines that hold the truth: those that an encoder of the same records would be given. */
static void test_lines(void **state)
{
    ph_workload encoding = *ph_workload_find("file-comp3");
    ph_stored_truth *truth;
    uint64_t written, cut;
    const int lines = new_file();
    g_autofree char *wrong = NULL;

    (void)state;
    encoding.is_encoding = true;
    truth = ph_stored_truth_new(&encoding, RECORD_BYTES);
    assert_true(ph_stored_truth_write(truth, &host, lines, &written, NULL));
    encoding.is_encoding = false;
    write_at(lines, (off_t)written, "{}\n");
    assert_wrong(truth, lines, "goes on behind the last record");
    assert_int_equal(ftruncate(lines, (off_t)written), 0);
    wrong = wrong_of(truth, lines);
    assert_null(wrong);
    cut = written / 2;
    assert_int_equal(ftruncate(lines, (off_t)cut), 0);
    assert_wrong(truth, lines, "record");
    ph_stored_truth_free(truth);
    (void)close(lines);
}

static void test_one_digit_is_wrong(void **state)
{
    ph_workload encoding = *ph_workload_find("file-comp3");
    ph_stored_truth *truth;
    const int lines = new_file();
    char piece[4096], *digit;
    uint64_t written;

    (void)state;
    encoding.is_encoding = true;
    truth = ph_stored_truth_new(&encoding, RECORD_BYTES);
    assert_true(ph_stored_truth_write(truth, &host, lines, &written, NULL));
    encoding.is_encoding = false;
    const off_t at = (off_t)(written - sizeof(piece));
    assert_int_equal(pread(lines, piece, sizeof(piece) - 1, at), sizeof(piece) - 1);
    piece[sizeof(piece) - 1] = '\0';
    digit = strstr(piece, "\"FIELD-10\":\"");
    assert_non_null(digit);
    digit = strchr(digit, '.') + 1;
    *digit = *digit == '7' ? '8' : '7';
    assert_int_equal(pwrite(lines, digit, 1, at + (digit - piece)), 1);
    assert_wrong(truth, lines, "FIELD-10");
    ph_stored_truth_free(truth);
    (void)close(lines);
}

/* A memfd is in memory: it has no device. */
static void test_no_device_below(void **state)
{
    g_autoptr(GError) error = NULL;
    const int file = new_file();

    (void)state;
    assert_int_equal(ftruncate(file, RECORD_BYTES), 0);
    assert_int_equal(ph_direct_bytes(RECORD_BYTES + 1), RECORD_BYTES);
    (void)ph_direct_read_ns(file, RECORD_BYTES, &error);
    if (error) /* Kernels from 6.6 on take O_DIRECT on tmpfs. */
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    (void)close(file);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_one_digit_is_wrong),
        cmocka_unit_test(test_no_device_below),
    };

    return cmocka_run_group_tests_name("stored truth", tests, NULL, NULL);
}
