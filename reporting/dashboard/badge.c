/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dashboard/badge.h"

#include "error/error.h"

/* Lengths are in the units of the picture. Whatever the font, the text is told how long it is to
 * be: so many tenths a letter. */
enum { HEIGHT = 20, LETTER_TENTHS = 64, BASELINE = 14, LETTERS_MAX = 48 };
static const glong PADDING = 7;

static const char label_colour[] = "#3d434b";

static const char *const colours[] = {
#define X(identifier, colour) colour,
    PH_BADGE_TONE_LIST(X)
#undef X
};

/* Fit for one line of XML, and no longer than a badge. */
static char *cut(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);
    g_autofree char *begin = NULL;

    if (g_utf8_strlen(printable, -1) <= LETTERS_MAX)
        return g_steal_pointer(&printable);
    begin = g_utf8_substring(printable, 0, LETTERS_MAX - 1);
    return g_strconcat(begin, "…", NULL);
}

static glong text_width(const char *text)
{
    return (g_utf8_strlen(text, -1) * LETTER_TENTHS + 9) / 10;
}

static void put_text(GString *svg, glong x, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);

    g_string_append_printf(svg, "<text x=\"%ld\" y=\"%d\" textLength=\"%ld\">%s</text>\n", x,
                           BASELINE, text_width(text), escaped);
}

char *ph_badge_svg(const char *label, const char *said, ph_badge_tone tone)
{
    g_autofree char *left = cut(label);
    g_autofree char *right = cut(said);
    g_autofree char *words = g_strdup_printf("%s: %s", left, right);
    g_autofree char *title = g_markup_escape_text(words, -1);
    const glong left_width = text_width(left) + 2 * PADDING;
    const glong right_width = text_width(right) + 2 * PADDING;
    GString *svg = g_string_new(NULL);

    g_string_append_printf(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%ld\" height=\"%d\" role=\"img\" "
        "aria-label=\"%s\">\n<title>%s</title>\n"
        "<clipPath id=\"edge\"><rect width=\"%ld\" height=\"%d\" rx=\"3\"/></clipPath>\n"
        "<g clip-path=\"url(#edge)\"><rect width=\"%ld\" height=\"%d\" fill=\"%s\"/>"
        "<rect x=\"%ld\" width=\"%ld\" height=\"%d\" fill=\"%s\"/></g>\n"
        "<g fill=\"#fff\" font-family=\"Verdana,'DejaVu Sans',sans-serif\" font-size=\"11\" "
        "aria-hidden=\"true\">\n",
        left_width + right_width, HEIGHT, title, title, left_width + right_width, HEIGHT,
        left_width, HEIGHT, label_colour, left_width, right_width, HEIGHT, colours[tone]);
    put_text(svg, PADDING, left);
    put_text(svg, left_width + PADDING, right);
    g_string_append(svg, "</g>\n</svg>\n");
    return g_string_free(svg, FALSE);
}
