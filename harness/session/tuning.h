/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What doctor, tune and restore have in common: the CPU they are about, and what is said of it. */
#ifndef PH_HARNESS_SESSION_TUNING_H
#define PH_HARNESS_SESSION_TUNING_H

#include <glib.h>

#include "system/host_lock.h"

#define PH_TUNING_CPU_USUAL (-1)

/*
 * The CPUs that may be used, of this machine ("") or of a copy of its /proc and /sys, and the one
 * to measure on: the last of them, or the one asked for. Free with g_array_unref(); NULL and error.
 */
GArray *ph_tuning_place(const char *sysfs_root, gint asked_cpu, guint *ret_cpu, GError **error);

/* The host's lock: settings do not change under a measurement. NULL and error when one runs. */
ph_host_lock *ph_tuning_lock(GError **error);

/* A line for each step on standard output: ph_tune_step. */
void ph_tuning_print(const GPtrArray *steps);

/*
 * Put back what a tuning that was killed has changed, and say so on standard error; or why that
 * cannot be done. Otherwise silent.
 */
void ph_tuning_recover(void);

#endif /* PH_HARNESS_SESSION_TUNING_H */
