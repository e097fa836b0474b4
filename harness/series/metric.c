/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/metric.h"

#include "perfharness/require.h"

static const struct {
    const char *word;
    gboolean is_exact;
    const char *unit;
} metrics[] = {
#define X(identifier, word, exact, unit) { word, exact, unit },
    PH_METRIC_LIST(X)
#undef X
};

const char *ph_metric_word(ph_metric metric)
{
    PH_REQUIRE(metric < PH_METRIC_COUNT);
    return metrics[metric].word;
}

const char *ph_metric_unit(ph_metric metric)
{
    PH_REQUIRE(metric < PH_METRIC_COUNT);
    return metrics[metric].unit;
}

gboolean ph_metric_is_exact(ph_metric metric)
{
    PH_REQUIRE(metric < PH_METRIC_COUNT);
    return metrics[metric].is_exact;
}

ph_metric ph_metric_of(const char *word)
{
    guint metric = 0;

    while (metric < PH_METRIC_COUNT && g_strcmp0(word, metrics[metric].word) != 0)
        metric++;
    return (ph_metric)metric;
}
