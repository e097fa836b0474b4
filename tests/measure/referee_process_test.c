/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a referee's process does instead of its turns is seen, and stops nobody: it cannot write to
 * its slots, ends, hangs, talks out of turn, fills pipes, works in the gaps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <sys/socket.h>

#include "answer/turn_window.h"
#include "error/error.h"
#include "measure/referee_process.h"

#define PATIENCE_US (60 * (gint64)G_USEC_PER_SEC)

enum { TURNS = 20 };

static const ph_turn_memory memory = {
    .slot_bytes = 4096, .window_cells = 512, .window_bytes = 8192, .slots_shift = 128
};

static gboolean is_interrupted;
static ph_worker_host host = { .program = PH_STAND_IN_REFEREE,
                               .hang_timeout_us = PATIENCE_US,
                               .is_interrupted = &is_interrupted };

static int reset_host(void **state)
{
    (void)state;
    is_interrupted = FALSE;
    host.hang_timeout_us = PATIENCE_US;
    host.deadline_us = 0;
    return 0;
}

static ph_referee_process *start(const char *mode, GError **error)
{
    const char *const arguments[] = { mode, NULL };

    return ph_referee_process_start(&host, arguments, &memory, error);
}

static ph_referee_process *start_well(const char *mode)
{
    g_autoptr(GError) error = NULL;
    ph_referee_process *process = start(mode, &error);

    if (!process)
        fail_msg("%s: %s", mode, error->message);
    return process;
}

static ph_turn_end take(ph_referee_process *process, ph_turn_reply *reply, double *cpu_ns)
{
    const ph_turn turn = { .calls = 2, .record_count = 1 };

    return ph_referee_process_turn(process, &turn, reply, cpu_ns);
}

/* So many, or up to the first that is not taken. */
static ph_turn_end take_turns(ph_referee_process *process, guint count)
{
    ph_turn_end end = PH_TURN_TAKEN;
    ph_turn_reply reply;
    double cpu_ns;

    for (guint i = 0; i < count && end == PH_TURN_TAKEN; i++)
        end = take(process, &reply, &cpu_ns);
    return end;
}

static void test_who_keeps_to_its_turns(void **state)
{
    ph_referee_process *process = start_well("honest");
    ph_turn_reply reply;
    double cpu_ns;

    (void)state;
    for (guint i = 0; i < TURNS; i++) {
        assert_int_equal(take(process, &reply, &cpu_ns), PH_TURN_TAKEN);
        assert_int_equal(reply.calls_done, 2);
        assert_true(cpu_ns > 0 && cpu_ns < 1e9);
        /* Texts that did not end do. */
        assert_int_equal(strlen(reply.error_code), sizeof(reply.error_code) - 1);
        assert_int_equal(strlen(reply.error_detail), sizeof(reply.error_detail) - 1);
    }
    assert_null(ph_referee_process_hides_work(process));
    assert_int_equal(process->arms.count, 1);
    assert_int_equal(strlen(process->arms.arms[0].name), PH_TURN_NAME_MAX - 1);
    assert_int_equal(strlen(process->arms.arms[0].level), sizeof(process->arms.arms[0].level) - 1);
    (void)ph_referee_process_end(process);
}

/* The clock is of what it does: five milliseconds. */
static void test_work_takes_time(void **state)
{
    ph_referee_process *process = start_well("works");
    ph_turn_reply reply;
    double cpu_ns;

    (void)state;
    assert_int_equal(take(process, &reply, &cpu_ns), PH_TURN_TAKEN);
    assert_true(cpu_ns >= 5e6 && cpu_ns < 1e9);
    assert_null(ph_referee_process_hides_work(process));
    (void)ph_referee_process_end(process);
}

/* Else it could put the data there that it has the answers of. */
static void test_slots_cannot_be_written_by_it(void **state)
{
    ph_referee_process *process = start_well("writes");

    (void)state;
    assert_string_equal(process->arms.arms[0].name, " none");
    assert_memory_equal(process->slots, &memory, sizeof(memory));
    memset(ph_referee_process_slot(process, PH_TURN_CALLS_MAX - 1), 1,
           memory.slot_bytes); /* By us. */
    assert_ptr_equal(ph_referee_process_slot(process, 0),
                     process->slots + ph_turn_slot_offset(&memory, 0));
    (void)ph_referee_process_end(process);
}

static void assert_dies(const char *mode, guint turns, const char *how)
{
    ph_referee_process *process = start_well(mode);
    g_autofree char *died = NULL;

    print_message("%s\n", mode);
    assert_int_equal(take_turns(process, turns), PH_TURN_DIED);
    died = ph_referee_process_how_died(process);
    assert_string_equal(died, how);
    (void)ph_referee_process_end(process);
}

static void test_how_it_died(void **state)
{
    (void)state;
    assert_dies("ends", 1, "ended the process with exit status 3");
    assert_dies("crashes", 1, "was killed by signal 6 (Aborted)");
}

/* A message of another length, one that nobody asked for, none any more: it lives until it is
 * ended. The one that nobody asked for may come late, and be taken for the next turn's, which
 * leaves two. */
static void test_who_does_not_keep_to_its_turns(void **state)
{
    const char *how = "did not keep to the turns that it was asked for";

    (void)state;
    assert_dies("closes", 1, how);
    assert_dies("short", 1, how);
    assert_dies("twice", TURNS, how);
}

