/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which system calls a worker may make once subjects are about to be loaded. It is a list of what
 * is allowed: what a later kernel adds is refused until somebody has thought about it. Calls of one
 * architecture only are left out on the others.
 */
#ifndef PH_HARNESS_MEASURE_SANDBOX_CALLS_H
#define PH_HARNESS_MEASURE_SANDBOX_CALLS_H

/* Always allowed: they read, wait, take memory, or concern this process alone. */
#define PH_SANDBOX_ALLOWED_LIST(X)                                                                 \
    /* Memory: with PROT_EXEC only until the second stage. */                                      \
    X(brk)                                                                                         \
    X(madvise)                                                                                     \
    X(membarrier)                                                                                  \
    X(mincore)                                                                                     \
    X(mlock)                                                                                       \
    X(mmap)                                                                                        \
    X(mprotect)                                                                                    \
    X(mremap)                                                                                      \
    X(msync)                                                                                       \
    X(munlock)                                                                                     \
    X(munmap)                                                                                      \
    /* Files that are read, and what is asked of them. */                                          \
    X(access)                                                                                      \
    X(close)                                                                                       \
    X(close_range)                                                                                 \
    X(faccessat)                                                                                   \
    X(faccessat2)                                                                                  \
    X(fadvise64)                                                                                   \
    X(fgetxattr)                                                                                   \
    X(fstat)                                                                                       \
    X(fstatfs)                                                                                     \
    X(getcwd)                                                                                      \
    X(getdents)                                                                                    \
    X(getdents64)                                                                                  \
    X(getxattr)                                                                                    \
    X(lgetxattr)                                                                                   \
    X(lseek)                                                                                       \
    X(lstat)                                                                                       \
    X(newfstatat)                                                                                  \
    X(pread64)                                                                                     \
    X(preadv)                                                                                      \
    X(preadv2)                                                                                     \
    X(read)                                                                                        \
    X(readahead)                                                                                   \
    X(readlink)                                                                                    \
    X(readlinkat)                                                                                  \
    X(readv)                                                                                       \
    X(stat)                                                                                        \
    X(statfs)                                                                                      \
    X(statx)                                                                                       \
    /* Waiting. */                                                                                 \
    X(clock_nanosleep)                                                                             \
    X(futex)                                                                                       \
    X(nanosleep)                                                                                   \
    X(pause)                                                                                       \
    X(poll)                                                                                        \
    X(ppoll)                                                                                       \
    X(pselect6)                                                                                    \
    X(restart_syscall)                                                                             \
    X(sched_yield)                                                                                 \
    X(select)                                                                                      \
    /* Its own signals; rt_sigaction has a rule of its own. */                                     \
    X(rt_sigpending)                                                                               \
    X(rt_sigprocmask)                                                                              \
    X(rt_sigreturn)                                                                                \
    X(rt_sigsuspend)                                                                               \
    X(rt_sigtimedwait)                                                                             \
    X(sigaltstack)                                                                                 \
    /* Time, and what is known of the process and the host. */                                     \
    X(clock_getres)                                                                                \
    X(clock_gettime)                                                                               \
    X(get_mempolicy)                                                                               \
    X(get_robust_list)                                                                             \
    X(getcpu)                                                                                      \
    X(getegid)                                                                                     \
    X(geteuid)                                                                                     \
    X(getgid)                                                                                      \
    X(getgroups)                                                                                   \
    X(getpgid)                                                                                     \
    X(getpgrp)                                                                                     \
    X(getpid)                                                                                      \
    X(getppid)                                                                                     \
    X(getpriority)                                                                                 \
    X(getrandom)                                                                                   \
    X(getresgid)                                                                                   \
    X(getresuid)                                                                                   \
    X(getrlimit)                                                                                   \
    X(getrusage)                                                                                   \
    X(getsid)                                                                                      \
    X(gettid)                                                                                      \
    X(gettimeofday)                                                                                \
    X(getuid)                                                                                      \
    X(sched_get_priority_max)                                                                      \
    X(sched_get_priority_min)                                                                      \
    X(sched_getaffinity)                                                                           \
    X(sched_getattr)                                                                               \
    X(sched_getparam)                                                                              \
    X(sched_getscheduler)                                                                          \
    X(sched_rr_get_interval)                                                                       \
    X(sysinfo)                                                                                     \
    X(time)                                                                                        \
    X(times)                                                                                       \
    X(uname)                                                                                       \
    /* Its end, and the second stage, which is the last. */                                        \
    X(exit)                                                                                        \
    X(exit_group)                                                                                  \
    X(seccomp)

/*
 * Who makes one of these is ended by it, and the call is named: to make one is to leave the process
 * that is measured, or to reach into another. A library that only asks what there is makes none of
 * them, and one that starts a thread could not go on without it. All others are refused with EPERM:
 * files that cannot be written and hosts that cannot be reached are what libraries are used to.
 */
#define PH_SANDBOX_ENDING_LIST(X)                                                                  \
    /* Processes; threads are below. */                                                            \
    X(execve)                                                                                      \
    X(execveat)                                                                                    \
    X(fork)                                                                                        \
    X(vfork)                                                                                       \
    /* Signals to others, and what gives a hold on them. */                                        \
    X(kill)                                                                                        \
    X(pidfd_getfd)                                                                                 \
    X(pidfd_open)                                                                                  \
    X(pidfd_send_signal)                                                                           \
    X(rt_sigqueueinfo)                                                                             \
    X(rt_tgsigqueueinfo)                                                                           \
    X(tkill)                                                                                       \
    /* The memory of others. */                                                                    \
    X(kcmp)                                                                                        \
    X(process_madvise)                                                                             \
    X(process_mrelease)                                                                            \
    X(process_vm_readv)                                                                            \
    X(process_vm_writev)                                                                           \
    X(ptrace)                                                                                      \
    X(userfaultfd)                                                                                 \
    /* The kernel at work for it, past all of these rules. */                                      \
    X(bpf)                                                                                         \
    X(io_uring_enter)                                                                              \
    X(io_uring_register)                                                                           \
    X(io_uring_setup)

/* So does who makes one of these, unless threads are asked for. */
#define PH_SANDBOX_STARTING_LIST(X)                                                                \
    X(clone)                                                                                       \
    X(clone3)

#endif /* PH_HARNESS_MEASURE_SANDBOX_CALLS_H */
