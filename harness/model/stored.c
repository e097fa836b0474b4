/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/stored.h"

#include <math.h>

#include "model/estimate.h"

const char *const ph_stored_caches[2] = { PH_STORED_WARM, PH_STORED_COLD };

static GArray *no_samples(guint launches)
{
    GArray *samples = g_array_new(FALSE, FALSE, sizeof(double));
    const double missing = NAN;

    for (guint i = 0; i < launches; i++)
        g_array_append_val(samples, missing);
    return samples;
}

ph_stored *ph_stored_new(guint launches)
{
    ph_stored *stored = g_new0(ph_stored, 1);

    stored->cached_share = NAN;
#define X(member)                                                                                  \
    stored->launches.member = no_samples(launches);                                                \
    stored->median.member = NAN;
    PH_STORED_TIME_LIST(X)
#undef X
    return stored;
}

void ph_stored_free(ph_stored *stored)
{
#define X(member) g_array_unref(stored->launches.member);
    PH_STORED_TIME_LIST(X)
#undef X
    g_free(stored);
}

void ph_stored_take(ph_stored *stored, guint launch, const ph_stored_times *times)
{
#define X(member) g_array_index(stored->launches.member, double, launch) = times->member;
    PH_STORED_TIME_LIST(X)
#undef X
}

static double median(const GArray *samples)
{
    g_autoptr(GArray) values = ph_estimate_samples(samples);

    return values->len ? ph_quantile(values, 0.5) : NAN;
}

void ph_stored_estimate(ph_stored *stored)
{
#define X(member) stored->median.member = median(stored->launches.member);
    PH_STORED_TIME_LIST(X)
#undef X
}

double ph_stored_cpu_share(const ph_stored *stored, double median_ns)
{
    const double waited_ns = isnan(stored->median.waited_ns) ? 0.0 : stored->median.waited_ns;
    const double own_ns = MAX(median_ns - waited_ns, stored->median.cpu_ns);

    return MIN(stored->median.cpu_ns / own_ns, 1.0);
}

const char *ph_stored_binds(const ph_stored *stored, double median_ns)
{
    const double share = ph_stored_cpu_share(stored, median_ns);

    if (isnan(share))
        return NULL;
    return share >= PH_STORED_CPU_BOUND ? "cpu" : "disk";
}

char *ph_stored_size_text(uint64_t bytes)
{
    g_autofree char *text = g_format_size_full(bytes, G_FORMAT_SIZE_IEC_UNITS);
    g_auto(GStrv) words = g_strsplit(text, "\u00a0", -1); /* A blank that does not break. */

    return g_strjoinv(" ", words);
}
