/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How often a CPU was slowed for its heat, as the kernel counts it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_THROTTLING_H
#define PH_HARNESS_SYSTEM_THROTTLING_H

#include <glib.h>

/* Since the host began; NAN: not known. */
typedef struct ph_throttling {
    double core;
    double package;
} ph_throttling;

/* FALSE and error when one of them is not known: the first that is not. */
gboolean ph_throttling_read(const char *sysfs_root, guint cpu, ph_throttling *ret, GError **error);

#endif /* PH_HARNESS_SYSTEM_THROTTLING_H */
