/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bars under a line that is memcpy's figure: a row a subject, a group a working set. */
#include <math.h>
#include <string.h>

#include "limits_table.h"

/* Lengths are in the units of the picture, which is as wide as it says and scales. */
enum {
    WIDTH = 760,
    LABEL_X = 210, /* Labels end, bars begin here. */
    MEMCPY_X = 560,
    FIGURE_X = WIDTH - 8,
    ROW = 18,
    BAR = 11,
    HEADING = 44,
    GROUP_GAP = 8,
};

static const char style[] =
    "svg{--ink:#1f2328;--soft:#59636e;--rule:#d1d9e0;--reference:#0969da;--other:#bc4c00;"
    "--roof:#59636e;background:#fff}"
    "@media(prefers-color-scheme:dark){svg{--ink:#f0f6fc;--soft:#9198a1;--rule:#3d444d;"
    "--reference:#4493f8;--other:#e0823d;--roof:#9198a1;background:#0d1117}}"
    "text{font:12px system-ui,sans-serif;fill:var(--ink)}"
    ".soft{fill:var(--soft)}.end{text-anchor:end}.title{font-weight:600;font-size:14px}"
    ".reference{fill:var(--reference)}.other{fill:var(--other)}"
    ".figure{font-variant-numeric:tabular-nums}"
    "line{stroke:var(--roof);stroke-dasharray:3 3}";

static void put_text(GString *svg, double x, double y, const char *classes, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);

    g_string_append_printf(svg, "<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">%s</text>\n", x, y,
                           classes, escaped);
}

static void put_row(GString *svg, const ph_result *result, double y)
{
    const gboolean is_reference = strcmp(result->subject, PH_REFERENCE_SUBJECT) == 0;
    g_autofree char *figure = NULL;
    double length;

    put_text(svg, LABEL_X - 8, y + BAR - 1, "end", result->subject);
    if (result->state != PH_STATE_MEASURED || !isfinite(result->share_of_memcpy)) {
        put_text(svg, LABEL_X, y + BAR - 1, "soft", ph_state_name(result->state));
        return;
    }
    /* What is faster than memcpy reaches past its line, as far as there is room. */
    length = fmin(result->share_of_memcpy * (MEMCPY_X - LABEL_X), FIGURE_X - 150.0 - LABEL_X);
    figure =
        g_strdup_printf("%.0f MiB/s, %.*f %%", result->throughput_mib_s,
                        result->share_of_memcpy < 0.1 ? 1 : 0, 100.0 * result->share_of_memcpy);
    g_string_append_printf(svg,
                           "<rect x=\"%d\" y=\"%.0f\" width=\"%.1f\" height=\"%d\" rx=\"1\" "
                           "class=\"%s\"/>\n",
                           LABEL_X, y, fmax(length, 1.0), BAR,
                           is_reference ? "reference" : "other");
    put_text(svg, FIGURE_X, y + BAR - 1, "end figure", figure);
}

static void put_roof(GString *svg, double top, double bottom)
{
    g_string_append_printf(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.0f\" y2=\"%.0f\"/>\n", MEMCPY_X,
                           MEMCPY_X, top, bottom);
}

/* Returns where the picture ends. */
static double put_rows(GString *svg, const GArray *rows, double y)
{
    const ph_result *previous = NULL;
    double top = y;

    for (guint i = 0; i < rows->len; i++) {
        const ph_result *result = g_array_index(rows, ph_limits_row, i).result;

        if (!previous || strcmp(previous->workload, result->workload) != 0) {
            if (previous)
                put_roof(svg, top, y);
            y += HEADING;
            put_text(svg, 8, y - 14, "title", result->workload);
            put_text(svg, MEMCPY_X, y - 14, "soft end", "memcpy");
            top = y - 10;
            put_text(svg, 8, y + BAR - 1, "soft", result->working_set);
        } else if (g_strcmp0(previous->working_set, result->working_set) != 0) {
            y += GROUP_GAP;
            put_text(svg, 8, y + BAR - 1, "soft", result->working_set);
        }
        put_row(svg, result, y);
        y += ROW;
        previous = result;
    }
    put_roof(svg, top, y);
    return y;
}

char *ph_limits_svg(const ph_measurement *measurement)
{
    g_autoptr(GArray) rows = ph_limits_rows(measurement);
    GString *body = g_string_new(NULL), *svg = g_string_new(NULL);
    g_autofree char *heading =
        g_strdup_printf("Throughput as a share of memcpy on the same bytes; CPU %u, %.2f GHz",
                        measurement->facts.cpu, measurement->facts.core_clock_hz / 1e9);
    double bottom;

    put_text(body, 8, 22, "soft", heading);
    bottom = put_rows(body, rows, 16) + 12;
    g_string_append_printf(svg,
                           "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" "
                           "width=\"%d\" height=\"%.0f\" role=\"img\">\n"
                           "<title>Throughput of each subject under the machine's roof</title>\n"
                           "<style>%s</style>\n%s</svg>\n",
                           WIDTH, bottom, WIDTH, bottom, style, body->str);
    g_string_free(body, TRUE);
    return g_string_free(svg, FALSE);
}
