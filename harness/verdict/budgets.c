/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/budgets.h"

#include <math.h>
#include <string.h>

#include "verdict/floors.h"

#define AT_LEAST FALSE
#define AT_MOST  TRUE

static const struct {
    const char *key;
    gsize offset;
    gboolean is_ceiling;
    const char *what;
    const char *unit;
} kinds[] = {
#define X(key, direction, what, unit)                                                              \
    [PH_BUDGET_##key] = { #key, G_STRUCT_OFFSET(ph_budget, key), direction, what, unit },
    PH_BUDGET_LIST(X)
#undef X
};

const char *ph_budget_key(ph_budget_kind kind)
{
    return kinds[kind].key;
}

const char *ph_budget_what(ph_budget_kind kind)
{
    return kinds[kind].what;
}

const char *ph_budget_unit(ph_budget_kind kind)
{
    return kinds[kind].unit;
}

static void give(ph_budget_check *check, ph_verdict verdict, const char *why)
{
    check->verdict = verdict;
    check->why = why;
}

static void judge_throughput(ph_budget_check *check, const ph_measurement *measurement)
{
    ph_floor_check floor = { .benchmark = check->benchmark,
                             .level = check->level,
                             .floor_mb_s = check->limit };

    ph_floor_check_judge(&floor, measurement);
    check->value = floor.value_mb_s;
    check->ci95 = floor.ci95_mb_s;
    give(check, floor.verdict, floor.why);
}

/* NAN: it was not counted. */
static double value_of(ph_budget_kind kind, const ph_allocations *allocations)
{
    if (kind == PH_BUDGET_max_allocations_per_record)
        return ph_allocations_are_seen(allocations)
                   ? (double)allocations->calls / (double)allocations->records
                   : NAN;
    return allocations && allocations->peak_resident_bytes
               ? (double)allocations->peak_resident_bytes / PH_BYTES_PER_MIB
               : NAN;
}

static void judge_ceiling(ph_budget_check *check, const ph_result *result)
{
    const ph_allocations *allocations = result->allocations;
    const char *open_why = ph_floor_why_open(result);

    check->value = value_of(check->kind, allocations);
    if (open_why)
        give(check, PH_VERDICT_INCONCLUSIVE, open_why);
    else if (result->state != PH_STATE_MEASURED)
        give(check, PH_VERDICT_FAIL, "there is no number");
    else if (isnan(check->value))
        give(check, PH_VERDICT_INCONCLUSIVE,
             allocations && allocations->unseen ? allocations->unseen : "it was not counted");
    else if (check->value > check->limit)
        give(check, PH_VERDICT_FAIL, "it is above the budget");
    else
        give(check, PH_VERDICT_PASS, "it is within the budget");
}

/* Of a benchmark that the run does not have: only a kernel's has a working set. */
static const char *usual_level(const ph_budget *budget)
{
    return strchr(budget->benchmark, '/') ? "kernel" : "record";
}

/* A result of NULL: the run has none. */
static void add_checks(GArray *checks, const ph_measurement *measurement, const ph_budget *budget,
                       const ph_result *result)
{
    for (gsize kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
        ph_budget_check check = { .kind = (ph_budget_kind)kind,
                                  .level = result ? result->level : usual_level(budget),
                                  .is_asked = result != NULL,
                                  .limit = G_STRUCT_MEMBER(double, budget, kinds[kind].offset),
                                  .value = NAN,
                                  .ci95 = { NAN, NAN } };

        if (isnan(check.limit))
            continue;
        check.benchmark = g_strdup(budget->benchmark);
        if (!result)
            give(&check, PH_VERDICT_NEUTRAL, "it is not part of this run");
        else if (kinds[kind].is_ceiling)
            judge_ceiling(&check, result);
        else
            judge_throughput(&check, measurement);
        g_array_append_val(checks, check);
    }
}

static void check_clear(gpointer data)
{
    g_free(((ph_budget_check *)data)->benchmark);
}

GArray *ph_budgets_check(const ph_measurement *measurement, const ph_thresholds *thresholds)
{
    GArray *checks = g_array_new(FALSE, FALSE, sizeof(ph_budget_check));

    g_array_set_clear_func(checks, check_clear);
    for (guint i = 0; i < thresholds->budgets->len; i++) {
        const ph_budget *budget = thresholds->budgets->pdata[i];
        const guint before = checks->len;

        for (guint j = 0; j < measurement->results->len; j++) {
            const ph_result *result = measurement->results->pdata[j];

            if (strcmp(result->benchmark, budget->benchmark) == 0 &&
                strcmp(result->subject, PH_HEADLINE_SUBJECT) == 0)
                add_checks(checks, measurement, budget, result);
        }
        if (checks->len == before)
            add_checks(checks, measurement, budget, NULL);
    }
    return checks;
}
