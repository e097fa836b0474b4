/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/change.h"

#include <math.h>
#include <string.h>

#include "perfharness/require.h"
#include "settings/suite.h"
#include "verdict/shortfall.h"

/* (2.33 - 2.097) / 2.33 is 10.000000000000004 %: as much as 10 %, not more. */
#define ROUNDING 1e-9

gboolean ph_is_under_test(const char *subject)
{
    return strcmp(subject, PH_HEADLINE_SUBJECT) == 0 ||
           g_str_has_prefix(subject, PH_HEADLINE_SUBJECT "-");
}

static void change_free(gpointer data)
{
    ph_change *change = data;

    ph_allocation_change_clear(&change->allocations);
    g_free(change->why);
    g_free(change);
}

/* Per byte, so that two sizes of input compare. */
static GArray *log_times(const ph_result *result)
{
    GArray *logs = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < result->launch_ns->len; i++) {
        const double ns = g_array_index(result->launch_ns, double, i);
        const double value = log(ns / (double)result->input_bytes);

        if (isfinite(value))
            g_array_append_val(logs, value);
    }
    return logs;
}

double ph_change_of_log(double log_ratio)
{
    return -expm1(-log_ratio);
}

ph_verdict ph_change_verdict(ph_interval change, ph_change_limits limits)
{
    PH_REQUIRE(limits.warn <= limits.fail);

    if (change.low > limits.fail + ROUNDING)
        return PH_VERDICT_FAIL;
    if (change.low > limits.warn + ROUNDING)
        return PH_VERDICT_WARN;
    return change.high > limits.warn + ROUNDING ? PH_VERDICT_INCONCLUSIVE : PH_VERDICT_PASS;
}

static void estimate(ph_change *change)
{
    g_autoptr(GArray) head = log_times(change->result);
    g_autoptr(GArray) base = log_times(change->base);

    if (head->len >= 2 && base->len >= 2) {
        const ph_difference difference = ph_mean_difference(base, head);

        change->change = ph_change_of_log(difference.mean);
        change->ci95 = (ph_interval){ ph_change_of_log(difference.ci95.low),
                                      ph_change_of_log(difference.ci95.high) };
        change->p_value = difference.p_value;
    } else {
        const double base_mib_s = change->base->throughput_mib_s;

        change->change = (base_mib_s - change->result->throughput_mib_s) / base_mib_s;
    }
}

/*
 * The interval shrinks with the root of the launches: how many on each side would leave it on one
 * side of the limit, if the value stays what it is.
 */
static double launches_needed(const ph_change *change, double limit)
{
    const double half = (change->ci95.high - change->ci95.low) / 2.0;
    const guint launches = MIN(change->result->launch_ns->len, change->base->launch_ns->len);

    return ceil(launches * pow(half / (limit - change->change), 2.0));
}

static char *launches_in_words(double needed)
{
    if (!(needed <= PH_LAUNCHES_MAX)) /* No run takes more. */
        return g_strdup_printf("more than %d launches would be needed to tell", PH_LAUNCHES_MAX);
    return g_strdup_printf("about %.0f launches on each side would tell", needed);
}

char *ph_change_open_text(ph_change_limits limits)
{
    return g_strdup_printf("the interval lies on both sides of %g %% slower", limits.warn * 100.0);
}

/* Without an interval, the value speaks for itself. */
static void judge(ph_change *change, ph_change_limits limits)
{
    const gboolean has_interval = !isnan(change->ci95.low);
    const ph_interval interval =
        has_interval ? change->ci95 : (ph_interval){ change->change, change->change };
    const char *beyond = has_interval ? "the whole interval lies beyond" : "it is more than";
    const double warn = limits.warn * 100.0, fail = limits.fail * 100.0;

    change->verdict = ph_change_verdict(interval, limits);
    if (change->verdict == PH_VERDICT_FAIL || change->verdict == PH_VERDICT_WARN) {
        change->why = g_strdup_printf("%s %g %% slower", beyond,
                                      change->verdict == PH_VERDICT_FAIL ? fail : warn);
    } else if (change->verdict == PH_VERDICT_INCONCLUSIVE) {
        g_autofree char *open = ph_change_open_text(limits);
        g_autofree char *needed = NULL;

        change->launches_needed = launches_needed(change, limits.warn);
        needed = launches_in_words(change->launches_needed);
        change->why = g_strdup_printf("%s: %s", open, needed);
    } else if (has_interval && interval.high < 0.0) {
        change->why = g_strdup("it is faster");
    } else {
        change->why = g_strdup_printf("it is not more than %g %% slower", warn);
    }
}

