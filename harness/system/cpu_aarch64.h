/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A CPU of 64-bit ARM, from the kernel's files: its main identification register and its features,
 * for which it has no instruction that any program may ask with.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_CPU_AARCH64_H
#define PH_HARNESS_SYSTEM_CPU_AARCH64_H

#include "system/arm_part.h"
#include "system/section.h"

/*
 * The register of this CPU below sysfs_root, from its folder in /sys, else from /proc/cpuinfo. NULL
 * and error when neither says.
 */
gboolean ph_midr_read(const char *sysfs_root, guint cpu, ph_midr *ret, GError **error);

/*
 * The members of "cpu" from vendor to measured_clock_mhz, "midr" and "platform". Of a copy of
 * another machine's files, the clock is null. Takes less than a millisecond.
 */
void ph_aarch64_cpu_put(const ph_section *cpu, guint number);

#endif /* PH_HARNESS_SYSTEM_CPU_AARCH64_H */
