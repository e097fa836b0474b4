/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A sample of a user's records is drawn evenly by the seed alone, and of each of them every field
 * is compared, wherever its bytes are in the chunk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "perfharness/subject.h"
#include "worker/own_truth.h"

static const char source[] = "       01  REC.\n"
                             "           05  N               PIC 9(2).\n"
                             "           05  T               PIC X(1).\n";
/* "07a", and a record that does not decode. */
static const uint8_t good[] = { 0xf0, 0xf7, 0x81 }, bad[] = { 0xf0, 0x5a, 0x81 };

#define LINE(number, t)                                                                            \
    "{\"schema\":\"copybook.v1\",\"record_index\":0,\"codepage\":\"cp037\",\"N\":\"" number        \
    "\",\"T\":\"" t "\",\"fields\":{\"N\":\"" number "\",\"T\":\"" t "\"}}\n"

static ph_own_copybook own;
static ph_request request;
static ph_own_truth truth;
static char why[PH_REASON_MAX];

static int set_up(void **state)
{
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_FIXED };
    ph_copybook_error error;

    (void)state;
    own = (ph_own_copybook){ .memory = malloc(PH_COPYBOOK_MEMORY_MAX) };
    if (!own.memory || !ph_copybook_read(source, sizeof(source) - 1, &options, own.memory,
                                         PH_COPYBOOK_MEMORY_MAX, &own.copybook, &error))
        return -1;
    own.record = own.copybook.records;
    request = (ph_request){
        .ccsid = 37, .framing = PH_FRAMING_FIXED, .float_format = PH_FLOAT_HEXADECIMAL, .seed = 7
    };
    return ph_own_truth_make(&request, &own, &truth, why) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ph_own_truth_free(&truth);
    free(own.memory);
    return 0;
}

static uint64_t count_of(uint64_t total, uint64_t *ret_sum)
{
    uint64_t count = 0;

    *ret_sum = 0;
    for (uint64_t i = 0; i < total; i++) {
        const bool has = ph_own_truth_has(&truth, i, total);

        count += has;
        *ret_sum += has ? i : 0;
    }
    return count;
}

static void test_so_many_are_drawn(void **state)
{
    static const uint64_t totals[] = { 1, 9999, 10000, 10001, 19999, 20000, 123457 };
    uint64_t sum, other_sum;

    (void)state;
    for (size_t i = 0; i < sizeof(totals) / sizeof(*totals); i++)
        assert_int_equal(count_of(totals[i], &sum), totals[i] < 10000 ? totals[i] : 10000);
    /* By another seed, and in another launch, others. */
    truth.seed++;
    assert_int_equal(count_of(123457, &other_sum), 10000);
    assert_int_not_equal(sum, other_sum);
    ph_own_truth_free(&truth);
    request.launch = 1;
    assert_true(ph_own_truth_make(&request, &own, &truth, why));
    (void)count_of(123457, &other_sum);
    assert_int_not_equal(sum, other_sum);
}

static void test_all_are_drawn(void **state)
{
    uint64_t sum;

    (void)state;
    ph_own_truth_free(&truth);
    request.is_check_all = true;
    assert_true(ph_own_truth_make(&request, &own, &truth, why));
    assert_int_equal(count_of(123457, &sum), 123457);
}

/* Lines for two records, the second of which is record 6 of the file. */
static bool holds(const uint8_t *bytes, const char *lines, char *reason)
{
    const ph_chunk chunk = { .record_count = 2, .first_record = 4 };
    const ph_own_chunk of = { bytes, &chunk, 100 };
    uint64_t count = 0;
    const bool is_right =
        ph_own_truth_holds(&truth, &of, (ph_json_lines){ .text = lines, .length = strlen(lines) },
                           "one", &count, reason);

    assert_int_equal(count, is_right ? 2 : 1);
    return is_right;
}

static void test_every_field_is_compared(void **state)
{
    uint8_t bytes[6];
    char reason[PH_REASON_MAX];

    (void)state;
    memcpy(bytes, good, 3);
    memcpy(bytes + 3, good, 3);
    assert_true(holds(bytes, LINE("07", "a") LINE("07", "a"), reason));
    assert_true(holds(bytes, LINE("07", "a") LINE("7", "a"), reason));
    assert_false(holds(bytes, LINE("07", "a") LINE("08", "a"), reason));
    assert_string_equal(reason,
                        "record 6, field REC.N: a number has its digits: one writes another "
                        "number");
    assert_false(holds(bytes, LINE("07", "a") LINE("07", "b"), reason));
    assert_false(holds(bytes, LINE("07", "a"), reason));
    assert_string_equal(reason, "record 6 left no JSON object");
}

static void test_what_does_not_decode(void **state)
{
    const ph_chunk chunk = { .record_count = 2 };
    uint8_t bytes[6];
    const ph_own_chunk of = { bytes, &chunk, 2 };
    char reason[PH_REASON_MAX];

    (void)state;
    memcpy(bytes, good, 3);
    memcpy(bytes + 3, bad, 3);
    assert_false(holds(bytes, LINE("07", "a") LINE("00", "a"), reason));
    assert_string_equal(reason, "record 6, field REC.N: zone nibble: one decodes it");
    ph_own_truth_say_refused(&truth, &of, 0, "REC.N", reason);
    assert_string_equal(reason, "; the reference decodes it");
    ph_own_truth_say_refused(&truth, &of, 1, "REC.N", reason);
    assert_string_equal(reason, "; the reference refuses it, too: zone nibble");
    ph_own_truth_say_refused(&truth, &of, 1, "", reason);
    assert_string_equal(reason, "; the reference refuses it, too, field REC.N: zone nibble");
}

/* Behind descriptor words, whose lengths do not count them. */
static void test_descriptor_words(void **state)
{
    uint8_t bytes[14] = { 0, 3, 0, 0 };
    char reason[PH_REASON_MAX];

    (void)state;
    ph_own_truth_free(&truth);
    request.framing = PH_FRAMING_RDW;
    assert_true(ph_own_truth_make(&request, &own, &truth, why));
    memcpy(bytes + 4, good, 3);
    memcpy(bytes + 7, bytes, 7);
    assert_true(holds(bytes, LINE("07", "a") LINE("07", "a"), reason));
    assert_false(holds(bytes, LINE("07", "a") LINE("08", "a"), reason));
}

static void test_a_copybook_that_is_not_understood(void **state)
{
    (void)state;
    assert_true(ph_own_truth_is_known(&truth));
    ph_own_truth_free(&truth);
    own.record = NULL;
    assert_true(ph_own_truth_make(&request, &own, &truth, why));
    assert_false(ph_own_truth_is_known(&truth));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_so_many_are_drawn),       TEST(test_all_are_drawn),
        TEST(test_every_field_is_compared), TEST(test_what_does_not_decode),
        TEST(test_descriptor_words),        TEST(test_a_copybook_that_is_not_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
