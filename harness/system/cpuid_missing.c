/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In the place of cpuid.c, for CPUs that have no CPUID. */
#include "system/cpuid.h"
#include "system/system_info.h"

gboolean ph_cpuid_put(const ph_section *cpu)
{
    (void)cpu;
    return FALSE;
}

gboolean ph_cpuid_hypervisor_ask(ph_cpuid_hypervisor *ret)
{
    (void)ret;
    return FALSE;
}

const char *ph_system_libcpuid_version(void)
{
    return NULL;
}
