/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whatever a worker does, its end is told for what it was, what it said is kept, and it is gone. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "measure/worker_process.h"
#include "scratch_folder.h"
#include "stand_in.h"
#include "system/cpu_choice.h"

#ifdef __x86_64__
#define PH_ELF_MACHINE EM_X86_64
#else
#define PH_ELF_MACHINE EM_NONE /* Any other than that of the foreign program. */
#endif

/* Long enough for a worker to be started, short enough to be waited for. */
#define MOMENT_US G_GINT64_CONSTANT(300000)

#define SUBJECT "say {\"event\":\"subject\"}\n"
#define DONE    "say {\"event\":\"done\"}\n"
#define ARMS    "say {\"event\":\"arms\",\"arms\":[{\"name\":\"x\",\"level\":\"kernel\"}]}\n"

static const char *const no_arguments[] = { "measure", NULL };

static void run_with(const stand_in *worker, const char *const *arguments, ph_worker_outcome *ret)
{
    g_autoptr(GError) error = NULL;

    if (!ph_worker_run(&worker->host, arguments, ret, &error))
        fail_msg("%s", error->message);
    assert_non_null(ret->how);
}

static void run(const stand_in *worker, const char *script, ph_worker_outcome *ret)
{
    stand_in_script(worker, "measure", script);
    run_with(worker, no_arguments, ret);
}

/* What it said behind its being ready. */
static const char *log_of(const ph_worker_outcome *outcome)
{
    const char *end = strchr(outcome->log->str, '\n');

    assert_true(g_str_has_prefix(outcome->log->str, "{\"event\":\"ready\","));
    return end + 1;
}

static void assert_no_process(const cJSON *event)
{
    const pid_t process = (pid_t)ph_event_number(event, "pid");

    assert_true(process > 1);
    assert_int_equal(kill(process, 0), -1);
    assert_int_equal(errno, ESRCH);
}

static void assert_gone(const ph_worker_outcome *outcome)
{
    assert_no_process(ph_worker_event(outcome, PH_EVENT_READY));
}

static void test_it_says_done(void **state)
{
    const char *const arguments[] = { "measure", "--subject", "a=b c", "", "\xc3\xa9", NULL };
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };
    g_auto(GStrv) starts = NULL;

    stand_in_script(worker, "measure",
                    "say {\"event\":\"subject\",\"n\":1}\n"
                    "beacon 5 2 77\n"
                    "say {\"event\":\"subject\",\"n\":2}\n"
                    "say {\"event\":\"rejected\",\"n\":3}\n" DONE);
    run_with(worker, arguments, &outcome);
    assert_int_equal(outcome.end, PH_WORKER_COMPLETE);
    assert_string_equal(outcome.how, "ended the process with exit status 0");
    assert_int_equal(outcome.orphans, 0);
    assert_int_equal(outcome.events->len, 5);
    for (guint i = 1; i <= 3; i++)
        assert_int_equal((int)ph_event_number(outcome.events->pdata[i], "n"), i);
    assert_string_equal(log_of(&outcome),
                        "{\"event\":\"subject\",\"n\":1}\n{\"event\":\"subject\",\"n\":2}"
                        "\n{\"event\":\"rejected\",\"n\":3}\n{\"event\":\"done\"}\n");
    assert_string_equal(outcome.standard_error->str, "");
    assert_int_equal(outcome.phase, PH_PHASE_SAMPLE);
    assert_int_equal(outcome.arm, 2);
    assert_int_equal(outcome.row, 77);
    /* Nothing was bound. */
    assert_null(outcome.binding.cpus);
    starts = stand_in_starts(worker);
    assert_int_equal(g_strv_length(starts), 1);
    assert_true(
        g_str_has_prefix(starts[0], "measure\t--subject\ta=b c\t\t\xc3\xa9\t--beacon-fd\t"));
    assert_true(stand_in_was_given(starts[0], "--spawned-at-ns", NULL));
}

