/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the CPUID instruction says of the CPU that the calling thread runs on, through libcpuid.
 *
 * Only CPUs of x86 have it, and Debian has libcpuid for these alone. For any other,
 * cpuid_missing.c stands in the place of cpuid.c.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_CPUID_H
#define PH_HARNESS_SYSTEM_CPUID_H

#include "system/section.h"

/* The members of "cpu" from vendor to measured_clock_mhz; FALSE, and none of them, where there is
 * no CPUID. Takes about 20 ms: the clock is measured. */
gboolean ph_cpuid_put(const ph_section *cpu);

typedef struct ph_cpuid_hypervisor {
    gboolean is_detected; /* By the flag that hypervisors set. */
    char *signature;      /* NULL when it hides its name. The caller frees it. */
} ph_cpuid_hypervisor;

/* FALSE where there is no CPUID. */
gboolean ph_cpuid_hypervisor_ask(ph_cpuid_hypervisor *ret);

#endif /* PH_HARNESS_SYSTEM_CPUID_H */
