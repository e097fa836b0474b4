/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table on pages: columns as wide as their text asks for, as far as a page goes; the headings
 * again on each page; a row on one page, unless it is higher than that.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_PDF_PDF_TABLE_H
#define PH_REPORTING_PDF_PDF_TABLE_H

#include "pdf/pdf_paper.h"

/* All borrowed. */
typedef struct ph_pdf_column {
    const char *label;
    gboolean is_number; /* It stands at the right, and is not broken. */
} ph_pdf_column;

typedef struct ph_pdf_table {
    const char *caption;          /* NULL: none. */
    const ph_pdf_column *columns; /* The first is that of the rows' names. */
    guint column_count;
    const char *const *cells; /* Row by row. */
    guint row_count;
} ph_pdf_table;

void ph_pdf_table_put(ph_pdf_paper *paper, const ph_pdf_table *table);

#endif /* PH_REPORTING_PDF_PDF_TABLE_H */
