/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "canvas/cairo_canvas.h"

#include <math.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#ifdef __SANITIZE_ADDRESS__
/* What fontconfig keeps until the end it keeps as distances, which are no pointers to who looks for
 * leaks. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

static const struct {
    double red, green, blue;
    gboolean is_dashed;
} inks[PH_INK_COUNT] = {
#define X(identifier, class, red, green, blue, is_dashed)                                          \
    [PH_INK_##identifier] = { (red) / 255.0, (green) / 255.0, (blue) / 255.0, is_dashed },
    PH_INK_LIST(X)
#undef X
};

static const double LINE_WIDTH = 1.0, COURSE_WIDTH = 1.3, DOT_RADIUS = 3.5;
static const double dashes[] = { 4.0, 3.0 };

void ph_cairo_use_ink(cairo_t *cairo, ph_ink ink)
{
    cairo_set_source_rgb(cairo, inks[ink].red, inks[ink].green, inks[ink].blue);
}

static ph_cairo_canvas *of(ph_canvas *to)
{
    return (ph_cairo_canvas *)to;
}

static double page_x(const ph_cairo_canvas *to, double x)
{
    return to->x + x * to->x_scale;
}

static double page_y(const ph_cairo_canvas *to, double y)
{
    return to->y + y * to->y_scale;
}

static void stroke(const ph_cairo_canvas *to, ph_ink ink, double width)
{
    ph_cairo_use_ink(to->cairo, ink);
    cairo_set_line_width(to->cairo, width);
    if (inks[ink].is_dashed)
        cairo_set_dash(to->cairo, dashes, G_N_ELEMENTS(dashes), 0.0);
    cairo_stroke(to->cairo);
    cairo_set_dash(to->cairo, NULL, 0, 0.0);
}

/* On top of what the layout's text is like. */
static PangoAttrList *looks_of(PangoAttrList *usual, ph_face face)
{
    PangoAttrList *list = usual ? pango_attr_list_copy(usual) : pango_attr_list_new();

    if (face == PH_FACE_TITLE || face == PH_FACE_NAME)
        pango_attr_list_insert(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
    if (face == PH_FACE_TITLE)
        pango_attr_list_insert(list, pango_attr_scale_new(PANGO_SCALE_LARGE));
    else if (face == PH_FACE_TICK)
        pango_attr_list_insert(list, pango_attr_scale_new(PANGO_SCALE_SMALL));
    return list;
}

static void put_words(ph_canvas *canvas, const ph_label *label, const char *text)
{
    static const double shares[] = { 0.0, 0.5, 1.0 }; /* Of its width, to the left. */
    const ph_cairo_canvas *to = of(canvas);
    PangoAttrList *usual = pango_layout_get_attributes(to->layout);
    PangoAttrList *looks = looks_of(usual, label->face);
    PangoRectangle box;

    if (usual)
        pango_attr_list_ref(usual);
    pango_layout_set_attributes(to->layout, looks);
    pango_attr_list_unref(looks);
    pango_layout_set_text(to->layout, text, -1);
    pango_layout_get_extents(to->layout, NULL, &box);
    ph_cairo_use_ink(to->cairo, label->ink);
    cairo_move_to(to->cairo,
                  page_x(to, label->x) - shares[label->align] * pango_units_to_double(box.width),
                  page_y(to, label->y));
    pango_cairo_show_layout_line(to->cairo, pango_layout_get_line_readonly(to->layout, 0));
    pango_layout_set_attributes(to->layout, usual);
    g_clear_pointer(&usual, pango_attr_list_unref);
}

static void put_bar(ph_canvas *canvas, ph_ink ink, double x, double y, double width, double height)
{
    const ph_cairo_canvas *to = of(canvas);

    ph_cairo_use_ink(to->cairo, ink);
    cairo_rectangle(to->cairo, page_x(to, x), page_y(to, y), width * to->x_scale,
                    height * to->y_scale);
    cairo_fill(to->cairo);
}

static void put_upright(ph_canvas *canvas, ph_ink ink, double x, double top, double bottom)
{
    const ph_cairo_canvas *to = of(canvas);

    cairo_move_to(to->cairo, page_x(to, x), page_y(to, top));
    cairo_line_to(to->cairo, page_x(to, x), page_y(to, bottom));
    stroke(to, ink, LINE_WIDTH);
}

static void put_dot(ph_canvas *canvas, ph_ink ink, double x, double y)
{
    const ph_cairo_canvas *to = of(canvas);

    ph_cairo_use_ink(to->cairo, ink);
    cairo_arc(to->cairo, page_x(to, x), page_y(to, y), DOT_RADIUS, 0.0, 2.0 * M_PI);
    cairo_fill(to->cairo);
}

/* Numbers of a course follow one another with a blank or with a minus between them. */
static double next_number(const char **at)
{
    char *end;
    const double number = g_ascii_strtod(*at, &end);

    *at = end + strspn(end, " ");
    return number;
}

/* One step of it, whose letter was read. TRUE: it closes. */
static gboolean trace_step(const ph_cairo_canvas *to, char step, double left, const char **at)
{
    double x = 0.0, y = 0.0;

    if (step == 'z') {
        cairo_close_path(to->cairo);
        return TRUE;
    }
    if (step != 'v')
        x = next_number(at);
    if (step != 'h')
        y = next_number(at);
    if (step == 'M')
        cairo_move_to(to->cairo, page_x(to, left + x), page_y(to, y));
    else
        cairo_rel_line_to(to->cairo, x * to->x_scale, y * to->y_scale);
    return FALSE;
}

static void put_course(ph_canvas *canvas, ph_ink ink, double x, const char *course)
{
    const ph_cairo_canvas *to = of(canvas);
    gboolean is_closed = FALSE;
    char step = 'M';

    for (const char *at = course; *at;) {
        if (g_ascii_isalpha(*at))
            step = *at++;
        is_closed |= trace_step(to, step, x, &at);
    }
    if (!is_closed) {
        cairo_set_line_join(to->cairo, CAIRO_LINE_JOIN_ROUND);
        stroke(to, ink, ink == PH_INK_GAP ? LINE_WIDTH : COURSE_WIDTH);
        return;
    }
    ph_cairo_use_ink(to->cairo, ink);
    cairo_fill(to->cairo);
}

/* Of what belongs together a page's tags tell, and who draws has them. */
static void begin(ph_canvas *to, const char *words)
{
    (void)to;
    (void)words;
}

static void end(ph_canvas *to)
{
    (void)to;
}

ph_cairo_canvas ph_cairo_canvas_new(cairo_t *cairo, PangoLayout *layout, double x, double y,
                                    double x_scale, double y_scale)
{
    return (ph_cairo_canvas){
        .canvas = { put_words, put_bar, put_upright, put_dot, put_course, begin, end },
        .cairo = cairo,
        .layout = layout,
        .x = x,
        .y = y,
        .x_scale = x_scale,
        .y_scale = y_scale,
    };
}
