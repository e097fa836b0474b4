/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dashboard/course.h"

#include <math.h>

#include "model/statistics.h"
#include "perfharness/require.h"

/* Of fewer figures none lies beyond the scale; of more, one in a hundred at each end may. */
enum { COUNT_WITH_OUTLIERS = 50 };
static const double OUTLIER_SHARE = 0.01;
static const double MARGIN = 0.04;

ph_course_scale ph_course_scale_of(const double *values, guint count, double range_least,
                                   guint height)
{
    PH_REQUIRE(count > 0 && range_least > 0.0 && height > 0);

    const double share = count < COUNT_WITH_OUTLIERS ? 0.0 : OUTLIER_SHARE;
    g_autoptr(GArray) figures = g_array_sized_new(FALSE, FALSE, sizeof(double), count);
    double low, high, more;

    g_array_append_vals(figures, values, count);
    low = ph_quantile(figures, share);
    high = ph_quantile(figures, 1.0 - share);
    more = fmax(range_least - (high - low), 2.0 * MARGIN * (high - low)) / 2.0;
    return (ph_course_scale){ low - more, high + more, height };
}

void ph_course_scale_hold(ph_course_scale *scale, double value)
{
    scale->low = fmin(scale->low, value);
    scale->high = fmax(scale->high, value);
}

guint ph_course_width(guint count)
{
    return count > 1 ? count - 1 : 1;
}

static int y_of(const ph_course_scale *scale, double value)
{
    const double share = (scale->high - value) / (scale->high - scale->low);

    return (int)lround(fmin(fmax(share, 0.0), 1.0) * scale->height);
}

/* A minus sign parts two numbers as a blank does. */
static void put_step(GString *path, int right, int down)
{
    g_string_append_printf(path, down < 0 ? "%d%d" : "%d %d", right, down);
}

/* From one of them to the next, to the right (1) or to the left (-1). */
static void put_line(GString *path, const ph_course_scale *scale, const double *values, guint count,
                     int right)
{
    for (guint i = 1; i < count; i++) {
        const guint to = right > 0 ? i : count - 1 - i;
        const guint from = right > 0 ? i - 1 : count - i;

        g_string_append_c(path, i == 1 ? 'l' : ' ');
        put_step(path, right, y_of(scale, values[to]) - y_of(scale, values[from]));
    }
}

char *ph_course_line(const ph_course_scale *scale, const double *values, guint count)
{
    PH_REQUIRE(count > 0);

    GString *path = g_string_new(NULL);

    g_string_append_printf(path, "M0 %d", y_of(scale, values[0]));
    put_line(path, scale, values, count, 1);
    if (count == 1)
        g_string_append(path, "h1");
    return g_string_free(path, FALSE);
}

char *ph_course_band(const ph_course_scale *scale, const double *low, const double *high,
                     guint count)
{
    PH_REQUIRE(count > 0);

    GString *path = g_string_new(NULL);

    g_string_append_printf(path, "M0 %d", y_of(scale, high[0]));
    put_line(path, scale, high, count, 1);
    if (count == 1)
        g_string_append(path, "h1");
    g_string_append_printf(path, "v%d", y_of(scale, low[count - 1]) - y_of(scale, high[count - 1]));
    put_line(path, scale, low, count, -1);
    g_string_append_c(path, 'z');
    return g_string_free(path, FALSE);
}

char *ph_course_levels(const ph_course_scale *scale, const GArray *steps, guint count)
{
    GString *path = g_string_new(NULL);
    guint x = 0;
    int y = 0;

    for (guint i = 0; i < steps->len; i++) {
        const ph_course_step *step = &g_array_index(steps, ph_course_step, i);
        const int to = y_of(scale, step->value);

        if (i == 0)
            g_string_append_printf(path, "M0 %d", to);
        else
            g_string_append_printf(path, "h%uv%d", step->at - x, to - y);
        x = i == 0 ? 0 : step->at;
        y = to;
    }
    if (steps->len > 0)
        g_string_append_printf(path, "h%u", ph_course_width(count) - x);
    return g_string_free(path, FALSE);
}

char *ph_course_marks(const ph_course_scale *scale, const GArray *places)
{
    GString *path = g_string_new(NULL);

    for (guint i = 0; i < places->len; i++)
        g_string_append_printf(path, "M%u 0v%u", g_array_index(places, guint, i), scale->height);
    return g_string_free(path, FALSE);
}