/* A case: what a worker does, and what is said of it. */
typedef struct end_case {
    const char *script;
    ph_worker_end end;
    const char *how;
} end_case;

static void test_each_end_is_told(void **state)
{
    static const end_case cases[] = {
        { "say {\"event\":\"refused\",\"reason\":\"no\"}\n", PH_WORKER_REFUSED,
          "ended the process with exit status 0" },
        { "say {\"event\":\"refused\"}\nend-with-status 1\n", PH_WORKER_REFUSED,
          "ended the process with exit status 1" },
        { "", PH_WORKER_CRASHED, "ended the process with exit status 0" },
        { "end-with-status 7\n", PH_WORKER_CRASHED, "ended the process with exit status 7" },
        { "end-by-signal 11\n", PH_WORKER_CRASHED, "was killed by signal 11 (Segmentation fault)" },
        { "end-by-signal 6\n", PH_WORKER_CRASHED, "was killed by signal 6 (Aborted)" },
        { "end-by-signal 9\n", PH_WORKER_CRASHED, "was killed by signal 9 (Killed)" },
        { SUBJECT "end-by-signal 11\n", PH_WORKER_CRASHED,
          "was killed by signal 11 (Segmentation fault)" },
        /* What it had to say it has said. */
        { DONE "end-with-status 3\n", PH_WORKER_COMPLETE, "ended the process with exit status 3" },
        { DONE "end-by-signal 11\n", PH_WORKER_COMPLETE,
          "was killed by signal 11 (Segmentation fault)" },
        { ARMS "end-with-status 0\n", PH_WORKER_CRASHED, "ended the process with exit status 0" },
    };
    const stand_in *worker = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(ph_worker_outcome) outcome = { 0 };

        run(worker, cases[i].script, &outcome);
        if (outcome.end != cases[i].end || strcmp(outcome.how, cases[i].how) != 0)
            fail_msg("%s: end %d: %s", cases[i].script, (int)outcome.end, outcome.how);
    }
}

/* It is ended for the first of them, and what comes behind that is not heard. */
static void test_what_no_worker_says(void **state)
{
    static const struct {
        const char *script, *what;
    } cases[] = {
        { "say \n", "a line that is no event" },
        { "say garbage\n", "a line that is no event" },
        { "say {\"event\":\n", "a line that is no event" },
        { "say {}\n", "a line that is no event" },
        { "say {\"event\":1}\n", "a line that is no event" },
        { "say [{\"event\":\"done\"}]\n", "a line that is no event" },
        { "say {\"event\":\"done\"} {}\n", "a line that is no event" },
        { "say-bytes fffe00c0800a\n", "a line that is no event" },
        /* What stands before a byte that ends a text would do. */
        { "begin-line {\"event\":\"done\"}\nsay-bytes 007d0a\n", "a line that is no event" },
        { "say {\"event\":\"Done\"}\n", "\"Done\"" },
        { "say {\"event\":\"sample\\u001b\"}\n", "\"sample\\u001b\"" },
        { DONE DONE, "something behind its last word" },
        { SUBJECT "say \n", "a line that is no event" }, /* What came before is forgotten. */
        { "not-ready\n" DONE, "something before it is ready" },
        { "say {\"event\":\"arm\",\"name\":\"x\"}\n", "an arm that it did not list" },
    };
    const stand_in *worker = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *script = g_strconcat(cases[i].script, SUBJECT "hang\n", NULL);
        g_autofree char *how = g_strconcat("said what no worker says: ", cases[i].what, NULL);
        g_auto(ph_worker_outcome) outcome = { 0 };

        run(worker, script, &outcome);
        if (outcome.end != PH_WORKER_CRASHED || strcmp(outcome.how, how) != 0)
            fail_msg("%s: end %d: %s", cases[i].script, (int)outcome.end, outcome.how);
        assert_null(ph_worker_event(&outcome, PH_EVENT_SUBJECT));
    }
}

