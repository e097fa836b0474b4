/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the control groups of this process allow it: the tightest of its own and those above. */
#ifndef PH_HARNESS_SYSTEM_CONTROL_GROUP_LIMIT_H
#define PH_HARNESS_SYSTEM_CONTROL_GROUP_LIMIT_H

#include <glib.h>

#define PH_NO_LIMIT G_MAXDOUBLE

/* FALSE and error when it cannot be read at every level. *ret is PH_NO_LIMIT when there is none. */
typedef gboolean ph_control_group_limit_fn(const char *sysfs_root, double *ret, GError **error);

/* CPU time per time: 1.5 is one and a half CPUs. */
ph_control_group_limit_fn ph_control_group_cpu_quota;
/* Bytes. */
ph_control_group_limit_fn ph_control_group_memory_limit;

/* The CPUs as a list ("0-3"), from the nearest group that says. The caller frees it. */
char *ph_control_group_cpuset(const char *sysfs_root, GError **error);

#endif /* PH_HARNESS_SYSTEM_CONTROL_GROUP_LIMIT_H */
