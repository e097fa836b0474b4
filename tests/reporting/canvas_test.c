/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is drawn on a canvas stands at the same place of a page as in SVG, however far it is
 * stretched; a course is the line that SVG makes of it; nobody's words are markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "canvas/cairo_canvas.h"
#include "canvas/svg_canvas.h"

/* A page that knows where it was drawn on. */
typedef struct page {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
    ph_cairo_canvas canvas;
} page;

static page new_page(double x, double y, double x_scale, double y_scale)
{
    page of = { .surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL) };

    of.cairo = cairo_create(of.surface);
    of.layout = pango_cairo_create_layout(of.cairo);
    of.canvas = ph_cairo_canvas_new(of.cairo, of.layout, x, y, x_scale, y_scale);
    return of;
}

/* Left, top, right and bottom of what was drawn, which cairo has in whole points; the page is gone.
 */
static void assert_drawn(page *of, double left, double top, double right, double bottom,
                         double slack)
{
    double x, y, width, height;

    cairo_recording_surface_ink_extents(of->surface, &x, &y, &width, &height);
    assert_true(fabs(x - left) <= slack);
    assert_true(fabs(y - top) <= slack);
    assert_true(fabs(x + width - right) <= slack);
    assert_true(fabs(y + height - bottom) <= slack);
    g_object_unref(of->layout);
    cairo_destroy(of->cairo);
    cairo_surface_destroy(of->surface);
}

static void assert_svg(ph_svg_canvas *canvas, const char *expected)
{
    g_autofree char *svg = ph_svg_canvas_finish(canvas);

    assert_string_equal(svg, expected);
}

static void test_bars_and_dots(void **state)
{
    ph_svg_canvas svg = ph_svg_canvas_new();
    page on = new_page(100.0, 50.0, 2.0, 3.0);

    (void)state;
    for (ph_canvas *const *to = (ph_canvas *const[]){ &svg.canvas, &on.canvas.canvas, NULL }; *to;
         to++)
        ph_canvas_bar(*to, PH_INK_HEAD, 10.0, 20.0, 30.0, 5.0);
    assert_svg(&svg, "<rect x=\"10\" y=\"20\" width=\"30.0\" height=\"5\" rx=\"1\" "
                     "class=\"head\"/>\n");
    assert_drawn(&on, 120.0, 110.0, 180.0, 125.0, 0.01);
    on = new_page(0.0, 0.0, 10.0, 10.0);
    ph_canvas_dot(&on.canvas.canvas, PH_INK_OTHER, 4.0, 5.0);
    assert_drawn(&on, 36.5, 46.5, 43.5, 53.5, 1.0); /* As large wherever it is. */
}

static void test_a_course_is_a_line(void **state)
{
    /* What dashboard/course.h writes: from (0, 40) over (1, 38), (2, 41), (4, 41) to (4, 45). */
    static const char course[] = "M0 40l1-2 1 3h2v4";
    ph_svg_canvas svg = ph_svg_canvas_new();
    page on = new_page(100.0, 0.0, 10.0, 2.0);

    (void)state;
    ph_canvas_course(&svg.canvas, PH_INK_HEAD, 0.5, course);
    assert_svg(&svg,
               "<path class=\"head\" transform=\"translate(0.5 0)\" d=\"M0 40l1-2 1 3h2v4\"/>");
    ph_canvas_course(&on.canvas.canvas, PH_INK_HEAD, 0.5, course);
    assert_drawn(&on, 105.0, 76.0, 145.0, 90.0, 1.5);
}

static void test_places_and_closed_courses(void **state)
{
    page on = new_page(0.0, 0.0, 10.0, 1.0);

    (void)state;
    ph_canvas_course(&on.canvas.canvas, PH_INK_GAP, 0.0, "M3 0v80M5 0v80");
    assert_drawn(&on, 30.0, 0.0, 50.0, 80.0, 1.0);
    on = new_page(0.0, 0.0, 10.0, 1.0);
    ph_canvas_course(&on.canvas.canvas, PH_INK_BAND, 0.0, "M0 10l2 5v20l-2-5z");
    assert_drawn(&on, 0.0, 10.0, 20.0, 35.0, 0.01); /* It is filled, without a line around it. */
}

static void test_words_stand_where_they_are_put(void **state)
{
    static const struct {
        ph_align align;
        double left, right; /* Of the width. */
    } cases[] = { { PH_ALIGN_START, 0.0, 1.0 },
                  { PH_ALIGN_MIDDLE, -0.5, 0.5 },
                  { PH_ALIGN_END, -1.0, 0.0 } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ph_label label = { 10.0, 20.0, PH_INK_SOFT, cases[i].align, PH_FACE_TICK };
        page on = new_page(100.0, 0.0, 3.0, 3.0);
        double x, y, width, height;

        ph_canvas_words(&on.canvas.canvas, &label, "HHHHHHHHHH");
        cairo_recording_surface_ink_extents(on.surface, &x, &y, &width, &height);
        assert_true(fabs(y + height - 60.0) < 2.0); /* On the base line. */
        assert_drawn(&on, 130.0 + cases[i].left * width, y, 130.0 + cases[i].right * width,
                     y + height, 3.0);
    }
}

static void test_names_do_nothing(void **state)
{
    const ph_label label = { 1.0, 2.0, PH_INK_SOFT, PH_ALIGN_END, PH_FACE_TICK };
    ph_svg_canvas svg = ph_svg_canvas_new();

    (void)state;
    ph_canvas_begin(&svg.canvas, "a & \033b");
    ph_canvas_words(&svg.canvas, &label, "</svg><script>");
    ph_canvas_end(&svg.canvas);
    assert_svg(&svg, "<g><title>a &amp; \\u001bb</title>\n<text x=\"1\" y=\"2\" "
                     "class=\"soft end tick\">&lt;/svg&gt;&lt;script&gt;</text>\n</g>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bars_and_dots),
        cmocka_unit_test(test_a_course_is_a_line),
        cmocka_unit_test(test_places_and_closed_courses),
        cmocka_unit_test(test_words_stand_where_they_are_put),
        cmocka_unit_test(test_names_do_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
