/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files for Windows keep for a moment. */
#ifndef PH_HARNESS_PLATFORM_TEMPORARY_STREAM_WINDOWS_H
#define PH_HARNESS_PLATFORM_TEMPORARY_STREAM_WINDOWS_H

#include <stdio.h>

/* A file of this process alone, to write and read, which is gone when it is closed. Not tmpfile(),
 * which makes it where only an administrator may. NULL: errno. */
FILE *ph_temporary_stream(void);

#endif /* PH_HARNESS_PLATFORM_TEMPORARY_STREAM_WINDOWS_H */
