/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The command "layout": how each subject lays out a copybook. */
#ifndef PH_HARNESS_WORKER_LAYOUTS_H
#define PH_HARNESS_WORKER_LAYOUTS_H

#include <stdbool.h>

#include "worker/bench.h"

/*
 * Give each of the request's copybooks to every subject that decodes records, as one of fixed
 * records, and say in events (PH_EVENT_LAYOUT, PH_EVENT_DESCRIPTION) what it makes of it; the
 * beacon has which copybook it is. False after a refusal: one of them cannot be read, or has not
 * the record that is meant.
 */
bool ph_layouts_describe(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_LAYOUTS_H */
