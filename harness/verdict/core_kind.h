/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A hybrid machine is several machines: a figure of its slow cores says nothing of its fast ones.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_VERDICT_CORE_KIND_H
#define PH_HARNESS_VERDICT_CORE_KIND_H

#include "verdict/release.h"

/*
 * Why the two are not compared: one clause, for the caller to free. NULL when both were measured on
 * cores of one kind, or it is not known of either.
 */
char *ph_core_kind_obstacle(ph_placed_run run, ph_placed_run baseline);

#endif /* PH_HARNESS_VERDICT_CORE_KIND_H */
