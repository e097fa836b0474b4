/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/latency.h"

#include <math.h>

#include "model/estimate.h"
#include "perfharness/require.h"

typedef enum latency_noise {
    MULTIPLIES,
    ADDS,
} latency_noise;

static const latency_noise noises[PH_LATENCY_COUNT] = {
#define X(member, noise) [PH_LATENCY_##member] = (noise),
    PH_LATENCY_LIST(X)
#undef X
};

ph_latency *ph_latency_new(guint launches)
{
    ph_latency *latency = g_new0(ph_latency, 1);

    for (guint id = 0; id < PH_LATENCY_COUNT; id++) {
        ph_latency_figure *figure = &latency->figures[id];

        figure->launches = g_array_new(FALSE, FALSE, sizeof(double));
        figure->median = NAN;
        figure->ci95 = (ph_interval){ NAN, NAN };
    }
    ph_latency_make_room(latency, launches);
    return latency;
}

void ph_latency_make_room(ph_latency *latency, guint launches)
{
    const double missing = NAN;

    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        while (latency->figures[id].launches->len < launches)
            g_array_append_val(latency->figures[id].launches, missing);
}

void ph_latency_free(ph_latency *latency)
{
    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        g_array_unref(latency->figures[id].launches);
    g_free(latency);
}

void ph_latency_forget_launches(ph_latency *latency, guint kept)
{
    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        g_array_set_size(latency->figures[id].launches, kept);
}

void ph_latency_take(ph_latency *latency, guint launch, const ph_launch_latency *gave)
{
    PH_REQUIRE(launch < latency->figures[0].launches->len);

    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        g_array_index(latency->figures[id].launches, double, launch) = gave->values[id];
    latency->calls += gave->calls;
    latency->calls_set_aside += gave->calls_set_aside;
}

static double *value_at(ph_latency *latency, ph_latency_id id, guint launch)
{
    return &g_array_index(latency->figures[id].launches, double, launch);
}

static void draw_line(ph_latency *latency, guint launch)
{
    g_autoptr(GArray) records = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    ph_line line;

    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++) {
        const double x = ph_call_records(count);
        const double y = *value_at(latency, ph_latency_of_calls(count), launch);

        if (isnan(y))
            continue;
        g_array_append_val(records, x);
        g_array_append_val(times, y);
    }
    line = ph_line_fit(records, times);
    *value_at(latency, PH_LATENCY_fixed_ns, launch) = line.intercept;
    *value_at(latency, PH_LATENCY_record_ns, launch) = line.slope;
    *value_at(latency, PH_LATENCY_misfit, launch) = line.misfit;
}

static void estimate(ph_latency_figure *figure, latency_noise noise)
{
    g_autoptr(GArray) values = ph_estimate_samples(figure->launches);

    if (values->len == 0)
        return;
    figure->ci95 = noise == MULTIPLIES ? ph_log_mean_interval(values) : ph_mean_interval(values);
    figure->median = ph_quantile(values, 0.5);
}

void ph_latency_estimate(ph_latency *latency)
{
    for (guint launch = 0; launch < latency->figures[0].launches->len; launch++)
        draw_line(latency, launch);
    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        estimate(&latency->figures[id], noises[id]);
}

const char *ph_latency_member(ph_latency_id id)
{
    PH_REQUIRE(id < PH_LATENCY_COUNT);

    static const char *const members[] = {
#define X(member, noise) [PH_LATENCY_##member] = #member,
        PH_LATENCY_LIST(X)
#undef X
    };

    return members[id];
}

ph_latency_id ph_latency_of_calls(ph_call_count count)
{
    PH_REQUIRE(count < PH_CALL_COUNTS);

    static const ph_latency_id ids[] = {
        [PH_CALL_OF_1] = PH_LATENCY_p50_ns,          [PH_CALL_OF_10] = PH_LATENCY_of_10_ns,
        [PH_CALL_OF_100] = PH_LATENCY_of_100_ns,     [PH_CALL_OF_1000] = PH_LATENCY_of_1000_ns,
        [PH_CALL_OF_10000] = PH_LATENCY_of_10000_ns,
    };

    return ids[count];
}

guint ph_call_records(ph_call_count count)
{
    PH_REQUIRE(count < PH_CALL_COUNTS);

    static const guint records[] = {
#define X(records, calls, together, before) [PH_CALL_OF_##records] = (records),
        PH_CALL_COUNT_LIST(X)
#undef X
    };

    return records[count];
}
