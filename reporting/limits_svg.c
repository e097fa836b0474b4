/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bars on a scale of memcpy's figure: a row a subject, a group a working set, a plot a workload.
 * Colours are those of the HTML report. They are written out, once for light and once for dark, as
 * most of what shows SVG beside browsers knows no variables.
 */
#include <math.h>
#include <string.h>

#include "canvas/svg_canvas.h"
#include "figure.h"
#include "limits_table.h"

/* Lengths are in the units of the picture, which is as wide as it says and scales. */
enum {
    MARGIN = 16,
    SET_WIDTH = 58,
    LETTER = 8, /* As wide as most letters are at most. */
    NAME_LETTERS_MIN = 11,
    NAME_LETTERS_MAX = 28, /* What is longer is cut, and whole in the row's title. */
    GAP = 10,
    PLOT_WIDTH = 300,
    RATE_WIDTH = 76,
    SHARE_WIDTH = 84,
    ROW = 21,
    BAR = 13,
    GROUP_GAP = 9,
    HEADING = 66, /* Above the first row of a workload: its name, and the ticks. */
    TICKS_MAX = 6,
};

static const char style[] =
    "text{font:13px system-ui,'Segoe UI',Roboto,'Liberation Sans','DejaVu Sans',sans-serif;"
    "fill:#1b1f24}"
    ".paper{fill:#ffffff}text.soft{fill:#5b626c}.head{fill:#1d63b8}.reference{fill:#b4580a}"
    ".other{fill:#6b7280}.grid{stroke:#dfe3e8}.roof{stroke:#5b626c;stroke-dasharray:4 3}"
    ".end{text-anchor:end}.middle{text-anchor:middle}.tick{font-size:11px}"
    ".title{font-weight:600;font-size:15px}.name{font-weight:600}"
    ".figure{font-variant-numeric:tabular-nums}"
    "@media(prefers-color-scheme:dark){text{fill:#e7eaee}.paper{fill:#14171b}"
    "text.soft{fill:#9ca5b0}.head{fill:#6fb1f7}.reference{fill:#f0a04b}.other{fill:#98a2b0}"
    ".grid{stroke:#2f353d}.roof{stroke:#9ca5b0}}";

typedef struct picture {
    ph_canvas *canvas;
    double plot_x;     /* Bars begin here, names end before it. */
    double share_max;  /* At the right of the plot. */
    double share_step; /* From tick to tick. */
    double y;
} picture;

static double width_of(const picture *to)
{
    return to->plot_x + PLOT_WIDTH + RATE_WIDTH + SHARE_WIDTH + MARGIN;
}

static double place(const picture *to, double share)
{
    return to->plot_x + share / to->share_max * PLOT_WIDTH;
}

static void put_text(picture *to, double x, double y, ph_ink ink, ph_align align, ph_face face,
                     const char *text)
{
    const ph_label label = { x, y, ink, align, face };

    ph_canvas_words(to->canvas, &label, text);
}

static void put_name(picture *to, double y, const char *name)
{
    g_autofree char *begin = NULL, *cut = NULL;

    if (g_utf8_strlen(name, -1) > NAME_LETTERS_MAX) {
        begin = g_utf8_substring(name, 0, NAME_LETTERS_MAX - 1);
        cut = g_strconcat(begin, "…", NULL);
    }
    put_text(to, to->plot_x - GAP, y, PH_INK_TEXT, PH_ALIGN_END, PH_FACE_PLAIN, cut ? cut : name);
}

static gboolean has_share(const ph_result *result)
{
    return result->state == PH_STATE_MEASURED && isfinite(result->share_of_memcpy);
}

/* What shows who is drawn. */
static ph_ink ink_of(const ph_result *result)
{
    if (strcmp(result->subject, PH_HEADLINE_SUBJECT) == 0)
        return PH_INK_HEAD;
    return strcmp(result->subject, PH_REFERENCE_SUBJECT) == 0 ? PH_INK_REFERENCE : PH_INK_OTHER;
}

/* In words: for those who do not see the bar, and for whoever points at it. */
static char *describe(const ph_limits_row *row)
{
    const ph_result *result = row->result;
    g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
    g_autofree char *share = ph_figure_of_memcpy(result);

    if (!has_share(result))
        return g_strdup_printf("%s, %s, %s: %s", result->workload, row->group, result->subject,
                               ph_state_name(result->state));
    return g_strdup_printf("%s, %s, %s: %s MiB/s, of memcpy %s", result->workload, row->group,
                           result->subject, rate, share);
}

