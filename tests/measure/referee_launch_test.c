/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The worker as a referee, with libraries as they are measured: each kind of work gives a time, and
 * who does not do it a fault, in one sentence, of that arm alone. */
#define _GNU_SOURCE /* sched_getcpu */
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/discover.h"
#include "measure/referee_launch.h"
#include "measure/worker_arguments.h"

#define PATIENCE_US (60 * (gint64)G_USEC_PER_SEC)
#define BEFORE      "before the referee, on data made a moment before: "

enum {
    INPUT_BYTES = 131072,
    CHUNK_BYTES = 16384,
    ARM_MS = 5,
    CALLS_MIN = 80,
    BUSY = 2,
    SLEEP_NS = 50000, /* Of the slow one, in every call. */
};

static gboolean is_interrupted;
static ph_binder *binder;
static ph_worker_host host;

static char copybook[] = PH_FIXTURES "/copybooks/customer.cpy";
static char records[] = PH_FIXTURES "/data/customer.cp037.bin";
static const ph_own_data own_data = { .copybook = copybook,
                                      .data = records,
                                      .ccsid = 37,
                                      .record_format = "fixed",
                                      .float_format = "hfp",
                                      .controls = "error",
                                      .redefines = "all" };

static int make_host(void **state)
{
    (void)state;
    is_interrupted = FALSE;
    host = (ph_worker_host){ .program = PH_WORKER,
                             .binder = binder,
                             .cpu = (guint)sched_getcpu(),
                             .hang_timeout_us = PATIENCE_US,
                             .is_interrupted = &is_interrupted };
    return 0;
}

/* A request for a workload, or own data, of one library, and what it stands on. */
typedef struct made_request {
    ph_benchmark benchmark;
    GPtrArray *arguments;
    ph_idle_turns idle;
    ph_referee_request request;
} made_request;

/* @param name  Of the library in its folder; NULL: none. */
static void make_request(const char *workload, const char *folder, const char *name,
                         made_request *ret)
{
    g_autofree char *subject = g_strdup_printf("%s=%s/%s.so", name, folder, name);

    *ret = (made_request){ .benchmark = { .workload = workload ? ph_workload_find(workload) : NULL,
                                          .own_data = workload ? NULL : &own_data,
                                          .input_bytes = INPUT_BYTES,
                                          .chunk_bytes = CHUNK_BYTES },
                           .arguments = g_ptr_array_new_with_free_func(g_free),
                           /* Of no consequence where only faults are looked for. */
                           .idle = { .turn_ns = 5000, .call_ns = 100 } };
    ph_worker_add_command(ret->arguments, PH_WORKER_COMMAND_REFEREE);
    if (name)
        ph_worker_add_option(ret->arguments, PH_WORKER_OPTION_SUBJECT, subject);
    if (workload)
        ph_worker_add_option(ret->arguments, PH_WORKER_OPTION_WORKLOAD, workload);
    else
        ph_add_own_data_arguments(ret->arguments, &own_data);
    ph_worker_add_number(ret->arguments, PH_WORKER_OPTION_INPUT_BYTES, INPUT_BYTES);
    ph_worker_add_number(ret->arguments, PH_WORKER_OPTION_CHUNK_BYTES, CHUNK_BYTES);
    g_ptr_array_add(ret->arguments, NULL);
    ret->request = (ph_referee_request){ .host = &host,
                                         .benchmark = &ret->benchmark,
                                         .arguments = ret->arguments,
                                         .idle = &ret->idle,
                                         .arm_ms = ARM_MS };
}

static void free_request(made_request *made)
{
    g_ptr_array_unref(made->arguments);
}

static void launch_well(const made_request *made, ph_refereed_arm *arms, guint count)
{
    g_autoptr(GError) error = NULL;

    if (!ph_referee_launch(&made->request, arms, count, &error))
        fail_msg("%s", error->message);
}

static void measure_idle(made_request *made, const char *workload)
{
    g_autoptr(GError) error = NULL;
    made_request without;

    make_request(workload, NULL, NULL, &without);
    if (!ph_referee_idle(&without.request, &made->idle, &error))
        fail_msg("%s", error->message);
    free_request(&without);
    if (workload) /* A turn of own data is not measured: beside its calls it is nothing. */
        assert_true(fabs(made->idle.turn_ns) < 1e7 && fabs(made->idle.call_ns) < 1e7);
    else
        assert_true(made->idle.turn_ns > 0 && made->idle.call_ns == 0);
}

