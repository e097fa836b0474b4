/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include "measure/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure/sandbox_calls.h"
#include "protocol/lines.h"
#include "protocol/sandbox.h"
#include "protocol/stream.h"
#include "protocol/turn.h"
#include "version/version.h"

/* What the kernel takes of an argument that is an int; the rest of the register may hold anything,
 * and a rule that looked at it would not meet what it is for. */
#define INT UINT64_C(0xffffffff)

/* To open a file so is more than to read it: O_CREAT and O_TRUNC do so even with O_RDONLY. */
#define WRITING ((scmp_datum_t)(O_ACCMODE | O_CREAT | O_TRUNC))

enum { INSTRUCTIONS_MAX = BPF_MAXINSNS, COMPARISONS_MAX = 2, BINARY_TREE = 2 };

struct ph_sandbox {
    int programs[PH_SANDBOX_STAGES]; /* memfds that nobody can change; -1: none. */
    char *why_off;                   /* NULL: it is on. */
};

/* A call that is allowed where one of its arguments is this int. */
typedef struct int_call {
    const char *name;
    unsigned argument;
    uint32_t value;
} int_call;

/* A call that meets an action where its arguments are so. */
typedef struct conditional_call {
    const char *name;
    uint32_t action;
    unsigned comparison_count;
    struct scmp_arg_cmp comparisons[COMPARISONS_MAX];
} conditional_call;

/* Of descriptors and files: under valgrind, which writes its own, there are no such rules. */
static const int_call file_calls[] = {
    /* The worker's events and messages; descriptor 1 is a second standard error. */
    { "write", 0, PH_SANDBOX_EVENT_STREAM },
    { "write", 0, STDOUT_FILENO },
    { "write", 0, STDERR_FILENO },
    { "write", 0, PH_TURN_TALK_DESCRIPTOR },     /* Open for this in a referee only. */
    { "write", 0, PH_LINES_DESCRIPTOR },         /* Likewise in one that decodes. */
    { "write", 0, PH_STREAM_OUTPUT_DESCRIPTOR }, /* In one that works on files. */
    { "writev", 0, PH_STREAM_OUTPUT_DESCRIPTOR },
    { "writev", 0, PH_SANDBOX_EVENT_STREAM },
    { "writev", 0, STDOUT_FILENO },
    { "writev", 0, STDERR_FILENO },
    /* No F_DUPFD, nor F_SETOWN and F_SETSIG, by which the kernel sends a signal to anybody. */
    { "fcntl", 1, F_GETFD },
    { "fcntl", 1, F_SETFD },
    { "fcntl", 1, F_GETFL },
};

static const conditional_call opening_calls[] = {
    { "open", SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_MASKED_EQ, WRITING, O_RDONLY } } },
    { "openat", SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_MASKED_EQ, WRITING, O_RDONLY } } },
};

static const char *const calls_of_valgrind[] = {
    "fcntl", "open", "openat", "pwrite64", "write", "writev",
};

static const int_call other_int_calls[] = {
    /* isatty(), and the worker's counter of instructions. FIOASYNC is F_SETFL's, TIOCSTI types. */
    { "ioctl", 1, TCGETS },
    { "ioctl", 1, TIOCGWINSZ },
    { "ioctl", 1, FIONREAD },
    { "ioctl", 1, PERF_EVENT_IOC_ENABLE },
    { "ioctl", 1, PERF_EVENT_IOC_DISABLE },
    { "ioctl", 1, PERF_EVENT_IOC_RESET },
    /* Names, and questions. Not how it ends with us, nor how its clock and its pages behave. */
    { "prctl", 0, PR_SET_NAME },
    { "prctl", 0, PR_GET_NAME },
    { "prctl", 0, PR_GET_PDEATHSIG },
    { "prctl", 0, PR_GET_DUMPABLE },
    { "prctl", 0, PR_GET_SECCOMP },
    { "prctl", 0, PR_GET_NO_NEW_PRIVS },
    { "prctl", 0, PR_CAPBSET_READ },
    { "prctl", 0, PR_SET_VMA },
};

static const conditional_call other_calls[] = {
    /* abort() and raise() send themselves a signal so: a crash shows as the one it is. */
    { "tgkill", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, PH_SANDBOX_OWN_PROCESS, 0 } } },
    { "tgkill", SCMP_ACT_TRAP, 1, { { 0, SCMP_CMP_NE, PH_SANDBOX_OWN_PROCESS, 0 } } },
    /* All but that by which the worker says what was called; asking for it is no harm. */
    { "rt_sigaction", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_LT, SIGSYS, 0 } } },
    { "rt_sigaction",
      SCMP_ACT_ALLOW,
      2,
      { { 0, SCMP_CMP_EQ, SIGSYS, 0 }, { 1, SCMP_CMP_EQ, 0, 0 } } },
    /* getrlimit() alone. */
    { "prlimit64", SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_EQ, 0, 0 } } },
};

/* What glibc starts a thread with. The flags of clone3() lie in memory, where no rule can look at
 * them: it is told that there is no such call, and then uses the other. */
