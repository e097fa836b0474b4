/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The CPUs that rustc builds for, and whether this one runs what it builds. */
#ifndef PH_HARNESS_BUILDER_TARGET_CPU_H
#define PH_HARNESS_BUILDER_TARGET_CPU_H

#include "builder/toolchain.h"

/*
 * Can what is built for it run here? rustc knows what it asks for, and what this CPU has.
 *
 * @param target_cpu  As `rustc --print target-cpus` lists them; "native" is this one.
 * @return FALSE and error (PH_ERROR_ENVIRONMENT): rustc knows it not, or this CPU lacks what it
 * asks for.
 */
gboolean ph_target_cpu_check(const ph_toolchain *toolchain, const char *target_cpu, GError **error);

#endif /* PH_HARNESS_BUILDER_TARGET_CPU_H */
