/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "canvas/canvas.h"

void ph_canvas_words(ph_canvas *to, const ph_label *label, const char *text)
{
    to->put_words(to, label, text);
}

void ph_canvas_bar(ph_canvas *to, ph_ink ink, double x, double y, double width, double height)
{
    to->put_bar(to, ink, x, y, width, height);
}

void ph_canvas_upright(ph_canvas *to, ph_ink ink, double x, double top, double bottom)
{
    to->put_upright(to, ink, x, top, bottom);
}

void ph_canvas_dot(ph_canvas *to, ph_ink ink, double x, double y)
{
    to->put_dot(to, ink, x, y);
}

void ph_canvas_course(ph_canvas *to, ph_ink ink, double x, const char *course)
{
    to->put_course(to, ink, x, course);
}

void ph_canvas_begin(ph_canvas *to, const char *words)
{
    to->begin(to, words);
}

void ph_canvas_end(ph_canvas *to)
{
    to->end(to);
}
