/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the kernel counts of a CPU's time going elsewhere. Two readings, before and after, tell what
 * happened in between.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_HOST_COUNTERS_H
#define PH_HARNESS_SYSTEM_HOST_COUNTERS_H

#include <glib.h>

#define PH_MEMORY_PRESSURE_PATH "/proc/pressure/memory"

/* Since the machine, or the control group, was started; NAN where the kernel does not say. */
typedef struct ph_host_counters {
    double steal_s;           /* The hypervisor ran others in this CPU's place. */
    double throttled_periods; /* A quota was used up, of this control group or one above. */
    double memory_stall_s;    /* Some program waited for memory; the kernel adds it up every 2 s. */
} ph_host_counters;

ph_host_counters ph_host_counters_read(const char *sysfs_root, guint cpu);

/*
 * The files in which nr_throttled of the process' own control group and those above is read: each
 * may have a quota of its own. char *, existing files only, the process' own first; empty where
 * nothing is known. Free with g_ptr_array_unref().
 */
GPtrArray *ph_host_throttling_files(const char *sysfs_root);

/* What was added from one reading to the next; NAN where either is. */
ph_host_counters ph_host_counters_since(const ph_host_counters *before,
                                        const ph_host_counters *after);

/* A CPU's stolen time and all of its time, in seconds. FALSE and error when they cannot be read. */
gboolean ph_host_cpu_time(const char *sysfs_root, guint cpu, double *ret_steal_s,
                          double *ret_total_s, GError **error);

#endif /* PH_HARNESS_SYSTEM_HOST_COUNTERS_H */