#define THREAD_FLAGS ((scmp_datum_t)(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD))
static const conditional_call thread_calls[] = {
    { "clone", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_MASKED_EQ, THREAD_FLAGS, THREAD_FLAGS } } },
    { "clone", SCMP_ACT_TRAP, 1, { { 0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0 } } },
    { "clone3", SCMP_ACT_ERRNO(ENOSYS), 0, { { 0, SCMP_CMP_EQ, 0, 0 } } },
    { "rseq", SCMP_ACT_ALLOW, 0, { { 0, SCMP_CMP_EQ, 0, 0 } } },
    { "set_robust_list", SCMP_ACT_ALLOW, 0, { { 0, SCMP_CMP_EQ, 0, 0 } } },
};

/* No call to end a process for: a library that loads another now, or compiles, may do without. */
static const conditional_call after_opening[] = {
    { "mmap", SCMP_ACT_ERRNO(EPERM), 1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC } } },
    { "mprotect", SCMP_ACT_ERRNO(EPERM), 1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC } } },
    /* A third stage would be a subject's own: what our calls give others. */
    { "seccomp", SCMP_ACT_ERRNO(EPERM), 0, { { 0, SCMP_CMP_EQ, 0, 0 } } },
};

static const char *const allowed_calls[] = {
#define X(name) #name,
    PH_SANDBOX_ALLOWED_LIST(X)
#undef X
};

static const char *const ending_calls[] = {
#define X(name) #name,
    PH_SANDBOX_ENDING_LIST(X)
#undef X
};

static const char *const starting_calls[] = {
#define X(name) #name,
    PH_SANDBOX_STARTING_LIST(X)
#undef X
};

/* 0, or a negative errno. A call that this architecture has not, or libseccomp knows nothing of, is
 * left out: what is allowed by the first program is a list, and it stands on none. */
static int add_rule(scmp_filter_ctx filter, const conditional_call *rule)
{
    const int number = seccomp_syscall_resolve_name(rule->name);

    return number < 0 ? 0
                      : seccomp_rule_add_array(filter, rule->action, number, rule->comparison_count,
                                               rule->comparisons);
}

static int add_names(scmp_filter_ctx filter, uint32_t action, const char *const *names, gsize count)
{
    int result = 0;

    for (gsize i = 0; i < count && result == 0; i++)
        result = add_rule(filter, &(conditional_call){ .name = names[i], .action = action });
    return result;
}

static int add_int_calls(scmp_filter_ctx filter, const int_call *calls, gsize count)
{
    int result = 0;

    for (gsize i = 0; i < count && result == 0; i++) {
        const int_call *call = &calls[i];

        result = add_rule(filter, &(conditional_call){
                                      call->name,
                                      SCMP_ACT_ALLOW,
                                      1,
                                      { { call->argument, SCMP_CMP_MASKED_EQ, INT, call->value } },
                                  });
    }
    return result;
}

static int add_conditional(scmp_filter_ctx filter, const conditional_call *calls, gsize count)
{
    int result = 0;

    for (gsize i = 0; i < count && result == 0; i++)
        result = add_rule(filter, &calls[i]);
    return result;
}

/* What may be opened, and written to. */
static int add_file_rules(scmp_filter_ctx filter, ph_sandbox_stage stage)
{
    int result;

    if (stage == PH_SANDBOX_UNDER_VALGRIND)
        return add_names(filter, SCMP_ACT_ALLOW, calls_of_valgrind,
                         G_N_ELEMENTS(calls_of_valgrind));
    result = add_int_calls(filter, file_calls, G_N_ELEMENTS(file_calls));
    return result ? result : add_conditional(filter, opening_calls, G_N_ELEMENTS(opening_calls));
}

/* What starts threads. */
static int add_thread_rules(scmp_filter_ctx filter, ph_sandbox_stage stage)
{
    if (stage == PH_SANDBOX_WITH_THREADS)
        return add_conditional(filter, thread_calls, G_N_ELEMENTS(thread_calls));
    return add_names(filter, SCMP_ACT_TRAP, starting_calls, G_N_ELEMENTS(starting_calls));
}

static int add_rules(scmp_filter_ctx filter, ph_sandbox_stage stage)
{
    int result;

    if (stage == PH_SANDBOX_AFTER_OPENING)
        return add_conditional(filter, after_opening, G_N_ELEMENTS(after_opening));
    result = add_names(filter, SCMP_ACT_ALLOW, allowed_calls, G_N_ELEMENTS(allowed_calls));
    if (result == 0)
        result = add_names(filter, SCMP_ACT_TRAP, ending_calls, G_N_ELEMENTS(ending_calls));
    if (result == 0)
        result = add_thread_rules(filter, stage);
    if (result == 0)
        result = add_int_calls(filter, other_int_calls, G_N_ELEMENTS(other_int_calls));
    if (result == 0)
        result = add_conditional(filter, other_calls, G_N_ELEMENTS(other_calls));
    return result ? result : add_file_rules(filter, stage);
}

/* x32 and i386 have numbers of their own, which no rule here means. */
static int set_attributes(scmp_filter_ctx filter)
{
    const int result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

    return result ? result : seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, BINARY_TREE);
}

