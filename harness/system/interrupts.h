/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which CPUs may serve which interrupt, as /proc/irq says. Any thread; no state. */
#ifndef PH_HARNESS_SYSTEM_INTERRUPTS_H
#define PH_HARNESS_SYSTEM_INTERRUPTS_H

#include <glib.h>

/*
 * Numbers of the interrupts that a CPU may have to serve, ascending; free with g_array_unref();
 * guint. Those whose CPUs cannot be read are left out and counted in *ret_unreadable. NULL and
 * error when there is no list of interrupts.
 */
GArray *ph_interrupts_of_cpu(const char *sysfs_root, guint cpu, guint *ret_unreadable,
                             GError **error);

#endif /* PH_HARNESS_SYSTEM_INTERRUPTS_H */