/* The last thing it does: it has ended when that is read. */
static void test_what_no_worker_says_at_its_end(void **state)
{
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    run(worker, DONE "begin-line {\n", &outcome);
    assert_int_equal(outcome.end, PH_WORKER_CRASHED);
    assert_string_equal(outcome.how, "said what no worker says: a line that is no event");
}

static void test_a_last_line_without_an_end(void **state)
{
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    run(worker, "begin-line {\"event\":\"done\"}\n", &outcome);
    assert_int_equal(outcome.end, PH_WORKER_COMPLETE);
    assert_string_equal(log_of(&outcome), "{\"event\":\"done\"}\n");
}

/* A line of most of a megabyte is one line; more than 16 MiB of them no launch has to say. */
static void test_long_lines(void **state)
{
    static const char line[] = "begin-line {\"event\":\"subject\",\"name\":\"\nsay-many 1000000\n"
                               "say \"}\n";
    const stand_in *worker = *state;
    g_autoptr(GString) flood = g_string_new(NULL);
    g_autofree char *few = g_strconcat(line, line, DONE, NULL);
    g_auto(ph_worker_outcome) two = { 0 }, many = { 0 };

    run(worker, few, &two);
    assert_int_equal(two.end, PH_WORKER_COMPLETE);
    assert_int_equal(two.events->len, 4);
    for (int i = 0; i < 20; i++)
        g_string_append(flood, line);
    g_string_append(flood, DONE);
    run(worker, flood->str, &many);
    assert_int_equal(many.end, PH_WORKER_CRASHED);
    assert_string_equal(many.how, "said what no worker says: more than there is to say");
    assert_in_range(many.log->len, 16 * 1024 * 1024, 18 * 1024 * 1024);
}

static gsize resident_bytes(void)
{
    g_autofree char *text = NULL;
    gsize pages = 0;

    assert_true(g_file_get_contents("/proc/self/statm", &text, NULL, NULL));
    assert_int_equal(sscanf(text, "%*u %zu", &pages), 1);
    return pages * (gsize)sysconf(_SC_PAGESIZE);
}

/* It is not kept until it ends: that it never does. */
static void test_a_line_that_does_not_end(void **state)
{
    const stand_in *worker = *state;
    const gsize before = resident_bytes();
    g_auto(ph_worker_outcome) outcome = { 0 };

    run(worker, "beacon 5 2 0\nsay-many 4000000000\n" DONE, &outcome);
    assert_int_equal(outcome.end, PH_WORKER_CRASHED);
    assert_string_equal(outcome.how, "said what no worker says: a line that does not end");
    assert_int_equal(outcome.phase, PH_PHASE_SAMPLE);
    assert_int_equal(outcome.arm, 2);
    assert_true(outcome.log->len < 1000);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* They keep what is freed. */
    assert_in_range(resident_bytes(), 0, before + 8 * 1024 * 1024);
#else
    (void)before;
#endif
    assert_gone(&outcome);
}

/* Nobody to listen is no end: that comes with the process. */
static void test_it_closes_its_output(void **state)
{
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    run(worker,
        SUBJECT "close-output\nwait 100\ncomplain still here\n"
                "end-with-status 3\n",
        &outcome);
    assert_int_equal(outcome.end, PH_WORKER_CRASHED);
    assert_string_equal(outcome.how, "ended the process with exit status 3");
    assert_string_equal(outcome.standard_error->str, "still here\n");
    assert_int_equal(outcome.events->len, 2);
}

