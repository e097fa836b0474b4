/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text for a terminal, by the columns it takes there. Texts are valid UTF-8. A character is none,
 * one or two columns wide; the sequences of colour.h are none, and any other control character is
 * the caller's to keep out (ph_error_printable()).
 */
#ifndef PH_REPORTING_COLUMNS_H
#define PH_REPORTING_COLUMNS_H

#include <glib.h>
#include <stdio.h>

/*
 * No line is wider, but on pages that follow the terminal's width. It is the same whatever the
 * terminal, so that what goes to a file is the same everywhere.
 */
#define PH_COLUMNS 80

/* The columns that a page may use which follows the terminal's width: those of the terminal that
 * the stream is, from 40 to 240; PH_COLUMNS where it is none. */
guint ph_columns_of_stream(FILE *stream);

guint ph_columns_of(const char *text);

/* The text where it takes no more than so many columns (at least 1); else both ends of it, with "…"
 * between. The caller frees it. */
char *ph_columns_shorten(const char *text, guint columns);

/*
 * Append words, from this column on and, in lines that follow, from the indent on, and end the
 * line. No line reaches beyond the column `end`: a word that is longer than a whole line is cut,
 * behind a slash if there is one.
 */
void ph_columns_fill(GString *to, const char *text, guint column, guint indent, guint end);

/* Print such words from the column `begin` of a new line on, up to PH_COLUMNS. What is not UTF-8 in
 * them is shown as U+FFFD. */
void ph_columns_print(FILE *to, guint begin, guint indent, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The same up to the column `end`. */
void ph_columns_print_within(FILE *to, guint begin, guint indent, guint end, const char *format,
                             ...) G_GNUC_PRINTF(5, 6);

#endif /* PH_REPORTING_COLUMNS_H */
