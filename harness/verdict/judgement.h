/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Judging a measurement: against its floors, and against a baseline.
 *
 * A change is the share of the baseline's throughput that is lost, (base - head) / base, wherever
 * one is shown or compared with a threshold: +0.05 is 5 % slower, -0.05 is 5 % faster. Where both
 * sides have launches it is estimated from the logarithms of their times, with Welch's interval;
 * else it is that of the two throughputs, and has no interval.
 */
#ifndef PH_JUDGEMENT_H
#define PH_JUDGEMENT_H

#include <glib.h>

#include "measure/measurement.h"
#include "settings/thresholds.h"
#include "verdict/floors.h"
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
    char *why;
} ph_change;

typedef struct ph_judgement {
    GArray *floors;      /* ph_floor_check. */
    GPtrArray *changes;  /* ph_change, in the order of the run's results; empty: no baseline. */
    GPtrArray *warnings; /* char *: safety margins and targets; they do not change the verdict. */
    GPtrArray *notes;    /* char *: what a reader of the verdict has to know. */
    ph_verdict verdict;
    char *why;             /* One sentence on the verdict, without a full stop. */
    double warn_threshold; /* Shares, as a change: beyond them is WARN, and FAIL. */
    double fail_threshold;
} ph_judgement;

/*
 * Judge a run as a gate does: both headline figures must be there, above their floors, and nothing
 * may be void, failed or in errors. With a baseline, all of the library's figures are compared with
 * it; where that is impossible (another host or suite, a baseline that is younger than the run or
 * has errors, no common headline) the verdict is NEUTRAL or worse, never a pass.
 *
 * @param baseline  NULL: only the floors are judged, and the notes say so.
 * @return a judgement that borrows from both measurements; free it before them.
 */
ph_judgement *ph_judge(const ph_measurement *run, const ph_measurement *baseline,
                       const ph_thresholds *thresholds);

/* Judge a run by what was asked of it: a figure that it was not to measure is not missed. */
ph_judgement *ph_judge_run(const ph_measurement *run, const ph_thresholds *thresholds);

/* A baseline was asked for and cannot be used: with that, no verdict is better than NEUTRAL. */
void ph_judgement_lose_baseline(ph_judgement *judgement, const char *why);

void ph_judgement_free(ph_judgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_judgement, ph_judgement_free)

#endif /* PH_JUDGEMENT_H */
