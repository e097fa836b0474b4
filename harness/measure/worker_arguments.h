/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A worker's command line, as protocol/worker_option.h lists it. Any thread; no state. */
#ifndef PH_HARNESS_MEASURE_WORKER_ARGUMENTS_H
#define PH_HARNESS_MEASURE_WORKER_ARGUMENTS_H

#include <glib.h>
#include <stdint.h>

#include "protocol/worker_option.h"

/* As it stands on the command line, first. */
const char *ph_worker_command_name(ph_worker_command command);

/* Add to a worker's arguments its command, or an option and its value. All texts are copied. */
void ph_worker_add_command(GPtrArray *arguments, ph_worker_command command);
void ph_worker_add_option(GPtrArray *arguments, ph_worker_option option, const char *value);
void ph_worker_add_number(GPtrArray *arguments, ph_worker_option option, uint64_t number);
void ph_worker_add_flag(GPtrArray *arguments, ph_worker_option option);

#endif /* PH_HARNESS_MEASURE_WORKER_ARGUMENTS_H */
