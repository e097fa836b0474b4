/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/pdf_paper.h"

#include <cairo-pdf.h>

#include "canvas/cairo_canvas.h"
#include "error/error.h"
#include "perfharness/require.h"

enum { LEVELS = 2, ORPHAN_LINES = 2 };

static const double RULE_WIDTH = 0.6, FOOTER_Y = PH_PDF_PAGE_HEIGHT - 40.0;
static const ph_pdf_style footer = { PH_PDF_SANS, 7.5, PH_INK_SOFT };

struct ph_pdf_paper {
    const ph_pdf_fonts *fonts;
    const ph_pdf_about *about;
    const ph_pdf_paper *measured; /* NULL: this is measured. */
    GByteArray *bytes;
    cairo_surface_t *surface; /* NULL: this is measured; so is cairo. */
    cairo_t *cairo;
    PangoLayout *layout;
    PangoLayout *line; /* Of one of its lines. */
    guint page;        /* From 1 on. */
    double y;
    GArray *places; /* guint: the page of each heading of level 1. */
    guint headings;
    int bookmarks[LEVELS + 1]; /* The newest of each level; of 0, what the upmost hang on. */
    GArray *pictures, *links;  /* ph_pdf_described. */
};

static cairo_status_t append(void *closure, const unsigned char *data, unsigned length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static void clear_described(gpointer described)
{
    g_free(((ph_pdf_described *)described)->words);
}

static GArray *new_described(void)
{
    GArray *list = g_array_new(FALSE, TRUE, sizeof(ph_pdf_described));

    g_array_set_clear_func(list, clear_described);
    return list;
}

static void start_drawing(ph_pdf_paper *paper)
{
    const ph_pdf_about *about = paper->about;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        append, paper->bytes, PH_PDF_PAGE_WIDTH, PH_PDF_PAGE_HEIGHT);

    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, about->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, about->subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, about->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, about->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, about->made_at);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, about->made_at);
    paper->surface = surface;
    paper->cairo = cairo_create(surface);
}

ph_pdf_paper *ph_pdf_paper_new(const ph_pdf_fonts *fonts, const ph_pdf_about *about,
                               const ph_pdf_paper *measured)
{
    ph_pdf_paper *paper = g_new0(ph_pdf_paper, 1);

    paper->fonts = fonts;
    paper->about = about;
    paper->measured = measured;
    paper->bytes = g_byte_array_new();
    paper->layout = ph_pdf_fonts_layout(fonts);
    paper->line = ph_pdf_fonts_layout(fonts);
    paper->page = 1;
    paper->y = PH_PDF_TOP;
    paper->places = g_array_new(FALSE, FALSE, sizeof(guint));
    paper->bookmarks[0] = CAIRO_PDF_OUTLINE_ROOT;
    paper->pictures = new_described();
    paper->links = new_described();
    if (measured)
        start_drawing(paper);
    ph_pdf_paper_open(paper, "Document");
    return paper;
}

void ph_pdf_paper_free(ph_pdf_paper *paper)
{
    g_clear_pointer(&paper->cairo, cairo_destroy);
    g_clear_pointer(&paper->surface, cairo_surface_destroy);
    g_object_unref(paper->layout);
    g_object_unref(paper->line);
    g_clear_pointer(&paper->bytes, g_byte_array_unref);
    g_array_unref(paper->places);
    g_array_unref(paper->pictures);
    g_array_unref(paper->links);
    g_free(paper);
}

const ph_pdf_fonts *ph_pdf_paper_fonts(const ph_pdf_paper *paper)
{
    return paper->fonts;
}

const GArray *ph_pdf_paper_pictures(const ph_pdf_paper *paper)
{
    return paper->pictures;
}

const GArray *ph_pdf_paper_links(const ph_pdf_paper *paper)
{
    return paper->links;
}

cairo_t *ph_pdf_paper_cairo(const ph_pdf_paper *paper)
{
    return paper->cairo;
}

/* Tags */

void ph_pdf_paper_open(ph_pdf_paper *paper, const char *tag)
{
    if (paper->cairo)
        cairo_tag_begin(paper->cairo, tag, NULL);
}

void ph_pdf_paper_close(ph_pdf_paper *paper, const char *tag)
{
    if (paper->cairo)
        cairo_tag_end(paper->cairo, tag);
}

/* Pages */

double ph_pdf_paper_y(const ph_pdf_paper *paper)
{
    return paper->y;
}

double ph_pdf_paper_room(const ph_pdf_paper *paper)
{
    return PH_PDF_BOTTOM - paper->y;
}

