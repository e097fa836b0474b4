/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages of A4 that text flows over, with the tags that say what is what to those who do not see
 * them. Lengths are points; y is more further down.
 *
 * A document is laid out twice by the same calls: once measured, when nothing is drawn, and once
 * drawn, when it is known how many pages there are and which page has what.
 *
 * One thread at a time for each object.
 */
#ifndef PH_REPORTING_PDF_PDF_PAPER_H
#define PH_REPORTING_PDF_PDF_PAPER_H

#include <glib.h>
#include <pango/pangocairo.h>

#include "canvas/canvas.h"
#include "pdf/pdf_fonts.h"

/* Of a page, and of what text has of it. */
#define PH_PDF_PAGE_WIDTH  595.276
#define PH_PDF_PAGE_HEIGHT 841.89
#define PH_PDF_LEFT        51.0
#define PH_PDF_WIDTH       (PH_PDF_PAGE_WIDTH - 2.0 * PH_PDF_LEFT)
#define PH_PDF_TOP         54.0
#define PH_PDF_BOTTOM      (PH_PDF_PAGE_HEIGHT - 62.0)

/* What a document is. All borrowed. */
typedef struct ph_pdf_about {
    const char *title;
    const char *subject;
    const char *author;  /* The program. */
    const char *made_at; /* "2026-12-01T03:00:00Z". */
} ph_pdf_about;

/* How a text looks. */
typedef struct ph_pdf_style {
    ph_pdf_face face;
    double size;
    ph_ink ink;
} ph_pdf_style;

typedef struct ph_pdf_paper ph_pdf_paper;

/* What a picture or a link is in words, and where on its page a picture is. */
typedef struct ph_pdf_described {
    char *words;
    double left, top, width, height;
} ph_pdf_described;

/* @param measured  The same document; NULL: it is to be measured. Both are borrowed. */
ph_pdf_paper *ph_pdf_paper_new(const ph_pdf_fonts *fonts, const ph_pdf_about *about,
                               const ph_pdf_paper *measured);
void ph_pdf_paper_free(ph_pdf_paper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_pdf_paper, ph_pdf_paper_free)

const ph_pdf_fonts *ph_pdf_paper_fonts(const ph_pdf_paper *paper);

/*
 * The document, when all of it is drawn. The paper takes nothing more.
 *
 * @return NULL and error (PH_ERROR_STORAGE).
 */
GBytes *ph_pdf_paper_finish(ph_pdf_paper *paper, GError **error);

/* ph_pdf_described of all pictures, and of all links, in their order. Borrowed. */
const GArray *ph_pdf_paper_pictures(const ph_pdf_paper *paper);
const GArray *ph_pdf_paper_links(const ph_pdf_paper *paper);

/* Where the next thing stands, and what room is left below that. */
double ph_pdf_paper_y(const ph_pdf_paper *paper);
double ph_pdf_paper_room(const ph_pdf_paper *paper);
void ph_pdf_paper_skip(ph_pdf_paper *paper, double height);

/* Go on on the next page; the same where so much is not left of this one. */
void ph_pdf_paper_turn(ph_pdf_paper *paper);
void ph_pdf_paper_keep(ph_pdf_paper *paper, double height);

/* What is drawn in between is that of a structure type of PDF's, "TR". */
void ph_pdf_paper_open(ph_pdf_paper *paper, const char *tag);
void ph_pdf_paper_close(ph_pdf_paper *paper, const char *tag);

/* The cairo_t to draw on; NULL while it is measured. Borrowed. */
cairo_t *ph_pdf_paper_cairo(const ph_pdf_paper *paper);

/* A rule, from a place on to the right. */
void ph_pdf_paper_rule(ph_pdf_paper *paper, ph_ink ink, double x, double y, double width);

/*
 * Lines of a layout, from one on, as far as the height reaches, but one at least.
 *
 * @param line  The first of them; receives the first that is left.
 * @return The height that they take. Where the paper goes on is not changed.
 */
double ph_pdf_paper_lines(ph_pdf_paper *paper, PangoLayout *layout, ph_ink ink, double x,
                          double height, int *line);

/* A text as a structure type, from x on, over as many pages as it takes. */
void ph_pdf_paper_text(ph_pdf_paper *paper, const ph_pdf_style *style, const char *tag, double x,
                       const char *text);

/* One line of text at x, and one at the right end, as what is open at the time. y is not moved. */
void ph_pdf_paper_mark(ph_pdf_paper *paper, const ph_pdf_style *style, double x, const char *text);
void ph_pdf_paper_aside(ph_pdf_paper *paper, const ph_pdf_style *style, const char *text);

/* A heading that links lead to, and that is among the bookmarks: below the newest of the level
 * above it, 1 being the upmost. */
void ph_pdf_paper_heading(ph_pdf_paper *paper, const ph_pdf_style *style, const char *tag,
                          guint level, const char *text);

/* The page of a heading of level 1, which are numbered from 1 on; 0: not known yet. */
guint ph_pdf_paper_page_of(const ph_pdf_paper *paper, guint number);

/* What is drawn in between leads to that heading of level 1. */
void ph_pdf_paper_link(ph_pdf_paper *paper, guint number, const char *words);
void ph_pdf_paper_link_end(ph_pdf_paper *paper);

/* What is drawn in between is a picture, with its place for who goes by that. */
void ph_pdf_paper_picture(ph_pdf_paper *paper, double height, const char *words);
void ph_pdf_paper_picture_end(ph_pdf_paper *paper);

#endif /* PH_REPORTING_PDF_PDF_PAPER_H */
