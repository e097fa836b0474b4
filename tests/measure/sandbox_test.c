/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The programs that confine a worker fit the kernel, ask for what the worker fills in, and are
 * nobody's to change. What they forbid is seen from within: tests/cli/sandbox_test.py.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure/sandbox.h"
#include "protocol/sandbox.h"

typedef struct program {
    struct sock_filter instructions[BPF_MAXINSNS + 1];
    gsize count;
} program;

static void read_program(const ph_sandbox *sandbox, ph_sandbox_stage stage, program *ret)
{
    const int descriptor = ph_sandbox_program(sandbox, stage);
    const ssize_t length = pread(descriptor, ret->instructions, sizeof(ret->instructions), 0);

    assert_true(length > 0);
    assert_int_equal((gsize)length % sizeof(*ret->instructions), 0);
    ret->count = (gsize)length / sizeof(*ret->instructions);
    assert_true(ret->count <= BPF_MAXINSNS);
    assert_int_equal(pwrite(descriptor, ret->instructions, 1, 0), -1); /* It is sealed. */
    assert_int_equal(close(descriptor), 0);
}

static guint count_constant(const program *p, uint32_t constant)
{
    guint count = 0;

    for (gsize i = 0; i < p->count; i++)
        count += p->instructions[i].k == constant;
    return count;
}

/* As constants that are compared: nowhere else does the worker look for them. */
static guint count_compared(const program *p, uint32_t constant)
{
    guint count = 0;

    for (gsize i = 0; i < p->count; i++)
        count += p->instructions[i].k == constant &&
                 p->instructions[i].code == (BPF_JMP | BPF_JEQ | BPF_K);
    return count;
}

static void test_what_the_worker_fills_in(void **state)
{
    static const struct {
        gboolean has_process, has_events;
    } expected[PH_SANDBOX_STAGES] = {
        [PH_SANDBOX_BEFORE_LOADING] = { TRUE, TRUE },
        [PH_SANDBOX_AFTER_OPENING] = { FALSE, FALSE },
        [PH_SANDBOX_UNDER_VALGRIND] = { TRUE, FALSE },
        [PH_SANDBOX_WITH_THREADS] = { TRUE, TRUE },
    };
    ph_sandbox *sandbox = ph_sandbox_new();
    static program p;

    (void)state;
    if (!ph_sandbox_is_on(sandbox)) {
        print_message("%s\n", ph_sandbox_why_off(sandbox));
        ph_sandbox_free(sandbox); /* To skip is to leave by a long jump. */
        skip();
    }
    for (guint stage = 0; stage < PH_SANDBOX_STAGES; stage++) {
        read_program(sandbox, (ph_sandbox_stage)stage, &p);
        assert_int_equal(count_compared(&p, PH_SANDBOX_OWN_PROCESS) > 0,
                         expected[stage].has_process);
        assert_int_equal(count_compared(&p, PH_SANDBOX_EVENT_STREAM) > 0,
                         expected[stage].has_events);
        for (uint32_t k = PH_SANDBOX_OWN_PROCESS; k <= PH_SANDBOX_EVENT_STREAM; k++)
            assert_int_equal(count_compared(&p, k), count_constant(&p, k));
    }
    ph_sandbox_free(sandbox);
}

static void *do_nothing(void *data)
{
    return data;
}

/* Confined as a worker is: 0 when a thread came to its end. */
static int start_thread_in(const struct sock_fprog *confined)
{
    pthread_t thread;

    (void)signal(SIGSYS, SIG_DFL); /* cmocka's handler would go on in the child. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, confined) != 0)
        return 1;
    return pthread_create(&thread, NULL, do_nothing, NULL) != 0 || pthread_join(thread, NULL) != 0;
}

/* How a child ends that starts a thread in this stage, and then, if it is to, a process. */
static int end_of_child(const ph_sandbox *sandbox, ph_sandbox_stage stage, gboolean forks)
{
    static program p;
    struct sock_fprog confined;
    int status = -1;

    read_program(sandbox, stage, &p);
    confined = (struct sock_fprog){ .len = (unsigned short)p.count, .filter = p.instructions };
    const pid_t child = fork();
    if (child == 0) {
        const int result = start_thread_in(&confined);

        if (result == 0 && forks)
            (void)fork();
        _exit(result);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static gboolean is_ended_for_call(int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

static void test_threads_where_they_are_asked_for_and_no_processes(void **state)
{
    g_autoptr(ph_sandbox) sandbox = ph_sandbox_new();

    (void)state;
    if (!ph_sandbox_is_on(sandbox))
        return;
    assert_true(is_ended_for_call(end_of_child(sandbox, PH_SANDBOX_BEFORE_LOADING, FALSE)));
    assert_int_equal(end_of_child(sandbox, PH_SANDBOX_WITH_THREADS, FALSE), 0);
    assert_true(is_ended_for_call(end_of_child(sandbox, PH_SANDBOX_WITH_THREADS, TRUE)));
}

static void test_nobody_looks_into_us(void **state)
{
    g_autoptr(ph_sandbox) sandbox = ph_sandbox_new();

    (void)state;
    assert_int_equal(ph_sandbox_is_on(sandbox), ph_sandbox_why_off(sandbox) == NULL);
    assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), !ph_sandbox_is_on(sandbox));
}

static void test_none_is_off(void **state)
{
    (void)state;
    assert_false(ph_sandbox_is_on(NULL));
}

static void test_names_of_calls(void **state)
{
    g_autofree char *known = ph_sandbox_call_name(SYS_clone3);
    g_autofree char *unknown = ph_sandbox_call_name(999999);

    (void)state;
    assert_string_equal(known, "clone3");
    assert_string_equal(unknown, "system call 999999");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_the_worker_fills_in),
        cmocka_unit_test(test_threads_where_they_are_asked_for_and_no_processes),
        cmocka_unit_test(test_nobody_looks_into_us),
        cmocka_unit_test(test_none_is_off),
        cmocka_unit_test(test_names_of_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