static void test_who_hangs(void **state)
{
    ph_referee_process *process = start_well("hangs");

    (void)state;
    host.hang_timeout_us = 200000;
    assert_int_equal(take_turns(process, 1), PH_TURN_HUNG);
    (void)ph_referee_process_end(process);
}

static void test_the_user_gives_up_or_the_time_is_over(void **state)
{
    (void)state;
    for (guint is_deadline = 0; is_deadline < 2; is_deadline++) {
        ph_referee_process *process = start_well("hangs");

        if (is_deadline)
            host.deadline_us = g_get_monotonic_time() + 100000;
        else
            is_interrupted = TRUE;
        assert_int_equal(take_turns(process, 1), PH_TURN_OVER);
        (void)ph_referee_process_end(process);
        (void)reset_host(state);
    }
}

/* What it prints is no more than a pipe holds: it is stopped by no pipe, and nor are we. */
static void test_who_prints_is_not_stopped(void **state)
{
    ph_referee_process *process = start_well("noisy");

    (void)state;
    host.hang_timeout_us = 20 * (gint64)G_USEC_PER_SEC;
    assert_int_equal(take_turns(process, 2), PH_TURN_TAKEN);
    (void)ph_referee_process_end(process);
}

static void test_work_that_is_hidden(void **state)
{
    static const struct {
        const char *mode, *what;
    } cases[] = { { "works-between", "works between its calls" },
                  { "thread", "works in threads of its own" } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ph_referee_process *process = start_well(cases[i].mode);
        const gint64 end_us = g_get_monotonic_time() + PATIENCE_US;
        g_autofree char *hidden = NULL;

        do { /* On a busy host it may have had no CPU for it yet. */
            for (guint turn = 0; turn < TURNS; turn++) {
                assert_int_equal(take_turns(process, 1), PH_TURN_TAKEN);
                g_usleep(10000); /* While we sleep it is alone. */
            }
            hidden = ph_referee_process_hides_work(process);
        } while (!hidden && g_get_monotonic_time() < end_us);
        assert_non_null(hidden);
        assert_string_equal(hidden, cases[i].what);
        (void)ph_referee_process_end(process);
    }
}

static void test_arms_are_no_more_than_there_is_room_for(void **state)
{
    ph_referee_process *process = start_well("many-arms");

    (void)state;
    assert_int_equal(process->arms.count, PH_TURN_ARMS_MAX);
    (void)ph_referee_process_end(process);
}

static void assert_not_started(const char *mode, ph_error code)
{
    g_autoptr(GError) error = NULL;

    assert_null(start(mode, &error));
    if (!g_error_matches(error, PH_ERROR, (gint)code))
        fail_msg("%s: %s", mode, error->message);
}

static void test_who_never_begins(void **state)
{
    (void)state;
    assert_not_started("never-begins", PH_ERROR_SUBJECT_CRASH);
    assert_not_started("short-arms", PH_ERROR_SUBJECT_CRASH);
    is_interrupted = TRUE;
    assert_not_started("honest", PH_ERROR_INTERRUPTED);
    (void)reset_host(state);
    host.program = "/there/is/no/worker";
    assert_not_started("honest", PH_ERROR_ENVIRONMENT);
    host.program = PH_STAND_IN_REFEREE;
}

static guint count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    guint count = 0;

    assert_non_null(folder);
    while (readdir(folder))
        count++;
    (void)closedir(folder);
    return count;
}

/* Once it has been the same for half a second: GLib's own thread closes what it watched a process
 * by when it comes to it. */
static guint count_settled_descriptors(void)
{
    guint count = count_descriptors();

    for (guint i = 0; i < 50; i++) {
        const guint now = count_descriptors();

        if (now != count)
            i = 0;
        count = now;
        g_usleep(10000);
    }
    return count;
}

/* However it ends, nothing of it stays open here. */
static void test_no_descriptor_is_left(void **state)
{
    static const char *const modes[] = { "honest", "ends", "closes", "twice" };
    guint before;

    (void)state;
    (void)ph_referee_process_end(
        start_well("honest")); /* Main context and the like are open now. */
    before = count_settled_descriptors();
    for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
        ph_referee_process *process = start_well(modes[i]);

        (void)take_turns(process, 2);
        (void)ph_referee_process_end(process);
    }
    assert_not_started("never-begins", PH_ERROR_SUBJECT_CRASH);
    host.program = "/there/is/no/worker";
    assert_not_started("honest", PH_ERROR_ENVIRONMENT);
    host.program = PH_STAND_IN_REFEREE;
    assert_int_equal(count_settled_descriptors(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_who_keeps_to_its_turns, reset_host),
        cmocka_unit_test_setup(test_work_takes_time, reset_host),
        cmocka_unit_test_setup(test_slots_cannot_be_written_by_it, reset_host),
        cmocka_unit_test_setup(test_how_it_died, reset_host),
        cmocka_unit_test_setup(test_who_does_not_keep_to_its_turns, reset_host),
        cmocka_unit_test_setup(test_who_hangs, reset_host),
        cmocka_unit_test_setup(test_the_user_gives_up_or_the_time_is_over, reset_host),
        cmocka_unit_test_setup(test_who_prints_is_not_stopped, reset_host),
        cmocka_unit_test_setup(test_work_that_is_hidden, reset_host),
        cmocka_unit_test_setup(test_arms_are_no_more_than_there_is_room_for, reset_host),
        cmocka_unit_test_setup(test_who_never_begins, reset_host),
        cmocka_unit_test_setup(test_no_descriptor_is_left, reset_host),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
