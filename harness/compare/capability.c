/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/capability.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "perfharness/require.h"

/* What chance alone gives less often than this is no chance. */
#define PROOF_CHANCE 0.01

const char *ph_binding_term_name(ph_binding_term term)
{
    PH_REQUIRE(term <= PH_BINDING_BLOCKS);

    static const char *const names[] = {
        [PH_BINDING_FLOOR] = "noise floor",
        [PH_BINDING_LAUNCHES] = "between launches",
        [PH_BINDING_BLOCKS] = "within launches",
    };

    return names[term];
}

static double mean_square(const GArray *values)
{
    double sum = 0.0;

    for (guint i = 0; i < values->len; i++)
        sum += pow(g_array_index(values, double, i), 2.0);
    return sum / values->len;
}

gboolean ph_spread_of(const ph_contrast *contrast, ph_spread *ret)
{
    const ph_contrast_set *set = &contrast->first;
    double total, within;

    if (set->logs->len < PH_CAPABILITY_LAUNCHES_MIN)
        return FALSE;
    total = pow(ph_standard_deviation(set->logs), 2.0);
    within = mean_square(set->spreads);
    *ret = (ph_spread){
        .between = sqrt(MAX(total - within, 0.0)),
        .within = sqrt(within),
        .launch_s = contrast->launch_s,
        .launches = set->logs->len,
    };
    return TRUE;
}

char *ph_spread_text(const ph_spread *spread)
{
    g_autofree char *between =
        spread->between > 0.0
            ? g_strdup_printf("%.2f %%", 100.0 * spread->between)
            : g_strdup_printf("too small to be seen in %u launches", spread->launches);

    return g_strdup_printf("spread between launches: %s; within: %.2f %%", between,
                           100.0 * spread->within);
}

ph_detectable ph_detectable_in(const ph_spread *spread, const ph_slowdown_rule *rule,
                               double seconds)
{
    /* Whatever is found is measured a second time. */
    const double fits = floor(seconds / (2.0 * spread->launch_s));
    ph_detectable found = { seconds, (guint)MIN(fits, 1e6), NAN, PH_BINDING_LAUNCHES };
    double quantiles, error, floor_log;

    if (found.launches < PH_CAPABILITY_LAUNCHES_MIN)
        return found;
    /* The second set has to find it, too, and its launches are fresh: each set must find it so
     * often that both do as often as is claimed. */
    quantiles = gsl_cdf_tdist_Pinv(1.0 - rule->alpha / 2.0, found.launches - 1.0) +
                gsl_cdf_tdist_Pinv(sqrt(PH_CAPABILITY_POWER), found.launches - 1.0);
    error = sqrt((pow(spread->between, 2.0) + pow(spread->within, 2.0)) / found.launches);
    floor_log = ph_slowdown_log(rule->floor);
    found.lost = -expm1(-(floor_log + quantiles * error));
    if (floor_log >= quantiles * error)
        found.term = PH_BINDING_FLOOR;
    else if (spread->within > spread->between)
        found.term = PH_BINDING_BLOCKS;
    return found;
}

gboolean ph_proof_holds(const ph_injection_count *count, double alpha)
{
    PH_REQUIRE(count->tries > 0 && count->found <= count->tries &&
               count->false_calls <= count->tries);

    const double so_few = gsl_cdf_binomial_P(count->found, PH_CAPABILITY_POWER, count->tries);
    const double so_many =
        count->false_calls ? gsl_cdf_binomial_Q(count->false_calls - 1, alpha, count->tries) : 1.0;

    return so_few >= PROOF_CHANCE && so_many >= PROOF_CHANCE;
}
