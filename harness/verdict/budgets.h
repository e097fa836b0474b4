/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Judging a run against the budgets of its benchmarks. */
#ifndef PH_HARNESS_VERDICT_BUDGETS_H
#define PH_HARNESS_VERDICT_BUDGETS_H

#include <glib.h>

#include "model/measurement.h"
#include "settings/thresholds.h"
#include "verdict/verdict.h"

typedef enum ph_budget_kind {
#define X(key, direction, what, unit) PH_BUDGET_##key,
    PH_BUDGET_LIST(X)
#undef X
} ph_budget_kind;

/* One figure of copybook-rs beside what its benchmark may be. */
typedef struct ph_budget_check {
    ph_budget_kind kind;
    char *benchmark;   /* Owned. */
    const char *level; /* Static, or borrowed from the measurement, as why is. */
    gboolean is_asked; /* The run was to measure it. */
    double limit;
    double value;     /* In the limit's unit; NAN: there is no number. */
    ph_interval ci95; /* NAN: it has none. */
    ph_verdict verdict;
    const char *why;
} ph_budget_check;

/* Of a kind: its key in the settings, what it limits, and that figure's unit. Static. */
const char *ph_budget_key(ph_budget_kind kind);
const char *ph_budget_what(ph_budget_kind kind);
const char *ph_budget_unit(ph_budget_kind kind);

/*
 * A check for each limit of each budget, at each level that the run has of the benchmark, in the
 * settings' order: ph_budget_check. Free with g_array_unref().
 *
 * Throughput is judged by its interval, as by a floor. The other figures have none: allocations are
 * exact, and the peak is one reading. What is not known is no pass.
 */
GArray *ph_budgets_check(const ph_measurement *measurement, const ph_thresholds *thresholds);

#endif /* PH_HARNESS_VERDICT_BUDGETS_H */
