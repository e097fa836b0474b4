/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What doctor, tune and restore have in common: the CPU they are about, and what is said of it. */
#ifndef PH_HARNESS_SESSION_TUNING_H
#define PH_HARNESS_SESSION_TUNING_H

#include <glib.h>

#include "system/cpu_choice.h"
#include "system/host_lock.h"

/*
 * As ph_cpu_choose(), after a look whether --sysfs-root names a folder; "": this machine.
 */
ph_cpu_choice *ph_tuning_place(const char *sysfs_root, gint asked_cpu, GError **error);

/*
 * The host's lock: settings do not change under a measurement. NULL and error when one runs; where
 * that is not sure, standard error has it.
 */
ph_host_lock *ph_tuning_lock(GError **error);

/* A line for each step on standard output: ph_tune_step. */
void ph_tuning_print(const GPtrArray *steps);

/*
 * Put back what a tuning that was killed has changed, and say so on standard error; or why that
 * cannot be done. Otherwise silent.
 */
void ph_tuning_recover(void);

#endif /* PH_HARNESS_SESSION_TUNING_H */
