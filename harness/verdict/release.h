/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two releases of copybook-rs are two methods: a figure of one says nothing of the other's code.
 * A checkout counts as the release whose version it carries.
 */
#ifndef PH_HARNESS_VERDICT_RELEASE_H
#define PH_HARNESS_VERDICT_RELEASE_H

#include "model/measurement.h"

/* A run, and where it is, in words: "here", "in the baseline". */
typedef struct ph_placed_run {
    const ph_measurement *measurement;
    const char *place;
} ph_placed_run;

/*
 * Why the two are not compared, and what measures both: one clause, for the caller to free. NULL
 * when they are of one release, or it is not known of either.
 */
char *ph_release_obstacle(ph_placed_run run, ph_placed_run baseline);

#endif /* PH_HARNESS_VERDICT_RELEASE_H */
