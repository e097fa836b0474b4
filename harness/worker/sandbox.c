/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "protocol/sandbox.h"
#include "worker/beacon.h"
#include "worker/events.h"

/* glibc's headers have it not in all versions; the kernel's own do not go with them. */
#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1
#endif

typedef struct stage {
    struct sock_fprog program; /* Of length 0: there is none. */
    struct sock_filter instructions[BPF_MAXINSNS];
} stage;

static stage before_loading, after_opening;

static bool fail(const char *what)
{
    (void)fprintf(stderr, "perfharness-worker: %s: %s\n", what, strerror(errno));
    return false;
}

/* From its beginning: workers share the file's offset. -1: there is no program. */
static bool read_program(int descriptor, stage *ret)
{
    if (descriptor < 0)
        return true;

    const ssize_t length = pread(descriptor, ret->instructions, sizeof(ret->instructions), 0);
    if (length <= 0 || (size_t)length % sizeof(*ret->instructions) != 0)
        return fail("reading the program of a sandbox");
    ret->program.len = (unsigned short)((size_t)length / sizeof(*ret->instructions));
    ret->program.filter = ret->instructions;
    return close(descriptor) == 0 || fail("reading the program of a sandbox");
}

/* Put what only we know in its place. False where the program does not ask for it. */
static bool fill_in(stage *s, uint32_t stand_in, uint32_t ours)
{
    bool is_found = false;

    for (size_t i = 0; i < s->program.len; i++) {
        struct sock_filter *instruction = &s->instructions[i];

        if (instruction->code != (BPF_JMP | BPF_JEQ | BPF_K) || instruction->k != stand_in)
            continue;
        instruction->k = ours;
        is_found = true;
    }
    return is_found;
}

/*
 * A system call that the program ends the process for. It has not been made; the kernel has put the
 * default back (SA_RESETHAND), of which the process dies here and now (SA_NODEFER).
 */
static void name_call(int number, siginfo_t *information, void *context)
{
    (void)context;
    if (information->si_code == SYS_SECCOMP)
        ph_beacon_ending_call((uint32_t)information->si_syscall);
    (void)raise(number);
}

static bool handle_ending_calls(void)
{
    struct sigaction action = { .sa_sigaction = name_call,
                                .sa_flags = (int)(SA_SIGINFO | SA_RESETHAND | SA_NODEFER) };

    (void)sigemptyset(&action.sa_mask);
    return sigaction(SIGSYS, &action, NULL) == 0 || fail("handling SIGSYS");
}

/*
 * Of a privileged user's rights, only that to read its files is kept: without the others the kernel
 * lets nobody here look into the harness, which has them.
 */
static bool give_up_capabilities(void)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

    if (syscall(SYS_capget, &header, sets) != 0)
        return fail("asking for capabilities");
    for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
        const uint32_t kept = i == 0 ? UINT32_C(1) << CAP_DAC_READ_SEARCH : 0;

        sets[i].effective &= kept;
        sets[i].permitted &= kept;
        sets[i].inheritable = 0;
    }
    return syscall(SYS_capset, &header, sets) == 0 || fail("giving up capabilities");
}

/*
 * For all threads that there are: a subject may have started some before the second stage.
 *
 * By seccomp() and not by prctl(), which cannot say SPEC_ALLOW: kernels before 5.16 would switch a
 * mitigation on with the filter that slows the code down which is measured. valgrind, which only
 * counts, does not know seccomp().
 */
static bool install(stage *s)
{
    const unsigned flags = SECCOMP_FILTER_FLAG_SPEC_ALLOW | SECCOMP_FILTER_FLAG_TSYNC;

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &s->program) == 0 ||
           (errno == ENOSYS && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &s->program) == 0) ||
           fail("entering the sandbox");
}

bool ph_sandbox_before_loading(const ph_request *request)
{
    stage *first = &before_loading;

    if (!read_program(request->sandbox_descriptor, first) ||
        !read_program(request->no_new_code_descriptor, &after_opening))
        return false;
    if (first->program.len == 0)
        return true;
    /* The program for valgrind has no rule for writing. */
    (void)fill_in(first, PH_SANDBOX_EVENT_STREAM, (uint32_t)ph_events_descriptor());
    if (!fill_in(first, PH_SANDBOX_OWN_PROCESS, (uint32_t)getpid())) {
        errno = EINVAL;
        return fail("the program of the sandbox");
    }
    if (!handle_ending_calls() || !give_up_capabilities())
        return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail("entering the sandbox");
    return install(first);
}

bool ph_sandbox_after_opening(void)
{
    return after_opening.program.len == 0 || install(&after_opening);
}
