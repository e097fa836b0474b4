/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The charts of an audit report, as data: width and height of a box, segments (line, band, shift to
 * the right), floor, about, gaps, label, top, bottom, from, to. Up is more; what does not apply is
 * false.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_AUDIT_REPORT_AUDIT_CHART_H
#define PH_REPORTING_AUDIT_REPORT_AUDIT_CHART_H

#include <cjson/cJSON.h>

#include "canvas/canvas.h"

/* A block with the months of one floor; nothing where no month has a figure. */
void ph_audit_chart_of_floor(cJSON *blocks, const cJSON *floor);

/*
 * A block with what a baseline's published figure was, as steps; nothing where it has none.
 *
 * @param period  The cover's.
 * @param figure  "display_gibs" or "comp3_mibs".
 */
void ph_audit_chart_of_baseline(cJSON *blocks, const cJSON *history, const cJSON *period,
                                const char *figure);

/* What is in a chart's box: in its units, from its upper left corner on. */
void ph_audit_chart_draw(const cJSON *chart, ph_canvas *canvas);

#endif /* PH_REPORTING_AUDIT_REPORT_AUDIT_CHART_H */