static int export_program(scmp_filter_ctx filter, int descriptor)
{
    const int result = seccomp_export_bpf(filter, descriptor);

    if (result != 0)
        return result;
    return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
               ? -errno
               : 0;
}

/* 0 and a memfd, or a negative errno. */
static int make_program(ph_sandbox_stage stage, int *ret_descriptor)
{
    const uint32_t otherwise =
        stage == PH_SANDBOX_AFTER_OPENING ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM);
    scmp_filter_ctx filter = seccomp_init(otherwise);
    int result = filter ? set_attributes(filter) : -ENOMEM;

    if (result == 0)
        result = add_rules(filter, stage);
    if (result == 0) {
        *ret_descriptor = memfd_create("perfharness-sandbox", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        result = *ret_descriptor < 0 ? -errno : export_program(filter, *ret_descriptor);
    }
    if (filter)
        seccomp_release(filter);
    return result;
}

/* As a worker does it. Between fork and exit nothing but system calls: we have threads. */
static int install_in_child(const struct sock_fprog *programs)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return errno;
    for (int stage = PH_SANDBOX_BEFORE_LOADING; stage <= PH_SANDBOX_AFTER_OPENING; stage++)
        if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                    &programs[stage]) != 0)
            return errno;
    return 0;
}

/* 0, or the negative errno with which the kernel, or what this container lets of it, refuses. */
static int try_programs(const struct sock_fprog *programs)
{
    const pid_t child = fork();
    int status;

    if (child == 0)
        _exit(install_in_child(programs));
    if (child < 0)
        return -errno;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return WIFEXITED(status) ? -WEXITSTATUS(status) : -EPERM;
}

static int read_program(int descriptor, struct sock_filter *instructions, struct sock_fprog *ret)
{
    const ssize_t length =
        pread(descriptor, instructions, INSTRUCTIONS_MAX * sizeof(*instructions), 0);

    if (length <= 0)
        return length < 0 ? -errno : -EIO;
    *ret = (struct sock_fprog){ .len = (unsigned short)((gsize)length / sizeof(*instructions)),
                                .filter = instructions };
    return 0;
}

/* Asked of the kernel itself: libseccomp asks it, too, and says of whatever is refused EINVAL. */
static int look_for_seccomp(void)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;

    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) ? -errno : 0;
}

static int make_and_try(ph_sandbox *sandbox)
{
    struct sock_fprog programs[PH_SANDBOX_STAGES];
    g_autofree struct sock_filter *instructions =
        g_new(struct sock_filter, (gsize)PH_SANDBOX_STAGES * INSTRUCTIONS_MAX);
    int result = look_for_seccomp();

    for (int stage = 0; stage < PH_SANDBOX_STAGES && result == 0; stage++) {
        result = make_program((ph_sandbox_stage)stage, &sandbox->programs[stage]);
        if (result == 0)
            result = read_program(sandbox->programs[stage],
                                  instructions + (gsize)stage * INSTRUCTIONS_MAX, &programs[stage]);
    }
    return result ? result : try_programs(programs);
}

ph_sandbox *ph_sandbox_new(void)
{
    ph_sandbox *sandbox = g_new0(ph_sandbox, 1);

    for (int stage = 0; stage < PH_SANDBOX_STAGES; stage++)
        sandbox->programs[stage] = -1;
    /* They write files, start processes and map code where no program of its own accord does. */
    if (*ph_version_built.sanitizers) {
        sandbox->why_off = g_strdup_printf("this perfharness was built with sanitizers (%s)",
                                           ph_version_built.sanitizers);
        return sandbox;
    }

    const int result = make_and_try(sandbox);
    if (result != 0)
        sandbox->why_off = g_strdup_printf("seccomp cannot be used here: %s", g_strerror(-result));
    else
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return sandbox;
}

void ph_sandbox_free(ph_sandbox *sandbox)
{
    for (int stage = 0; stage < PH_SANDBOX_STAGES; stage++)
        if (sandbox->programs[stage] >= 0)
            (void)close(sandbox->programs[stage]);
    g_free(sandbox->why_off);
    g_free(sandbox);
}

gboolean ph_sandbox_is_on(const ph_sandbox *sandbox)
{
    return sandbox && !sandbox->why_off;
}

const char *ph_sandbox_why_off(const ph_sandbox *sandbox)
{
    return sandbox ? sandbox->why_off : NULL;
}

int ph_sandbox_program(const ph_sandbox *sandbox, ph_sandbox_stage stage)
{
    return fcntl(sandbox->programs[stage], F_DUPFD_CLOEXEC, 0);
}

char *ph_sandbox_call_name(uint32_t number)
{
    char *known = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), (int)number);
    char *name =
        known ? g_strdup(known) : g_strdup_printf("system call %" G_GUINT32_FORMAT, number);

    free(known); /* By libseccomp's own allocator, which is malloc(). */
    return name;
}

char *ph_sandbox_library_version(void)
{
    const struct scmp_version *version = seccomp_version();

    return g_strdup_printf("%u.%u.%u", version->major, version->minor, version->micro);
}
