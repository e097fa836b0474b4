/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "canvas/svg_canvas.h"

#include "error/error.h"

enum { DOT_RADIUS = 5 };

static const char *const classes[PH_INK_COUNT] = {
#define X(identifier, class, red, green, blue, is_dashed) [PH_INK_##identifier] = (class),
    PH_INK_LIST(X)
#undef X
};
static const char *const aligns[] = { "", " middle", " end" };
static const char *const faces[] = { "", " title", " name", " figure", " tick" };

static GString *body_of(ph_canvas *to)
{
    return ((ph_svg_canvas *)to)->body;
}

char *ph_svg_text(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    return g_markup_escape_text(printable, -1);
}

static void put_words(ph_canvas *to, const ph_label *label, const char *text)
{
    g_autofree char *escaped = ph_svg_text(text);
    g_autofree char *class =
        g_strconcat(classes[label->ink], aligns[label->align], faces[label->face], NULL);

    g_string_append_printf(body_of(to), "<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">%s</text>\n",
                           label->x, label->y, g_strchug(class), escaped);
}

static void put_bar(ph_canvas *to, ph_ink ink, double x, double y, double width, double height)
{
    g_string_append_printf(
        body_of(to),
        "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\" rx=\"1\" class=\"%s\"/>\n", x,
        y, width, height, classes[ink]);
}

static void put_upright(ph_canvas *to, ph_ink ink, double x, double top, double bottom)
{
    g_string_append_printf(body_of(to),
                           "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\" class=\"%s\"/>\n",
                           x, x, top, bottom, classes[ink]);
}

static void put_dot(ph_canvas *to, ph_ink ink, double x, double y)
{
    g_string_append_printf(body_of(to), "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%d\" class=\"%s\"/>\n",
                           x, y, DOT_RADIUS, classes[ink]);
}

static void put_course(ph_canvas *to, ph_ink ink, double x, const char *course)
{
    char shift[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf(body_of(to), "<path class=\"%s\"", classes[ink]);
    if (x != 0.0)
        g_string_append_printf(body_of(to), " transform=\"translate(%s 0)\"",
                               g_ascii_formatd(shift, sizeof shift, "%.1f", x));
    g_string_append_printf(body_of(to), " d=\"%s\"/>", course);
}

static void begin(ph_canvas *to, const char *words)
{
    g_autofree char *escaped = ph_svg_text(words);

    g_string_append_printf(body_of(to), "<g><title>%s</title>\n", escaped);
}

static void end(ph_canvas *to)
{
    g_string_append(body_of(to), "</g>\n");
}

ph_svg_canvas ph_svg_canvas_new(void)
{
    return (ph_svg_canvas){
        .canvas = { put_words, put_bar, put_upright, put_dot, put_course, begin, end },
        .body = g_string_new(NULL),
    };
}

char *ph_svg_canvas_finish(ph_svg_canvas *canvas)
{
    return g_string_free(g_steal_pointer(&canvas->body), FALSE);
}
