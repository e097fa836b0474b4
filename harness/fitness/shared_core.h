/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether two CPUs are threads of one core, found by measuring: virtual machines often do not show
 * it in their topology.
 */
#ifndef PH_HARNESS_FITNESS_SHARED_CORE_H
#define PH_HARNESS_FITNESS_SHARED_CORE_H

#include <glib.h>

typedef enum ph_core_sharing {
    PH_CORE_APART,
    PH_CORE_SHARED,
    PH_CORE_UNCLEAR, /* The host was too busy, or this process may not run on one of them. */
} ph_core_sharing;

typedef struct ph_core_pair {
    ph_core_sharing sharing;
    double slowdown; /* Time beside a busy other CPU over time alone; NAN: not measured. */
} ph_core_pair;

/*
 * Time arithmetic on one CPU, with the other one busy and idle in turn. Blocks for about 0.4 s; two
 * threads of its own, the caller's binding stays as it is.
 */
void ph_core_pair_measure(guint measured_cpu, guint other_cpu, ph_core_pair *ret);

/* What the slowdowns of single rounds, one each, say; exposed for tests. rounds: double. */
ph_core_pair ph_core_pair_judge(GArray *slowdowns);

#endif /* PH_HARNESS_FITNESS_SHARED_CORE_H */