static void put_row(picture *to, const ph_limits_row *row)
{
    const ph_result *result = row->result;
    const double text_y = to->y + BAR - 2;
    g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
    g_autofree char *share = ph_figure_share(result->share_of_memcpy);
    g_autofree char *words = describe(row);
    const double rate_x = to->plot_x + PLOT_WIDTH + RATE_WIDTH;

    ph_canvas_begin(to->canvas, words);
    put_name(to, text_y, result->subject);
    if (has_share(result)) {
        ph_canvas_bar(to->canvas, ink_of(result), to->plot_x, to->y,
                      fmax(place(to, result->share_of_memcpy) - to->plot_x, 1.0), BAR);
        put_text(to, rate_x, text_y, PH_INK_TEXT, PH_ALIGN_END, PH_FACE_FIGURE, rate);
        put_text(to, rate_x + SHARE_WIDTH, text_y, PH_INK_TEXT, PH_ALIGN_END, PH_FACE_FIGURE,
                 share);
    } else {
        put_text(to, to->plot_x + 4, text_y, PH_INK_SOFT, PH_ALIGN_START, PH_FACE_PLAIN,
                 ph_state_name(result->state));
    }
    ph_canvas_end(to->canvas);
    to->y += ROW;
}

/* Above the rows of a workload, and the lines that they stand on. */
static void put_axis(picture *to, const char *workload, double bottom)
{
    const double name_y = to->y + 30, tick_y = to->y + 48, top = to->y + 54;
    const double right = to->plot_x + PLOT_WIDTH;

    put_text(to, MARGIN, name_y, PH_INK_TEXT, PH_ALIGN_START, PH_FACE_NAME, workload);
    put_text(to, place(to, 1.0), name_y, PH_INK_SOFT, PH_ALIGN_MIDDLE, PH_FACE_PLAIN, "memcpy");
    put_text(to, right + RATE_WIDTH, tick_y, PH_INK_SOFT, PH_ALIGN_END, PH_FACE_TICK, "MiB/s");
    put_text(to, right + RATE_WIDTH + SHARE_WIDTH, tick_y, PH_INK_SOFT, PH_ALIGN_END, PH_FACE_TICK,
             "of memcpy");
    for (int i = 0; i * to->share_step <= to->share_max * 1.0001; i++) {
        const double share = i * to->share_step;
        g_autofree char *label = g_strdup_printf("%.0f %%", 100.0 * share);

        put_text(to, place(to, share), tick_y, PH_INK_SOFT, PH_ALIGN_MIDDLE, PH_FACE_TICK, label);
        ph_canvas_upright(to->canvas, PH_INK_GRID, place(to, share), top, bottom);
    }
    ph_canvas_upright(to->canvas, PH_INK_ROOF, place(to, 1.0), top, bottom);
}

static gboolean begins_group(const ph_limits_row *row, const ph_limits_row *previous)
{
    return !previous || strcmp(previous->group, row->group) != 0;
}

/* Of the rows from first on that are of one workload: how many, and how high they stand. */
static guint workload_rows(const GArray *rows, guint first, double *ret_height)
{
    const ph_limits_row *previous = NULL;
    guint count = 0;

    *ret_height = 0.0;
    for (guint i = first; i < rows->len; i++) {
        const ph_limits_row *row = &g_array_index(rows, ph_limits_row, i);

        if (previous && strcmp(previous->result->workload, row->result->workload) != 0)
            break;
        *ret_height += ROW + (previous && begins_group(row, previous) ? GROUP_GAP : 0);
        previous = row;
        count++;
    }
    return count;
}

static void put_workload(picture *to, const GArray *rows, guint first, guint count, double height)
{
    const ph_limits_row *previous = NULL;

    put_axis(to, g_array_index(rows, ph_limits_row, first).result->workload,
             to->y + HEADING + height - (ROW - BAR) + 4);
    to->y += HEADING;
    for (guint i = first; i < first + count; i++) {
        const ph_limits_row *row = &g_array_index(rows, ph_limits_row, i);
        const gboolean is_first = begins_group(row, previous);

        to->y += previous && is_first ? GROUP_GAP : 0;
        if (is_first)
            put_text(to, MARGIN, to->y + BAR - 2, PH_INK_SOFT, PH_ALIGN_START, PH_FACE_PLAIN,
                     row->group);
        put_row(to, row);
        previous = row;
    }
}