/* From a GiB/s and more, in ns a byte, to some MiB/s with sanitizers on a machine that is busy. */
static void assert_timed(const ph_refereed_arm *arm)
{
    if (arm->fault)
        fail_msg("%s, %s: %s", arm->subject, arm->level, arm->fault);
    assert_true(isfinite(arm->ns_per_byte) && arm->ns_per_byte > 0 && arm->ns_per_byte < 1e5);
    assert_true(arm->fast_ns_per_byte > 0 && arm->fast_ns_per_byte <= arm->ns_per_byte);
    assert_true(arm->calls >= CALLS_MIN);
}

static void test_each_kind_of_work_takes_time(void **state)
{
    static const struct {
        const char *workload; /* NULL: own data. */
        const char *library;
        const char *levels[3];
    } cases[] = {
        { "comp3", "native", { "kernel" } },
        { "display-text-30-percent", "native", { "kernel" } },
        { "display-zoned", "native", { "kernel" } },
        { "encode-comp3", "native", { "kernel" } },
        { "encode-text", "native", { "kernel" } },
        { "encode-zoned", "native", { "kernel" } },
        { "comp3", "copybook-rs", { "kernel" } },
        { "encode-comp3", "copybook-rs", { "kernel" } },
        { "record-comp3", "copybook-rs", { "record", "file" } },
        { "record-display", "copybook-rs", { "record", "file" } },
        { "record-simple", "copybook-rs", { "record", "file" } },
        { NULL, "copybook-rs", { "record", "file" } },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        made_request made;
        ph_refereed_arm arms[2] = { 0 };
        guint count = 0;

        print_message("%s, %s\n", cases[i].workload ? cases[i].workload : "own data",
                      cases[i].library);
        make_request(cases[i].workload, PH_SUBJECT_FOLDER, cases[i].library, &made);
        measure_idle(&made, cases[i].workload);
        for (; cases[i].levels[count]; count++)
            arms[count] =
                (ph_refereed_arm){ .subject = cases[i].library, .level = cases[i].levels[count] };
        launch_well(&made, arms, count);
        for (guint k = 0; k < count; k++)
            assert_timed(&arms[k]);
        free_request(&made);
    }
}

/* The reference is faster by far, and that must show: 8 times and more, measured with care. */
static void test_slower_work_takes_longer(void **state)
{
    static const char *const libraries[] = { "native", "copybook-rs" };
    double ns_per_byte[2];

    (void)state;
    for (guint i = 0; i < 2; i++) {
        ph_refereed_arm arm = { .subject = libraries[i], .level = "kernel" };
        made_request made;

        make_request("display-text-30-percent", PH_SUBJECT_FOLDER, libraries[i], &made);
        measure_idle(&made, "display-text-30-percent");
        launch_well(&made, &arm, 1);
        assert_timed(&arm);
        ns_per_byte[i] = arm.ns_per_byte;
        free_request(&made);
    }
    assert_true(ns_per_byte[1] > 1.5 * ns_per_byte[0]);
}

static void assert_fault(ph_refereed_arm *arm, ph_error cause, const char *begin)
{
    assert_true(isnan(arm->ns_per_byte));
    assert_non_null(arm->fault);
    if (!g_str_has_prefix(arm->fault, begin))
        fail_msg("\"%s\" does not begin with \"%s\"", arm->fault, begin);
    assert_null(strchr(arm->fault, '\n'));
    assert_int_equal(arm->cause, cause);
    ph_refereed_arm_clear(arm);
    assert_null(arm->fault);
}

