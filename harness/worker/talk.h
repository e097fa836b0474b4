/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A worker's side of the socket on which the harness asks it for calls, one at a time. */
#ifndef PH_HARNESS_WORKER_TALK_H
#define PH_HARNESS_WORKER_TALK_H

#include "worker/bench.h"

/* A message is one write and one read: false when it was not of this length, or nobody is there any
 * more. */
bool ph_talk_say(const void *bytes, size_t length);
bool ph_talk_hear(void *ret, size_t length);

/* What can be asked for: ph_turn_arms. */
bool ph_talk_say_arms(const ph_bench *bench);

#endif /* PH_HARNESS_WORKER_TALK_H */
