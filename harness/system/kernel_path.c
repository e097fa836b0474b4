/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/kernel_path.h"

char *ph_cpu_path(guint cpu, const char *file)
{
    return g_strdup_printf(PH_CPU_FOLDER "/cpu%u/%s", cpu, file);
}

char *ph_interrupt_path(guint interrupt, const char *file)
{
    return g_strdup_printf(PH_INTERRUPT_FOLDER "/%u/%s", interrupt, file);
}
