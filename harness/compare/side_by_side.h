/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Measuring two builds of a subject side by side: fresh launches of both in one process, blocks in
 * turn on one CPU, looks at what is there after planned numbers of launches, and a second set for
 * whatever is not a plain pass.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_SIDE_BY_SIDE_H
#define PH_HARNESS_COMPARE_SIDE_BY_SIDE_H

#include "compare/explained.h"
#include "measure/run.h"
#include "verdict/contrast.h"

typedef struct ph_side_by_side_plan {
    /* By work nothing is timed: rule is of work, and none of what stands behind it is looked at;
     * the request's host needs no binder. */
    ph_contrast_mode mode;
    ph_run_request request; /* Its subjects are the two builds, base and head; no limits. */
    ph_slowdown_rule rule;
    ph_allocation_rule allocation_rule; /* {0}: what is allocated is not judged. */
    double budget_s;                    /* For each benchmark, its second set included. */
    guint launches;                     /* In a set; 0: as many as it takes, within the budget. */
    gboolean is_identical_timed;        /* FALSE: identical machine code is UNCHANGED at once. */
    gboolean is_work_counted;           /* Beside the time; the budget is for that alone. */
    ph_explained explained;             /* Which benchmarks' functions are looked at. */
} ph_side_by_side_plan;

/*
 * Measure and judge. NULL and error as ph_run(), PH_ERROR_SUBJECT_CRASH when head alone dies of
 * being loaded, and PH_ERROR_SUBJECT_LOAD when a build cannot be loaded otherwise. What a build
 * failed at, what did not give a number, and that the time was over, is in the report.
 */
ph_contrast_report *ph_side_by_side(const ph_side_by_side_plan *plan, GError **error);

#endif /* PH_HARNESS_COMPARE_SIDE_BY_SIDE_H */
