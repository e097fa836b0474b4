/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/thread_use.h"

#include <math.h>

#include "model/estimate.h"

ph_thread_use *ph_thread_use_new(guint count)
{
    ph_thread_use *use = g_new0(ph_thread_use, 1);

    use->count = count;
    use->slowdown = use->start_ns = NAN;
    use->speed_up = NAN;
    use->speed_up_ci95 = (ph_interval){ NAN, NAN };
    return use;
}

void ph_thread_use_free(ph_thread_use *use)
{
    g_free(use->cpus);
    g_free(use);
}

guint ph_thread_use_count(const ph_thread_use *use)
{
    return use ? use->count : 0;
}

double ph_thread_use_efficiency(const ph_thread_use *use)
{
    return use->speed_up / use->count;
}

ph_interval ph_thread_use_efficiency_ci95(const ph_thread_use *use)
{
    return (ph_interval){ use->speed_up_ci95.low / use->count,
                          use->speed_up_ci95.high / use->count };
}

gboolean ph_thread_use_estimate(ph_thread_use *use, const GArray *one_ns, const GArray *several_ns)
{
    ph_comparison time = { 0 };

    if (!ph_estimate_ratio(one_ns, several_ns, &time))
        return FALSE;
    use->speed_up = 1.0 / time.ratio;
    use->speed_up_ci95 = (ph_interval){ 1.0 / time.ci95.high, 1.0 / time.ci95.low };
    return TRUE;
}
