/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preloaded into perfharness: a death, a refusal or a clamped value at a chosen change of a file.
 *
 * SHIM_KILL_AT=N          SIGKILL instead of the Nth write, fsync, rename or unlink.
 * SHIM_REFUSE=SUFFIX      Writing to files whose path ends so is an input/output error.
 * SHIM_ALTER=SUFFIX=TEXT  Writing to such files stores TEXT instead, as a kernel that clamps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int changes;

static void count_change(void)
{
    const char *kill_at = getenv("SHIM_KILL_AT");

    if (kill_at && ++changes == (int)strtol(kill_at, NULL, 10))
        (void)kill(getpid(), SIGKILL);
}

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static bool path_ends(int fd, const char *suffix, size_t length)
{
    char link[64], path[4096];
    ssize_t got;

    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    got = readlink(link, path, sizeof(path));
    return got >= (ssize_t)length && memcmp(path + got - length, suffix, length) == 0;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*real)(int, const void *, size_t) = next("write");
    const char *refuse = getenv("SHIM_REFUSE"), *alter = getenv("SHIM_ALTER");
    const char *equals = alter ? strchr(alter, '=') : NULL;

    count_change();
    if (refuse && path_ends(fd, refuse, strlen(refuse))) {
        errno = EIO;
        return -1;
    }
    if (equals && path_ends(fd, alter, (size_t)(equals - alter)))
        return real(fd, equals + 1, strlen(equals + 1)) < 0 ? -1 : (ssize_t)length;
    return real(fd, bytes, length);
}

int fsync(int fd)
{
    int (*real)(int) = next("fsync");

    count_change();
    return real(fd);
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *) = next("rename");

    count_change();
    return real(from, to);
}

int unlink(const char *path)
{
    int (*real)(const char *) = next("unlink");

    count_change();
    return real(path);
}
