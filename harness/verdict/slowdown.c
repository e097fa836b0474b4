/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/slowdown.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#include "perfharness/require.h"
#include "verdict/change.h"

const char *ph_difference_word(ph_difference_kind difference)
{
    PH_REQUIRE(difference < PH_DIFFERENCE_COUNT);

    static const char *const words[] = {
#define X(name, word) [PH_DIFFERENCE_##name] = (word),
        PH_DIFFERENCE_LIST(X)
#undef X
    };

    return words[difference];
}

double ph_slowdown_log(double lost)
{
    PH_REQUIRE(lost < 1.0);

    return -log1p(-lost);
}

ph_difference_kind ph_slowdown_difference(ph_interval interval, double floor)
{
    const double slow = ph_slowdown_log(floor), fast = ph_slowdown_log(-floor);

    if (interval.low > slow)
        return PH_DIFFERENCE_SLOWER;
    if (interval.high < fast)
        return PH_DIFFERENCE_FASTER;
    return interval.low >= fast && interval.high <= slow ? PH_DIFFERENCE_NONE
                                                         : PH_DIFFERENCE_UNDETERMINED;
}

static ph_verdict verdict_of(ph_interval interval, const ph_slowdown_rule *rule,
                             ph_difference_kind difference)
{
    if (isnan(interval.low))
        return PH_VERDICT_INCONCLUSIVE;

    const ph_interval change = { ph_change_of_log(interval.low), ph_change_of_log(interval.high) };
    const ph_verdict verdict =
        ph_change_verdict(change, (ph_change_limits){ rule->warn, rule->fail });
    return verdict == PH_VERDICT_PASS && difference == PH_DIFFERENCE_FASTER ? PH_VERDICT_IMPROVED
                                                                            : verdict;
}

ph_slowdown_call ph_slowdown_judge(const GArray *logs, const ph_slowdown_rule *rule, double alpha)
{
    PH_REQUIRE(alpha > 0.0 && alpha < 1.0);

    const ph_interval interval = ph_mean_interval_at(logs, 1.0 - alpha);
    const ph_difference_kind difference = ph_slowdown_difference(interval, rule->floor);

    return (ph_slowdown_call){ difference, verdict_of(interval, rule, difference) };
}

gboolean ph_slowdown_is_settled(ph_slowdown_call call)
{
    return call.difference != PH_DIFFERENCE_UNDETERMINED && call.verdict != PH_VERDICT_INCONCLUSIVE;
}

static gboolean is_alarm(ph_verdict verdict)
{
    return verdict == PH_VERDICT_WARN || verdict == PH_VERDICT_FAIL;
}

gboolean ph_slowdown_needs_confirmation(ph_slowdown_call call)
{
    return call.difference == PH_DIFFERENCE_SLOWER || call.difference == PH_DIFFERENCE_FASTER ||
           is_alarm(call.verdict);
}

/* The same side, by more than the floor in its mean, and not by chance. */
static gboolean agrees(ph_difference_kind difference, const GArray *second,
                       const ph_slowdown_rule *rule)
{
    if (difference == PH_DIFFERENCE_FASTER)
        return ph_mean(second) < ph_slowdown_log(-rule->floor) &&
               ph_mean_below_p_value(second, 0.0) < rule->alpha;
    return ph_mean(second) > ph_slowdown_log(rule->floor) &&
           ph_mean_above_p_value(second, 0.0) < rule->alpha;
}

ph_slowdown_call ph_slowdown_confirm(ph_slowdown_call call, const GArray *second,
                                     const ph_slowdown_rule *rule, const char **ret_why)
{
    const double limit = call.verdict == PH_VERDICT_FAIL ? rule->fail : rule->warn;

    if (!ph_slowdown_needs_confirmation(call))
        return call;
    if (second->len < 2 || !agrees(call.difference, second, rule)) {
        *ret_why = second->len < 2
                       ? "there is no second, fresh set of launches to confirm the difference"
                       : "a second, fresh set of launches does not confirm the difference";
        return (ph_slowdown_call){ PH_DIFFERENCE_UNDETERMINED, is_alarm(call.verdict)
                                                                   ? PH_VERDICT_INCONCLUSIVE
                                                                   : PH_VERDICT_PASS };
    }
    if (is_alarm(call.verdict) && ph_mean(second) <= ph_slowdown_log(limit)) {
        *ret_why = "a second, fresh set of launches is slower, too, but not by as much";
        call.verdict =
            call.verdict == PH_VERDICT_FAIL && ph_mean(second) > ph_slowdown_log(rule->warn)
                ? PH_VERDICT_WARN
                : PH_VERDICT_INCONCLUSIVE;
    }
    return call;
}

double ph_slowdown_difference_p_value(ph_slowdown_call call, const GArray *logs,
                                      const ph_slowdown_rule *rule)
{
    /* Two-sided: either side would have been called. */
    if (call.difference == PH_DIFFERENCE_SLOWER)
        return 2.0 * ph_mean_above_p_value(logs, ph_slowdown_log(rule->floor));
    if (call.difference == PH_DIFFERENCE_FASTER)
        return 2.0 * ph_mean_below_p_value(logs, ph_slowdown_log(-rule->floor));
    return 1.0;
}

double ph_slowdown_alarm_p_value(ph_slowdown_call call, const GArray *logs,
                                 const ph_slowdown_rule *rule)
{
    if (!is_alarm(call.verdict))
        return 1.0;
    return 2.0 * ph_mean_above_p_value(logs, ph_slowdown_log(rule->warn));
}

double ph_slowdown_fail_p_value(ph_slowdown_call call, const GArray *logs,
                                const ph_slowdown_rule *rule)
{
    if (call.verdict != PH_VERDICT_FAIL)
        return 1.0;
    return 2.0 * ph_mean_above_p_value(logs, ph_slowdown_log(rule->fail));
}

void ph_holm(const double *p_values, ph_holm_call *calls, guint count, double alpha)
{
    PH_REQUIRE(alpha > 0.0 && alpha < 1.0);

    g_autofree gsize *order = g_new(gsize, MAX(count, 1));
    ph_holm_call call = { .stands = TRUE };

    gsl_sort_index(order, p_values, 1, count);
    for (guint i = 0; i < count; i++) {
        if (call.stands) {
            call.share = count - i;
            call.stands = p_values[order[i]] <= alpha / call.share;
        }
        calls[order[i]] = call;
    }
}

double ph_slowdown_launches_needed(const GArray *logs, double limit_log, double alpha)
{
    PH_REQUIRE(alpha > 0.0 && alpha < 1.0);

    const double distance = fabs(ph_mean(logs) - limit_log);
    const double spread = ph_standard_deviation(logs);
    const double z = gsl_cdf_ugaussian_Pinv(1.0 - alpha / 2.0);

    if (distance == 0.0)
        return INFINITY;
    /* Two more than the normal approximation: Student's t is wider. */
    return ceil(pow(z * spread / distance, 2.0)) + 2.0;
}
