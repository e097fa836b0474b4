/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Nights of a history, its cases and what becomes of them, where the truth does the comparing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error/error.h"
#include "history/case_book.h"
#include "history/case_confirm.h"
#include "history/history_clock.h"
#include "made_up_history.h"

enum { SERIES = 3, LEARNING_NIGHTS = 20, YEARS_FIRST_S = 1748736000, DAY_S = 86400 };

/* What is true of the code, by position, and what was asked. */
typedef struct truth {
    made_up_store *made;
    gint64 slower_from, mended_from; /* 0: never. */
    double shift, creep;             /* The latter of each commit. */
    gboolean cannot_compare;
    guint asked, layouts_most;
    gint64 position; /* Of the newest commit. */
    guint run;
} truth;

static double code_at(const truth *true_of, gint64 position)
{
    const gboolean is_slower = true_of->slower_from > 0 && position >= true_of->slower_from;
    const gboolean is_mended = true_of->mended_from > 0 && position >= true_of->mended_from;

    return (is_slower && !is_mended ? true_of->shift : 0.0) + true_of->creep * (double)position;
}

static gint64 position_of(const char *sha)
{
    for (gint64 position = 1; position < 1000; position++) {
        g_autofree char *other = made_up_sha(position);

        if (strcmp(sha, other) == 0)
            return position;
    }
    fail_msg("no commit: %s", sha);
    return 0;
}

static gboolean compare(const ph_case_question *question, ph_case_answer *answers, gpointer data,
                        GError **error)
{
    truth *true_of = data;
    const double change = code_at(true_of, position_of(question->head_sha)) -
                          code_at(true_of, position_of(question->base_sha));

    true_of->asked++;
    true_of->layouts_most = MAX(true_of->layouts_most, question->layouts);
    if (true_of->cannot_compare)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT, "it does not build");
    for (guint i = 0; i < question->series->len; i++)
        answers[i].change =
            (ph_compared_change){ change, { change - 0.001, change + 0.001 }, 1e-9 };
    return TRUE;
}

static void set_night(guint night)
{
    g_autofree char *now = g_strdup_printf("%u", YEARS_FIRST_S + night * DAY_S);

    assert_true(g_setenv("PERFHARNESS_NOW", now, TRUE));
}

/* A run of the commit, which the host makes slower by so much. */
static void measure(truth *true_of, gint64 position, double host)
{
    static const double noise[] = { 0.001, -0.0005, 0.0, 0.0015, -0.001, 0.0005, -0.0015 };
    const double value =
        10.0 + code_at(true_of, position) + host + noise[true_of->run % G_N_ELEMENTS(noise)];

    set_night(true_of->run);
    (void)made_up_add(true_of->made->store,
                      made_up_entry_at(++true_of->run, position, SERIES, value));
}

/* The same beside an anchor, which the host makes slower as well; its time is of the host. */
static void measure_anchored(truth *true_of, gint64 position, double host)
{
    static const double noise[] = { 0.0005, -0.001, 0.0, 0.001, -0.0005 };
    const double ratio = code_at(true_of, position) + noise[true_of->run % G_N_ELEMENTS(noise)];
    ph_run_entry *entry;
    ph_series_key key = {
        .host = (char *)MADE_UP_HOST,
        .suite = (char *)MADE_UP_SUITE,
        .benchmark = (char *)"made-up/L2",
        .level = (char *)"kernel",
        .subject = (char *)"copybook-rs",
        .metric = PH_METRIC_ANCHOR,
        .method = (char *)made_up_method,
    };

    set_night(true_of->run);
    entry = made_up_entry_at(++true_of->run, position, 0, 0.0);
    ph_run_entry_add(entry, &key, ratio, 0.001, 10);
    key.metric = PH_METRIC_TIME;
    ph_run_entry_add(entry, &key, 10.0 + ratio + host, 0.001, 10);
    (void)made_up_add(true_of->made->store, entry);
}

