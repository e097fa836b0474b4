/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/cpu_members.h"

#include <stdarg.h>

static const char *const members[] = {
    "vendor",   "brand",    "family",
    "model",    "stepping", "libcpuid_code_name_guess",
    "features", "caches",   "measured_clock_mhz",
};

void ph_put_cpu_missing(const ph_section *cpu, const char *format, ...)
{
    g_autofree char *reason = NULL;
    va_list arguments;

    va_start(arguments, format);
    reason = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        ph_put_missing(cpu, members[i], "%s", reason);
}
