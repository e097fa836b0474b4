/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the colours of a PDF are, as a profile of the ICC's. Any thread; no state. */
#ifndef PH_REPORTING_PDF_PDF_COLOURS_H
#define PH_REPORTING_PDF_PDF_COLOURS_H

#include <glib.h>

/* sRGB, the same bytes for the same time, "2026-12-01T03:00:00Z". The caller unrefs it. */
GBytes *ph_pdf_colours_srgb(const char *made_at);

#endif /* PH_REPORTING_PDF_PDF_COLOURS_H */
