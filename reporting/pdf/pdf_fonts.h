/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The letters of PDFs: DejaVu Sans, its bold, and DejaVu Sans Mono, and no others, whatever else a
 * machine has, so that the same text is the same bytes. Which files they are, fontconfig says.
 *
 * One thread at a time for each object.
 */
#ifndef PH_REPORTING_PDF_PDF_FONTS_H
#define PH_REPORTING_PDF_PDF_FONTS_H

#include <pango/pango.h>

typedef enum ph_pdf_face { PH_PDF_SANS, PH_PDF_BOLD, PH_PDF_MONO, PH_PDF_FACE_COUNT } ph_pdf_face;

typedef struct ph_pdf_fonts ph_pdf_fonts;

/* @return NULL and error (PH_ERROR_STORAGE): fontconfig knows of no font. */
ph_pdf_fonts *ph_pdf_fonts_new(GError **error);
void ph_pdf_fonts_free(ph_pdf_fonts *fonts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_pdf_fonts, ph_pdf_fonts_free)

/* That another font stands for one that is not installed, as a sentence; NULL: none does. */
const char *ph_pdf_fonts_remark(const ph_pdf_fonts *fonts);

/* What lays text out. The caller unrefs it. */
PangoLayout *ph_pdf_fonts_layout(const ph_pdf_fonts *fonts);

/*
 * Give a layout a text of that face and size, in points. What the face has no sign for stands there
 * as its number, "\u{1f600}".
 */
void ph_pdf_fonts_set(const ph_pdf_fonts *fonts, PangoLayout *layout, ph_pdf_face face, double size,
                      const char *text);

/* How wide so many bytes of a text are on one line, to some hundredths; of letters beyond ASCII,
 * that they are as wide as the widest. */
double ph_pdf_fonts_width(const ph_pdf_fonts *fonts, ph_pdf_face face, double size,
                          const char *text, gsize length);

#endif /* PH_REPORTING_PDF_PDF_FONTS_H */
