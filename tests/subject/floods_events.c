/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes to the worker's private descriptor while it is loaded: lines that are events each, and
 * long, without an end. The harness must not keep them all.
 */
#include "base_subject.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORKERS_DESCRIPTOR = 16, LINE_BYTES = 1000000 };

static int write_all(const char *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(WORKERS_DESCRIPTOR, bytes, length);

        if (written < 0)
            return 0;
        bytes += written;
        length -= (size_t)written;
    }
    return 1;
}

__attribute__((constructor)) static void flood(void)
{
    static const char begin[] = "{\"event\":\"subject\",\"name\":\"", end[] = "\"}\n";
    char *const line = malloc(LINE_BYTES);

    if (!line)
        return;
    memset(line, 'x', LINE_BYTES);
    memcpy(line, begin, sizeof(begin) - 1);
    memcpy(line + LINE_BYTES - (sizeof(end) - 1), end, sizeof(end) - 1);
    while (write_all(line, LINE_BYTES)) {
    }
    free(line);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("floods-events");
    return index == 0 ? &subject : NULL;
}