static void test_what_it_complains_of_is_kept(void **state)
{
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) little = { 0 }, much = { 0 }, bytes = { 0 };

    run(worker, "complain one\ncomplain two\nend-by-signal 6\n", &little);
    assert_string_equal(little.standard_error->str, "one\ntwo\n");
    /* Its last 16 KiB. */
    run(worker, "complain the first\ncomplain-many 100000\ncomplain the last\n" DONE, &much);
    assert_int_equal(much.end, PH_WORKER_COMPLETE);
    assert_int_equal(much.standard_error->len, 16 * 1024);
    assert_true(g_str_has_prefix(much.standard_error->str, "xxx"));
    assert_true(g_str_has_suffix(much.standard_error->str, "xthe last\n"));
    run(worker, "complain-bytes 61ffc3a900fe62\n" DONE, &bytes);
    assert_true(
        g_utf8_validate(bytes.standard_error->str, (gssize)bytes.standard_error->len, NULL));
    assert_true(g_str_has_prefix(bytes.standard_error->str, "a\xef\xbf\xbd\xc3\xa9"));
}

static void test_a_call_that_does_not_return(void **state)
{
    stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    worker->host.hang_timeout_us = MOMENT_US;
    /* Not even SIGTERM would end it. */
    run(worker, "block-signals\nbeacon 7 3 12\nhang\n", &outcome);
    assert_int_equal(outcome.end, PH_WORKER_HUNG);
    assert_string_equal(outcome.how, "did not return within 0.3 s");
    assert_int_equal(outcome.phase, PH_PHASE_VECTORS);
    assert_int_equal(outcome.arm, 3);
    assert_int_equal(outcome.row, 12);
    assert_int_equal(outcome.events->len, 1);
    assert_gone(&outcome);
}

/* It says that it is done, and hangs: that is no end that it came to. */
static void test_a_hang_behind_done(void **state)
{
    stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    worker->host.hang_timeout_us = MOMENT_US;
    run(worker, DONE "beacon 9 1 0\nhang\n", &outcome);
    assert_int_equal(outcome.end, PH_WORKER_HUNG);
    assert_gone(&outcome);
}

/* Its own code may take as long as it likes, and so may calls that do return. */
static void test_what_is_slow_does_not_hang(void **state)
{
    stand_in *worker = *state;
    g_auto(ph_worker_outcome) own = { 0 }, calls = { 0 };

    worker->host.hang_timeout_us = 1;
    run(worker, "beacon 2 0 0\nwait 300\n" DONE, &own);
    assert_int_equal(own.end, PH_WORKER_COMPLETE);
    /* No process is kept from running for more than a second, while another would be. */
    worker->host.hang_timeout_us = G_USEC_PER_SEC;
    run(worker, "beacon 5 1 0\nbeat 1500\nbeacon 5 0 0\n" DONE, &calls);
    assert_int_equal(calls.end, PH_WORKER_COMPLETE);
}

static void assert_never_started(const stand_in *worker, ph_worker_end end)
{
    g_auto(ph_worker_outcome) outcome = { 0 };
    g_auto(GStrv) starts = NULL;

    run(worker, DONE, &outcome);
    starts = stand_in_starts(worker);
    assert_int_equal(g_strv_length(starts), 0);
    assert_int_equal(outcome.end, end);
    assert_string_equal(outcome.how, "was not started");
    assert_int_equal(outcome.events->len, 0);
}

static void test_time_is_over_before_it_begins(void **state)
{
    stand_in *worker = *state;

    worker->host.deadline_us = g_get_monotonic_time() - 1;
    assert_never_started(worker, PH_WORKER_TIMED_OUT);
    /* Whoever gives up as well is told that. */
    worker->is_interrupted = TRUE;
    assert_never_started(worker, PH_WORKER_INTERRUPTED);
    worker->host.deadline_us = 0;
    assert_never_started(worker, PH_WORKER_INTERRUPTED);
}

/* Once the worker has got so far as to say so, its time is over, or the user gives up. */
static gboolean stop_once_it_hangs(gpointer data)
{
    stand_in *worker = data;
    g_autofree char *hangs = scratch_path(worker->folder, "hangs");

    if (!g_file_test(hangs, G_FILE_TEST_EXISTS))
        return G_SOURCE_CONTINUE;
    if (worker->host.deadline_us)
        worker->host.deadline_us = 1;
    else
        worker->is_interrupted = TRUE;
    return G_SOURCE_REMOVE;
}

