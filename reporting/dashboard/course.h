/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A series of figures as the "d" of an SVG path: whole numbers, one unit to the right for each, and
 * relative, so that a year of nights takes less than 2 KB. Higher is higher; 0 is the top.
 *
 * Any thread; no state. Texts are the caller's to free.
 */
#ifndef PH_REPORTING_DASHBOARD_COURSE_H
#define PH_REPORTING_DASHBOARD_COURSE_H

#include <glib.h>

typedef struct ph_course_scale {
    double low, high; /* At the bottom and at the top: low is below high. */
    guint height;
} ph_course_scale;

/*
 * The scale of so many figures, one at least. Of many, a few may lie beyond it, so that one bad
 * night does not flatten a year: they are drawn at its edge.
 *
 * @param range_least  Between bottom and top, above 0: noise is not to look like news.
 */
ph_course_scale ph_course_scale_of(const double *values, guint count, double range_least,
                                   guint height);

/* Make room for a figure that may not lie beyond it. */
void ph_course_scale_hold(ph_course_scale *scale, double value);

/* How far it is from one end of a course to the other, at least 1. */
guint ph_course_width(guint count);

/* A line through them. */
char *ph_course_line(const ph_course_scale *scale, const double *values, guint count);

/* What lies between two lines. */
char *ph_course_band(const ph_course_scale *scale, const double *low, const double *high,
                     guint count);

/* Where a level begins, and what it is. */
typedef struct ph_course_step {
    guint at;
    double value;
} ph_course_step;

/* Levels that go over into one another without a slope: ph_course_step in order, of so many
 * figures. The first begins at the left, wherever it says. */
char *ph_course_levels(const ph_course_scale *scale, const GArray *steps, guint count);

/* Lines from the top to the bottom, at places (guint) in order. */
char *ph_course_marks(const ph_course_scale *scale, const GArray *places);

#endif /* PH_REPORTING_DASHBOARD_COURSE_H */
