/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A control group of our own whose processes may have so much memory together, of cgroup v1 or v2.
 *
 * Its folder is gone when it is freed; one that a killed process left is removed by the next.
 */
#ifndef PH_HARNESS_SYSTEM_MEMORY_LIMIT_H
#define PH_HARNESS_SYSTEM_MEMORY_LIMIT_H

#include <glib.h>
#include <stdint.h>

typedef struct ph_memory_limit ph_memory_limit;

/* "256M", "1G", "65536": bytes, of which K, M and G are 1024, 1024² and 1024³. FALSE: it is none.
 */
gboolean ph_memory_size_read(const char *text, uint64_t *ret);

/*
 * Make a group with this limit, below this process' own or beside it, and see that a process can
 * join it. NULL and error (PH_ERROR_ENVIRONMENT) where this process may not.
 *
 * @param sysfs_root  Before the paths of /proc and /sys: "", but in tests.
 */
ph_memory_limit *ph_memory_limit_new(const char *sysfs_root, uint64_t bytes, GError **error);
void ph_memory_limit_free(ph_memory_limit *limit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_memory_limit, ph_memory_limit_free)

uint64_t ph_memory_limit_bytes(const ph_memory_limit *limit);

/*
 * Move the process that calls into the group, or end it: for a child between fork and exec.
 * Async-signal-safe.
 */
void ph_memory_limit_join(const ph_memory_limit *limit);

/* Whether the kernel ended a process of the group for its memory since this was asked last. */
gboolean ph_memory_limit_has_killed(ph_memory_limit *limit);

/* The most that all of it had at a time, page cache included; 0: the kernel does not say. */
uint64_t ph_memory_limit_peak_bytes(const ph_memory_limit *limit);

#endif /* PH_HARNESS_SYSTEM_MEMORY_LIMIT_H */