static void assert_stopped(stand_in *worker, ph_worker_end end)
{
    g_auto(ph_worker_outcome) outcome = { 0 };

    (void)g_timeout_add(10, stop_once_it_hangs, worker);
    run(worker, "block-signals\nbeacon 5 1 0\ncomplain a word\nnote hangs\nhang\n", &outcome);
    assert_int_equal(outcome.end, end);
    assert_string_equal(outcome.how, "was stopped");
    assert_string_equal(outcome.standard_error->str, "a word\n");
    assert_int_equal(outcome.events->len, 1);
    assert_int_equal(outcome.arm, 1);
    assert_gone(&outcome);
}

static void test_time_is_over_meanwhile(void **state)
{
    stand_in *worker = *state;

    worker->host.deadline_us = G_MAXINT64;
    assert_stopped(worker, PH_WORKER_TIMED_OUT);
}

static void test_the_user_gives_up(void **state)
{
    assert_stopped(*state, PH_WORKER_INTERRUPTED);
}

/* What it has started ends with it, wherever it went; nobody waits for who holds its pipes. */
static void test_what_it_leaves_is_ended(void **state)
{
    const stand_in *worker = *state;
    const gint64 start_us = g_get_monotonic_time();
    g_auto(ph_worker_outcome) one = { 0 }, all = { 0 };

    run(worker, "leave-child\ncomplain a word\n" DONE, &one);
    assert_int_equal(one.end, PH_WORKER_CRASHED);
    assert_string_equal(one.how, "ended the process with exit status 0; it left 1 process: ended");
    assert_int_equal(one.orphans, 1);
    assert_string_equal(one.standard_error->str, "a word\n");
    assert_no_process(one.events->pdata[1]);

    run(worker, "lead-group\nleave-child\nleave-daemon\nend-by-signal 11\n", &all);
    assert_int_equal(all.end, PH_WORKER_CRASHED);
    assert_string_equal(all.how, "was killed by signal 11 (Segmentation fault); it left 3 "
                                 "processes: ended");
    for (guint i = 1; i < all.events->len; i++)
        assert_no_process(all.events->pdata[i]);
    assert_int_equal(all.events->len, 4);
    assert_true(g_get_monotonic_time() - start_us < 4 * G_USEC_PER_SEC);
}

