/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a value stands on an axis. A chart is data for a template, as is all of a report: places
 * are percentages of the plot's width, "0.00" at its left to "100.00", and the template draws
 * there.
 */
#ifndef PH_REPORTING_CHART_SCALE_H
#define PH_REPORTING_CHART_SCALE_H

#include <cjson/cJSON.h>
#include <glib.h>

typedef struct ph_scale {
    double low; /* At the left; above 0 when logarithmic. */
    double high;
    gboolean is_logarithmic;
} ph_scale;

/* Whole decades that hold both values, which are above 0. */
ph_scale ph_scale_decades(double low, double high);

/* From -bound to bound, a round number of at most limit that is not less than what is largest. */
ph_scale ph_scale_around_zero(double largest, double limit);

/* Set a member to a value's place; a value beyond the axis stands at its end. */
void ph_scale_place(const ph_scale *scale, cJSON *object, const char *name, double value);

/* Set two members: the place of an interval's low end, and its width. */
void ph_scale_place_span(const ph_scale *scale, cJSON *object, const char *name,
                         const char *width_name, double low, double high);

/* Add a member "ticks", {x, label}: the powers of ten on a logarithmic axis. */
void ph_scale_add_decades(const ph_scale *scale, cJSON *chart);

/* The same for an axis around zero: both ends, the middles and zero, in per cent. */
void ph_scale_add_percentages(const ph_scale *scale, cJSON *chart);

/* The same for one from 0 on: 0, and powers of two, "2 ×". */
void ph_scale_add_times(const ph_scale *scale, cJSON *chart);

#endif /* PH_REPORTING_CHART_SCALE_H */