/* Search, and confirm what is found. */
static ph_case_outcome judge(truth *true_of)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_case_search) search =
        ph_case_search_run(true_of->made->store, &(ph_series_query){ 0 }, &error);
    g_auto(ph_case_confirmed) confirmed = { .outcome = PH_CASE_OUTCOME_WAITING };

    assert_null(error);
    for (guint i = 0; i < search->members->len; i++) {
        const gint64 id = g_array_index(search->members, ph_case_member, i).case_id;

        if (i > 0 && g_array_index(search->members, ph_case_member, i - 1).case_id == id)
            continue;
        ph_case_confirmed_clear(&confirmed);
        assert_true(ph_case_confirm(true_of->made->store, search, id, compare, true_of, &confirmed,
                                    &error));
    }
    return confirmed.outcome;
}

static void live(truth *true_of, guint nights, double host)
{
    for (guint night = 0; night < nights; night++) {
        measure(true_of, ++true_of->position, host);
        (void)judge(true_of);
    }
}

static ph_case_book *book_of(const truth *true_of)
{
    g_autoptr(GError) error = NULL;
    ph_case_book *book = ph_case_book_read(true_of->made->store, ph_history_now_us(), &error);

    assert_null(error);
    return book;
}

static const ph_case_entry *entry_at(const ph_case_book *book, guint i)
{
    assert_true(i < book->entries->len);
    return book->entries->pdata[i];
}

static truth truth_of(void **state)
{
    return (truth){ .made = *state };
}

static void test_a_shift_is_one_case_of_all_its_series(void **state)
{
    truth true_of = truth_of(state);

    true_of.slower_from = LEARNING_NIGHTS + 1;
    true_of.shift = 0.12;
    live(&true_of, LEARNING_NIGHTS + 20, 0.0);

    g_autoptr(ph_case_book) book = book_of(&true_of);
    const ph_case_entry *entry = entry_at(book, 0);

    assert_int_equal(book->entries->len, 1);
    assert_int_equal(entry->life.state, PH_CASE_OPEN);
    assert_true(entry->life.is_confirmed);
    assert_int_equal(entry->levels->len, SERIES);
    assert_int_equal(entry->largest->cause, PH_LEVEL_CODE);
    assert_true(fabs(entry->largest->change - expm1(0.12)) < 1e-9);
    assert_int_equal(entry->largest->first_position, LEARNING_NIGHTS + 1);
    assert_int_equal(entry->severity, PH_CASE_SEVERITY_CRITICAL);
    /* Two comparisons for all, the second in other layouts. */
    assert_int_equal(true_of.asked, 2);
    assert_int_equal(true_of.layouts_most, 2);
    (void)made_up_check_chain(true_of.made->store);
}

static void test_what_is_mended_is_resolved(void **state)
{
    truth true_of = truth_of(state);

    true_of.slower_from = LEARNING_NIGHTS + 1;
    true_of.mended_from = LEARNING_NIGHTS + 8;
    true_of.shift = 0.06;
    live(&true_of, LEARNING_NIGHTS + 20, 0.0);

    g_autoptr(ph_case_book) book = book_of(&true_of);

    assert_int_equal(book->entries->len, 2);
    assert_int_equal(entry_at(book, 0)->life.state, PH_CASE_RESOLVED);
    assert_int_equal(entry_at(book, 1)->life.state, PH_CASE_RESOLVED);
    assert_int_equal(entry_at(book, 1)->about->direction, -1);
    assert_non_null(ph_case_entry_event(entry_at(book, 0), PH_HISTORY_EVENT_RESOLVE));
}

static void test_a_host_that_moved_is_learnt_and_nobody_is_told(void **state)
{
    truth true_of = truth_of(state);

    live(&true_of, LEARNING_NIGHTS, 0.0);
    live(&true_of, 30, 0.03);

    g_autoptr(ph_case_book) book = book_of(&true_of);
    const ph_case_entry *entry = entry_at(book, 0);

    assert_int_equal(book->entries->len, 1);
    assert_int_equal(entry->life.state, PH_CASE_REFUTED);
    assert_int_equal(entry->largest->cause, PH_LEVEL_HOST);
    assert_int_equal(entry->severity, PH_CASE_SEVERITY_NONE);
    assert_true(true_of.asked <= 2 * 3);
}