static void test_what_had_ended_is_reaped(void **state)
{
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    run(worker, "leave-dead-child\n" DONE, &outcome);
    assert_int_equal(outcome.end, PH_WORKER_COMPLETE);
    assert_int_equal(outcome.orphans, 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* Why it was stopped is said first. */
static void test_what_it_leaves_when_it_is_stopped(void **state)
{
    stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    worker->host.hang_timeout_us = MOMENT_US;
    run(worker, "leave-child\nbeacon 5 1 0\nhang\n", &outcome);
    assert_int_equal(outcome.end, PH_WORKER_HUNG);
    assert_string_equal(outcome.how, "did not return within 0.3 s; it left 1 process: ended");
}

/* Children that are not the worker's stay, and whatever they start is not ours to end. */
static void test_others_are_left_alone(void **state)
{
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };
    const pid_t other = fork();
    int status;

    if (other == 0) {
        (void)pause();
        _exit(0);
    }
    run(worker, "leave-child\n" DONE, &outcome);
    assert_int_equal(outcome.orphans, 1);
    assert_int_equal(waitpid(other, &status, WNOHANG), 0);
    assert_int_equal(kill(other, SIGKILL), 0);
    assert_int_equal(waitpid(other, &status, 0), other);
}

/* So many blocks of so many nanoseconds of the arm. */
#define BLOCK(ns, switches)                                                                        \
    "say {\"event\":\"arm\",\"name\":\"x\",\"level\":\"kernel\",\"void\":false,\"ns\":[" ns        \
    "],\"bytes\":[9],\"probe_ns\":[9],\"involuntary_switches\":[" switches "]}\n"

static void test_a_claim_of_more_than_there_was(void **state)
{
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) busy = { 0 }, lost = { 0 }, liar = { 0 }, idle = { 0 };
    g_auto(ph_worker_outcome) idler = { 0 };

    run(worker, ARMS "work 300\n" BLOCK("300000000", "0") DONE, &busy);
    assert_int_equal(busy.end, PH_WORKER_COMPLETE);
    /* It says itself that it had no CPU: such a block is set aside. */
    run(worker, ARMS BLOCK("300000000", "1") DONE, &lost);
    assert_int_equal(lost.end, PH_WORKER_COMPLETE);
    run(worker, ARMS "work 100\n" BLOCK("2100000000", "0") DONE, &liar);
    assert_int_equal(liar.end, PH_WORKER_CRASHED);
    assert_true(
        g_str_has_prefix(liar.how, "claims 2.1 s of timed calls, and the kernel saw it for "));
    run(worker, ARMS "work 10\nwait 500\n" BLOCK("150000000", "0") DONE, &idle);
    assert_int_equal(idle.end, PH_WORKER_COMPLETE); /* It waited again and again. */
    run(worker, ARMS "work 10\nsleep 500\n" BLOCK("400000000", "0") DONE, &idler);
    assert_int_equal(idler.end, PH_WORKER_CRASHED);
    assert_true(g_str_has_prefix(idler.how, "claims 0.4 s of timed calls, and the kernel saw 0."));
}

/* No token of the CI's reaches the code that is measured. */
static void test_what_it_may_see_of_the_environment(void **state)
{
    static const char *const names[] = { "GITHUB_TOKEN", "LD_PRELOAD", "HOME", "PATH", "TMPDIR" };
    const stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    assert_true(g_setenv("GITHUB_TOKEN", "secret", TRUE));
    assert_true(g_setenv("TMPDIR", worker->folder, TRUE));
    run(worker,
        "say-variable GITHUB_TOKEN\nsay-variable LD_PRELOAD\nsay-variable HOME\n"
        "say-variable PATH\nsay-variable TMPDIR\n" DONE,
        &outcome);
    g_unsetenv("GITHUB_TOKEN");
    g_unsetenv("TMPDIR");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const cJSON *event = outcome.events->pdata[1 + i];
        const gboolean is_set = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(event, "is_set"));

        assert_string_equal(ph_event_text(event, "name"), names[i]);
        assert_int_equal(is_set, i >= 3);
    }
    assert_string_equal(ph_event_text(outcome.events->pdata[5], "value"), worker->folder);
}

static void test_it_runs_where_it_is_bound(void **state)
{
    stand_in *worker = *state;
    g_autoptr(ph_binder) binder = ph_binder_new(NULL);
    g_autoptr(ph_cpu_choice) choice = ph_cpu_choose("", PH_CPU_USUAL, NULL);
    g_auto(ph_worker_outcome) outcome = { 0 };
    g_autofree char *expected = NULL;
    cpu_set_t before, after;

    assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
    worker->host.binder = binder;
    worker->host.cpu = choice->cpu;
    run(worker, "say-cpus\n" DONE, &outcome);
    expected = g_strdup_printf("%u", worker->host.cpu);
    assert_string_equal(outcome.binding.cpus, expected);
    assert_int_equal((int)ph_event_number(outcome.events->pdata[1], "count"), 1);
    assert_int_equal((int)ph_event_number(outcome.events->pdata[1], "runs_on"), worker->host.cpu);
    assert_true(outcome.binding.nodes || outcome.binding.nodes_missing);
    /* And only it: this process may go where it could before. */
    assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
}

static guint count_descriptors(void)
{
    g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
    guint count = 0;

    while (g_dir_read_name(folder))
        count++;
    return count;
}

