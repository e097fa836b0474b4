/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/copybook_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfharness/record.h"
#include "worker/record_file.h"

/* Closes the descriptor. NULL, and reason, when it cannot be read, or has become longer. */
static char *read_text(const char *path, int descriptor, size_t size, size_t *ret_length,
                       char *reason)
{
    FILE *file = fdopen(descriptor, "rb");
    char *text = file ? malloc(size + 1) : NULL;

    if (!text) {
        (void)(file ? fclose(file) : close(descriptor));
        (void)ph_reason_give(reason, "copybook %s: no memory", path);
        return NULL;
    }
    errno = 0;
    *ret_length = fread(text, 1, size + 1, file);
    const bool has_failed = ferror(file) != 0;
    (void)ph_reason_give(reason, "copybook %s: %s", path,
                         has_failed ? strerror(errno) : "it changed while it was read");
    (void)fclose(file);
    if (has_failed || *ret_length > size) {
        free(text);
        return NULL;
    }
    text[*ret_length] = '\0';
    return text;
}

char *ph_copybook_file_read(const char *path, size_t *ret_length, char *reason)
{
    struct stat status;
    const int descriptor = ph_regular_file_open("copybook", path, &status, reason);

    if (descriptor < 0)
        return NULL;
    if ((uint64_t)status.st_size <= PH_COPYBOOK_SOURCE_MAX)
        return read_text(path, descriptor, (size_t)status.st_size, ret_length, reason);
    (void)close(descriptor);
    (void)ph_reason_give(reason, "copybook %s: it is larger than any copybook", path);
    return NULL;
}