static void test_three_bad_nights(void **state)
{
    truth true_of = truth_of(state);

    live(&true_of, LEARNING_NIGHTS, 0.0);
    live(&true_of, 3, 0.04);
    live(&true_of, 20, 0.0);

    g_autoptr(ph_case_book) book = book_of(&true_of);

    for (guint i = 0; i < book->entries->len; i++)
        assert_int_equal(entry_at(book, i)->life.state, PH_CASE_REFUTED);
}

/* Nobody compares; so many cases are new. */
static guint search_alone(const truth *true_of)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_case_search) search =
        ph_case_search_run(true_of->made->store, &(ph_series_query){ 0 }, &error);

    assert_null(error);
    for (guint i = 2; i < search->members->len; i++) /* By case. */
        assert_true(g_array_index(search->members, ph_case_member, i).case_id ==
                        g_array_index(search->members, ph_case_member, i - 1).case_id ||
                    g_array_index(search->members, ph_case_member, i).case_id !=
                        g_array_index(search->members, ph_case_member, i - 2).case_id);
    return search->opened;
}

/* Two bad nights before anybody compared. */
static void test_what_is_gone_before_it_is_compared(void **state)
{
    truth true_of = truth_of(state);

    live(&true_of, LEARNING_NIGHTS, 0.0);
    for (guint night = 0; night < 8; night++) {
        measure(&true_of, ++true_of.position, night < 2 ? 0.04 : 0.0);
        (void)search_alone(&true_of);
    }

    g_autoptr(ph_case_book) book = book_of(&true_of);

    assert_int_equal(true_of.asked, 0);
    assert_int_equal(book->entries->len, 1);
    assert_int_equal(entry_at(book, 0)->life.state, PH_CASE_REFUTED);
}

/* What the two series of a run are, NAN where one is not measured: times, and a size. */
static void measure_two(truth *true_of, gint64 position, double time, double size)
{
    static const double noise[] = { 0.001, -0.0005, 0.0, 0.0015, -0.001, 0.0005, -0.0015 };
    ph_run_entry *entry;
    ph_series_key key = {
        .host = (char *)MADE_UP_HOST,
        .suite = (char *)MADE_UP_SUITE,
        .benchmark = (char *)"made-up/L2",
        .level = (char *)"kernel",
        .subject = (char *)"copybook-rs",
        .metric = PH_METRIC_TIME,
        .method = (char *)made_up_method,
    };

    set_night(true_of->run);
    entry = made_up_entry_at(++true_of->run, position, 0, 0.0);
    if (!isnan(time))
        ph_run_entry_add(entry, &key, time + noise[true_of->run % G_N_ELEMENTS(noise)], 0.001, 10);
    key.metric = PH_METRIC_SIZE;
    if (!isnan(size))
        ph_run_entry_add(entry, &key, size, NAN, 0);
    (void)made_up_add(true_of->made->store, entry);
}

/* A benchmark that was not measured for a while suspects commits as old as an old case's. */
static void test_a_case_of_long_ago_takes_nothing_new(void **state)
{
    truth true_of = truth_of(state);
    guint opened = 0;

    for (gint64 position = 1; position <= 66; position++) {
        const gboolean is_measured = position <= LEARNING_NIGHTS || position > 62;
        const double size = position > LEARNING_NIGHTS ? 1020.0 : 1000.0;

        measure_two(&true_of, position, is_measured ? position > 62 ? 10.05 : 10.0 : NAN, size);
        opened += search_alone(&true_of);
    }

    g_autoptr(ph_case_book) book = book_of(&true_of);

    assert_int_equal(opened, 2);
    assert_int_equal(book->entries->len, 2);
    for (guint i = 0; i < 2; i++) { /* The old one waits for the one that it was opened for. */
        assert_int_equal(entry_at(book, i)->life.state, PH_CASE_CANDIDATE);
        assert_int_equal(entry_at(book, i)->levels->len, 1);
    }
    assert_true(entry_at(book, 0)->largest->change < 0.03);
    /* Whoever compares compares both. */
    true_of.slower_from = LEARNING_NIGHTS + 1;
    true_of.shift = 0.05;
    (void)judge(&true_of);

    g_autoptr(ph_case_book) later = book_of(&true_of);

    assert_int_equal(later->entries->len, 2);
    for (guint i = 0; i < 2; i++)
        assert_int_equal(entry_at(later, i)->life.state, PH_CASE_OPEN);
}

