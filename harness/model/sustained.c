/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/sustained.h"

#include <math.h>
#include <string.h>

/* Fewer tell nothing of ten parts. */
enum { LAUNCHES_MIN = 10 };

static void benchmark_free(gpointer data)
{
    ph_sustained_benchmark *benchmark = data;

    g_free(benchmark->name);
    g_array_unref(benchmark->started_s);
    g_array_unref(benchmark->core_clock_hz);
    g_free(benchmark);
}

ph_sustained *ph_sustained_new(void)
{
    ph_sustained *sustained = g_new0(ph_sustained, 1);

    sustained->core_throttles = sustained->package_throttles = NAN;
    sustained->benchmarks = g_ptr_array_new_with_free_func(benchmark_free);
    return sustained;
}

void ph_sustained_free(ph_sustained *sustained)
{
    if (!sustained)
        return;
    g_free(sustained->throttles_missing);
    g_ptr_array_unref(sustained->benchmarks);
    g_free(sustained);
}

ph_sustained_benchmark *ph_sustained_add(ph_sustained *sustained, const char *name)
{
    ph_sustained_benchmark *benchmark = g_new0(ph_sustained_benchmark, 1);

    benchmark->name = g_strdup(name);
    benchmark->started_s = g_array_new(FALSE, FALSE, sizeof(double));
    benchmark->core_clock_hz = g_array_new(FALSE, FALSE, sizeof(double));
    g_ptr_array_add(sustained->benchmarks, benchmark);
    return benchmark;
}

const ph_sustained_benchmark *ph_sustained_find(const ph_sustained *sustained, const char *name)
{
    for (guint i = 0; i < sustained->benchmarks->len; i++) {
        const ph_sustained_benchmark *benchmark = sustained->benchmarks->pdata[i];

        if (strcmp(benchmark->name, name) == 0)
            return benchmark;
    }
    return NULL;
}

/* Launches with a sample: when, as a share of the time between the first and the last, and how
 * long. */
typedef struct samples {
    GArray *at;
    GArray *log_speed;
    GArray *ns;
} samples;

static void samples_clear(samples *s)
{
    g_array_unref(s->at);
    g_array_unref(s->log_speed);
    g_array_unref(s->ns);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(samples, samples_clear)

static double value(const GArray *array, guint index)
{
    return g_array_index(array, double, index);
}

static void collect(const GArray *started_s, const GArray *launch_ns, samples *s, ph_drift *ret)
{
    const guint count = MIN(started_s->len, launch_ns->len);
    const double begin = count ? value(started_s, 0) : 0.0;

    s->at = g_array_new(FALSE, FALSE, sizeof(double));
    s->log_speed = g_array_new(FALSE, FALSE, sizeof(double));
    s->ns = g_array_new(FALSE, FALSE, sizeof(double));
    ret->span_s = count ? value(started_s, count - 1) - begin : 0.0;
    for (guint i = 0; i < count; i++) {
        const double ns = value(launch_ns, i);
        const double at = (value(started_s, i) - begin) / ret->span_s;
        const double log_speed = -log(ns);

        if (!isfinite(ns) || !isfinite(at))
            continue;
        g_array_append_val(s->at, at);
        g_array_append_val(s->log_speed, log_speed);
        g_array_append_val(s->ns, ns);
    }
}

static double median_of_part(const samples *s, guint part)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < s->at->len; i++)
        if (MIN((guint)(value(s->at, i) * PH_DRIFT_PARTS), PH_DRIFT_PARTS - 1) == part)
            g_array_append_val(values, g_array_index(s->ns, double, i));
    return values->len ? ph_quantile(values, 0.5) : NAN;
}

/* Backwards: before it is a part in which not half of the change is there. */
static double find_begin(const ph_drift *drift)
{
    const double half = log1p(drift->change) / 2.0;
    guint part = PH_DRIFT_PARTS - 1;

    if (half == 0.0)
        return NAN;
    while (part > 1) {
        const double moved = log(drift->part_ns[0] / drift->part_ns[part - 1]);

        if (!(half < 0.0 ? moved <= half : moved >= half))
            break;
        part--;
    }
    return part * drift->span_s / PH_DRIFT_PARTS;
}

gboolean ph_drift_of(const ph_sustained_benchmark *benchmark, const GArray *launch_ns,
                     ph_drift *ret)
{
    g_auto(samples) s = { 0 };
    ph_slope slope;

    *ret = (ph_drift){ 0 };
    collect(benchmark->started_s, launch_ns, &s, ret);
    for (guint part = 0; part < PH_DRIFT_PARTS; part++)
        ret->part_ns[part] = median_of_part(&s, part);
    if (s.at->len < LAUNCHES_MIN || isnan(ret->part_ns[0]) ||
        isnan(ret->part_ns[PH_DRIFT_PARTS - 1]))
        return FALSE;
    slope = ph_slope_fit(s.at, s.log_speed);
    ret->change = ret->part_ns[0] / ret->part_ns[PH_DRIFT_PARTS - 1] - 1.0;
    ret->slope = expm1(slope.slope);
    ret->ci95 = (ph_interval){ expm1(slope.ci95.low), expm1(slope.ci95.high) };
    ret->from_s = find_begin(ret);
    return TRUE;
}
