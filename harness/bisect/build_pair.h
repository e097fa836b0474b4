/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Comparing two commits: both are built, unless that was done before, and then their work is
 * counted, which takes seconds and is the same in every run, and where that is not enough they are
 * timed side by side.
 *
 * No referee is asked: what was found is to be compared as `perfharness compare` does it.
 *
 * Main thread. The host's lock is held while something is timed, not while something is built.
 */
#ifndef PH_HARNESS_BISECT_BUILD_PAIR_H
#define PH_HARNESS_BISECT_BUILD_PAIR_H

#include "session/builds.h"
#include "session/measuring.h"
#include "verdict/bisection.h"
#include "verdict/contrast.h"

/* How commits are compared. All borrowed. */
typedef struct ph_bisect_means {
    const char *checkout;
    ph_builds *builds;
    const ph_measuring_options *measuring;
    const ph_measuring_place *place; /* NULL: nothing is timed. */
    const ph_interruption *interruption;
    const GPtrArray *plan; /* ph_benchmark. */
    ph_slowdown_rule time_rule;
    ph_slowdown_rule work_rule;
    double budget_s;          /* For each benchmark of a comparison by time. */
    guint launches;           /* 0: as many as it takes. */
    gboolean is_work_counted; /* Else nothing is said of work. */
    ph_run_observer observer;
} ph_bisect_means;

/* By hash. Borrowed. */
typedef struct ph_commit_pair {
    const char *base;
    const char *head;
} ph_commit_pair;

/* The logarithm below which a difference is none. */
double ph_build_pair_floor(const ph_bisect_means *means, ph_bisection_sensor sensor);

/*
 * Compare the ends in all benchmarks, by work and by time, and choose what is looked for: the
 * largest slowdown; where there is none, the largest increase of work; else what became faster, or
 * takes less work. Where work explains half of a slowdown or more, it is what commits are told
 * apart by.
 *
 * @param ret_sought  Receives it; without a difference it stays empty.
 * @param ret         Receives answer and figures.
 * @return FALSE and error: as ph_sides_find() and ph_side_by_side(), of either end;
 *         PH_ERROR_MISMATCH when head fails at all that base does.
 */
gboolean ph_build_pair_ends(const ph_bisect_means *means, ph_commit_pair pair,
                            ph_bisection_sought *ret_sought, ph_bisection_comparison *ret,
                            GError **error);

/*
 * On which side of the floor is head, by what is looked for? That it does not build, cannot be
 * loaded or fails is an answer.
 *
 * @param floor  A logarithm, above 0.
 * @return FALSE and error when it could not be done here, the time is over, or the user gave up.
 */
gboolean ph_build_pair_middle(const ph_bisect_means *means, ph_commit_pair pair,
                              const ph_bisection_sought *sought, double floor,
                              ph_bisection_comparison *ret, GError **error);

/* What is looked for alone, but by work and by time. */
gboolean ph_build_pair_again(const ph_bisect_means *means, ph_commit_pair pair,
                             const ph_bisection_sought *sought, ph_bisection_comparison *ret,
                             GError **error);

#endif /* PH_HARNESS_BISECT_BUILD_PAIR_H */
