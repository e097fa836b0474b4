/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "perfharness/require.h"

/* Of a normal distribution: from quartile to quartile, in standard deviations; that of few values
 * is narrower by about 1 + 2/n. */
#define NORMAL_MIDDLE_HALF 1.349

static double *data_of(const GArray *values)
{
    return (double *)(void *)values->data;
}

double ph_quantile(GArray *values, double q)
{
    PH_REQUIRE(values->len > 0);
    PH_REQUIRE(q >= 0.0 && q <= 1.0);

    gsl_sort(data_of(values), 1, values->len);
    return gsl_stats_quantile_from_sorted_data(data_of(values), 1, values->len, q);
}

double ph_median_error(GArray *values)
{
    if (values->len < 2)
        return NAN;

    const double count = (double)values->len;
    const double middle_half = ph_quantile(values, 0.75) - ph_quantile(values, 0.25);
    return middle_half / NORMAL_MIDDLE_HALF * (1.0 + 2.0 / count) * sqrt(G_PI_2 / count);
}

double ph_mean(const GArray *values)
{
    PH_REQUIRE(values->len > 0);

    return gsl_stats_mean(data_of(values), 1, values->len);
}

double ph_standard_deviation(const GArray *values)
{
    PH_REQUIRE(values->len > 0);

    return values->len < 2 ? 0.0 : gsl_stats_sd(data_of(values), 1, values->len);
}

static double standard_error(const GArray *values)
{
    return ph_standard_deviation(values) / sqrt((double)values->len);
}

ph_interval ph_mean_interval(const GArray *values)
{
    return ph_mean_interval_at(values, PH_CI95_CONFIDENCE);
}

ph_interval ph_mean_interval_at(const GArray *values, double confidence)
{
    PH_REQUIRE(confidence > 0.0 && confidence < 1.0);

    if (values->len < 2)
        return (ph_interval){ NAN, NAN };

    const double t = gsl_cdf_tdist_Pinv(0.5 + confidence / 2.0, (double)(values->len - 1));
    const double mean = ph_mean(values), half = t * standard_error(values);
    return (ph_interval){ mean - half, mean + half };
}

double ph_ci95_half(double error, guint count)
{
    return count < 2
               ? NAN
               : gsl_cdf_tdist_Pinv(0.5 + PH_CI95_CONFIDENCE / 2.0, (double)(count - 1)) * error;
}

ph_interval ph_log_mean_interval(const GArray *values)
{
    g_autoptr(GArray) logs = g_array_new(FALSE, FALSE, sizeof(double));
    ph_interval interval;

    for (guint i = 0; i < values->len; i++) {
        const double value = log(g_array_index(values, double, i));

        g_array_append_val(logs, value);
    }
    interval = ph_mean_interval(logs);
    return (ph_interval){ exp(interval.low), exp(interval.high) };
}

/* One-sided: how likely a mean so far above the limit, or farther, is by chance. */
static double tail_p_value(const GArray *values, double distance)
{
    if (values->len < 2)
        return 1.0;

    const double error = standard_error(values);
    if (error == 0.0)
        return distance > 0.0 ? 0.0 : 1.0;
    return gsl_cdf_tdist_Q(distance / error, (double)(values->len - 1));
}

double ph_mean_above_p_value(const GArray *values, double limit)
{
    return tail_p_value(values, ph_mean(values) - limit);
}

double ph_mean_below_p_value(const GArray *values, double limit)
{
    return tail_p_value(values, limit - ph_mean(values));
}

double ph_mean_is_zero_p_value(const GArray *values)
{
    if (values->len < 2)
        return NAN;

    const double error = standard_error(values), mean = ph_mean(values);
    if (error == 0.0)
        return mean == 0.0 ? 1.0 : 0.0;
    return 2.0 * gsl_cdf_tdist_Q(fabs(mean / error), (double)(values->len - 1));
}

enum { LINE_POINTS_MIN = 3 }; /* Two are always met. */

ph_line ph_line_fit(const GArray *x, const GArray *y)
{
    PH_REQUIRE(x->len == y->len);

    g_autoptr(GArray) weights = g_array_new(FALSE, FALSE, sizeof(double));
    ph_line line = { NAN, NAN, NAN };
    double variance[3], chi_squared;

    if (x->len < LINE_POINTS_MIN)
        return line;
    for (guint i = 0; i < y->len; i++) {
        const double weight = 1.0 / pow(data_of(y)[i], 2.0);

        g_array_append_val(weights, weight);
    }
    (void)gsl_fit_wlinear(data_of(x), 1, data_of(weights), 1, data_of(y), 1, x->len,
                          &line.intercept, &line.slope, &variance[0], &variance[1], &variance[2],
                          &chi_squared);
    line.misfit = 0.0;
    for (guint i = 0; i < x->len; i++) {
        const double at = line.intercept + line.slope * data_of(x)[i];

        line.misfit = fmax(line.misfit, fabs(at / data_of(y)[i] - 1.0));
    }
    return line;
}

ph_slope ph_slope_fit(const GArray *x, const GArray *y)
{
    PH_REQUIRE(x->len == y->len);

    ph_slope slope = { NAN, { NAN, NAN } };
    double intercept, variance[3], squares, half;

    if (x->len < LINE_POINTS_MIN || gsl_stats_sd(data_of(x), 1, x->len) == 0.0)
        return slope;
    (void)gsl_fit_linear(data_of(x), 1, data_of(y), 1, x->len, &intercept, &slope.slope,
                         &variance[0], &variance[1], &variance[2], &squares);
    half = gsl_cdf_tdist_Pinv((1.0 + PH_CI95_CONFIDENCE) / 2.0, x->len - 2.0) * sqrt(variance[2]);
    slope.ci95 = (ph_interval){ slope.slope - half, slope.slope + half };
    return slope;
}

ph_difference ph_mean_difference(const GArray *base, const GArray *head)
{
    PH_REQUIRE(base->len >= 2 && head->len >= 2);

    const double mean = ph_mean(head) - ph_mean(base);
    const double base_error = standard_error(base), head_error = standard_error(head);
    const double error = hypot(base_error, head_error);

    if (error == 0.0)
        return (ph_difference){ mean, { mean, mean }, mean == 0.0 ? 1.0 : 0.0 };

    /* Welch and Satterthwaite's degrees of freedom. */
    const double freedom = pow(error, 4.0) / (pow(base_error, 4.0) / (double)(base->len - 1) +
                                              pow(head_error, 4.0) / (double)(head->len - 1));
    const double half = gsl_cdf_tdist_Pinv(0.5 + PH_CI95_CONFIDENCE / 2.0, freedom) * error;
    return (ph_difference){ mean,
                            { mean - half, mean + half },
                            2.0 * gsl_cdf_tdist_Q(fabs(mean / error), freedom) };
}

double ph_mean_excess_low(const GArray *values, double single, double confidence)
{
    PH_REQUIRE(values->len >= 2);
    PH_REQUIRE(confidence > 0.0 && confidence < 1.0);

    const double t = gsl_cdf_tdist_Pinv(confidence, (double)(values->len - 1));
    const double error = ph_standard_deviation(values) * sqrt(1.0 + 1.0 / (double)values->len);

    return ph_mean(values) - single - t * error;
}
