/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One allocation more is more, however few it is a share of; what is judged are shares, and of
 * hardly any a share of one an item; what chance decides counts by the draw that speaks most for
 * head; and what was not seen is neither more nor less.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "verdict/allocation_change.h"

enum { ITEMS = 1000 };

static const ph_allocation_rule rule = { 0.005, 0.02 };

static ph_allocations made(uint64_t calls, uint64_t bytes, uint64_t peak)
{
    return (ph_allocations){ ITEMS, ITEMS, calls, bytes, peak, 1 << 22, NULL };
}

typedef struct change_case {
    uint64_t base[PH_ALLOCATION_COUNTS], head[PH_ALLOCATION_COUNTS];
    ph_allocation_difference difference;
    ph_verdict verdict;
    const char *text; /* NULL: nothing is said. */
} change_case;

static const change_case cases[] = {
    { { 5000, 500000, 90 },
      { 5000, 500000, 90 },
      PH_ALLOCATION_DIFFERENCE_SAME,
      PH_VERDICT_PASS,
      NULL },
    /* One in a thousand items, of 50,000: found, and nobody's business. */
    { { 50000, 900000, 90 },
      { 50001, 900000, 90 },
      PH_ALLOCATION_DIFFERENCE_MORE,
      PH_VERDICT_PASS,
      "0.002 % more allocations, not beyond 0.5 %" },
    /* Of none at all: of one an item. */
    { { 0, 0, 0 },
      { 1, 16, 16 },
      PH_ALLOCATION_DIFFERENCE_MORE,
      PH_VERDICT_PASS,
      "0.391 % more bytes in use at a time, not beyond 0.5 %" },
    { { 0, 0, 0 },
      { 5, 0, 0 },
      PH_ALLOCATION_DIFFERENCE_MORE,
      PH_VERDICT_PASS,
      "0.5 % more allocations, not beyond 0.5 %" },
    { { 0, 0, 0 },
      { 6, 0, 0 },
      PH_ALLOCATION_DIFFERENCE_MORE,
      PH_VERDICT_WARN,
      "0.6 % more allocations, beyond 0.5 %" },
    { { 5000, 500000, 9000 },
      { 5000, 600000, 9000 },
      PH_ALLOCATION_DIFFERENCE_MORE,
      PH_VERDICT_FAIL,
      "20 % more allocated bytes, beyond 2 %" },
    /* Fewer calls do not make good for more bytes. */
    { { 5000, 500000, 9000 },
      { 2500, 505000, 9000 },
      PH_ALLOCATION_DIFFERENCE_MORE,
      PH_VERDICT_WARN,
      "1 % more allocated bytes, beyond 0.5 %" },
    { { 5000, 500000, 9000 },
      { 2500, 500000, 8000 },
      PH_ALLOCATION_DIFFERENCE_LESS,
      PH_VERDICT_PASS,
      "50 % fewer allocations" },
    { { 5000, 500000, 90000 },
      { 5000, 500000, 99000 },
      PH_ALLOCATION_DIFFERENCE_MORE,
      PH_VERDICT_FAIL,
      "10 % more bytes in use at a time, beyond 2 %" },
};

static void assert_said(const ph_allocation_change *change, const char *expected)
{
    g_autofree char *text = ph_allocation_change_text(change, &rule);

    if (expected)
        assert_string_equal(text, expected);
    else
        assert_null(text);
}

static void test_what_is_more(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const uint64_t *before = cases[i].base, *after = cases[i].head;
        const ph_allocations base = made(before[0], before[1], before[2]);
        const ph_allocations head = made(after[0], after[1], after[2]);
        ph_allocation_change change = { 0 };

        ph_allocation_change_take(&change, &base, &head);
        ph_allocation_change_take(&change, &base, &head);
        ph_allocation_change_judge(&change, &rule);
        assert_int_equal(change.difference, cases[i].difference);
        assert_int_equal(change.verdict, cases[i].verdict);
        assert_int_equal(change.draws, 2);
        assert_said(&change, cases[i].text);
        ph_allocation_change_clear(&change);
    }
}

static ph_allocation_change drawn(uint64_t first, uint64_t second)
{
    const ph_allocations base = made(1000, 64000, 100);
    const ph_allocations one = made(first, 64000, 100), other = made(second, 64000, 100);
    ph_allocation_change change = { 0 };

    ph_allocation_change_take(&change, &base, &one);
    ph_allocation_change_take(&change, &base, &other);
    ph_allocation_change_judge(&change, &rule);
    return change;
}

static void test_what_chance_decides(void **state)
{
    static const struct {
        uint64_t first, second;
        ph_allocation_difference difference;
        ph_verdict verdict;
        const char *text;
    } draws[] = {
        { 1100, 1006, PH_ALLOCATION_DIFFERENCE_MORE, PH_VERDICT_WARN,
          "0.6 % more allocations, beyond 0.5 %" },
        { 1100, 1000, PH_ALLOCATION_DIFFERENCE_VARIES, PH_VERDICT_PASS,
          "as many allocations as chance will have it" },
        { 1100, 900, PH_ALLOCATION_DIFFERENCE_VARIES, PH_VERDICT_PASS,
          "as many allocations as chance will have it" },
        { 900, 990, PH_ALLOCATION_DIFFERENCE_LESS, PH_VERDICT_PASS, "1 % fewer allocations" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(draws); i++) {
        ph_allocation_change change = drawn(draws[i].first, draws[i].second);

        assert_int_equal(change.difference, draws[i].difference);
        assert_int_equal(change.verdict, draws[i].verdict);
        assert_said(&change, draws[i].text);
        ph_allocation_change_clear(&change);
    }
}

/* Then it is said, and no more. */
static void test_without_a_rule(void **state)
{
    const ph_allocation_rule none = { 0 };
    ph_allocation_change change = drawn(2000, 2000);
    g_autofree char *text = NULL;

    (void)state;
    ph_allocation_change_judge(&change, &none);
    text = ph_allocation_change_text(&change, &none);
    assert_int_equal(change.verdict, PH_VERDICT_PASS);
    assert_int_equal(change.difference, PH_ALLOCATION_DIFFERENCE_MORE);
    assert_string_equal(text, "100 % more allocations");
    ph_allocation_change_clear(&change);
}

static void test_what_is_not_seen(void **state)
{
    static char reason[] = "it has an allocator of its own";
    const ph_allocations seen = made(1000, 64000, 100), unseen = { .unseen = reason };
    ph_allocation_change change = { 0 };

    (void)state;
    ph_allocation_change_take(&change, &seen, &seen);
    ph_allocation_change_take(&change, &seen, &unseen);
    ph_allocation_change_take(&change, &seen, &seen);
    ph_allocation_change_judge(&change, &rule);
    assert_false(ph_allocation_change_is_counted(&change));
    assert_string_equal(change.uncounted,
                        "what head allocates is not seen: it has an allocator of its own");
    assert_said(&change, NULL);
    ph_allocation_change_clear(&change);
}

static void test_what_differs_from_run_to_run_is_not_kept(void **state)
{
    ph_allocation_change change = drawn(1000, 1000);

    (void)state;
    assert_int_equal(change.base->peak_resident_bytes, 0);
    ph_allocation_change_clear(&change);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_more),
        cmocka_unit_test(test_what_chance_decides),
        cmocka_unit_test(test_without_a_rule),
        cmocka_unit_test(test_what_is_not_seen),
        cmocka_unit_test(test_what_differs_from_run_to_run_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
