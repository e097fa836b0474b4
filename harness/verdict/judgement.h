/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Judging a measurement: against its floors, and against a baseline.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_JUDGEMENT_H
#define PH_HARNESS_VERDICT_JUDGEMENT_H

#include <glib.h>

#include "model/measurement.h"
#include "settings/thresholds.h"
#include "verdict/budgets.h"
#include "verdict/change.h"
#include "verdict/floors.h"
#include "verdict/verdict.h"

typedef struct ph_judgement {
    GArray *floors;      /* ph_floor_check. */
    GArray *budgets;     /* ph_budget_check; empty: there are none. */
    GPtrArray *changes;  /* ph_change, in the order of the run's results; empty: no baseline. */
    GPtrArray *warnings; /* char *: safety margins and targets; they do not change the verdict. */
    GPtrArray *notes;    /* char *: what a reader of the verdict has to know. */
    ph_verdict verdict;
    char *why;             /* One sentence on the verdict, without a full stop. */
    double warn_threshold; /* Shares, as a change: beyond them is WARN, and FAIL. */
    double fail_threshold;
    ph_allocation_rule allocation_rule; /* Shares of more of it. */
} ph_judgement;

/*
 * Judge a run as a gate does: both headline figures must be there, above their floors, and whatever
 * has a budget, within that; nothing may be void, failed or in errors; what could not be measured
 * is INCONCLUSIVE. With a baseline, all of the library's figures, and what it allocates, are
 * compared with it; where that is impossible (another host, suite or release of copybook-rs, a
 * baseline that is younger than the run or has errors, no common headline) the verdict is NEUTRAL
 * or worse, never a pass.
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

/*
 * The exit status a verdict is told by; with is_strict a warning is one, too. Where the settings
 * only inform, it is that of a pass.
 */
ph_exit ph_judgement_exit(const ph_judgement *judgement, const ph_thresholds *thresholds,
                          gboolean is_strict);

void ph_judgement_free(ph_judgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_judgement, ph_judgement_free)

#endif /* PH_HARNESS_VERDICT_JUDGEMENT_H */
