/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "made_up_series.h"

#include "series/trend.h"

ph_made_up_series *ph_made_up_series_new(void)
{
    ph_made_up_series *series = g_new0(ph_made_up_series, 1);

    series->runs = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    series->decisions = g_array_new(FALSE, FALSE, sizeof(ph_level_decision));
    return series;
}

void ph_made_up_series_free(ph_made_up_series *series)
{
    if (!series)
        return;
    g_array_unref(series->runs);
    g_array_unref(series->decisions);
    g_free(series);
}

void ph_made_up_run(ph_made_up_series *series, gint64 position, double value)
{
    const ph_trend_point run = { .run_id = ++series->run_id,
                                 .position = position,
                                 .value = value,
                                 .error = 0.001,
                                 .launches = 10 };

    g_array_append_val(series->runs, run);
}

void ph_made_up_nights(ph_made_up_series *series, gint64 first, gint64 last, double level)
{
    static const double around[] = { 0.0, 0.001, -0.001, 0.002, -0.0015, 0.0005, -0.002, 0.0012 };

    for (gint64 position = first; position <= last; position++)
        ph_made_up_run(series, position, level + around[position % (gint64)G_N_ELEMENTS(around)]);
}

ph_detection ph_made_up_detect(const ph_made_up_series *series, ph_series_kind kind)
{
    g_autoptr(GArray) points = ph_series_pool(series->runs);

    return ph_detect(points, series->decisions, kind);
}

ph_confirmation ph_made_up_confirm(ph_made_up_series *series, const ph_candidate *candidate,
                                   double change)
{
    g_autoptr(GArray) points = ph_series_pool(series->runs);
    const ph_compared_change compared = { change, { change - 0.001, change + 0.001 }, 1e-6 };
    ph_confirmation confirmation = ph_confirmation_begin(candidate);
    ph_level_decision decision;

    while (confirmation.state == PH_CONFIRMATION_OPEN)
        ph_confirmation_add(&confirmation, &compared);
    if (ph_confirmation_decide(&confirmation, points, series->decisions, &decision))
        g_array_append_val(series->decisions, decision);
    return confirmation;
}
