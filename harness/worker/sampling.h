/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Timing: calibration, then blocks of all arms in random order, some of them checked. */
#ifndef PH_HARNESS_WORKER_SAMPLING_H
#define PH_HARNESS_WORKER_SAMPLING_H

#include "protocol/run_fact.h"
#include "worker/bench.h"
#include "worker/check.h"

/*
 * Choose how many calls make a block: the same number for every subject, so that they do the same
 * work; but limits, which are faster, repeat more often, and a subject hundreds of times slower
 * than another less often.
 */
void ph_calibrate(ph_bench *bench, ph_proof *proofs);

/*
 * Take blocks until the request's time is used up. Arms whose output is wrong are put out.
 *
 * @param ret_facts  All but peak_resident_bytes, which is NAN; first_sample_ns with the time for
 *                   data and checks in it.
 */
void ph_sample(ph_bench *bench, ph_proof *proofs, ph_launch_facts *ret_facts);

#endif /* PH_HARNESS_WORKER_SAMPLING_H */