/* Wide enough for the names; the scale holds memcpy and whatever is faster. */
static picture new_picture(const GArray *rows, ph_canvas *canvas)
{
    static const double steps[] = { 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0 };
    glong letters = NAME_LETTERS_MIN;
    double largest = 1.0;
    gsize step = 0;

    for (guint i = 0; i < rows->len; i++) {
        const ph_result *result = g_array_index(rows, ph_limits_row, i).result;

        letters = MAX(letters, g_utf8_strlen(result->subject, -1));
        if (has_share(result))
            largest = fmax(largest, result->share_of_memcpy);
    }
    while (step + 1 < G_N_ELEMENTS(steps) && largest > steps[step] * TICKS_MAX)
        step++;
    letters = MIN(letters, NAME_LETTERS_MAX);
    return (picture){
        .canvas = canvas,
        .plot_x = MARGIN + SET_WIDTH + (double)letters * LETTER + GAP,
        .share_step = steps[step],
        .share_max = ceil(largest / steps[step] - 1e-9) * steps[step],
        .y = MARGIN,
    };
}

static void put_legend(picture *to)
{
    static const struct {
        ph_ink ink;
        const char *words;
        int width;
    } entries[] = {
        { PH_INK_HEAD, PH_HEADLINE_SUBJECT, 120 },
        { PH_INK_REFERENCE, "C reference (" PH_REFERENCE_SUBJECT ")", 170 },
        { PH_INK_OTHER, "other subjects", 0 },
    };
    double x = MARGIN;

    for (gsize i = 0; i < G_N_ELEMENTS(entries); i++) {
        ph_canvas_dot(to->canvas, entries[i].ink, x + 5, to->y + 9);
        put_text(to, x + 16, to->y + 13, PH_INK_SOFT, PH_ALIGN_START, PH_FACE_PLAIN,
                 entries[i].words);
        x += entries[i].width;
    }
    to->y += 18;
}

static void put_heading(picture *to, const ph_measurement *measurement)
{
    const cJSON *cpu = cJSON_GetObjectItemCaseSensitive(measurement->system, "cpu");
    const char *brand = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(cpu, "brand"));
    g_autofree char *where = g_strdup_printf(
        "%s%sCPU %u, %.2f GHz while measured", brand ? brand : "", brand ? ", " : "",
        measurement->facts.cpu, measurement->facts.core_clock_hz / 1e9);

    put_text(to, MARGIN, to->y + 14, PH_INK_TEXT, PH_ALIGN_START, PH_FACE_TITLE,
             "Throughput as a share of memcpy on the same bytes");
    put_text(to, MARGIN, to->y + 34, PH_INK_SOFT, PH_ALIGN_START, PH_FACE_PLAIN, where);
    to->y += 44;
    put_legend(to);
}

/* Too long to be drawn: who looks at the picture's description has them. */
static char *describe_warnings(const ph_measurement *measurement)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < measurement->warnings->len; i++) {
        g_autofree char *escaped = ph_svg_text(measurement->warnings->pdata[i]);

        g_string_append_printf(text, "%sWarning: %s", i ? "\n" : "<desc>", escaped);
    }
    if (text->len)
        g_string_append(text, "</desc>\n");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *ph_limits_svg(const ph_measurement *measurement)
{
    g_autoptr(GArray) rows = ph_limits_rows(measurement);
    ph_svg_canvas canvas = ph_svg_canvas_new();
    picture to = new_picture(rows, &canvas.canvas);
    g_autofree char *body = NULL, *warnings = describe_warnings(measurement);
    double height;

    put_heading(&to, measurement);
    for (guint first = 0, count; first < rows->len; first += count) {
        count = workload_rows(rows, first, &height);
        put_workload(&to, rows, first, count, height);
    }
    to.y += MARGIN - (ROW - BAR);
    body = ph_svg_canvas_finish(&canvas);
    return g_strdup_printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
                           "width=\"%.0f\" height=\"%.0f\" role=\"img\">\n"
                           "<title>Throughput of each subject as a share of memcpy</title>\n%s"
                           "<style>%s</style>\n"
                           "<path class=\"paper\" d=\"M0 0H%.0fV%.0fH0Z\"/>\n%s</svg>\n",
                           width_of(&to), to.y, width_of(&to), to.y, warnings, style, width_of(&to),
                           to.y, body);
}