static void assert_not_started(const ph_worker_host *host, const char *phrase)
{
    ph_worker_outcome outcome;
    g_autoptr(GError) error = NULL;

    assert_false(ph_worker_run(host, no_arguments, &outcome, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    if (!strstr(error->message, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, phrase);
    /* There is nothing to clear, and to do so does no harm. */
    assert_null(outcome.events);
    assert_null(outcome.how);
    ph_worker_outcome_clear(&outcome);
}

static void test_what_cannot_be_started(void **state)
{
    stand_in *worker = *state;
    g_autofree char *absent = scratch_path(worker->folder, "absent");
    g_autofree char *text = scratch_path(worker->folder, "text");
    g_autoptr(ph_binder) binder = ph_binder_new(NULL);
    ph_worker_host host = worker->host;
    guint descriptors;

    scratch_write(worker->folder, "text", "no program\n");
    host.program = absent;
    assert_not_started(&host, "install or build perfharness again");
    /* What the library keeps for itself it has by now. */
    descriptors = count_descriptors();
    assert_not_started(&host, "starting a worker: ");
    host.program = text;
    assert_not_started(&host, "starting a worker: ");
    host.program = worker->program;
    host.binder = binder;
    host.cpu = 1000000;
    assert_not_started(&host, "");
    assert_int_equal(count_descriptors(), descriptors);
}

/* The stand-in, but for what its header says of its machine. The caller frees the path. */
static char *write_foreign_program(const stand_in *worker, const char *name, guint16 machine)
{
    char *path = scratch_path(worker->folder, name);
    char *bytes = NULL;
    gsize length = 0;

    assert_true(g_file_get_contents(worker->program, &bytes, &length, NULL));
    memcpy(bytes + offsetof(Elf64_Ehdr, e_machine), &machine, sizeof(machine));
    assert_true(g_file_set_contents_full(path, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE,
                                         0755, NULL));
    g_free(bytes);
    return path;
}

/* Left to itself, GLib would have /bin/sh read it. */
static void test_a_program_for_another_machine(void **state)
{
    stand_in *worker = *state;
    const guint16 other = EM_X86_64 == PH_ELF_MACHINE ? EM_AARCH64 : EM_X86_64;
    g_autofree char *foreign = write_foreign_program(worker, "foreign", other);
    g_autofree char *unheard = write_foreign_program(worker, "unheard", 0xfffe);
    ph_worker_host host = worker->host;
    const guint descriptors = count_descriptors();

    host.program = foreign;
    assert_not_started(&host, other == EM_AARCH64
                                  ? "foreign is a program for 64-bit ARM, and perfharness is one "
                                    "for x86-64; install or build"
                                  : "foreign is a program for x86-64, and perfharness is one for ");
    host.program = unheard;
    assert_not_started(&host, "unheard is a program for machine 65534 of ELF");
    assert_int_equal(count_descriptors(), descriptors);
}

/* env runs what it is given, as an emulator does. */
static void test_an_emulator_that_is_named(void **state)
{
    stand_in *worker = *state;
    g_auto(ph_worker_outcome) outcome = { 0 };

    assert_true(g_setenv("PERFHARNESS_EMULATOR", "no-such-emulator", TRUE));
    assert_not_started(&worker->host, "no program no-such-emulator is there, which "
                                      "PERFHARNESS_EMULATOR names");
    assert_true(g_setenv("PERFHARNESS_EMULATOR", "env", TRUE));
    run(worker, SUBJECT DONE, &outcome);
    g_unsetenv("PERFHARNESS_EMULATOR");
    assert_int_equal(outcome.end, PH_WORKER_COMPLETE);
}

/* After any number of workers, however they end, this process has what it had. */
static void test_nothing_is_left_behind(void **state)
{
    static const char *const scripts[] = { DONE, "end-by-signal 11\n", "close-output\n" DONE,
                                           "complain-many 50000\n" DONE };
    const guint workers = 5 * G_N_ELEMENTS(scripts), before = count_descriptors();
    const stand_in *worker = *state;

    for (guint i = 0; i < workers; i++) {
        g_auto(ph_worker_outcome) outcome = { 0 };

        run(worker, scripts[i % G_N_ELEMENTS(scripts)], &outcome);
    }
    /* The last one's may be closed a moment later. */
    assert_in_range(count_descriptors(), 0, before + workers - 1);
    /* No child is left to be waited for. */
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_events_are_found(void **state)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)cJSON_Delete);
    const ph_worker_outcome outcome = { .events = events };
    const cJSON *last;

    (void)state;
    assert_null(ph_worker_event(&outcome, PH_EVENT_ARM));
    g_ptr_array_add(events, cJSON_Parse("{\"event\":\"arm\",\"n\":1}"));
    g_ptr_array_add(events, cJSON_Parse("{\"event\":\"arm\",\"n\":2.5,\"t\":\"x\",\"z\":null}"));
    g_ptr_array_add(events, cJSON_Parse("{\"event\":\"done\"}"));
    last = ph_worker_event(&outcome, PH_EVENT_ARM);
    assert_ptr_equal(last, events->pdata[1]);
    assert_null(ph_worker_event(&outcome, PH_EVENT_ARMS));
    assert_true(ph_event_number(last, "n") == 2.5);
    assert_string_equal(ph_event_text(last, "t"), "x");
    /* Of another type, absent, or of no event at all. */
    assert_true(ph_event_number(last, "t") == 0.0);
    assert_string_equal(ph_event_text(last, "n"), "");
    assert_string_equal(ph_event_text(last, "z"), "");
    assert_true(ph_event_number(last, "absent") == 0.0);
    assert_string_equal(ph_event_text(NULL, "t"), "");
    assert_true(ph_event_number(NULL, "n") == 0.0);
}

static void test_arguments_are_copied(void **state)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    char value[] = "a b";

    (void)state;
    ph_worker_add_option(arguments, PH_WORKER_OPTION_SEED, value);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SEED, UINT64_MAX);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SEED, 0);
    value[0] = 'x';
    assert_int_equal(arguments->len, 6);
    assert_string_equal(arguments->pdata[0], "--seed");
    assert_string_equal(arguments->pdata[1], "a b");
    assert_string_equal(arguments->pdata[3], "18446744073709551615");
    assert_string_equal(arguments->pdata[5], "0");
}

