/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "chart/scale.h"

#include <math.h>

#include "perfharness/require.h"
#include "report_value.h"

ph_scale ph_scale_decades(double low, double high)
{
    PH_REQUIRE(low > 0.0 && high >= low);

    ph_scale scale = { pow(10.0, floor(log10(low))), pow(10.0, ceil(log10(high))), TRUE };

    if (scale.high <= scale.low)
        scale.high = scale.low * 10.0;
    return scale;
}

ph_scale ph_scale_around_zero(double largest, double limit)
{
    PH_REQUIRE(limit > 0.0);

    static const double steps[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 };
    double bound = limit;

    for (gsize i = G_N_ELEMENTS(steps); i > 0; i--)
        if (steps[i - 1] >= largest && steps[i - 1] <= limit)
            bound = steps[i - 1];
    return (ph_scale){ -bound, bound, FALSE };
}

static double place(const ph_scale *scale, double value)
{
    const double within = CLAMP(value, scale->low, scale->high);

    if (scale->is_logarithmic)
        return 100.0 * log(within / scale->low) / log(scale->high / scale->low);
    return 100.0 * (within - scale->low) / (scale->high - scale->low);
}

static void set(cJSON *object, const char *name, double percentage)
{
    ph_report_value_take(object, name, g_strdup_printf("%.2f", percentage));
}

void ph_scale_place(const ph_scale *scale, cJSON *object, const char *name, double value)
{
    PH_REQUIRE(scale->low < scale->high);

    set(object, name, place(scale, value));
}

void ph_scale_place_span(const ph_scale *scale, cJSON *object, const char *name,
                         const char *width_name, double low, double high)
{
    set(object, name, place(scale, low));
    set(object, width_name, place(scale, high) - place(scale, low));
}

static void add_tick(const ph_scale *scale, cJSON *ticks, double value, char *label)
{
    cJSON *tick = cJSON_CreateObject();

    ph_scale_place(scale, tick, "x", value);
    ph_report_value_take(tick, "label", label);
    cJSON_AddItemToArray(ticks, tick);
}

/* 10 000 rather than 10,000, which would be read as a decimal somewhere. */
static char *grouped(double value)
{
    if (value < 10000.0)
        return g_strdup_printf("%g", value);
    return g_strdup_printf("%.0f\u202f000", value / 1000.0);
}

void ph_scale_add_decades(const ph_scale *scale, cJSON *chart)
{
    cJSON *ticks = cJSON_AddArrayToObject(chart, "ticks");
    const int count = (int)lround(log10(scale->high / scale->low));

    for (int i = 0; i <= count; i++) {
        const double value = scale->low * pow(10.0, i);

        add_tick(scale, ticks, value, grouped(value));
    }
}

void ph_scale_add_percentages(const ph_scale *scale, cJSON *chart)
{
    cJSON *ticks = cJSON_AddArrayToObject(chart, "ticks");

    for (int i = -2; i <= 2; i++) {
        const double percent = scale->high * i * 50.0;

        add_tick(scale, ticks, scale->high * i / 2.0,
                 g_strdup_printf("%s%g %%",
                                 i < 0   ? "−"
                                 : i > 0 ? "+"
                                         : "",
                                 fabs(percent)));
    }
}

void ph_scale_add_times(const ph_scale *scale, cJSON *chart)
{
    cJSON *ticks = cJSON_AddArrayToObject(chart, "ticks");
    guint first = 1;

    while (first * 16.0 < scale->high) /* Of more, the lowest would stand in each other. */
        first *= 2;
    add_tick(scale, ticks, 0.0, g_strdup("0"));
    for (guint times = first; times <= scale->high; times *= 2)
        add_tick(scale, ticks, times, g_strdup_printf("%u ×", times));
}
