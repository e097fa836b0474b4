/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A file of the user's, read piece by piece through a small buffer: never mapped, so that one which
 * shrinks meanwhile is an error and no signal, and memory stays bounded whatever its length.
 */
#ifndef PH_HARNESS_WORKER_RECORD_FILE_H
#define PH_HARNESS_WORKER_RECORD_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "answer/reason.h"

typedef struct ph_record_file {
    const char *path; /* Borrowed. */
    int descriptor;
    uint64_t length;          /* Bytes, when it was opened. */
    struct timespec modified; /* Likewise. */
    uint8_t *buffer;          /* What was read last. Owned. */
    uint64_t buffer_offset;   /* Where in the file it begins. */
    size_t buffer_length;
} ph_record_file;

/*
 * Open a regular file to read; anything else is refused at once, a FIFO without waiting for its
 * writer.
 *
 * @param what  As the reason begins: "data file".
 * @return a descriptor; -1 after filling in reason (PH_REASON_MAX).
 */
int ph_regular_file_open(const char *what, const char *path, struct stat *ret, char *reason);

/* Open such a file. False after filling in reason. */
bool ph_record_file_open(const char *path, ph_record_file *ret, char *reason);

/* Read exactly so many bytes. False, and reason, when they cannot be read or are gone. */
bool ph_record_file_read(ph_record_file *file, uint64_t offset, void *ret, size_t length,
                         char *reason);

/* False, and reason, when the file is not what it was when it was opened. */
bool ph_record_file_is_unchanged(const ph_record_file *file, char *reason);

void ph_record_file_close(ph_record_file *file);

#endif /* PH_HARNESS_WORKER_RECORD_FILE_H */
