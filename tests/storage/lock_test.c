/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One at a time, among processes: what a lock's holder, waiter and killed holder leave each other.
 */
#include "group.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "storage/lock.h"

/* Of a wait that is to end well before. */
enum { WAIT_S = 120, POLL_MS = 5 };

static const ph_lock_terms at_once;

static ph_lock_outcome outcome;

static ph_lock *take(gboolean is_removed, const ph_lock_terms *terms)
{
    g_autofree char *path = scratch_path(group_folder, "lock");

    return ph_lock_take((ph_lock_file){ path, 0644, is_removed }, terms, &outcome);
}

static gboolean is_there(void)
{
    g_autofree char *path = scratch_path(group_folder, "lock");

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Kept by the process, until that ends. */
static gboolean hold_one_that_stays(void)
{
    return take(FALSE, &at_once) != NULL;
}

static gboolean hold_one_that_goes(void)
{
    return take(TRUE, &at_once) != NULL;
}

static gboolean is_busy(void)
{
    return !take(FALSE, &at_once) && outcome == PH_LOCK_BUSY;
}

static void test_one_at_a_time(void **state)
{
    ph_lock *lock = take(FALSE, &at_once);

    (void)state;
    assert_non_null(lock);
    assert_int_equal(outcome, PH_LOCK_HELD);
    assert_true(elsewhere(is_busy));
    ph_lock_release(lock);
    assert_true(is_there());
    assert_true(elsewhere(hold_one_that_stays));
}

static void test_file_goes_with_its_lock(void **state)
{
    ph_lock *lock = take(TRUE, &at_once);

    (void)state;
    assert_true(is_there());
    ph_lock_release(lock);
    assert_false(is_there());
}

static void test_killed_holder_holds_nothing(void **state)
{
    helper holder = helper_start(hold_one_that_goes);
    ph_lock *lock;

    (void)state;
    assert_null(take(TRUE, &at_once));
    assert_int_equal(outcome, PH_LOCK_BUSY);
    helper_kill(&holder);
    assert_true(is_there());
    lock = take(TRUE, &at_once);
    assert_non_null(lock);
    ph_lock_release(lock);
    assert_false(is_there());
}

static guint times_told;

static void let_holder_go(int descriptor, gpointer holder)
{
    assert_true(descriptor >= 0);
    times_told++;
    helper_let_go(holder);
}

/* Nobody waits for the clock: the holder is let go by whoever is told of it. */
static void test_waiter_is_told_once_and_gets_it(void **state)
{
    helper holder = helper_start(hold_one_that_stays);
    const ph_lock_terms patient = {
        .wait_s = WAIT_S, .poll_ms = POLL_MS, .waiting = let_holder_go, .data = &holder
    };
    ph_lock *lock;

    (void)state;
    times_told = 0;
    lock = take(FALSE, &patient);
    assert_non_null(lock);
    assert_int_equal(times_told, 1);
    assert_true(elsewhere(is_busy));
    ph_lock_release(lock);
    lock = take(FALSE, &patient);
    assert_non_null(lock);
    assert_int_equal(times_told, 1);
    ph_lock_release(lock);
}

/* As a holder that removes it does: the name is another file's by the time the lock is free. */
static void replace_file(int descriptor, gpointer holder)
{
    g_autofree char *path = scratch_path(group_folder, "lock");

    (void)descriptor;
    assert_int_equal(g_unlink(path), 0);
    helper_let_go(holder);
}

static void test_removed_file_is_no_lock(void **state)
{
    helper holder = helper_start(hold_one_that_goes);
    const ph_lock_terms patient = {
        .wait_s = WAIT_S, .poll_ms = POLL_MS, .waiting = replace_file, .data = &holder
    };
    ph_lock *lock = take(TRUE, &patient);

    (void)state;
    assert_non_null(lock);
    assert_true(is_there());
    assert_true(elsewhere(is_busy));
    ph_lock_release(lock);
}

static void test_time_is_over(void **state)
{
    helper holder = helper_start(hold_one_that_stays);
    const ph_lock_terms impatient = { .wait_s = 0.02, .poll_ms = 1 };

    (void)state;
    assert_null(take(FALSE, &impatient));
    assert_int_equal(outcome, PH_LOCK_BUSY);
    helper_let_go(&holder);
}

static gboolean interrupt(gpointer is_interrupted)
{
    *(gboolean *)is_interrupted = TRUE;
    return G_SOURCE_REMOVE;
}

static void test_interruption_comes_through_the_main_context(void **state)
{
    helper holder = helper_start(hold_one_that_stays);
    gboolean is_interrupted = FALSE;
    const ph_lock_terms for_ever = { .wait_s = PH_LOCK_FOR_EVER,
                                     .poll_ms = POLL_MS,
                                     .is_interrupted = &is_interrupted };

    (void)state;
    (void)g_idle_add(interrupt, &is_interrupted);
    assert_null(take(FALSE, &for_ever));
    assert_int_equal(outcome, PH_LOCK_INTERRUPTED);
    helper_let_go(&holder);
}

static void test_failure_has_its_reason(void **state)
{
    g_autofree char *target = scratch_path(group_folder, "elsewhere");
    g_autofree char *link = scratch_path(group_folder, "lock");
    g_autofree char *nowhere = scratch_path(group_folder, "no/lock");

    (void)state;
    assert_int_equal(symlink(target, link), 0);
    assert_null(take(FALSE, &at_once));
    assert_int_equal(outcome, PH_LOCK_FAILED);
    assert_int_equal(errno, ELOOP);
    assert_false(g_file_test(target, G_FILE_TEST_EXISTS));
    assert_null(ph_lock_take((ph_lock_file){ nowhere, 0644, FALSE }, &at_once, &outcome));
    assert_int_equal(outcome, PH_LOCK_FAILED);
    assert_int_equal(errno, ENOENT);
}

/* A folder, say. What is not held is still the caller's to close. */
static void test_lock_on_what_is_open(void **state)
{
    const char *path = group_folder;
    const int first = open(path, O_RDONLY | O_DIRECTORY), second = open(path, O_RDONLY);
    ph_lock *lock = ph_lock_take_open(first, &at_once, &outcome);

    (void)state;
    assert_non_null(lock);
    assert_null(ph_lock_take_open(second, &at_once, &outcome));
    assert_int_equal(outcome, PH_LOCK_BUSY);
    ph_lock_release(lock);
    assert_int_equal(fcntl(first, F_GETFD), -1);
    assert_int_equal(close(second), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, group_clear)
    const struct CMUnitTest tests[] = {
        TEST(test_one_at_a_time),
        TEST(test_file_goes_with_its_lock),
        TEST(test_killed_holder_holds_nothing),
        TEST(test_waiter_is_told_once_and_gets_it),
        TEST(test_removed_file_is_no_lock),
        TEST(test_time_is_over),
        TEST(test_interruption_comes_through_the_main_context),
        TEST(test_failure_has_its_reason),
        TEST(test_lock_on_what_is_open),
    };

    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
