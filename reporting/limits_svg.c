/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bars on a scale of memcpy's figure: a row a subject, a group a working set, a plot a workload.
 * Colours are those of the HTML report. They are written out, once for light and once for dark, as
 * most of what shows SVG beside browsers knows no variables.
 */
#include <math.h>
#include <string.h>

#include "error/error.h"
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
    GString *body;
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

/* Neither markup nor control characters, which XML cannot hold. */
static char *escape(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    return g_markup_escape_text(printable, -1);
}

static void put_text(picture *to, double x, double y, const char *classes, const char *text)
{
    g_autofree char *escaped = escape(text);

    g_string_append_printf(to->body, "<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">%s</text>\n", x, y,
                           classes, escaped);
}

static void put_name(picture *to, double y, const char *name)
{
    g_autofree char *begin = NULL, *cut = NULL;

    if (g_utf8_strlen(name, -1) > NAME_LETTERS_MAX) {
        begin = g_utf8_substring(name, 0, NAME_LETTERS_MAX - 1);
        cut = g_strconcat(begin, "…", NULL);
    }
    put_text(to, to->plot_x - GAP, y, "end", cut ? cut : name);
}

static gboolean has_share(const ph_result *result)
{
    return result->state == PH_STATE_MEASURED && isfinite(result->share_of_memcpy);
}

/* A name of who is drawn, as a class of the style. */
static const char *class_of(const ph_result *result)
{
    if (strcmp(result->subject, PH_HEADLINE_SUBJECT) == 0)
        return "head";
    return strcmp(result->subject, PH_REFERENCE_SUBJECT) == 0 ? "reference" : "other";
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
    g_autofree char *escaped = escape(words);

    g_string_append_printf(to->body, "<g><title>%s</title>\n", escaped);
    put_name(to, text_y, result->subject);
    if (has_share(result)) {
        g_string_append_printf(
            to->body,
            "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.1f\" height=\"%d\" rx=\"1\" class=\"%s\"/>\n",
            to->plot_x, to->y, fmax(place(to, result->share_of_memcpy) - to->plot_x, 1.0), BAR,
            class_of(result));
        put_text(to, to->plot_x + PLOT_WIDTH + RATE_WIDTH, text_y, "end figure", rate);
        put_text(to, to->plot_x + PLOT_WIDTH + RATE_WIDTH + SHARE_WIDTH, text_y, "end figure",
                 share);
    } else {
        put_text(to, to->plot_x + 4, text_y, "soft", ph_state_name(result->state));
    }
    g_string_append(to->body, "</g>\n");
    to->y += ROW;
}

static void put_line(picture *to, const char *class, double x, double top, double bottom)
{
    g_string_append_printf(to->body,
                           "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\" class=\"%s\"/>\n",
                           x, x, top, bottom, class);
}

/* Above the rows of a workload, and the lines that they stand on. */
static void put_axis(picture *to, const char *workload, double bottom)
{
    const double name_y = to->y + 30, tick_y = to->y + 48, top = to->y + 54;
    const double right = to->plot_x + PLOT_WIDTH;

    put_text(to, MARGIN, name_y, "name", workload);
    put_text(to, place(to, 1.0), name_y, "soft middle", "memcpy");
    put_text(to, right + RATE_WIDTH, tick_y, "soft end tick", "MiB/s");
    put_text(to, right + RATE_WIDTH + SHARE_WIDTH, tick_y, "soft end tick", "of memcpy");
    for (int i = 0; i * to->share_step <= to->share_max * 1.0001; i++) {
        const double share = i * to->share_step;
        g_autofree char *label = g_strdup_printf("%.0f %%", 100.0 * share);

        put_text(to, place(to, share), tick_y, "soft middle tick", label);
        put_line(to, "grid", place(to, share), top, bottom);
    }
    put_line(to, "roof", place(to, 1.0), top, bottom);
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
            put_text(to, MARGIN, to->y + BAR - 2, "soft", row->group);
        put_row(to, row);
        previous = row;
    }
}

/* Wide enough for the names; the scale holds memcpy and whatever is faster. */
static picture new_picture(const GArray *rows)
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
        .body = g_string_new(NULL),
        .plot_x = MARGIN + SET_WIDTH + (double)letters * LETTER + GAP,
        .share_step = steps[step],
        .share_max = ceil(largest / steps[step] - 1e-9) * steps[step],
        .y = MARGIN,
    };
}

static void put_legend(picture *to)
{
    static const struct {
        const char *class;
        const char *words;
        int width;
    } entries[] = {
        { "head", PH_HEADLINE_SUBJECT, 120 },
        { "reference", "C reference (" PH_REFERENCE_SUBJECT ")", 170 },
        { "other", "other subjects", 0 },
    };
    double x = MARGIN;

    for (gsize i = 0; i < G_N_ELEMENTS(entries); i++) {
        g_string_append_printf(to->body, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"5\" class=\"%s\"/>\n",
                               x + 5, to->y + 9, entries[i].class);
        put_text(to, x + 16, to->y + 13, "soft", entries[i].words);
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

    put_text(to, MARGIN, to->y + 14, "title", "Throughput as a share of memcpy on the same bytes");
    put_text(to, MARGIN, to->y + 34, "soft", where);
    to->y += 44;
    put_legend(to);
}

/* Too long to be drawn: who looks at the picture's description has them. */
static char *describe_warnings(const ph_measurement *measurement)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < measurement->warnings->len; i++) {
        g_autofree char *escaped = escape(measurement->warnings->pdata[i]);

        g_string_append_printf(text, "%sWarning: %s", i ? "\n" : "<desc>", escaped);
    }
    if (text->len)
        g_string_append(text, "</desc>\n");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *ph_limits_svg(const ph_measurement *measurement)
{
    g_autoptr(GArray) rows = ph_limits_rows(measurement);
    picture to = new_picture(rows);
    g_autofree char *body = NULL, *warnings = describe_warnings(measurement);
    double height;

    put_heading(&to, measurement);
    for (guint first = 0, count; first < rows->len; first += count) {
        count = workload_rows(rows, first, &height);
        put_workload(&to, rows, first, count, height);
    }
    to.y += MARGIN - (ROW - BAR);
    body = g_string_free(to.body, FALSE);
    return g_strdup_printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
                           "width=\"%.0f\" height=\"%.0f\" role=\"img\">\n"
                           "<title>Throughput of each subject as a share of memcpy</title>\n%s"
                           "<style>%s</style>\n"
                           "<path class=\"paper\" d=\"M0 0H%.0fV%.0fH0Z\"/>\n%s</svg>\n",
                           width_of(&to), to.y, width_of(&to), to.y, warnings, style, width_of(&to),
                           to.y, body);
}
