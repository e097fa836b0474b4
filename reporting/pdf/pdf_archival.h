/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What cairo cannot say of a PDF, said in it afterwards, so that it is PDF/A-2a (ISO 19005-2, to be
 * kept) and PDF/UA-1 (ISO 14289-1, to be read by whoever cannot see it): its language, its
 * colours, its metadata once more as XMP, what pictures and links are in words, what headings of
 * tables are headings of, and that what stands on each page is no part of the text.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_PDF_PDF_ARCHIVAL_H
#define PH_REPORTING_PDF_PDF_ARCHIVAL_H

#include "pdf/pdf_paper.h"

/*
 * @param drawn  A document of a ph_pdf_paper, whose pictures and links are described.
 * @return NULL and error (PH_ERROR_STORAGE). The caller unrefs it.
 */
GBytes *ph_pdf_archival(GBytes *drawn, const GArray *pictures, const GArray *links,
                        const ph_pdf_about *about, GError **error);

#endif /* PH_REPORTING_PDF_PDF_ARCHIVAL_H */
