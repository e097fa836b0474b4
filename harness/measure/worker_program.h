/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether the worker's program is one for this machine. Where the kernel does not know its format,
 * GLib hands a program to /bin/sh, which reads it as a script: that must not come to pass.
 */
#ifndef PH_HARNESS_MEASURE_WORKER_PROGRAM_H
#define PH_HARNESS_MEASURE_WORKER_PROGRAM_H

#include <glib.h>

/* The environment's name for what starts workers in the kernel's place, such as qemu-aarch64. */
#define PH_WORKER_EMULATOR_VARIABLE "PERFHARNESS_EMULATOR"

/*
 * FALSE and error (PH_ERROR_ENVIRONMENT) when it is for a machine of another kind than perfharness
 * itself is, or when that runs under an emulator which the kernel does not know of. What is missing
 * or no program at all is for who starts it to say.
 */
gboolean ph_worker_program_check(const char *path, GError **error);

/* The path of the emulator that the environment names; *ret is NULL where it names none. FALSE and
 * error (PH_ERROR_ENVIRONMENT) when it is not there. The caller frees it. */
gboolean ph_worker_emulator_find(char **ret, GError **error);

#endif /* PH_HARNESS_MEASURE_WORKER_PROGRAM_H */