/* Two bad nights of one series; as it is back, another one has two. */
static void test_a_case_whose_series_came_back_takes_nothing_new(void **state)
{
    truth true_of = truth_of(state);
    guint opened = 0;

    for (gint64 position = 1; position <= LEARNING_NIGHTS + 2; position++) {
        measure_two(&true_of, position, position > LEARNING_NIGHTS ? 10.05 : 10.0, 1000.0);
        opened += search_alone(&true_of);
    }
    assert_int_equal(opened, 1);
    measure_two(&true_of, LEARNING_NIGHTS + 3, 9.998, NAN);
    measure_two(&true_of, LEARNING_NIGHTS + 4, 9.998, NAN);
    measure_two(&true_of, LEARNING_NIGHTS + 5, 9.998, 1020.0);
    assert_int_equal(search_alone(&true_of), 1);
    assert_int_equal(search_alone(&true_of), 0);

    g_autoptr(ph_case_book) book = book_of(&true_of);

    assert_int_equal(book->entries->len, 2);
    assert_int_equal(entry_at(book, 0)->life.state, PH_CASE_REFUTED);
    assert_int_equal(entry_at(book, 0)->levels->len, 1);
    assert_int_equal(entry_at(book, 1)->life.state, PH_CASE_CANDIDATE);
    assert_int_equal(entry_at(book, 1)->levels->len, 1);
}

static void test_what_cannot_be_compared_is_a_warning_after_five_runs(void **state)
{
    truth true_of = truth_of(state);

    true_of.slower_from = LEARNING_NIGHTS + 1;
    true_of.shift = 0.3;
    true_of.cannot_compare = TRUE;
    live(&true_of, LEARNING_NIGHTS + 4, 0.0);
    {
        g_autoptr(ph_case_book) book = book_of(&true_of);

        assert_int_equal(book->entries->len, 1);
        assert_int_equal(entry_at(book, 0)->life.state, PH_CASE_CANDIDATE);
    }
    live(&true_of, 1, 0.0);

    g_autoptr(ph_case_book) book = book_of(&true_of);
    const ph_case_entry *entry = entry_at(book, 0);

    assert_int_equal(book->entries->len, 1);
    assert_int_equal(entry->life.state, PH_CASE_OPEN);
    assert_false(entry->life.is_confirmed);
    assert_int_equal(entry->severity, PH_CASE_SEVERITY_WARNING);
    assert_string_equal(ph_case_entry_event(entry, PH_HISTORY_EVENT_UNCONFIRMED)->text,
                        "it does not build");
    live(&true_of, 20, 0.0);

    g_autoptr(ph_case_book) later = book_of(&true_of);
    assert_int_equal(later->entries->len, 1);
}

/* Three nights of noise on the same side are not of what came behind them. */
static void test_noise_before_a_shift_is_none_of_it(void **state)
{
    truth true_of = truth_of(state);

    live(&true_of, LEARNING_NIGHTS, 0.0);
    live(&true_of, 3, 0.0016);
    true_of.slower_from = true_of.position + 1;
    true_of.shift = 0.3;
    true_of.cannot_compare = TRUE;
    live(&true_of, 4, 0.0);
    {
        g_autoptr(ph_case_book) book = book_of(&true_of);

        assert_int_equal(book->entries->len, 1);
        assert_true(entry_at(book, 0)->largest->first_position < true_of.slower_from);
        assert_int_equal(entry_at(book, 0)->life.state, PH_CASE_CANDIDATE);
    }
    live(&true_of, 20, 0.0);

    g_autoptr(ph_case_book) book = book_of(&true_of);

    assert_int_equal(book->entries->len, 1);
    assert_int_equal(entry_at(book, 0)->life.state, PH_CASE_OPEN);
}

