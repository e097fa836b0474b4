/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfharness/require.h"

enum { BUFFER_BYTES = 256 * 1024 };

int ph_regular_file_open(const char *what, const char *path, struct stat *ret, char *reason)
{
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (descriptor < 0 || fstat(descriptor, ret) != 0)
        (void)ph_reason_give(reason, "%s %s: %s", what, path, strerror(errno));
    else if (!S_ISREG(ret->st_mode))
        (void)ph_reason_give(reason, "%s %s is not a regular file", what, path);
    else
        return descriptor;
    if (descriptor >= 0)
        (void)close(descriptor);
    return -1;
}

bool ph_record_file_open(const char *path, ph_record_file *ret, char *reason)
{
    struct stat status;
    ph_record_file file = { .path = path };

    file.descriptor = ph_regular_file_open("data file", path, &status, reason);
    if (file.descriptor < 0)
        return false;
    file.length = (uint64_t)status.st_size;
    file.modified = status.st_mtim;
    file.buffer = malloc(BUFFER_BYTES);
    if (file.buffer) {
        *ret = file;
        return true;
    }
    ph_record_file_close(&file);
    return ph_reason_give(reason, "data file %s: no memory to read it", path);
}

/* Read up to so many bytes; fewer only at the file's end. */
static bool read_at(const ph_record_file *file, uint64_t offset, uint8_t *bytes, size_t length,
                    size_t *ret_length, char *reason)
{
    size_t done = 0;

    while (done < length) {
        const ssize_t got =
            pread(file->descriptor, bytes + done, length - done, (off_t)(offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ph_reason_give(reason, "data file %s: %s", file->path, strerror(errno));
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *ret_length = done;
    return true;
}

static bool fill_buffer(ph_record_file *file, uint64_t offset, char *reason)
{
    file->buffer_offset = offset;
    file->buffer_length = 0;
    return read_at(file, offset, file->buffer, BUFFER_BYTES, &file->buffer_length, reason);
}

static bool give_cut(const ph_record_file *file, uint64_t end, char *reason)
{
    return ph_reason_give(reason,
                          "data file %s changed while it was read: it had %" PRIu64
                          " bytes, and ends before byte %" PRIu64 " now",
                          file->path, file->length, end);
}

bool ph_record_file_read(ph_record_file *file, uint64_t offset, void *ret, size_t length,
                         char *reason)
{
    PH_REQUIRE(offset + length <= file->length);

    const uint64_t end = offset + length;
    size_t got = 0;

    if (length > BUFFER_BYTES)
        return read_at(file, offset, ret, length, &got, reason) &&
               (got == length || give_cut(file, end, reason));
    if (offset < file->buffer_offset || end > file->buffer_offset + file->buffer_length) {
        if (!fill_buffer(file, offset, reason))
            return false;
        if (file->buffer_length < length)
            return give_cut(file, end, reason);
    }
    memcpy(ret, file->buffer + (offset - file->buffer_offset), length);
    return true;
}

bool ph_record_file_is_unchanged(const ph_record_file *file, char *reason)
{
    struct stat status;

    if (fstat(file->descriptor, &status) != 0)
        return ph_reason_give(reason, "data file %s: %s", file->path, strerror(errno));
    return ((uint64_t)status.st_size == file->length &&
            status.st_mtim.tv_sec == file->modified.tv_sec &&
            status.st_mtim.tv_nsec == file->modified.tv_nsec) ||
           ph_reason_give(reason,
                          "data file %s changed while it was read: it had %" PRIu64
                          " bytes, and has %" PRIu64 " now",
                          file->path, file->length, (uint64_t)status.st_size);
}

void ph_record_file_close(ph_record_file *file)
{
    if (file->descriptor >= 0)
        (void)close(file->descriptor);
    free(file->buffer);
    *file = (ph_record_file){ .descriptor = -1 };
}
