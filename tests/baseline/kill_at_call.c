/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preloaded into a program, it is the power switch: the program is killed just before its
 * PH_KILL_AT-th call that changes a file or folder; with PH_KILL_TORN, only write() counts, and
 * half of that one is written first. The calls themselves go straight to the kernel.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is_torn(void)
{
    return getenv("PH_KILL_TORN") != NULL;
}

/* Is it this call's turn? The program has one thread that writes. */
static bool is_due(void)
{
    static long calls;
    const char *at = getenv("PH_KILL_AT");

    return at && ++calls == strtol(at, NULL, 10);
}

static void die(void)
{
    (void)kill(getpid(), SIGKILL);
    for (;;)
        (void)pause();
}

static void before_change(void)
{
    if (!is_torn() && is_due())
        die();
}

ssize_t write(int descriptor, const void *bytes, size_t length)
{
    if (is_due()) {
        if (is_torn())
            (void)syscall(SYS_write, descriptor, bytes, length / 2);
        die();
    }
    return syscall(SYS_write, descriptor, bytes, length);
}

static int open_as(const char *path, int flags, va_list arguments)
{
    mode_t mode = 0;

    if (flags & O_CREAT) {
        mode = va_arg(arguments, mode_t);
        before_change();
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    int descriptor;

    va_start(arguments, flags);
    descriptor = open_as(path, flags, arguments);
    va_end(arguments);
    return descriptor;
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    int descriptor;

    va_start(arguments, flags);
    descriptor = open_as(path, flags, arguments);
    va_end(arguments);
    return descriptor;
}

int fsync(int descriptor)
{
    before_change();
    return (int)syscall(SYS_fsync, descriptor);
}

int ftruncate(int descriptor, off_t length)
{
    before_change();
    return (int)syscall(SYS_ftruncate, descriptor, length);
}

int ftruncate64(int descriptor, off64_t length)
{
    return ftruncate(descriptor, length);
}

int rename(const char *from, const char *to)
{
    before_change();
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int mkdir(const char *path, mode_t mode)
{
    before_change();
    return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int unlink(const char *path)
{
    before_change();
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int remove(const char *path)
{
    int status;

    before_change();
    status = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (status != 0 && errno == EISDIR)
        status = (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
    return status;
}
