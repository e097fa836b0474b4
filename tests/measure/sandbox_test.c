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
#include <sys/prctl.h>
#include <sys/syscall.h>
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
        cmocka_unit_test(test_nobody_looks_into_us),
        cmocka_unit_test(test_none_is_off),
        cmocka_unit_test(test_names_of_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