void ph_pdf_paper_skip(ph_pdf_paper *paper, double height)
{
    paper->y += height;
}

void ph_pdf_paper_rule(ph_pdf_paper *paper, ph_ink ink, double x, double y, double width)
{
    if (!paper->cairo)
        return;
    ph_cairo_use_ink(paper->cairo, ink);
    cairo_rectangle(paper->cairo, x, y - RULE_WIDTH / 2.0, width, RULE_WIDTH);
    cairo_fill(paper->cairo);
}

static void set_text(ph_pdf_paper *paper, const ph_pdf_style *style, double width, const char *text)
{
    pango_layout_set_width(paper->layout, width < 0.0 ? -1 : pango_units_from_double(width));
    ph_pdf_fonts_set(paper->fonts, paper->layout, style->face, style->size, text);
}

void ph_pdf_paper_mark(ph_pdf_paper *paper, const ph_pdf_style *style, double x, const char *text)
{
    int line = 0;

    set_text(paper, style, -1.0, text);
    (void)ph_pdf_paper_lines(paper, paper->layout, style->ink, x, PH_PDF_PAGE_HEIGHT, &line);
}

void ph_pdf_paper_aside(ph_pdf_paper *paper, const ph_pdf_style *style, const char *text)
{
    PangoRectangle box;

    set_text(paper, style, -1.0, text);
    pango_layout_get_extents(paper->layout, NULL, &box);
    ph_pdf_paper_mark(paper, style, PH_PDF_LEFT + PH_PDF_WIDTH - pango_units_to_double(box.width),
                      text);
}

/* Which page of how many, of what: no part of the text, for which NonStruct stands until
 * pdf_archival.h. The cover has none. */
static void put_footer(ph_pdf_paper *paper)
{
    g_autofree char *number = NULL;

    if (!paper->cairo || paper->page == 1)
        return;
    number = g_strdup_printf("%u of %u", paper->page, paper->measured->page);
    paper->y = FOOTER_Y;
    ph_pdf_paper_open(paper, "NonStruct");
    ph_pdf_paper_rule(paper, PH_INK_GRID, PH_PDF_LEFT, FOOTER_Y - 6.0, PH_PDF_WIDTH);
    ph_pdf_paper_aside(paper, &footer, number);
    ph_pdf_paper_mark(paper, &footer, PH_PDF_LEFT, paper->about->title);
    ph_pdf_paper_close(paper, "NonStruct");
}

void ph_pdf_paper_turn(ph_pdf_paper *paper)
{
    put_footer(paper);
    if (paper->cairo)
        cairo_show_page(paper->cairo);
    paper->page++;
    paper->y = PH_PDF_TOP;
}

void ph_pdf_paper_keep(ph_pdf_paper *paper, double height)
{
    if (ph_pdf_paper_room(paper) < height && paper->y > PH_PDF_TOP)
        ph_pdf_paper_turn(paper);
}