static void test_a_search_made_again_adds_nothing(void **state)
{
    truth true_of = truth_of(state);
    guint receipts;

    live(&true_of, LEARNING_NIGHTS, 0.0);
    for (guint night = 0; night < 3; night++)
        measure(&true_of, ++true_of.position, 0.05);
    for (guint again = 0; again < 3; again++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(ph_case_search) search =
            ph_case_search_run(true_of.made->store, &(ph_series_query){ 0 }, &error);

        assert_null(error);
        assert_int_equal(search->members->len, SERIES);
        assert_int_equal(search->opened, again == 0 ? 1 : 0);
        if (again == 0)
            receipts = made_up_check_chain(true_of.made->store);
        else
            assert_int_equal(made_up_check_chain(true_of.made->store), receipts);
    }
}

/* Whatever the host does, it is seen to do to the anchor. */
static void test_what_is_anchored_is_seen_beside_it(void **state)
{
    truth true_of = truth_of(state);

    true_of.slower_from = LEARNING_NIGHTS + 15;
    true_of.shift = 0.01;
    for (gint64 position = 1; position < LEARNING_NIGHTS + 25; position++) {
        measure_anchored(&true_of, position, position > LEARNING_NIGHTS ? 0.05 : 0.0);
        (void)judge(&true_of);
    }

    g_autoptr(ph_case_book) book = book_of(&true_of);
    const ph_case_entry *entry = entry_at(book, 0);

    assert_int_equal(book->entries->len, 1);
    assert_int_equal(entry->levels->len, 1);
    assert_int_equal(entry->life.state, PH_CASE_OPEN);
    assert_in_range(entry->largest->first_position, true_of.slower_from - 2, true_of.slower_from);
    assert_int_equal(entry->severity, PH_CASE_SEVERITY_NONE); /* It is below every rule. */
}

/* 0.07 % a week: nothing that moves from one night to the next. */
static void test_creep_is_found_beside_the_levels_start(void **state)
{
    truth true_of = truth_of(state);

    true_of.creep = 0.0001;
    for (gint64 position = 1; position <= 100; position++) {
        measure_anchored(&true_of, position, 0.0);
        (void)judge(&true_of);
    }

    g_autoptr(ph_case_book) book = book_of(&true_of);
    guint confirmed = 0;

    for (guint i = 0; i < book->entries->len; i++) {
        const ph_case_entry *entry = entry_at(book, i);
        const ph_history_event *event = ph_case_entry_event(entry, PH_HISTORY_EVENT_CONFIRM);

        if (!event)
            continue;
        confirmed++;
        assert_true(entry->largest->change > 0.005);
        assert_non_null(strstr(event->detail, "\"beside_level_start\":true"));
    }
    assert_in_range(confirmed, 1, 2);
}

static void test_old_commits_measured_again_open_nothing(void **state)
{
    truth true_of = truth_of(state);

    true_of.slower_from = LEARNING_NIGHTS + 1;
    true_of.shift = 0.05;
    live(&true_of, LEARNING_NIGHTS + 20, 0.0);
    for (gint64 position = 5; position <= LEARNING_NIGHTS + 15; position += 5) {
        measure(&true_of, position, 0.02);
        (void)judge(&true_of);
    }

    g_autoptr(ph_case_book) book = book_of(&true_of);
    assert_int_equal(book->entries->len, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, made_up_store_open, made_up_store_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_shift_is_one_case_of_all_its_series),
        TEST(test_what_is_mended_is_resolved),
        TEST(test_a_host_that_moved_is_learnt_and_nobody_is_told),
        TEST(test_three_bad_nights),
        TEST(test_what_is_gone_before_it_is_compared),
        TEST(test_a_case_of_long_ago_takes_nothing_new),
        TEST(test_a_case_whose_series_came_back_takes_nothing_new),
        TEST(test_what_cannot_be_compared_is_a_warning_after_five_runs),
        TEST(test_noise_before_a_shift_is_none_of_it),
        TEST(test_a_search_made_again_adds_nothing),
        TEST(test_what_is_anchored_is_seen_beside_it),
        TEST(test_creep_is_found_beside_the_levels_start),
        TEST(test_old_commits_measured_again_open_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
