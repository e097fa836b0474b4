/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decisions are read from levels, in the order they were made, each with what was known then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "series/level.h"
#include "series/level_decisions.h"

static void add_run(GArray *runs, gint64 position, gint64 received_us)
{
    const ph_trend_point run = { .position = position, .received_us = received_us };

    g_array_append_val(runs, run);
}

static void test_what_was_known_when_it_was_decided(void **state)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    g_autoptr(GPtrArray) levels = g_ptr_array_new();
    g_autoptr(GArray) decisions = NULL;
    const ph_trend trend = { .points = runs };
    const ph_level_decision *decided;
    ph_history_level second = { .id = 9, .first_position = 20, .at_us = 400 };
    ph_history_level first = { .id = 4, .first_position = 20, .at_us = 300 };
    ph_history_level early = { .id = 1, .first_position = 15, .at_us = 50 };

    (void)state;
    add_run(runs, 20, 200);
    add_run(runs, 22, 300);
    add_run(runs, 24, 400);
    add_run(runs, 26, 500);
    add_run(runs, 23, 600); /* Old, and measured last. */
    first.cause = PH_LEVEL_REFUTED;
    second.cause = PH_LEVEL_HOST;
    early.cause = PH_LEVEL_CODE;
    g_ptr_array_add(levels, &second);
    g_ptr_array_add(levels, &early);
    g_ptr_array_add(levels, &first);
    decisions = ph_level_decisions(levels, &trend);
    decided = (const ph_level_decision *)(const void *)decisions->data;
    assert_int_equal(decisions->len, 3);
    assert_int_equal(decided[0].cause, PH_LEVEL_CODE);
    assert_int_equal(decided[0].head_position, 15);
    assert_int_equal(decided[1].cause, PH_LEVEL_REFUTED);
    assert_int_equal(decided[1].first_position, 20);
    assert_int_equal(decided[1].head_position, 22);
    assert_int_equal(decided[2].cause, PH_LEVEL_HOST);
    assert_int_equal(decided[2].head_position, 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_known_when_it_was_decided),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
