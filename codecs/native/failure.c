/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "failure.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

int32_t ph_native_fail(ph_subject_outcome *outcome, const char *code, const char *format, ...)
{
    va_list args;

    outcome->byte = PH_BYTE_UNKNOWN;
    (void)snprintf(outcome->error_code, sizeof(outcome->error_code), "%s", code);
    va_start(args, format);
    (void)vsnprintf(outcome->error_detail, sizeof(outcome->error_detail), format, args);
    va_end(args);
    return PH_SUBJECT_FAILED;
}

void ph_native_code(const char *name, char *ret, size_t size)
{
    (void)snprintf(ret, size, "%s", name);
    for (char *c = ret; *c; c++)
        *c = (char)(*c == '-' ? '_' : toupper((unsigned char)*c));
}

int32_t ph_native_fail_cell(ph_subject_outcome *outcome, const char *code, const char *meaning,
                            size_t cell, size_t byte)
{
    (void)ph_native_fail(outcome, code, "In cell %zu, byte %zu, %s.", cell, byte, meaning);
    outcome->items_failed = 1;
    outcome->first_failed = cell;
    outcome->byte = byte;
    return PH_SUBJECT_FAILED;
}