#define with_worker(test) cmocka_unit_test_setup_teardown(test, stand_in_new, stand_in_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_worker(test_it_says_done),
        with_worker(test_each_end_is_told),
        with_worker(test_what_no_worker_says),
        with_worker(test_what_no_worker_says_at_its_end),
        with_worker(test_a_last_line_without_an_end),
        with_worker(test_long_lines),
        with_worker(test_a_line_that_does_not_end),
        with_worker(test_it_closes_its_output),
        with_worker(test_what_it_complains_of_is_kept),
        with_worker(test_a_call_that_does_not_return),
        with_worker(test_a_hang_behind_done),
        with_worker(test_what_is_slow_does_not_hang),
        with_worker(test_time_is_over_before_it_begins),
        with_worker(test_time_is_over_meanwhile),
        with_worker(test_the_user_gives_up),
        with_worker(test_what_it_leaves_is_ended),
        with_worker(test_what_had_ended_is_reaped),
        with_worker(test_what_it_leaves_when_it_is_stopped),
        with_worker(test_others_are_left_alone),
        with_worker(test_a_claim_of_more_than_there_was),
        with_worker(test_what_it_may_see_of_the_environment),
        with_worker(test_it_runs_where_it_is_bound),
        with_worker(test_what_cannot_be_started),
        with_worker(test_a_program_for_another_machine),
        with_worker(test_an_emulator_that_is_named),
        with_worker(test_nothing_is_left_behind),
        cmocka_unit_test(test_events_are_found),
        cmocka_unit_test(test_arguments_are_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
