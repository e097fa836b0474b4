/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lists of CPUs as the kernel writes them: "0-3,8".
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_SYSTEM_CPU_LIST_H
#define PH_HARNESS_SYSTEM_CPU_LIST_H

#include <glib.h>

#define PH_CPU_MAX 65535u /* Linux' own limit is far below. */

/* Ascending guint; free with g_array_unref(). NULL when text is not such a list or is empty. */
GArray *ph_cpu_list_parse(const char *text);

/* As the kernel writes and reads it. The caller frees it. */
char *ph_cpu_list_format(const GArray *cpus);

gboolean ph_cpu_list_has(const GArray *cpus, guint cpu);
void ph_cpu_list_remove(GArray *cpus, guint cpu);

/* The CPUs this process may run on, as /proc/self/status says: also those that are not online, or
 * not there at all. NULL and error when it cannot. */
GArray *ph_cpu_list_allowed(const char *sysfs_root, GError **error);

/* Those that are online; all that are allowed where the kernel keeps no such list. Likewise. */
GArray *ph_cpu_list_online(const char *sysfs_root, const GArray *allowed, GError **error);

#endif /* PH_HARNESS_SYSTEM_CPU_LIST_H */
