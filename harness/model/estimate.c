/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/estimate.h"

#include <math.h>

#include "perfharness/require.h"

GArray *ph_estimate_samples(const GArray *launch_ns)
{
    GArray *values = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < launch_ns->len; i++) {
        const double value = g_array_index(launch_ns, double, i);

        if (!isnan(value))
            g_array_append_val(values, value);
    }
    return values;
}

gboolean ph_estimate_launches(ph_result *result)
{
    PH_REQUIRE(result->launch_ns != NULL);

    g_autoptr(GArray) values = ph_estimate_samples(result->launch_ns);

    result->share_of_memcpy = result->share_of_read = result->output_share_of_memcpy = NAN;
    if (values->len == 0)
        return FALSE;
    result->state = PH_STATE_MEASURED;
    result->mean_ns = ph_mean(values);
    result->ci95_ns = ph_log_mean_interval(values);
    result->cv = values->len > 1 ? ph_standard_deviation(values) / result->mean_ns : NAN;
    result->median_ns = ph_quantile(values, 0.5);
    result->throughput_mib_s =
        (double)result->input_bytes / PH_BYTES_PER_MIB / (result->median_ns / 1e9);
    return TRUE;
}

double ph_estimate_output_share(const ph_result *result)
{
    if (!result->output_bytes || !result->input_bytes)
        return NAN;
    return result->share_of_memcpy * (double)result->output_bytes / (double)result->input_bytes;
}

gboolean ph_estimate_ratio(const GArray *base_ns, const GArray *head_ns, ph_comparison *comparison)
{
    const guint launches = MIN(base_ns->len, head_ns->len);
    g_autoptr(GArray) ratios = g_array_new(FALSE, FALSE, sizeof(double));
    ph_interval interval;

    for (guint i = 0; i < launches; i++) {
        const double ratio =
            log(g_array_index(head_ns, double, i) / g_array_index(base_ns, double, i));

        if (!isnan(ratio))
            g_array_append_val(ratios, ratio);
    }
    if (ratios->len == 0)
        return FALSE;
    interval = ph_mean_interval(ratios);
    comparison->ratio = exp(ph_mean(ratios));
    comparison->ci95 = (ph_interval){ exp(interval.low), exp(interval.high) };
    comparison->p_value = ph_mean_is_zero_p_value(ratios);
    return TRUE;
}
