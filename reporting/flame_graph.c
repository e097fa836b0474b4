/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A flame graph: the call at the bottom, above each frame those it calls, as wide as their share of
 * the instructions. Colours say what they are spent on; they are written out, once for light and
 * once for dark, as most of what shows SVG beside browsers knows no variables.
 */
#include <math.h>
#include <string.h>

#include "columns.h"
#include "error/error.h"
#include "figure.h"
#include "profile_report.h"

/* Lengths are in the units of the picture, which is as wide as it says and scales. */
enum {
    MARGIN = 16,
    WIDTH = 1200,
    ROW = 18,
    HEADING = 66,
    LEGEND_WIDTH = 128,
    TOLD_FIRST = 5, /* Functions in the picture's description. */
};

#define LETTER 6.6 /* As wide as a letter is. */
#define INSET  3.0
/* What is narrower is not drawn, nor what it calls. */
#define NARROWEST 0.3

static const char style[] =
    "text{font:11px ui-monospace,'Liberation Mono','DejaVu Sans Mono',monospace;fill:#1b1f24}"
    ".title{font-weight:600;font-size:15px}.words{font-family:system-ui,'Segoe UI',Roboto,"
    "'Liberation Sans','DejaVu Sans',sans-serif}.soft{fill:#5b626c}.paper{fill:#ffffff}"
    "rect{stroke:#ffffff;stroke-width:.6}.root{fill:#dfe3e8}"
    ".allocator{fill:#f2a99b}.json{fill:#f6cf7d}.maps{fill:#b9d98a}.code_page{fill:#8fd3c8}"
    ".decimals{fill:#a9c4f5}.rest{fill:#d3c3e6}"
    "@media(prefers-color-scheme:dark){text{fill:#f2f4f7}.soft{fill:#9ca5b0}.paper{fill:#14171b}"
    "rect{stroke:#14171b}.root{fill:#3a414b}.allocator{fill:#8a3b2c}.json{fill:#7a5a10}"
    ".maps{fill:#48671c}.code_page{fill:#1c6a5e}.decimals{fill:#2f559c}.rest{fill:#5d4880}}";

typedef struct picture {
    const ph_work_profile *profile;
    GString *body;
    double bottom; /* Of the root's row. */
} picture;

/* Names are others', and may hold anything but control characters, which XML cannot. */
static char *escape(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    return g_markup_escape_text(printable, -1);
}

static double width_of(const picture *to, const ph_work_frame *frame)
{
    return WIDTH * frame->total / to->profile->instructions;
}

static guint depth_of(const picture *to, const ph_work_frame *frame) /* NOLINT(misc-no-recursion) */
{
    guint deepest = 0;

    for (guint i = 0; i < frame->callees->len; i++) {
        const ph_work_frame *callee = frame->callees->pdata[i];

        if (width_of(to, callee) >= NARROWEST) {
            const guint depth = depth_of(to, callee); /* MAX() would walk twice at each level. */

            deepest = MAX(deepest, depth);
        }
    }
    return deepest + 1;
}

/* In words: for those who do not see the picture, and for whoever points at it. */
static char *describe(const picture *to, const ph_work_frame *frame)
{
    const ph_work_profile *profile = to->profile;
    const char *item = ph_work_profile_item(profile);
    const double share = 100.0 * frame->total / profile->instructions;

    if (!frame->function)
        return g_strdup_printf("%s: %.1f instructions a %s", profile->benchmark,
                               frame->total / profile->items, item);
    return g_strdup_printf("%s: %.1f instructions a %s, %.1f %%; of its own lines %.1f, spent on "
                           "%s; %s",
                           frame->function->name, frame->total / profile->items, item, share,
                           frame->self / profile->items, ph_cost_class_words(frame->cost),
                           frame->function->place ? frame->function->place
                                                  : frame->function->library);
}

/* The last part of its path: "insert" of "<A as b::C>::insert", "drop<a::B>" of "c::drop<a::B>". */
static const char *last_part(const char *name)
{
    const char *part = name;
    int depth = 0;

    for (const char *at = name; *at; at++) {
        if (strchr("<([", *at))
            depth++;
        else if (strchr(">)]", *at) && !(at > name && at[-1] == '-'))
            depth--;
        else if (depth == 0 && g_str_has_prefix(at, "::"))
            part = at + strlen("::");
    }
    return *part ? part : name;
}

/* As much of the name as there is room for; "" for none. */
static char *label_of(const ph_work_frame *frame, double width)
{
    const double room = (width - 2 * INSET) / LETTER;
    const char *name = frame->function->name;

    if (room < 3.0)
        return g_strdup("");
    if (ph_columns_of(name) > room)
        name = last_part(name);
    return ph_columns_shorten(name, (guint)room);
}

