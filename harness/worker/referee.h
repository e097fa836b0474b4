/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The referee's side of its turns (protocol/turn.h). */
#ifndef PH_HARNESS_WORKER_REFEREE_H
#define PH_HARNESS_WORKER_REFEREE_H

#include "worker/bench.h"

/*
 * Say which arms there are, then make the calls that are asked for until nobody asks any more. The
 * subjects are loaded; without one, calls are none. False when the memory cannot be had, or after a
 * refusal event.
 */
bool ph_referee_serve(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_REFEREE_H */
