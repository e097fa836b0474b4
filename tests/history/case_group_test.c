/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which candidates are one case, and when the series of a run move together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "series/case_group.h"

static ph_candidate candidate(int direction, gint64 base, gint64 head, double size)
{
    return (ph_candidate){ .rule = PH_CANDIDATE_SUM,
                           .direction = direction,
                           .base = { base, base },
                           .head = { head, head },
                           .size = direction * size };
}

static void nominate(GArray *nominations, gint64 series_id, ph_candidate its)
{
    const ph_nomination nomination = { series_id, its };

    g_array_append_val(nominations, nomination);
}

static gint64 member(const GPtrArray *groups, guint group, guint i)
{
    const ph_case_group *found = groups->pdata[group];

    assert_true(i < found->members->len);
    return g_array_index(found->members, ph_nomination, i).series_id;
}

static void test_ranges_that_overlap_are_one_case(void **state)
{
    g_autoptr(GArray) nominations = g_array_new(FALSE, FALSE, sizeof(ph_nomination));
    g_autoptr(GPtrArray) groups = NULL;
    const ph_case_group *first;

    (void)state;
    nominate(nominations, 1, candidate(1, 95, 100, 0.01));
    nominate(nominations, 2, candidate(-1, 96, 100, 0.02));
    nominate(nominations, 3, candidate(1, 97, 100, 0.05));
    nominate(nominations, 4, candidate(1, 60, 95, 0.03)); /* It ends where the first one begins. */
    groups = ph_case_groups(nominations);
    assert_int_equal(groups->len, 3);
    first = groups->pdata[0];
    assert_int_equal(first->members->len, 2);
    assert_int_equal(first->base.position, 95);
    assert_int_equal(first->head.position, 100);
    assert_int_equal(member(groups, 0, 0), 3);
    assert_int_equal(member(groups, 0, 1), 1);
    assert_int_equal(member(groups, 1, 0), 4);
    assert_int_equal(member(groups, 2, 0), 2);
}

/* One that spans two others makes one case of all three. */
static void test_one_may_join_others(void **state)
{
    g_autoptr(GArray) nominations = g_array_new(FALSE, FALSE, sizeof(ph_nomination));
    g_autoptr(GPtrArray) groups = NULL;

    (void)state;
    nominate(nominations, 1, candidate(1, 10, 20, 0.01));
    nominate(nominations, 2, candidate(1, 30, 40, 0.01));
    groups = ph_case_groups(nominations);
    assert_int_equal(groups->len, 2);
    nominate(nominations, 3, candidate(1, 15, 35, 0.01));
    g_clear_pointer(&groups, g_ptr_array_unref);
    groups = ph_case_groups(nominations);
    assert_int_equal(groups->len, 1);
}

static void test_a_case_that_is_there_takes_what_came_with_it(void **state)
{
    const ph_history_case history_case = { .direction = 1,
                                           .base_position = 95,
                                           .head_position = 100 };
    const ph_candidate later = candidate(1, 98, 103, 0.01), next = candidate(1, 100, 103, 0.01);
    const ph_candidate other_way = candidate(-1, 98, 103, 0.01);

    (void)state;
    assert_true(ph_case_takes(&history_case, &later));
    assert_false(ph_case_takes(&history_case, &next));
    assert_false(ph_case_takes(&history_case, &other_way));
}

static void test_one_change_on_several_hosts(void **state)
{
    const ph_history_case here = { .direction = 1, .base_position = 95, .head_position = 100 };
    const ph_history_case there = { .direction = 1, .base_position = 98, .head_position = 105 };
    const ph_history_case later = { .direction = 1, .base_position = 100, .head_position = 105 };
    const ph_history_case faster = { .direction = -1, .base_position = 95, .head_position = 100 };

    (void)state;
    assert_true(ph_case_is_same_change(&here, &there));
    assert_false(ph_case_is_same_change(&here, &later));
    assert_false(ph_case_is_same_change(&here, &faster));
}

static ph_compared_change compared(double change, double half)
{
    return (ph_compared_change){ change, { change - half, change + half }, 0.0 };
}

static void test_what_is_taken_back_is_resolved(void **state)
{
    const ph_compared_change worse = compared(0.05, 0.002);
    const ph_compared_change back = compared(-0.048, 0.002), half = compared(-0.02, 0.002);
    const ph_compared_change more = compared(0.05, 0.002), unsure = compared(-0.044, 0.008);
    const ph_compared_change little = compared(0.001, 0.0005);

    (void)state;
    assert_true(ph_case_is_resolved_by(&worse, &back));
    assert_false(ph_case_is_resolved_by(&worse, &half));
    assert_false(ph_case_is_resolved_by(&worse, &more));
    assert_true(ph_case_is_resolved_by(&worse, &unsure));
    assert_false(ph_case_is_resolved_by(&little, &little));
}

/* Of so many series with a level, so many are candidates upwards. */
static int common(guint known, guint higher)
{
    g_autoptr(GArray) detections = g_array_new(FALSE, FALSE, sizeof(ph_detection));

    for (guint i = 0; i < known; i++) {
        ph_detection detection = { .state = PH_SERIES_STEADY };

        if (i < higher) {
            detection.state = PH_SERIES_CANDIDATE;
            detection.candidate = candidate(1, 95, 100, 0.01);
        }
        g_array_append_val(detections, detection);
    }
    for (guint i = 0; i < 10; i++) {
        const ph_detection learning = { .state = PH_SERIES_LEARNING };

        g_array_append_val(detections, learning);
    }
    return ph_common_direction(detections);
}

static void test_half_of_the_series_move_together(void **state)
{
    (void)state;
    assert_int_equal(common(10, 5), 1);
    assert_int_equal(common(10, 4), 0);
    assert_int_equal(common(4, 2), 1);
    assert_int_equal(common(3, 3), 0);
    assert_int_equal(common(0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges_that_overlap_are_one_case),
        cmocka_unit_test(test_one_may_join_others),
        cmocka_unit_test(test_a_case_that_is_there_takes_what_came_with_it),
        cmocka_unit_test(test_one_change_on_several_hosts),
        cmocka_unit_test(test_what_is_taken_back_is_resolved),
        cmocka_unit_test(test_half_of_the_series_move_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