static void put_text(picture *to, double x, double y, const char *classes, const char *text)
{
    g_autofree char *escaped = escape(text);

    g_string_append_printf(to->body, "<text x=\"%.1f\" y=\"%.1f\"%s%s%s>%s</text>\n", x, y,
                           *classes ? " class=\"" : "", classes, *classes ? "\"" : "", escaped);
}

static void put_frame(picture *to, const ph_work_frame *frame, double x, guint row)
{
    const double width = width_of(to, frame), y = to->bottom - (row + 1) * ROW;
    g_autofree char *words = describe(to, frame);
    g_autofree char *escaped = escape(words);
    g_autofree char *label =
        frame->function ? label_of(frame, width) : g_strdup(to->profile->subject);

    g_string_append_printf(to->body,
                           "<g><title>%s</title><rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" "
                           "height=\"%d\" class=\"%s\"/>\n",
                           escaped, MARGIN + x, y, width, ROW - 1,
                           frame->function ? ph_cost_class_word(frame->cost) : "root");
    if (*label)
        put_text(to, MARGIN + x + INSET, y + ROW - 6, "", label);
    g_string_append(to->body, "</g>\n");
}

static void put_frames(picture *to, const ph_work_frame *frame, double x,
                       guint row) /* NOLINT(misc-no-recursion) */
{
    put_frame(to, frame, x, row);
    for (guint i = 0; i < frame->callees->len; i++) {
        const ph_work_frame *callee = frame->callees->pdata[i];
        const double width = width_of(to, callee);

        if (width >= NARROWEST)
            put_frames(to, callee, x, row + 1);
        x += width;
    }
}

static void put_legend(picture *to)
{
    const ph_work_profile *profile = to->profile;
    double x = MARGIN;

    for (guint i = 0; i < PH_COST_CLASS_COUNT; i++) {
        g_autofree char *words = g_strdup_printf("%s %.0f %%", ph_cost_class_words(i),
                                                 100.0 * profile->costs[i] / profile->instructions);

        if (profile->costs[i] <= 0.0)
            continue;
        g_string_append_printf(
            to->body, "<rect x=\"%.0f\" y=\"46\" width=\"12\" height=\"12\" class=\"%s\"/>\n", x,
            ph_cost_class_word(i));
        put_text(to, x + 18, 56, "words soft", words);
        x += LEGEND_WIDTH;
    }
}

static void put_heading(picture *to)
{
    const ph_work_profile *profile = to->profile;
    g_autofree char *title =
        g_strdup_printf("%s, %s, %s: %.1f instructions a %s", profile->subject, profile->benchmark,
                        ph_figure_level_words(profile->level),
                        profile->instructions / profile->items, ph_work_profile_item(profile));

    put_text(to, MARGIN, 30, "title words", title);
    put_legend(to);
}

/* What it shows, for those who do not see it. */
static char *describe_all(const ph_work_profile *profile)
{
    g_autoptr(GString) text = g_string_new("Flame graph: above each function those it calls, as "
                                           "wide as their share of the instructions. Of their own "
                                           "lines most is spent in ");

    for (guint i = 0; i < MIN(TOLD_FIRST, profile->functions->len); i++) {
        const ph_profiled_function *function = profile->functions->pdata[i];

        g_string_append_printf(text, "%s%s (%.1f %%)", i ? ", " : "", function->name,
                               100.0 * function->self / profile->instructions);
    }
    return escape(text->str);
}

char *ph_profile_svg(const ph_work_profile *profile)
{
    picture to = { .profile = profile, .body = g_string_new(NULL) };
    const guint rows = depth_of(&to, profile->root);
    const int height = HEADING + (int)rows * ROW + MARGIN;
    g_autofree char *description = describe_all(profile), *subject = escape(profile->subject);
    g_autofree char *benchmark = escape(profile->benchmark);
    g_autofree char *body = NULL;

    to.bottom = HEADING + (double)rows * ROW;
    put_heading(&to);
    put_frames(&to, profile->root, 0.0, 0);
    body = g_string_free(to.body, FALSE);
    return g_strdup_printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                           "width=\"%d\" height=\"%d\" role=\"img\">\n"
                           "<title>Where the work of %s goes in %s</title>\n<desc>%s</desc>\n"
                           "<style>%s</style>\n"
                           "<path class=\"paper\" d=\"M0 0H%dV%dH0Z\"/>\n%s</svg>\n",
                           WIDTH + 2 * MARGIN, height, WIDTH + 2 * MARGIN, height, subject,
                           benchmark, description, style, WIDTH + 2 * MARGIN, height, body);
}
