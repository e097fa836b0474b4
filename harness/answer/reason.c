/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/reason.h"

#include <stdarg.h>
#include <stdio.h>

bool ph_reason_give(char *reason, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(reason, PH_REASON_MAX, format, arguments);
    va_end(arguments);
    return false;
}
