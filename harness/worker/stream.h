/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The worker's side of calls on files (protocol/stream.h). */
#ifndef PH_HARNESS_WORKER_STREAM_H
#define PH_HARNESS_WORKER_STREAM_H

#include "worker/bench.h"

/* Say which arms there are, then make the calls that are asked for until nobody asks any more.
 * False when it is asked for what there is not. */
bool ph_stream_serve(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_STREAM_H */
