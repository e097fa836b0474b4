/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the kernel keeps what decides how evenly a CPU runs: read by probes, written by tuning.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_KERNEL_PATH_H
#define PH_HARNESS_SYSTEM_KERNEL_PATH_H

#include <glib.h>

#define PH_CPU_FOLDER             "/sys/devices/system/cpu"
#define PH_ONLINE_CPUS_PATH       PH_CPU_FOLDER "/online"
#define PH_NO_TURBO_PATH          PH_CPU_FOLDER "/intel_pstate/no_turbo"
#define PH_BOOST_PATH             PH_CPU_FOLDER "/cpufreq/boost"
#define PH_HUGE_PAGES_PATH        "/sys/kernel/mm/transparent_hugepage/enabled"
#define PH_INTERRUPT_FOLDER       "/proc/irq"
#define PH_GOVERNOR_FILE          "cpufreq/scaling_governor"
#define PH_MIN_FREQUENCY_FILE     "cpufreq/scaling_min_freq"
#define PH_MAX_FREQUENCY_FILE     "cpufreq/scaling_max_freq"
#define PH_CAPACITY_FILE          "cpu_capacity"
#define PH_HIGHEST_FREQUENCY_FILE "cpufreq/cpuinfo_max_freq"
#define PH_SIBLINGS_FILE          "topology/thread_siblings_list"
#define PH_INTERRUPT_CPUS_FILE    "smp_affinity_list"
#define PH_RANDOMIZE_MEMORY_PATH  "/proc/sys/kernel/randomize_va_space"
#define PH_PERF_PARANOID_PATH     "/proc/sys/kernel/perf_event_paranoid"

/* A file in a CPU's folder, and one in an interrupt's. The caller frees the path. */
char *ph_cpu_path(guint cpu, const char *file);
char *ph_interrupt_path(guint interrupt, const char *file);

#endif /* PH_HARNESS_SYSTEM_KERNEL_PATH_H */
