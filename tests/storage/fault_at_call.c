/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preloaded into a program, it is the disk that is full or broken, or the power switch: one call
 * that changes a file or folder fails, once, or the program is killed just before it. Only the
 * program itself is meant, none that it starts. The calls go straight to the kernel.
 *
 * PH_FAULT_AT=N       The N-th of them: open() to write or of a folder, write(), ftruncate(),
 *                     fsync(), close() of either, rename(), mkdir(), unlink(), rmdir().
 * PH_FAULT_UNDER=DIR  Only of those below this folder, which may end in the middle of a name.
 * PH_FAULT_WITH=N     As errno has it. "kill": it is killed; close() does not count, which changes
 *                     nothing then. "torn": killed amid a write(), and only those count.
 * PH_FAULT_SEEN=FILE  There, it says what it was: the call, a blank, the path.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 8192 };

static pid_t program;

/* What the program starts is left alone. */
__attribute__((constructor)) static void begin(void)
{
    program = getpid();
    (void)unsetenv("LD_PRELOAD");
}

static void tell(const char *call, const char *path)
{
    const char *seen = getenv("PH_FAULT_SEEN");
    const int descriptor =
        seen ? (int)syscall(SYS_openat, AT_FDCWD, seen, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : -1;
    char line[2 * PATH_BYTES_MAX];
    const int length = snprintf(line, sizeof(line), "%s %s", call, path);

    if (descriptor < 0)
        return;
    (void)syscall(SYS_write, descriptor, line, length);
    (void)syscall(SYS_close, descriptor);
}

static void die(void)
{
    (void)kill(getpid(), SIGKILL);
    for (;;)
        (void)pause();
}

static bool is_with(const char *what)
{
    const char *with = getenv("PH_FAULT_WITH");

    return with && strcmp(with, what) == 0;
}

static bool counts(const char *call)
{
    if (is_with("torn"))
        return strcmp(call, "write") == 0;
    return !is_with("kill") || strcmp(call, "close") != 0;
}

/* Is it this call's turn? The program has one thread that writes. */
static bool fails(const char *call, const char *path)
{
    static long calls;
    const char *at = getenv("PH_FAULT_AT"), *under = getenv("PH_FAULT_UNDER");
    const char *with = getenv("PH_FAULT_WITH");

    if (!at || !with || getpid() != program || !counts(call) ||
        (under && strncmp(path, under, strlen(under)) != 0) || ++calls != strtol(at, NULL, 10))
        return false;
    tell(call, path);
    if (is_with("kill"))
        die();
    errno = (int)strtol(with, NULL, 10);
    return true;
}

static bool fails_at_path(const char *call, const char *path)
{
    char absolute[2 * PATH_BYTES_MAX], folder[PATH_BYTES_MAX];

    if (*path == '/' || !getcwd(folder, sizeof(folder)))
        return fails(call, path);
    (void)snprintf(absolute, sizeof(absolute), "%s/%s", folder, path);
    return fails(call, absolute);
}

/* "" for what has none. */
static void path_of(int descriptor, char *path)
{
    char link[64];
    ssize_t length;

    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
    length = readlink(link, path, PATH_BYTES_MAX - 1);
    path[length < 0 ? 0 : length] = '\0';
}

static bool fails_at_descriptor(const char *call, int descriptor)
{
    char path[PATH_BYTES_MAX];

    path_of(descriptor, path);
    return fails(call, path);
}

/* On a disk that fills up, the beginning is written. */
ssize_t write(int descriptor, const void *bytes, size_t length)
{
    if (fails_at_descriptor("write", descriptor)) {
        const int cause = errno;

        (void)syscall(SYS_write, descriptor, bytes, length / 2);
        if (is_with("torn"))
            die();
        errno = cause;
        return -1;
    }
    return syscall(SYS_write, descriptor, bytes, length);
}

static int open_as(const char *path, int flags, va_list arguments)
{
    const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;

    if (((flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_DIRECTORY))) &&
        fails_at_path("open", path))
        return -1;
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

static bool is_of_interest(int descriptor)
{
    const int flags = fcntl(descriptor, F_GETFL);
    struct stat status;

    return flags >= 0 && ((flags & O_ACCMODE) != O_RDONLY ||
                          (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)));
}

/* It is closed all the same. */
int close(int descriptor)
{
    if (is_of_interest(descriptor) && fails_at_descriptor("close", descriptor)) {
        const int cause = errno;

        (void)syscall(SYS_close, descriptor);
        errno = cause;
        return -1;
    }
    return (int)syscall(SYS_close, descriptor);
}

int fsync(int descriptor)
{
    return fails_at_descriptor("fsync", descriptor) ? -1 : (int)syscall(SYS_fsync, descriptor);
}

int ftruncate(int descriptor, off_t length)
{
    return fails_at_descriptor("ftruncate", descriptor)
               ? -1
               : (int)syscall(SYS_ftruncate, descriptor, length);
}

int ftruncate64(int descriptor, off64_t length)
{
    return ftruncate(descriptor, length);
}

int rename(const char *from, const char *to)
{
    return fails_at_path("rename", to)
               ? -1
               : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int mkdir(const char *path, mode_t mode)
{
    return fails_at_path("mkdir", path) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int unlink(const char *path)
{
    return fails_at_path("unlink", path) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    return fails_at_path("rmdir", path) ? -1
                                        : (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char *path)
{
    int status;

    if (fails_at_path("unlink", path))
        return -1;
    status = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (status != 0 && errno == EISDIR)
        status = (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
    return status;
}
