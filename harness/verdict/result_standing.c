/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/result_standing.h"

#include <math.h>
#include <string.h>

#include "settings/suite.h"
#include "verdict/shortfall.h"

gboolean ph_change_is_regression(const ph_change *change)
{
    return change->is_judged && isfinite(change->change) &&
           (change->verdict == PH_VERDICT_WARN || change->verdict == PH_VERDICT_FAIL);
}

gboolean ph_change_would_be_told(const ph_change *change)
{
    return change->is_judged && change->verdict == PH_VERDICT_INCONCLUSIVE &&
           change->launches_needed <= PH_LAUNCHES_MAX;
}

static void worsen(ph_result_standing *metric, ph_verdict verdict, const char *why)
{
    if (verdict <= metric->status)
        return;
    metric->status = verdict;
    metric->why = why;
}

static void take_change(ph_result_standing *metric, const ph_judgement *judgement,
                        const ph_result *result)
{
    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (change->result != result)
            continue;
        metric->change = change;
        if (change->is_judged && result->state == PH_STATE_MEASURED)
            worsen(metric, change->verdict, change->why);
    }
}

static void take_floor(ph_result_standing *metric, const ph_judgement *judgement,
                       const ph_result *result)
{
    for (guint i = 0; i < judgement->floors->len; i++) {
        const ph_floor_check *floor = &g_array_index(judgement->floors, ph_floor_check, i);

        if (floor->is_asked && floor->is_judged &&
            strcmp(floor->benchmark, result->benchmark) == 0 &&
            strcmp(floor->level, result->level) == 0)
            worsen(metric, floor->verdict, floor->why);
    }
}

static void take_budgets(ph_result_standing *metric, const ph_judgement *judgement,
                         const ph_result *result)
{
    for (guint i = 0; i < judgement->budgets->len; i++) {
        const ph_budget_check *budget = &g_array_index(judgement->budgets, ph_budget_check, i);

        if (strcmp(budget->benchmark, result->benchmark) == 0 &&
            strcmp(budget->level, result->level) == 0)
            worsen(metric, budget->verdict, budget->why);
    }
}

ph_result_standing ph_result_standing_of(const ph_judgement *judgement, const ph_result *result)
{
    ph_result_standing metric = { .status = PH_VERDICT_NEUTRAL };

    if (result->state != PH_STATE_MEASURED)
        worsen(&metric, ph_shortfall_verdict(ph_shortfall_of_result(result)), result->reason);
    take_change(&metric, judgement, result);
    if (strcmp(result->subject, PH_HEADLINE_SUBJECT) == 0) {
        take_floor(&metric, judgement, result);
        take_budgets(&metric, judgement, result);
    }
    return metric;
}
