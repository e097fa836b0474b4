/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A canvas that becomes SVG: what an <svg> has in it. Colours, dashes and letters are the style
 * sheet's, by the classes of canvas.h.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_REPORTING_CANVAS_SVG_CANVAS_H
#define PH_REPORTING_CANVAS_SVG_CANVAS_H

#include "canvas/canvas.h"

typedef struct ph_svg_canvas {
    ph_canvas canvas;
    GString *body; /* Owned. */
} ph_svg_canvas;

ph_svg_canvas ph_svg_canvas_new(void);

/* What was drawn; the canvas is gone. The caller frees it. */
char *ph_svg_canvas_finish(ph_svg_canvas *canvas);

/* A text as SVG may have it: neither markup nor control characters. The caller frees it. */
char *ph_svg_text(const char *text);

#endif /* PH_REPORTING_CANVAS_SVG_CANVAS_H */
