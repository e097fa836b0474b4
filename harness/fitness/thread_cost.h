/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What several threads cost on CPUs that were chosen for them: the core that two of these may share
 * without the topology's word, as in virtual machines, and the time to start them.
 */
#ifndef PH_HARNESS_FITNESS_THREAD_COST_H
#define PH_HARNESS_FITNESS_THREAD_COST_H

#include "system/thread_cpus.h"

/*
 * Measure both, and put them there. Blocks for up to 2 s; threads of its own, the caller's binding
 * stays as it is. Of more than a few CPUs the first others are tried.
 *
 * @param cpu  The one of them that is measured on.
 */
void ph_thread_cost_measure(ph_thread_cpus *cpus, guint cpu);

#endif /* PH_HARNESS_FITNESS_THREAD_COST_H */
