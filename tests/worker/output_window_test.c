/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A window that was spoiled holds no answer of before, as short as it may be, and looks like one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "worker/output_window.h"

enum { VALUES = 600, BYTES = 9000 };

static ph_output_window window;
static ph_random generator = { 11 };

static int set_up(void **state)
{
    (void)state;
    assert_true(ph_output_window_allocate(VALUES, BYTES, 3, &window));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ph_output_window_free(&window);
    return 0;
}

static const ph_output_extent most = { VALUES, BYTES, VALUES };

static size_t differing(const uint8_t *a, const uint8_t *b, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += a[i] != b[i];
    return count;
}

static void test_no_answer_of_before_is_left(void **state)
{
    static const ph_output_extent cases[] = { { 1, 0, 0 },   { 0, 1, 0 },         { 0, 0, 1 },
                                              { 0, 16, 16 }, { VALUES, 0, 0 },    { 0, 17, 3 },
                                              { 0, 0, 0 },   { 0, BYTES, VALUES } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        for (int try = 0; try < 50; try++) {
            const uint64_t before = ph_output_window_checksum(&window, cases[i]);
            const int is_empty = cases[i].values + cases[i].bytes + cases[i].text_ends == 0;

            ph_output_window_spoil(&window, cases[i], most, &generator);
            assert_int_equal(ph_output_window_checksum(&window, cases[i]) == before, is_empty);
            assert_true(ph_output_window_is_intact(&window, most));
        }
}

/* In every sixteenth of it something is wrong, and hardly anything is. */
static void test_little_is_spoiled_everywhere(void **state)
{
    const ph_output_extent extent = { .bytes = 8000 };
    uint8_t before[8000];

    (void)state;
    memset(window.bytes, 7, sizeof(before));
    memcpy(before, window.bytes, sizeof(before));
    ph_output_window_spoil(&window, extent, extent, &generator);
    assert_int_equal(differing(before, window.bytes, sizeof(before)), 16);
    for (size_t part = 0; part < 16; part++)
        assert_int_equal(differing(before + part * 500, window.bytes + part * 500, 500), 1);
}

/* Where another arm has written, this one may not. */
static void test_the_guard_is_put_up_again(void **state)
{
    const ph_output_extent extent = { 5, 50, 5 };

    (void)state;
    memset(window.bytes, 7, BYTES);
    assert_false(ph_output_window_is_intact(&window, extent));
    ph_output_window_spoil(&window, extent, extent, &generator);
    assert_true(ph_output_window_is_intact(&window, extent));
    window.bytes[50] = 7;
    assert_false(ph_output_window_is_intact(&window, extent));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_no_answer_of_before_is_left),
        TEST(test_little_is_spoiled_everywhere),
        TEST(test_the_guard_is_put_up_again),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
