/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/trend_line.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>

#include "series/signed_text.h"
#include "series/trend.h"

enum { POINTS_LEAST = 3 };

static const double WEEK_US = 7.0 * 24.0 * 3600.0 * 1e6;

/* Weeks before the end, and values. */
static void collect(const GArray *points, gint64 end_us, guint days, GArray *weeks, GArray *values)
{
    for (guint i = 0; i < points->len; i++) {
        const ph_trend_point *point = &g_array_index(points, ph_trend_point, i);
        const double week = (double)(point->received_us - end_us) / WEEK_US;

        if (week > 0.0 || week < -(double)days / 7.0)
            continue;
        g_array_append_val(weeks, week);
        g_array_append_val(values, point->value);
    }
}

static gboolean has_two_times(const GArray *weeks)
{
    for (guint i = 1; i < weeks->len; i++) {
        if (g_array_index(weeks, double, i) != g_array_index(weeks, double, 0))
            return TRUE;
    }
    return FALSE;
}

ph_trend_line ph_trend_line_through(const GArray *points, gint64 end_us, guint days)
{
    g_autoptr(GArray) weeks = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    ph_trend_line line = { 0, NAN, { NAN, NAN }, NAN, FALSE };
    double intercept_variance, covariance, slope_variance, squares;

    collect(points, end_us, days, weeks, values);
    line.runs = weeks->len;
    if (weeks->len < POINTS_LEAST || !has_two_times(weeks))
        return line;
    (void)gsl_fit_linear((const double *)(const void *)weeks->data, 1,
                         (const double *)(const void *)values->data, 1, weeks->len, &line.at_end,
                         &line.per_week, &intercept_variance, &covariance, &slope_variance,
                         &squares);

    const double t = gsl_cdf_tdist_Pinv(0.5 + PH_CI95_CONFIDENCE / 2.0, weeks->len - 2.0);
    const double half = t * sqrt(slope_variance);
    line.ci95 = (ph_interval){ line.per_week - half, line.per_week + half };
    line.is_distinct = line.ci95.low > 0.0 || line.ci95.high < 0.0;
    return line;
}

char *ph_trend_line_text(const ph_trend_line *line)
{
    if (isnan(line->per_week))
        return g_strdup("too few runs");

    g_autofree char *slope = ph_percent_text(expm1(line->per_week), 2);
    g_autofree char *low = ph_percent_bound_text(expm1(line->ci95.low), 2);
    g_autofree char *high = ph_percent_bound_text(expm1(line->ci95.high), 2);
    return g_strdup_printf("%s %% a week (%s … %s)%s", slope, low, high,
                           line->is_distinct ? "" : ": not distinguishable from none");
}