/* One call of each is counted on data that the seed makes. */
static void compare_allocations(ph_change *change, const ph_measurement *run,
                                const ph_measurement *baseline, const ph_allocation_rule *rule)
{
    const ph_allocations *head = change->result->allocations;
    const ph_allocations *base = change->base ? change->base->allocations : NULL;

    if (!change->base || (!head && !base))
        return;
    if (!base || !head)
        ph_allocation_change_give_up(&change->allocations,
                                     base ? "head does not say what it allocates"
                                          : "base does not say what it allocates");
    else if (run->facts.seed != baseline->facts.seed)
        ph_allocation_change_give_up(&change->allocations,
                                     "the data of base and head are of two seeds");
    else
        ph_allocation_change_take(&change->allocations, base, head);
    ph_allocation_change_judge(&change->allocations, rule);
    if (change->is_judged)
        ph_allocation_change_weigh(&change->allocations, rule, &change->verdict, &change->why);
}

static void compare(ph_change *change, const ph_result *base, ph_change_limits limits)
{
    const ph_result *result = change->result;

    change->verdict = PH_VERDICT_NEUTRAL;
    if (result->state != PH_STATE_MEASURED) {
        if (change->is_judged)
            change->verdict = ph_shortfall_verdict(ph_shortfall_of_result(result));
        change->why = g_strdup_printf("%s: %s", ph_state_name(result->state), result->reason);
        return;
    }
    if (!base || base->state != PH_STATE_MEASURED) {
        change->why =
            g_strdup(base ? "the baseline has no number for it" : "it is not in the baseline");
        return;
    }
    change->base = base;
    estimate(change);
    if (change->is_judged)
        judge(change, limits);
    else
        change->why = g_strdup("shown, not judged");
}

/* NULL: it has none. Another anchor is another build under the same name. */
static const ph_result *find_base(const ph_result *result, const ph_measurement *run,
                                  const ph_measurement *baseline)
{
    if (strcmp(result->subject, PH_ANCHOR_SUBJECT) == 0 &&
        !(run->anchor && baseline->anchor && ph_anchor_equals(run->anchor, baseline->anchor)))
        return NULL;
    return ph_result_find(baseline->results, result->benchmark, result->level, result->subject);
}

GPtrArray *ph_changes(const ph_measurement *run, const ph_measurement *baseline,
                      ph_change_limits limits, const ph_allocation_rule *allocation_rule)
{
    PH_REQUIRE(limits.warn <= limits.fail);

    GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);

    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        ph_change *change;

        if (ph_result_is_excused(result))
            continue;
        change = g_new0(ph_change, 1);
        change->result = result;
        change->is_judged = ph_is_under_test(result->subject);
        change->change = change->p_value = change->launches_needed = NAN;
        change->ci95 = (ph_interval){ NAN, NAN };
        compare(change, find_base(result, run, baseline), limits);
        compare_allocations(change, run, baseline, allocation_rule);
        g_ptr_array_add(changes, change);
    }
    return changes;
}

GPtrArray *ph_changes_lost(const ph_measurement *run, const ph_measurement *baseline)
{
    GPtrArray *lost = g_ptr_array_new();

    for (guint i = 0; i < baseline->results->len; i++) {
        ph_result *base = baseline->results->pdata[i];
        const ph_result *result =
            ph_result_find(run->results, base->benchmark, base->level, base->subject);

        if (base->state == PH_STATE_MEASURED && ph_is_under_test(base->subject) &&
            (!result || ph_result_is_excused(result)))
            g_ptr_array_add(lost, base);
    }
    return lost;
}
