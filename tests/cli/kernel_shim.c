/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preloaded into perfharness: a kernel that refuses or alters what is written to its files.
 *
 * SHIM_REFUSE=SUFFIX      Writing to files whose path ends so is an input/output error.
 * SHIM_ALTER=SUFFIX=TEXT  Writing to such files stores TEXT instead, as a kernel that clamps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    const char *refuse = getenv("SHIM_REFUSE"), *alter = getenv("SHIM_ALTER");
    const char *equals = alter ? strchr(alter, '=') : NULL;

    if (refuse && path_ends(fd, refuse, strlen(refuse))) {
        errno = EIO;
        return -1;
    }
    if (equals && path_ends(fd, alter, (size_t)(equals - alter)))
        return real(fd, equals + 1, strlen(equals + 1)) < 0 ? -1 : (ssize_t)length;
    return real(fd, bytes, length);
}
