/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a PDF is, as XMP (ISO 16684-1): the same words as in its info dictionary, and that it is
 * PDF/A-2a and PDF/UA-1. Any thread; no state. */
#ifndef PH_REPORTING_PDF_PDF_XMP_H
#define PH_REPORTING_PDF_PDF_XMP_H

#include "pdf/pdf_paper.h"

/* @param producer  NULL: not known. The caller frees it. */
char *ph_pdf_xmp(const ph_pdf_about *about, const char *producer);

#endif /* PH_REPORTING_PDF_PDF_XMP_H */
