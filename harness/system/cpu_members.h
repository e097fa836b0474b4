/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The members of "cpu" that the CPU itself is asked for, in whatever way its architecture has. */
#ifndef PH_HARNESS_SYSTEM_CPU_MEMBERS_H
#define PH_HARNESS_SYSTEM_CPU_MEMBERS_H

#include "system/section.h"

/* All of them are null, for this reason. */
void ph_put_cpu_missing(const ph_section *cpu, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif /* PH_HARNESS_SYSTEM_CPU_MEMBERS_H */
