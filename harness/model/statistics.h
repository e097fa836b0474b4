/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Statistics over launches. Arrays are GArray of double, not empty unless said.
 *
 * Any thread, one at a time for each array: ph_quantile() sorts it; no global state.
 */
#ifndef PH_HARNESS_MODEL_STATISTICS_H
#define PH_HARNESS_MODEL_STATISTICS_H

#include <glib.h>

/* Of an interval of which no other is said, and of all that are called ci95. */
#define PH_CI95_CONFIDENCE 0.95

/* A confidence interval, of 95 % unless said; both NAN where there are fewer than two values. */
typedef struct ph_interval {
    double low;
    double high;
} ph_interval;

/* The q-quantile (0 to 1), interpolated between the neighbours. Sorts the array. */
double ph_quantile(GArray *values, double q);

/*
 * The standard error of the median, from the middle half of the values: it holds where a few of
 * them are far off, and the mean's would not. NAN for fewer than two. Sorts the array.
 */
double ph_median_error(GArray *values);

double ph_mean(const GArray *values);

/* Standard deviation of the sample; 0 for one value. */
double ph_standard_deviation(const GArray *values);

/* Student's t-interval of the mean; at another confidence than 95 %, where one is given. */
ph_interval ph_mean_interval(const GArray *values);
ph_interval ph_mean_interval_at(const GArray *values, double confidence);

/* How far the 95 % interval of a figure reaches to either side, by its standard error over so many
 * values; NAN for fewer than two, or without an error. */
double ph_ci95_half(double error, guint count);

/*
 * One-sided p-value of Student's t-test that the mean is not above (not below) a limit; 1 for fewer
 * than two values.
 */
double ph_mean_above_p_value(const GArray *values, double limit);
double ph_mean_below_p_value(const GArray *values, double limit);

/*
 * The interval of the geometric mean, from Student's over the logarithms: times are positive and
 * their noise multiplies, so the interval does too.
 */
ph_interval ph_log_mean_interval(const GArray *values);

/* Two-sided p-value of Student's t-test of mean zero; NAN for fewer than two values. */
double ph_mean_is_zero_p_value(const GArray *values);

/* A straight line through points. */
typedef struct ph_line {
    double intercept;
    double slope;
    double misfit; /* The largest distance of a point from it, as a share of the point's y. */
} ph_line;

/*
 * The line whose distances from the points, each as a share of the point's y, have the least
 * squares: points from 1 to 10,000 then count alike. All NAN for fewer than three points. As long
 * as one another; each y above 0.
 */
ph_line ph_line_fit(const GArray *x, const GArray *y);

/* How steep points rise. */
typedef struct ph_slope {
    double slope;
    ph_interval ci95; /* Student's. */
} ph_slope;

/* Of the line with the least squares; as long as one another. All NAN for fewer than three points,
 * or where all have one x. */
ph_slope ph_slope_fit(const GArray *x, const GArray *y);

/* How far the mean of one sample lies above that of another. */
typedef struct ph_difference {
    double mean;
    ph_interval ci95; /* Welch's: the variances need not be alike. */
    double p_value;   /* Two-sided, of no difference. */
} ph_difference;

/* head - base, of two independent samples of at least two values each. */
ph_difference ph_mean_difference(const GArray *base, const GArray *head);

/*
 * How far the mean of at least two values lies above a single one at least, at a one-sided
 * confidence (0.99), when that one was drawn from the same spread as they.
 */
double ph_mean_excess_low(const GArray *values, double single, double confidence);

#endif /* PH_HARNESS_MODEL_STATISTICS_H */
