/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a case stands after each thing that may happen to it; what a person sets has a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "error/error.h"
#include "series/case_life.h"

static const gint64 DAY_US = 24 * 3600 * (gint64)1000000;

static void event_free(gpointer data)
{
    g_free(data);
}

/* The day it happens is its number. */
static GPtrArray *events_of(guint count, const ph_history_event_kind *kinds)
{
    GPtrArray *events = g_ptr_array_new_with_free_func(event_free);

    for (guint i = 0; i < count; i++) {
        ph_history_event *event = g_new0(ph_history_event, 1);

        event->kind = kinds[i];
        event->at_us = i * DAY_US;
        event->until_us =
            kinds[i] == PH_HISTORY_EVENT_SILENCE ? event->at_us + 10 * DAY_US : PH_NO_TIME;
        g_ptr_array_add(events, event);
    }
    return events;
}

#define EVENT(kind) PH_HISTORY_EVENT_##kind
#define LIFE_AFTER(day, ...)                                                                       \
    life_after((day),                                                                              \
               sizeof((const ph_history_event_kind[]){ __VA_ARGS__ }) /                            \
                   sizeof(ph_history_event_kind),                                                  \
               (const ph_history_event_kind[]){ __VA_ARGS__ })

static ph_case_life life_after(guint day, guint count, const ph_history_event_kind *kinds)
{
    g_autoptr(GPtrArray) events = events_of(count, kinds);

    return ph_case_life_at(events, day * DAY_US);
}

static void test_a_case_is_confirmed_told_known_and_resolved(void **state)
{
    ph_case_life life = LIFE_AFTER(0, EVENT(SEEN));

    (void)state;
    assert_int_equal(life.state, PH_CASE_CANDIDATE);
    assert_false(ph_case_life_wants_alert(&life));
    life = LIFE_AFTER(1, EVENT(SEEN), EVENT(CONFIRM));
    assert_int_equal(life.state, PH_CASE_OPEN);
    assert_int_equal(life.since_us, DAY_US);
    assert_true(life.is_confirmed);
    assert_true(ph_case_life_wants_alert(&life));
    life = LIFE_AFTER(2, EVENT(SEEN), EVENT(CONFIRM), EVENT(ALERT));
    assert_false(ph_case_life_wants_alert(&life));
    /* Seen and confirmed again, in another series: told once. */
    life = LIFE_AFTER(4, EVENT(SEEN), EVENT(CONFIRM), EVENT(ALERT), EVENT(SEEN), EVENT(CONFIRM));
    assert_int_equal(life.state, PH_CASE_OPEN);
    assert_int_equal(life.since_us, DAY_US);
    assert_false(ph_case_life_wants_alert(&life));
    life = LIFE_AFTER(3, EVENT(SEEN), EVENT(CONFIRM), EVENT(ALERT), EVENT(ACKNOWLEDGE));
    assert_int_equal(life.state, PH_CASE_ACKNOWLEDGED);
    life = LIFE_AFTER(4, EVENT(SEEN), EVENT(CONFIRM), EVENT(ALERT), EVENT(ACKNOWLEDGE),
                      EVENT(RESOLVE));
    assert_int_equal(life.state, PH_CASE_RESOLVED);
    assert_true(ph_case_life_is_over(&life));
    life = LIFE_AFTER(5, EVENT(SEEN), EVENT(CONFIRM), EVENT(ALERT), EVENT(ACKNOWLEDGE),
                      EVENT(RESOLVE), EVENT(REOPEN));
    assert_int_equal(life.state, PH_CASE_OPEN);
    assert_true(ph_case_life_wants_alert(&life));
}

static void test_a_case_is_refuted_and_seen_again(void **state)
{
    ph_case_life life = LIFE_AFTER(1, EVENT(SEEN), EVENT(REFUTE));

    (void)state;
    assert_int_equal(life.state, PH_CASE_REFUTED);
    assert_false(ph_case_life_wants_alert(&life));
    life = LIFE_AFTER(2, EVENT(SEEN), EVENT(REFUTE), EVENT(SEEN));
    assert_int_equal(life.state, PH_CASE_CANDIDATE);
    life = LIFE_AFTER(2, EVENT(SEEN), EVENT(REFUTE), EVENT(CONFIRM));
    assert_int_equal(life.state, PH_CASE_OPEN);
    /* No alert of what nobody has found. */
    life = LIFE_AFTER(2, EVENT(SEEN), EVENT(REFUTE), EVENT(ALERT));
    assert_false(life.is_alerted);
}

/* What could not be compared may be later; what was convicted stays so. */
static void test_what_comparisons_have_shown_none_takes_back(void **state)
{
    ph_case_life life = LIFE_AFTER(1, EVENT(SEEN), EVENT(UNCONFIRMED));

    (void)state;
    assert_int_equal(life.state, PH_CASE_OPEN);
    assert_false(life.is_confirmed);
    life = LIFE_AFTER(2, EVENT(SEEN), EVENT(UNCONFIRMED), EVENT(REFUTE));
    assert_int_equal(life.state, PH_CASE_REFUTED);
    life = LIFE_AFTER(2, EVENT(SEEN), EVENT(UNCONFIRMED), EVENT(CONFIRM));
    assert_true(life.is_confirmed);
    life = LIFE_AFTER(2, EVENT(SEEN), EVENT(CONFIRM), EVENT(REFUTE));
    assert_int_equal(life.state, PH_CASE_OPEN);
    life = LIFE_AFTER(1, EVENT(SEEN), EVENT(ACKNOWLEDGE));
    assert_int_equal(life.state, PH_CASE_CANDIDATE);
}

