/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/pdf_table.h"

#include <math.h>
#include <string.h>

static const ph_pdf_style caption_style = { PH_PDF_BOLD, 8.0, PH_INK_TEXT };
static const ph_pdf_style label_style = { PH_PDF_BOLD, 7.0, PH_INK_SOFT };
static const ph_pdf_style name_style = { PH_PDF_BOLD, 7.2, PH_INK_TEXT };
static const ph_pdf_style cell_style = { PH_PDF_SANS, 7.2, PH_INK_TEXT };

static const double GAP = 8.0;          /* Between columns. */
static const double PADDING = 2.6;      /* Above a row's text, and below it. */
static const double WORD_MAX = 96.0;    /* A longer one is broken. */
static const double SLACK = 0.5;        /* What letters are wider beside one another. */
static const double STRETCH_MAX = 2.0;  /* Further away from each other, cells are no row. */
static const double START_LEAST = 70.0; /* What is to be on a page of a table that begins there. */

typedef struct columns {
    ph_pdf_paper *paper;
    const ph_pdf_table *table;
    double *x, *width;    /* Of each column. */
    PangoLayout **layout; /* Of each column, for the row at hand. */
} columns;

static void columns_clear(columns *all)
{
    for (guint i = 0; i < all->table->column_count; i++)
        g_object_unref(all->layout[i]);
    g_free(all->layout);
    g_free(all->x);
    g_free(all->width);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(columns, columns_clear)

static const char *text_at(const ph_pdf_table *table, guint row, guint column)
{
    return table->cells[row * table->column_count + column];
}

static double width_of(const columns *all, const ph_pdf_style *style, const char *text,
                       gsize length)
{
    return ph_pdf_fonts_width(ph_pdf_paper_fonts(all->paper), style->face, style->size, text,
                              length) +
           SLACK;
}

/* As wide as its widest word. */
static double word_width(const columns *all, const ph_pdf_style *style, const char *text)
{
    double width = 0.0;

    for (const char *at = text; *at;) {
        const gsize word = strcspn(at, " ");

        width = fmax(width, width_of(all, style, at, word));
        at += word + strspn(at + word, " ");
    }
    return width;
}

/* What a column asks for: as narrow as its words, as wide as its texts. */
static void find_wishes(const columns *all, guint column, double *least, double *most)
{
    const ph_pdf_column *of = &all->table->columns[column];
    const ph_pdf_style *style = column == 0 ? &name_style : &cell_style;
    const double label = word_width(all, &label_style, of->label);

    *least = *most = 0.0;
    for (guint row = 0; row < all->table->row_count; row++) {
        const char *text = text_at(all->table, row, column);

        *least = fmax(*least, word_width(all, style, text));
        *most = fmax(*most, width_of(all, style, text, strlen(text)));
    }
    *most = fmax(*most, label);
    *least = of->is_number ? *most : fmax(fmin(*least, WORD_MAX), label);
}

/* All of them as narrow as a limit, where they are wider. */
static double narrow_sum(const double *widths, guint count, double limit)
{
    double sum = 0.0;

    for (guint i = 0; i < count; i++)
        sum += fmin(widths[i], limit);
    return sum;
}

/* Where there is no room for their words, the longest are broken first. */
static void narrow(double *least, guint count, double room)
{
    double limit = PH_PDF_WIDTH;

    while (narrow_sum(least, count, limit) > room && limit > 1.0)
        limit--;
    for (guint i = 0; i < count; i++)
        least[i] = fmin(least[i], limit);
}

/* Between what they ask for at least and at most, so that they fill a page's width. */
static void find_widths(columns *all)
{
    const guint count = all->table->column_count;
    const double room = PH_PDF_WIDTH - GAP * (count - 1);
    g_autofree double *least = g_new(double, count), *most = g_new(double, count);
    double least_sum, most_sum, x = PH_PDF_LEFT;

    for (guint i = 0; i < count; i++)
        find_wishes(all, i, &least[i], &most[i]);
    narrow(least, count, room);
    least_sum = narrow_sum(least, count, HUGE_VAL);
    most_sum = narrow_sum(most, count, HUGE_VAL);
    for (guint i = 0; i < count; i++) {
        if (most_sum <= room)
            all->width[i] = most[i] * fmin(room / most_sum, STRETCH_MAX);
        else
            all->width[i] =
                least[i] + (most[i] - least[i]) * (room - least_sum) / (most_sum - least_sum);
        all->x[i] = x;
        x += all->width[i] + GAP;
    }
}

static void lay_out(const columns *all, guint column, const ph_pdf_style *style, const char *text)
{
    PangoLayout *layout = all->layout[column];

    pango_layout_set_alignment(layout, all->table->columns[column].is_number ? PANGO_ALIGN_RIGHT
                                                                             : PANGO_ALIGN_LEFT);
    pango_layout_set_width(layout, pango_units_from_double(all->width[column]));
    ph_pdf_fonts_set(ph_pdf_paper_fonts(all->paper), layout, style->face, style->size, text);
}

static double highest(const columns *all)
{
    double height = 0.0;

    for (guint i = 0; i < all->table->column_count; i++) {
        PangoRectangle box;

        pango_layout_get_extents(all->layout[i], NULL, &box);
        height = fmax(height, pango_units_to_double(box.height));
    }
    return height;
}

/* A rule above each of a row's cells, which together are one. */
static void put_rule(const columns *all, guint column, ph_ink ink)
{
    const gboolean is_last = column + 1 == all->table->column_count;

    ph_pdf_paper_rule(all->paper, ink, all->x[column], ph_pdf_paper_y(all->paper),
                      all->width[column] + (is_last ? 0.0 : GAP));
}

/* One cell's lines, from one on, in what room there is. The height that they take. */
static double put_cell(const columns *all, guint column, const char *tag, ph_ink ink,
                       ph_ink rule_ink, double room, int *line)
{
    double height = 0.0;

    ph_pdf_paper_open(all->paper, tag);
    put_rule(all, column, rule_ink);
    ph_pdf_paper_skip(all->paper, PADDING);
    if (*line < pango_layout_get_line_count(all->layout[column]))
        height = ph_pdf_paper_lines(all->paper, all->layout[column], ink, all->x[column],
                                    room - 2.0 * PADDING, line);
    ph_pdf_paper_skip(all->paper, -PADDING);
    ph_pdf_paper_close(all->paper, tag);
    return height;
}

static void put_labels(const columns *all)
{
    double height = 0.0;

    ph_pdf_paper_open(all->paper, "TR");
    for (guint i = 0; i < all->table->column_count; i++) {
        int line = 0;

        lay_out(all, i, &label_style, all->table->columns[i].label);
        height = fmax(height, put_cell(all, i, "TH", label_style.ink, PH_INK_GAP,
                                       ph_pdf_paper_room(all->paper), &line));
    }
    ph_pdf_paper_close(all->paper, "TR");
    ph_pdf_paper_skip(all->paper, height + 2.0 * PADDING);
}

static void lay_row_out(const columns *all, guint row)
{
    for (guint i = 0; i < all->table->column_count; i++)
        lay_out(all, i, i == 0 ? &name_style : &cell_style, text_at(all->table, row, i));
}

/* What is left of a row, or what a page has room for of it. TRUE: there is more. */
static gboolean put_part(const columns *all, int *lines)
{
    double height = 0.0;
    gboolean is_more = FALSE;

    ph_pdf_paper_open(all->paper, "TR");
    for (guint i = 0; i < all->table->column_count; i++) {
        height = fmax(height, put_cell(all, i, i == 0 ? "TH" : "TD", PH_INK_TEXT, PH_INK_GRID,
                                       ph_pdf_paper_room(all->paper), &lines[i]));
        is_more |= lines[i] < pango_layout_get_line_count(all->layout[i]);
    }
    ph_pdf_paper_close(all->paper, "TR");
    ph_pdf_paper_skip(all->paper, height + 2.0 * PADDING);
    return is_more;
}

static void turn(const columns *all, guint row)
{
    ph_pdf_paper_turn(all->paper);
    put_labels(all);
    lay_row_out(all, row); /* Labels were laid out meanwhile. */
}

static void put_row(const columns *all, guint row)
{
    g_autofree int *lines = g_new0(int, all->table->column_count);
    const double page = PH_PDF_BOTTOM - PH_PDF_TOP;
    double height;

    lay_row_out(all, row);
    height = highest(all) + 2.0 * PADDING;
    if (height > ph_pdf_paper_room(all->paper) &&
        (height < page / 2.0 || ph_pdf_paper_room(all->paper) < START_LEAST))
        turn(all, row);
    while (put_part(all, lines))
        turn(all, row);
}

void ph_pdf_table_put(ph_pdf_paper *paper, const ph_pdf_table *table)
{
    const guint count = table->column_count;
    g_auto(columns) all = { paper, table, g_new(double, count), g_new(double, count),
                            g_new(PangoLayout *, count) };

    for (guint i = 0; i < count; i++)
        all.layout[i] = ph_pdf_fonts_layout(ph_pdf_paper_fonts(paper));
    find_widths(&all);
    ph_pdf_paper_keep(paper, START_LEAST);
    ph_pdf_paper_open(paper, "Table");
    if (table->caption) {
        ph_pdf_paper_text(paper, &caption_style, "Caption", PH_PDF_LEFT, table->caption);
        ph_pdf_paper_skip(paper, PADDING);
    }
    put_labels(&all);
    for (guint row = 0; row < table->row_count; row++)
        put_row(&all, row);
    ph_pdf_paper_close(paper, "Table");
}
