/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text_box.h"

#include "columns.h"

/* On each side, the frame and a blank; of an edge's title, a dash before and one behind. */
enum { SIDE = 2, AROUND_TITLE = 2 };

static void print_edge(const ph_text_box *box, const char *left, const char *title,
                       const char *right)
{
    const guint room = box->columns - 2 * SIDE - AROUND_TITLE;
    g_autofree char *shown = ph_columns_shorten(title, room);

    (void)fprintf(box->to, "%s %s ", left, shown);
    for (guint i = ph_columns_of(shown); i < room + AROUND_TITLE; i++)
        (void)fputs("─", box->to);
    (void)fprintf(box->to, "%s\n", right);
}

void ph_text_box_begin(const ph_text_box *box, const char *title)
{
    print_edge(box, "┌", title, "┐");
}

void ph_text_box_part(const ph_text_box *box, const char *title)
{
    print_edge(box, "├", title, "┤");
}

void ph_text_box_end(const ph_text_box *box)
{
    (void)fputs("└", box->to);
    for (guint i = 2; i < box->columns; i++)
        (void)fputs("─", box->to);
    (void)fputs("┘\n", box->to);
}

void ph_text_box_print(const ph_text_box *box, guint begin, guint indent, const char *format, ...)
{
    const guint room = box->columns - 2 * SIDE;
    g_autoptr(GString) filled = g_string_new(NULL);
    g_autofree char *written = NULL, *text = NULL;
    g_auto(GStrv) lines = NULL;
    va_list arguments;

    va_start(arguments, format);
    written = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    text = g_utf8_make_valid(written, -1);
    g_string_append_printf(filled, "%*s", (int)begin, "");
    ph_columns_fill(filled, text, begin, indent, room);
    lines = g_strsplit(filled->str, "\n", -1);
    for (guint i = 0; lines[i] && lines[i + 1]; i++)
        (void)fprintf(box->to, "│ %s%*s │\n", lines[i], (int)(room - ph_columns_of(lines[i])), "");
}
