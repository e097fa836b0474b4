/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decodes as it should, and asks the kernel beside it for what no decoder needs: each variant for
 * one thing that ends the process in its first call, the last for all that is refused. Nothing of
 * it does harm where it is let.
 */
#define _GNU_SOURCE /* fcntl's F_SETOWN, sched_setaffinity(), syscall() */
#include "base_subject.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *return_at_once(void *nothing)
{
    return nothing;
}

static void start_thread(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, return_at_once, NULL) == 0)
        (void)pthread_join(thread, NULL);
}

static void start_process(void)
{
    const pid_t child = fork();

    if (child == 0)
        _exit(0);
    if (child > 0)
        (void)waitpid(child, NULL, 0);
}

static void start_program(void)
{
    (void)execl("/nonexistent", "nonexistent", (char *)NULL);
}

static void signal_parent(void)
{
    (void)kill(getppid(), 0);
}

/* As abort() does to itself, which it may. */
static void signal_thread_of_parent(void)
{
    (void)syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static void trace(void)
{
    (void)ptrace(PTRACE_PEEKDATA, getppid(), NULL, NULL);
}

static void have_kernel_work(void)
{
    (void)syscall(SYS_io_uring_setup, 1, NULL);
}

static int open_parent_memory(void)
{
    char path[32];

    (void)snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
    return open(path, O_RDONLY | O_CLOEXEC);
}

static int map_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return page == MAP_FAILED ? -1 : munmap(page, 4096);
}

static int leave_cpu(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof(set), &set) ? 0 : sched_setaffinity(0, sizeof(set), &set);
}

static int handle_bad_calls(void)
{
    struct sigaction action = { .sa_handler = SIG_IGN };

    return sigaction(SIGSYS, &action, NULL);
}

static int limit_core(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_CORE, &limit) ? 0 : setrlimit(RLIMIT_CORE, &limit);
}

/* The first that is not refused, as it is written here, or NULL. */
static const char *find_allowed(void)
{
#define TRY(call)                                                                                  \
    do {                                                                                           \
        errno = 0;                                                                                 \
        if ((call) >= 0 || (errno != EPERM && errno != EACCES))                                    \
            return #call;                                                                          \
    } while (0)

    TRY(open("/dev/null", O_WRONLY));
    TRY(open("/tmp/perfharness-none", O_RDONLY | O_CREAT, 0600));
    TRY(open_parent_memory());
    TRY(syscall(SYS_openat2, AT_FDCWD, "/dev/null", NULL, 0));
    TRY(syscall(SYS_memfd_create, "none", 0));
    TRY(write(STDIN_FILENO, "", 1));
    TRY(pwrite(STDERR_FILENO, "", 0, 0));
    TRY(unlink("/nonexistent"));
    TRY(mkdir("/nonexistent/none", 0700));
    TRY(chdir("/"));
    TRY(socket(AF_UNIX, SOCK_STREAM, 0));
    TRY(dup(STDERR_FILENO));
    TRY(dup2(STDERR_FILENO, STDIN_FILENO));
    TRY(fcntl(STDERR_FILENO, F_DUPFD, 0));
    TRY(fcntl(STDERR_FILENO, F_SETOWN, getppid()));
    TRY(leave_cpu());
    TRY(setpriority(PRIO_PROCESS, 0, 0));
    TRY(limit_core());
    TRY(setpgid(0, 0));
    TRY(prctl(PR_SET_PDEATHSIG, SIGKILL));
    TRY(prctl(PR_SET_SECCOMP, 2, NULL));
    TRY(syscall(SYS_seccomp, 1, 0, NULL));
    TRY(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
    TRY(handle_bad_calls());
    TRY(map_code());
    return NULL;
}

static int32_t decode_after(void (*call)(void), void *state, const ph_subject_column *column,
                            ph_subject_outcome *outcome)
{
    call();
    return base_decode_column(state, column, outcome);
}

#define ENDING_LIST(X)                                                                             \
    X(start_thread, "thread")                                                                      \
    X(start_process, "process")                                                                    \
    X(start_program, "program")                                                                    \
    X(signal_parent, "signal")                                                                     \
    X(signal_thread_of_parent, "thread-signal")                                                    \
    X(trace, "trace")                                                                              \
    X(have_kernel_work, "ring")

#define X(call, variant)                                                                           \
    static int32_t decode_and_##call(void *state, const ph_subject_column *column,                 \
                                     ph_subject_outcome *outcome)                                  \
    {                                                                                              \
        return decode_after(call, state, column, outcome);                                         \
    }
ENDING_LIST(X)
#undef X

static int32_t decode_where_all_is_refused(void *state, const ph_subject_column *column,
                                           ph_subject_outcome *outcome)
{
    const char *allowed = find_allowed();

    if (!allowed)
        return base_decode_column(state, column, outcome);
    outcome->items_failed = 1;
    (void)snprintf(outcome->error_code, sizeof(outcome->error_code), "%.63s", allowed);
    return PH_SUBJECT_FAILED;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static const struct {
        const char *variant;
        int32_t (*decode)(void *state, const ph_subject_column *column,
                          ph_subject_outcome *outcome);
    } variants[] = {
#define X(call, variant) { (variant), decode_and_##call },
        ENDING_LIST(X)
#undef X
            { "refused", decode_where_all_is_refused },
    };
    enum { VARIANTS = sizeof(variants) / sizeof(*variants) };
    static ph_subject subjects[VARIANTS];

    if (index >= VARIANTS)
        return NULL;
    subjects[index] = base_subject("tries-system-calls");
    subjects[index].variant = variants[index].variant;
    subjects[index].decode_column = variants[index].decode;
    return &subjects[index];
}