/* It was silenced on day 3 for ten days. */
static void test_a_silence_ends_where_it_began(void **state)
{
    ph_case_life life =
        LIFE_AFTER(12, EVENT(SEEN), EVENT(CONFIRM), EVENT(ACKNOWLEDGE), EVENT(SILENCE));

    (void)state;
    assert_int_equal(life.state, PH_CASE_SILENCED);
    assert_int_equal(life.silenced_until_us, 13 * DAY_US);
    assert_false(ph_case_life_wants_alert(&life));
    life = LIFE_AFTER(13, EVENT(SEEN), EVENT(CONFIRM), EVENT(ACKNOWLEDGE), EVENT(SILENCE));
    assert_int_equal(life.state, PH_CASE_ACKNOWLEDGED);
    assert_int_equal(life.since_us, 13 * DAY_US);
    assert_int_equal(life.silenced_until_us, PH_NO_TIME);
    /* Longer: day 4 and ten more. */
    life = LIFE_AFTER(13, EVENT(SEEN), EVENT(CONFIRM), EVENT(ACKNOWLEDGE), EVENT(SILENCE),
                      EVENT(SILENCE));
    assert_int_equal(life.state, PH_CASE_SILENCED);
    life = LIFE_AFTER(14, EVENT(SEEN), EVENT(CONFIRM), EVENT(ACKNOWLEDGE), EVENT(SILENCE),
                      EVENT(SILENCE));
    assert_int_equal(life.state, PH_CASE_ACKNOWLEDGED);
}

static void test_a_level_is_accepted(void **state)
{
    const ph_case_life life = LIFE_AFTER(2, EVENT(SEEN), EVENT(CONFIRM), EVENT(ACCEPT));

    (void)state;
    assert_int_equal(life.state, PH_CASE_ACCEPTED);
    assert_true(ph_case_life_is_over(&life));
}

/* What would be said of it, with the reason and the end that are given. */
static char *refusal(const ph_case_life *life, ph_history_event_kind kind, const char *reason,
                     gint64 until_us)
{
    g_autofree char *text = g_strdup(reason);
    const ph_history_event event = { .kind = kind, .text = text, .until_us = until_us };
    g_autoptr(GError) error = NULL;

    if (ph_case_life_allows(life, &event, 100 * DAY_US, &error))
        return NULL;
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_USAGE));
    return g_strdup(error->message);
}

static void assert_refused(const ph_case_life *life, ph_history_event_kind kind, const char *reason,
                           gint64 until_us, const char *expected)
{
    g_autofree char *said = refusal(life, kind, reason, until_us);

    if (!expected)
        assert_null(said);
    else if (!said || !strstr(said, expected))
        fail_msg("\"%s\" was expected, not \"%s\"", expected, said ? said : "nothing");
}

static void test_what_a_person_sets_has_a_reason_and_an_end(void **state)
{
    const ph_case_life open = LIFE_AFTER(1, EVENT(SEEN), EVENT(CONFIRM));
    const ph_case_life over = LIFE_AFTER(2, EVENT(SEEN), EVENT(CONFIRM), EVENT(RESOLVE));
    const ph_case_life seen = LIFE_AFTER(0, EVENT(SEEN));

    (void)state;
    assert_refused(&open, EVENT(ACKNOWLEDGE), "a new check", PH_NO_TIME, NULL);
    assert_refused(&open, EVENT(ACKNOWLEDGE), NULL, PH_NO_TIME, "a reason is needed");
    assert_refused(&open, EVENT(ACCEPT), "", PH_NO_TIME, "a reason is needed");
    assert_refused(&open, EVENT(NOTE), NULL, PH_NO_TIME, "a reason is needed");
    assert_refused(&open, EVENT(CONFIRM), NULL, PH_NO_TIME, NULL);
    assert_refused(&open, EVENT(SILENCE), "later", PH_NO_TIME, "needs an end");
    assert_refused(&open, EVENT(SILENCE), "later", 100 * DAY_US, "over already");
    assert_refused(&open, EVENT(SILENCE), "later", 190 * DAY_US + 1, "more than 90 days");
    assert_refused(&open, EVENT(SILENCE), "later", 190 * DAY_US, NULL);
    assert_refused(&open, EVENT(REFUTE), NULL, PH_NO_TIME, "confirmed, and open");
    assert_refused(&over, EVENT(ACKNOWLEDGE), "late", PH_NO_TIME, "resolved: the level before");
    assert_refused(&over, EVENT(NOTE), "it was the lock", PH_NO_TIME, NULL);
    assert_refused(&seen, EVENT(SILENCE), "noise", 110 * DAY_US, "the case is candidate");
}

static void test_words_are_read_back(void **state)
{
    (void)state;
    for (guint i = 0; i < PH_CASE_STATE_COUNT; i++)
        assert_int_equal(ph_case_state_of(ph_case_state_word(i)), i);
    assert_int_equal(ph_case_state_of("closed"), PH_CASE_STATE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_case_is_confirmed_told_known_and_resolved),
        cmocka_unit_test(test_a_case_is_refuted_and_seen_again),
        cmocka_unit_test(test_what_comparisons_have_shown_none_takes_back),
        cmocka_unit_test(test_a_silence_ends_where_it_began),
        cmocka_unit_test(test_a_level_is_accepted),
        cmocka_unit_test(test_what_a_person_sets_has_a_reason_and_an_end),
        cmocka_unit_test(test_words_are_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
