/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The results of a run against those of a baseline.
 *
 * A change is the share of the baseline's throughput that is lost, (base - head) / base, wherever
 * one is shown or compared with a threshold: +0.05 is 5 % slower, -0.05 is 5 % faster. Where both
 * sides have launches it is estimated from the logarithms of their times, with Welch's interval;
 * else it is that of the two throughputs, and has no interval. What both allocate for the same call
 * is compared as counts are, whatever the machines were.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_CHANGE_H
#define PH_HARNESS_VERDICT_CHANGE_H

#include <glib.h>

#include "model/measurement.h"
#include "verdict/allocation_change.h"
#include "verdict/verdict.h"

/* One result against the baseline's of the same benchmark, level and subject. */
typedef struct ph_change {
    const ph_result *result; /* Borrowed from the run. */
    const ph_result *base;   /* Borrowed from the baseline; NULL: it has none, or no number. */
    gboolean is_judged;      /* The library under test gates; others are shown beside it. */
    double change;           /* NAN: one side has no number. */
    ph_interval ci95;        /* Of the change; NAN: point values only. */
    double p_value;          /* Welch's, two-sided, of no change; NAN: point values only. */
    ph_verdict verdict;      /* NEUTRAL: nothing to compare with, or not judged. */
    double launches_needed;  /* INCONCLUSIVE: as many on each side, in all, would tell; else NAN. */
    ph_allocation_change allocations; /* Base's beside head's: draws 0 where neither counted. */
    char *why;
} ph_change;

/* Beyond which change there is a warning, and a failure. Shares, exactly as much is not beyond. */
typedef struct ph_change_limits {
    double warn;
    double fail;
} ph_change_limits;

/*
 * Compare all results of a run but those that are void as they should be, in their order; an anchor
 * only with the same one. Of the library under test, verdict and why have what it allocates too.
 * Borrows from both measurements; free with g_ptr_array_unref().
 */
GPtrArray *ph_changes(const ph_measurement *run, const ph_measurement *baseline,
                      ph_change_limits limits, const ph_allocation_rule *allocation_rule);

/*
 * The figures of the library under test that the baseline has and ph_changes() says nothing of, as
 * the run has none, or one that is void as it should be: ph_result, borrowed from the baseline.
 * Free with g_ptr_array_unref().
 */
GPtrArray *ph_changes_lost(const ph_measurement *run, const ph_measurement *baseline);

/* The change that a logarithm of a time ratio is; it grows with it. */
double ph_change_of_log(double log_ratio);

/* What a gate makes of an interval of the change: PASS, WARN, INCONCLUSIVE or FAIL. */
ph_verdict ph_change_verdict(ph_interval change, ph_change_limits limits);

/* Why a change with an interval is INCONCLUSIVE, without how many launches would tell. The caller
 * frees it. */
char *ph_change_open_text(ph_change_limits limits);

/* The subject whose figures are published, and its variants. */
gboolean ph_is_under_test(const char *subject);

#endif /* PH_HARNESS_VERDICT_CHANGE_H */
