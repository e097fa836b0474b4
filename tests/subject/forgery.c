/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* dladdr */
#include "forgery.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PASSES = 4, DESCRIPTOR_FIRST = 16, DESCRIPTOR_END = 32 };

int32_t forgery_decode_slowly(void *state, const ph_subject_column *column,
                              ph_subject_outcome *outcome)
{
    int32_t result = PH_SUBJECT_OK;

    for (int pass = 0; pass < PASSES && result == PH_SUBJECT_OK; pass++)
        result = base_decode_column(state, column, outcome);
    return result;
}

ph_subject forgery_subject(const char *name)
{
    ph_subject subject = base_subject(name);

    subject.decode_column = forgery_decode_slowly;
    return subject;
}

int forgery_event_stream(void)
{
    struct stat status;

    for (int descriptor = DESCRIPTOR_FIRST; descriptor < DESCRIPTOR_END; descriptor++)
        if (fstat(descriptor, &status) == 0 &&
            (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)))
            return descriptor;
    return -1;
}

/* The whole command line, each argument ended by NUL. Returns its bytes. */
static size_t read_command_line(char *text, size_t capacity)
{
    FILE *const file = fopen("/proc/self/cmdline", "r");
    size_t length;

    if (!file)
        return 0;
    length = fread(text, 1, capacity - 1, file);
    fclose(file);
    text[length] = '\0';
    return length;
}

int forgery_named_subject(unsigned index, char *name, size_t name_bytes, int *is_ours)
{
    static char text[1 << 16];
    const char *const end = text + read_command_line(text, sizeof(text));
    Dl_info ours = { 0 };

    if (!dladdr(text, &ours))
        return 0;
    for (const char *at = text; at < end; at += strlen(at) + 1) {
        if (strcmp(at, "--subject") != 0 || index-- > 0)
            continue;
        const char *const given = at + strlen(at) + 1, *const file = given + strlen(given) + 1;

        if (file >= end)
            return 0;
        snprintf(name, name_bytes, "%s", given);
        *is_ours = strcmp(file, ours.dli_fname) == 0;
        return 1;
    }
    return 0;
}
