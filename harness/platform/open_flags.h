/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Flags of open(), and modes of fopen(), where a system has none of that name: there, nothing like
 * it is to be asked for. Include it in the place of fcntl.h.
 */
#ifndef PH_HARNESS_PLATFORM_OPEN_FLAGS_H
#define PH_HARNESS_PLATFORM_OPEN_FLAGS_H

#include <fcntl.h>

#ifdef _WIN32
#define O_CLOEXEC  _O_NOINHERIT
#define O_NOFOLLOW 0 /* Links are an administrator's there. */
#define O_NONBLOCK 0 /* A pipe has no name in a folder. */
#define O_NOCTTY   0

/* A stream that no other program inherits. */
#define PH_STREAM_READ   "rbN"
#define PH_STREAM_APPEND "abN"
#else
#define O_TEMPORARY 0 /* A file may be removed while it is open. */

#define PH_STREAM_READ   "rbe"
#define PH_STREAM_APPEND "ae"
#endif

#endif /* PH_HARNESS_PLATFORM_OPEN_FLAGS_H */
