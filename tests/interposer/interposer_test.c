/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each way to allocate is counted once, with the bytes that were asked for, whatever thread does it
 * and whoever calls for it; what fails is none; the peak is of what was in use beyond the start;
 * and blocks are as the C library makes them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "interposer/allocation_marks.h"

static const ph_allocation_marks *marks;

static int take_marks(void **state)
{
    (void)state;
    marks = ph_allocation_marks_take();
    return marks ? 0 : -1;
}

static void assert_counted(uint64_t calls, uint64_t bytes, uint64_t peak)
{
    ph_allocation_counts counts;

    marks->stop(&counts);
    assert_int_equal(counts.calls, calls);
    assert_int_equal(counts.bytes, bytes);
    assert_int_equal(counts.peak_live_bytes, peak);
}

static void test_they_are_lent_once(void **state)
{
    (void)state;
    assert_null(ph_allocation_marks_take());
}

static void test_nothing_is_nothing(void **state)
{
    (void)state;
    marks->start();
    assert_counted(0, 0, 0);
}

static void test_each_way_to_allocate(void **state)
{
    void *blocks[9] = { NULL };

    (void)state;
    marks->start();
    blocks[0] = malloc(10);
    blocks[1] = calloc(3, 7);
    blocks[2] = realloc(NULL, 30);
    blocks[3] = reallocarray(NULL, 4, 10);
    blocks[4] = aligned_alloc(64, 128);
    blocks[5] = memalign(32, 5);
    blocks[6] = valloc(6);
    blocks[7] = strdup("as the C library calls it");
    const int result = posix_memalign(&blocks[8], 4096, 50);
    assert_counted(9, 10 + 21 + 30 + 40 + 128 + 5 + 6 + 26 + 50,
                   10 + 21 + 30 + 40 + 128 + 5 + 6 + 26 + 50);
    assert_int_equal(result, 0);
    for (size_t i = 0; i < 21; i++)
        assert_int_equal(((const char *)blocks[1])[i], 0);
    assert_int_equal((uintptr_t)blocks[4] % 64, 0);
    assert_int_equal((uintptr_t)blocks[5] % 32, 0);
    assert_int_equal((uintptr_t)blocks[8] % 4096, 0);
    for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
        free(blocks[i]);
}

static void test_whole_pages(void **state)
{
    void *block;

    (void)state;
    marks->start();
    block = pvalloc(1);
    assert_counted(1, 4096, 4096);
    free(block);
    assert_null(pvalloc(SIZE_MAX));
}

static void test_the_peak_is_of_what_is_in_use_at_a_time(void **state)
{
    void *before = malloc(500), *first, *second;

    (void)state;
    marks->start();
    free(before); /* What was in use before gives room, and no more. */
    first = malloc(300);
    free(first);
    first = malloc(400);
    second = malloc(350);
    free(first);
    free(second);
    assert_counted(3, 300 + 400 + 350, 400 + 350 - 500);
}

static void test_what_grows_is_asked_for_anew(void **state)
{
    char *block = malloc(8);

    (void)state;
    memcpy(block, "1234567", 8);
    marks->start();
    block = realloc(block, 100000);
    assert_string_equal(block, "1234567");
    block = realloc(block, 20);
    assert_string_equal(block, "1234567");
    block = realloc(block, 0); /* free(), by another name. */
    assert_null(block);
    assert_counted(2, 100000 + 20, 100000 - 8);
}

static void test_what_fails_is_no_allocation(void **state)
{
    const volatile size_t too_much = (size_t)PTRDIFF_MAX + 1; /* The compiler need not know. */
    void *block = malloc(40), *none = NULL;

    (void)state;
    marks->start();
    assert_null(malloc(too_much));
    assert_null(calloc(too_much, 4));
    assert_null(realloc(block, too_much)); /* And the block stays. */
    assert_int_equal(posix_memalign(&none, 3, 10), EINVAL);
    assert_int_equal(posix_memalign(&none, 24, 10), EINVAL);
    assert_int_equal(posix_memalign(&none, 64, too_much), ENOMEM);
    free(NULL);
    assert_counted(0, 0, 0);
    marks->start();
    block = realloc(block, 50); /* As large as it was known to be. */
    assert_counted(1, 50, 10);
    free(block);
}

enum { THREADS = 4, EACH = 1000, BYTES = 24 };

static void *allocate_in_a_thread(void *unused)
{
    for (int i = 0; i < EACH; i++)
        free(malloc(BYTES));
    return unused;
}

static void test_of_all_threads(void **state)
{
    pthread_t threads[THREADS];
    ph_allocation_counts counts, alone;

    (void)state;
    marks->start(); /* What a thread itself takes is allocated, too. */
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, allocate_in_a_thread, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    marks->stop(&counts);
    marks->start();
    (void)allocate_in_a_thread(NULL);
    marks->stop(&alone);
    assert_int_equal(alone.calls, EACH);
    assert_true(counts.calls >= THREADS * EACH && counts.calls < THREADS * (EACH + 10));
    assert_true(counts.bytes >= THREADS * EACH * BYTES);
}

static void test_what_is_not_between_the_marks(void **state)
{
    void *block = malloc(10);

    (void)state;
    marks->start();
    assert_counted(0, 0, 0);
    free(block);
    free(malloc(30));
    assert_true(marks->own_bytes() > 0);
    marks->start();
    assert_counted(0, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_they_are_lent_once),
        cmocka_unit_test(test_nothing_is_nothing),
        cmocka_unit_test(test_each_way_to_allocate),
        cmocka_unit_test(test_whole_pages),
        cmocka_unit_test(test_the_peak_is_of_what_is_in_use_at_a_time),
        cmocka_unit_test(test_what_grows_is_asked_for_anew),
        cmocka_unit_test(test_what_fails_is_no_allocation),
        cmocka_unit_test(test_of_all_threads),
        cmocka_unit_test(test_what_is_not_between_the_marks),
    };

    return cmocka_run_group_tests(tests, take_marks, NULL);
}