static void test_who_does_not_do_the_work_has_a_fault(void **state)
{
    static const struct {
        const char *library;
        ph_error cause;
        const char *fault;
    } cases[] = {
        { "last-value-wrong", PH_ERROR_MISMATCH,
          BEFORE "wrong answer: record 273, field FIELD-10" },
        { "remembers-by-pointer", PH_ERROR_MISMATCH, BEFORE "wrong answer: record 1, field" },
        { "fails-some", PH_ERROR_MISMATCH, BEFORE "first failure in item " },
        { "panics", PH_ERROR_SUBJECT_CRASH,
          BEFORE "first failure in item 1: PANIC: index out of bounds" },
        { "crash-on-call", PH_ERROR_SUBJECT_CRASH,
          BEFORE "it was killed by signal 11 (Segmentation fault)" },
        { "abort-on-call", PH_ERROR_SUBJECT_CRASH, BEFORE "it was killed by signal 6 (Aborted)" },
        { "exit-on-call", PH_ERROR_SUBJECT_CRASH,
          BEFORE "it ended the process with exit status 0" },
        { "hang", PH_ERROR_SUBJECT_CRASH, BEFORE "it did not return within 0.5 s" },
        { "crash-in-constructor", PH_ERROR_SUBJECT_CRASH,
          BEFORE "it ended the process before its first call" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ph_refereed_arm arms[] = { { .subject = cases[i].library, .level = "kernel" } };
        made_request made;

        print_message("%s\n", cases[i].library);
        if (strcmp(cases[i].library, "hang") == 0)
            host.hang_timeout_us = G_USEC_PER_SEC / 2;
        make_request("comp3", PH_TEST_SUBJECT_FOLDER, cases[i].library, &made);
        launch_well(&made, arms, 1);
        assert_fault(&arms[0], cases[i].cause, cases[i].fault);
        free_request(&made);
        (void)make_host(state);
    }
}

/* Own data have no truth, but a chunk's answers must be alike; in a file of one chunk, those of the
 * same turn. It is no data made a moment before. */
static void test_own_data_are_answered_alike(void **state)
{
    static const char *const options[] = { "", "first" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
        ph_refereed_arm arm = { .subject = "decodes-records", .level = "file" };
        made_request made;

        make_request(NULL, PH_TEST_SUBJECT_FOLDER, "decodes-records", &made);
        g_ptr_array_remove_index(made.arguments, made.arguments->len - 1);
        ph_worker_add_option(made.arguments, PH_WORKER_OPTION_SUBJECT_OPTIONS, options[i]);
        g_ptr_array_add(made.arguments, NULL);
        launch_well(&made, &arm, 1);
        if (*options[i])
            assert_fault(&arm, PH_ERROR_MISMATCH,
                         "before the referee: wrong answer: record 1, key KEY");
        else
            assert_timed(&arm);
        free_request(&made);
    }
}

static void test_who_keeps_to_it_has_none(void **state)
{
    static const char *const libraries[] = { "well-behaved", "noisy-stdout", "slow" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(libraries); i++) {
        ph_refereed_arm arm = { .subject = libraries[i], .level = "kernel" };
        made_request made;

        print_message("%s\n", libraries[i]);
        make_request("comp3", PH_TEST_SUBJECT_FOLDER, libraries[i], &made);
        launch_well(&made, &arm, 1);
        assert_timed(&arm);
        free_request(&made);
    }
}

/* Another process that wants the referee's CPU all the time, for as long as this one is there. */
static pid_t start_busy(void)
{
    const pid_t process = fork();
    cpu_set_t set;

    if (process != 0)
        return process;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    CPU_ZERO(&set);
    CPU_SET(host.cpu, &set);
    (void)sched_setaffinity(0, sizeof(set), &set);
    for (;;)
        (void)getppid();
}

static void end_busy(const pid_t *processes)
{
    for (int i = 0; i < BUSY; i++) {
        (void)kill(processes[i], SIGKILL);
        (void)waitpid(processes[i], NULL, 0);
    }
}

/* Who only waits for a CPU that others have does not sleep; who sleeps does so all the same. */
static void test_a_busy_cpu_is_no_sleep(void **state)
{
    static const char *const libraries[] = { "well-behaved", "slow" };
    pid_t busy[BUSY];

    (void)state;
    if (!binder)
        skip();
    for (int i = 0; i < BUSY; i++)
        busy[i] = start_busy();
    for (gsize i = 0; i < G_N_ELEMENTS(libraries); i++) {
        ph_refereed_arm arm = { .subject = libraries[i], .level = "kernel" };
        made_request made;

        make_request("comp3", PH_TEST_SUBJECT_FOLDER, libraries[i], &made);
        launch_well(&made, &arm, 1);
        assert_timed(&arm);
        print_message("%s: %g and %g ns a byte\n", libraries[i], arm.ns_per_byte,
                      arm.elapsed_ns_per_byte);
        if (i == 0)
            assert_true(arm.elapsed_ns_per_byte == arm.ns_per_byte);
        else
            assert_true((arm.elapsed_ns_per_byte - arm.ns_per_byte) * CHUNK_BYTES > SLEEP_NS / 2.0);
        free_request(&made);
    }
    end_busy(busy);
}

/* Arms are asked for by name: who is not there has a fault, and nobody else has. */
static void test_an_arm_that_is_not_there(void **state)
{
    ph_refereed_arm arms[] = { { .subject = "native", .level = "record" },
                               { .subject = "native", .level = "kernel" },
                               { .subject = "another", .level = "kernel" } };
    made_request made;

    (void)state;
    make_request("comp3", PH_SUBJECT_FOLDER, "native", &made);
    launch_well(&made, arms, G_N_ELEMENTS(arms));
    assert_timed(&arms[1]);
    assert_fault(&arms[0], PH_ERROR_MISMATCH, BEFORE "it does not offer that any more");
    assert_fault(&arms[2], PH_ERROR_MISMATCH, BEFORE "it does not offer that any more");
    free_request(&made);
}

/* With its process all arms of a library are gone. */
static void test_what_comes_after_an_end(void **state)
{
    ph_refereed_arm arms[] = { { .subject = "crash-on-call", .level = "kernel" },
                               { .subject = "crash-on-call", .level = "kernel" } };
    made_request made;

    (void)state;
    make_request("comp3", PH_TEST_SUBJECT_FOLDER, "crash-on-call", &made);
    launch_well(&made, arms, G_N_ELEMENTS(arms));
    assert_fault(&arms[0], PH_ERROR_SUBJECT_CRASH, BEFORE "it was killed by signal 11");
    /* That is no fault of this one: it is for another launch. */
    assert_null(arms[1].fault);
    assert_true(isnan(arms[1].ns_per_byte));
    free_request(&made);
}

static void assert_given_up(const char *folder, const char *library, ph_error code)
{
    ph_refereed_arm arm = { .subject = library, .level = "kernel" };
    g_autoptr(GError) error = NULL;
    made_request made;

    make_request("comp3", folder, library, &made);
    assert_false(ph_referee_launch(&made.request, &arm, 1, &error));
    assert_true(g_error_matches(error, PH_ERROR, (gint)code));
    g_clear_error(&error);
    assert_false(ph_referee_idle(&made.request, &made.idle, &error));
    assert_true(g_error_matches(error, PH_ERROR, (gint)code));
    assert_null(arm.fault); /* It is not its own. */
    free_request(&made);
}

static void test_the_user_gives_up_or_the_time_is_over(void **state)
{
    is_interrupted = TRUE;
    assert_given_up(PH_SUBJECT_FOLDER, "native", PH_ERROR_INTERRUPTED);
    (void)make_host(state);
    host.deadline_us = 1;
    assert_given_up(PH_SUBJECT_FOLDER, "native", PH_ERROR_TIMEOUT);
    /* While it hangs. */
    (void)make_host(state);
    host.deadline_us = g_get_monotonic_time() + G_USEC_PER_SEC / 2;
    assert_given_up(PH_TEST_SUBJECT_FOLDER, "hang", PH_ERROR_TIMEOUT);
}

static void test_no_worker(void **state)
{
    (void)state;
    host.program = "/there/is/no/worker";
    assert_given_up(PH_SUBJECT_FOLDER, "native", PH_ERROR_ENVIRONMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_each_kind_of_work_takes_time, make_host),
        cmocka_unit_test_setup(test_slower_work_takes_longer, make_host),
        cmocka_unit_test_setup(test_who_does_not_do_the_work_has_a_fault, make_host),
        cmocka_unit_test_setup(test_own_data_are_answered_alike, make_host),
        cmocka_unit_test_setup(test_who_keeps_to_it_has_none, make_host),
        cmocka_unit_test_setup(test_a_busy_cpu_is_no_sleep, make_host),
        cmocka_unit_test_setup(test_an_arm_that_is_not_there, make_host),
        cmocka_unit_test_setup(test_what_comes_after_an_end, make_host),
        cmocka_unit_test_setup(test_the_user_gives_up_or_the_time_is_over, make_host),
        cmocka_unit_test_setup(test_no_worker, make_host),
    };
    int failed;

    binder = ph_binder_new(NULL); /* Without one they run where they may. */
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_clear_pointer(&binder, ph_binder_free);
    return failed;
}