GBytes *ph_pdf_paper_finish(ph_pdf_paper *paper, GError **error)
{
    cairo_status_t status;

    put_footer(paper);
    ph_pdf_paper_close(paper, "Document");
    if (!paper->cairo)
        return g_bytes_new(NULL, 0);
    cairo_show_page(paper->cairo);
    status = cairo_status(paper->cairo);
    cairo_surface_finish(paper->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(paper->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes(g_steal_pointer(&paper->bytes));
    (void)ph_refuse(error, PH_ERROR_STORAGE, "making a PDF: %s", cairo_status_to_string(status));
    return NULL;
}

/* Text */

/*
 * A line as it is read. The blank that a line of several ends with has no sign in their layout: it
 * would be words beside the signs, which not all that read PDFs understand, and without it words
 * would be one.
 */
static void put_line(ph_pdf_paper *paper, PangoLayout *layout, PangoLayoutLine *line)
{
    const char *text = pango_layout_get_text(layout) + line->start_index;

    if (line->length > 0 && text[line->length - 1] == ' ') {
        pango_layout_set_font_description(paper->line, pango_layout_get_font_description(layout));
        pango_layout_set_attributes(paper->line, pango_layout_get_attributes(layout));
        pango_layout_set_text(paper->line, text, line->length); /* What breaks is of no matter. */
        line = pango_layout_get_line_readonly(paper->line, 0);
    }
    pango_cairo_show_layout_line(paper->cairo, line);
}

double ph_pdf_paper_lines(ph_pdf_paper *paper, PangoLayout *layout, ph_ink ink, double x,
                          double height, int *line)
{
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    const int first = *line;
    double top = 0.0, used = 0.0;

    for (int i = 0; i < first; i++)
        (void)pango_layout_iter_next_line(at);
    do {
        PangoRectangle box;

        pango_layout_iter_get_line_extents(at, NULL, &box);
        if (*line == first)
            top = pango_units_to_double(box.y);
        else if (pango_units_to_double(box.y + box.height) - top > height)
            break;
        used = pango_units_to_double(box.y + box.height) - top;
        (*line)++;
        if (!paper->cairo)
            continue;
        ph_cairo_use_ink(paper->cairo, ink);
        cairo_move_to(paper->cairo, x + pango_units_to_double(box.x),
                      paper->y + pango_units_to_double(pango_layout_iter_get_baseline(at)) - top);
        put_line(paper, layout, pango_layout_iter_get_line_readonly(at));
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
    return used;
}

void ph_pdf_paper_text(ph_pdf_paper *paper, const ph_pdf_style *style, const char *tag, double x,
                       const char *text)
{
    PangoLayout *layout;
    int count, line = 0;

    set_text(paper, style, PH_PDF_LEFT + PH_PDF_WIDTH - x, text);
    layout = pango_layout_copy(paper->layout); /* That of a footer is another's. */
    count = pango_layout_get_line_count(layout);
    ph_pdf_paper_keep(paper, MIN(count, ORPHAN_LINES) * style->size * 1.2);
    while (line < count) {
        ph_pdf_paper_open(paper, tag);
        paper->y +=
            ph_pdf_paper_lines(paper, layout, style->ink, x, ph_pdf_paper_room(paper), &line);
        ph_pdf_paper_close(paper, tag);
        if (line < count)
            ph_pdf_paper_turn(paper);
    }
    g_object_unref(layout);
}

/* Headings, links, pictures */

static void begin_place(ph_pdf_paper *paper, guint level, const char *text)
{
    g_autofree char *name = level == 1 ? g_strdup_printf("name='s%u'", paper->places->len)
                                       : g_strdup_printf("name='h%u'", paper->headings);
    g_autofree char *to = level == 1 ? g_strdup_printf("dest='s%u'", paper->places->len)
                                     : g_strdup_printf("dest='h%u'", paper->headings);

    if (!paper->cairo)
        return;
    paper->bookmarks[level] = cairo_pdf_surface_add_outline(
        paper->surface, paper->bookmarks[level - 1], text, to, (cairo_pdf_outline_flags_t)0);
    cairo_tag_begin(paper->cairo, CAIRO_TAG_DEST, name);
}

void ph_pdf_paper_heading(ph_pdf_paper *paper, const ph_pdf_style *style, const char *tag,
                          guint level, const char *text)
{
    PH_REQUIRE(level >= 1 && level <= LEVELS);

    ph_pdf_paper_keep(paper, 2.0 * style->size);
    if (level == 1)
        g_array_append_val(paper->places, paper->page);
    paper->headings++;
    begin_place(paper, level, text);
    ph_pdf_paper_text(paper, style, tag, PH_PDF_LEFT, text);
    ph_pdf_paper_close(paper, CAIRO_TAG_DEST);
}

guint ph_pdf_paper_page_of(const ph_pdf_paper *paper, guint number)
{
    PH_REQUIRE(number >= 1);

    return paper->measured && number <= paper->measured->places->len
               ? g_array_index(paper->measured->places, guint, number - 1)
               : 0;
}

void ph_pdf_paper_link(ph_pdf_paper *paper, guint number, const char *words)
{
    const ph_pdf_described link = { .words = g_strdup(words) };
    g_autofree char *to = g_strdup_printf("dest='s%u'", number);

    g_array_append_val(paper->links, link);
    if (paper->cairo)
        cairo_tag_begin(paper->cairo, CAIRO_TAG_LINK, to);
}

void ph_pdf_paper_link_end(ph_pdf_paper *paper)
{
    ph_pdf_paper_close(paper, CAIRO_TAG_LINK);
}

void ph_pdf_paper_picture(ph_pdf_paper *paper, double height, const char *words)
{
    const ph_pdf_described picture = { g_strdup(words), PH_PDF_LEFT, paper->y, PH_PDF_WIDTH,
                                       height };

    g_array_append_val(paper->pictures, picture);
    ph_pdf_paper_open(paper, "Figure");
}

void ph_pdf_paper_picture_end(ph_pdf_paper *paper)
{
    ph_pdf_paper_close(paper, "Figure");
}
