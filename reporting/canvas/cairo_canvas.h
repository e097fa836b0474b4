/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A canvas that is a part of a page. Who makes it says where its picture is and how far that is
 * stretched; words and the width of lines are not.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_REPORTING_CANVAS_CAIRO_CANVAS_H
#define PH_REPORTING_CANVAS_CAIRO_CANVAS_H

#include <pango/pangocairo.h>

#include "canvas/canvas.h"

/* All borrowed. */
typedef struct ph_cairo_canvas {
    ph_canvas canvas;
    cairo_t *cairo;
    PangoLayout *layout; /* Of the font that words have; its text and attributes are changed. */
    double x, y;         /* Of the picture's origin. */
    double x_scale, y_scale;
} ph_cairo_canvas;

ph_cairo_canvas ph_cairo_canvas_new(cairo_t *cairo, PangoLayout *layout, double x, double y,
                                    double x_scale, double y_scale);

/* What is drawn next on a page is in that ink. */
void ph_cairo_use_ink(cairo_t *cairo, ph_ink ink);

#endif /* PH_REPORTING_CANVAS_CAIRO_CANVAS_H */
