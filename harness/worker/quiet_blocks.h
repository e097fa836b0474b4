/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How many of an arm's blocks will be kept, as far as the worker can tell. */
#ifndef PH_HARNESS_WORKER_QUIET_BLOCKS_H
#define PH_HARNESS_WORKER_QUIET_BLOCKS_H

#include "worker/arm.h"

/*
 * Blocks that kept their CPU, and beside which probes took no longer than beside the arm's quietest
 * tenth. That is what measure/launch.c keeps, which looks at the probes of all arms, too.
 */
size_t ph_quiet_blocks(const ph_arm *arm);

#endif /* PH_HARNESS_WORKER_QUIET_BLOCKS_H */
