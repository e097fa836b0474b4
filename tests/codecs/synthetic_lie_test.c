/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The synthetic subject lies as it was asked to: what it has decoded before, wherever it stood, it
 * decodes faster by the share that was asked for, and all its answers are right.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <string.h>
#include <time.h>

#include "perfharness/subject.h"

enum { CELLS = 10000, WIDTH = 6, TRIES = 50 };

typedef struct bench {
    const ph_subject *subject;
    void *state;
    uint8_t cells[CELLS * WIDTH];
    int64_t values[CELLS];
} bench;

static void open_subject(bench *b, const char *options)
{
    void *const library = dlopen(PH_SYNTHETIC_SUBJECT, RTLD_NOW | RTLD_LOCAL);
    void *const symbol = library ? dlsym(library, PH_SUBJECT_ENTRY_SYMBOL) : NULL;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    ph_subject_entry_fn *entry;

    assert_non_null(symbol);
    memcpy(&entry, &symbol, sizeof(entry));
    b->subject = entry(0);
    assert_int_equal(b->subject->open(options, &b->state, &outcome), PH_SUBJECT_OK);
}

/* +NUMBER in every cell, of four digits. */
static void fill(bench *b, unsigned number)
{
    for (size_t i = 0; i < CELLS; i++) {
        uint8_t *const cell = b->cells + i * WIDTH;

        memset(cell, 0, WIDTH);
        cell[WIDTH - 3] = (uint8_t)(number / 1000 % 10);
        cell[WIDTH - 2] = (uint8_t)(number / 100 % 10 << 4 | number / 10 % 10);
        cell[WIDTH - 1] = (uint8_t)(number % 10 << 4 | 0xc);
    }
}

static double decode_ns(bench *b, const uint8_t *cells, unsigned number)
{
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = PH_OPERATION_DECODE_PACKED,
        .flags = PH_COLUMN_SIGNED,
        .digits = 2 * WIDTH - 1,
        .cells = cells,
        .stride = WIDTH,
        .width = WIDTH,
        .count = CELLS,
        .values = b->values,
    };
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    struct timespec begin, end;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    const int32_t result = b->subject->decode_column(b->state, &column, &outcome);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    assert_int_equal(result, PH_SUBJECT_OK);
    for (size_t i = 0; i < CELLS; i++)
        assert_int_equal(b->values[i], number);
    return (double)(end.tv_sec - begin.tv_sec) * 1e9 + (double)(end.tv_nsec - begin.tv_nsec);
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* The fastest of what is new, always at one address, and of the same again, at another. */
static double fresh_over_seen(const char *options)
{
    static bench b;
    static uint8_t elsewhere[CELLS * WIDTH];
    double fresh_ns = 1e18, seen_ns = 1e18;

    open_subject(&b, options);
    for (unsigned number = 1; number <= TRIES; number++) {
        fill(&b, number);
        memcpy(elsewhere, b.cells, sizeof(elsewhere));
        fresh_ns = smaller(fresh_ns, decode_ns(&b, b.cells, number));
        seen_ns = smaller(seen_ns, decode_ns(&b, elsewhere, number));
    }
    b.subject->close(b.state);
    return fresh_ns / seen_ns;
}

static void lies_where_it_is_asked_to(void **state)
{
    (void)state;
    const double ratio = fresh_over_seen("lie=4");

    if (ratio < 3.5 || ratio > 6.5)
        fail_msg("lie=4: what is new takes %g times as long", ratio);
}

static void is_honest_else(void **state)
{
    (void)state;
    const double ratio = fresh_over_seen("slowdown=4");

    if (ratio < 0.6 || ratio > 1.6)
        fail_msg("slowdown=4: what is new takes %g times as long", ratio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lies_where_it_is_asked_to),
        cmocka_unit_test(is_honest_else),
    };

    return cmocka_run_group_tests_name("synthetic lie", tests, NULL, NULL);
}
