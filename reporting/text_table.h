/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table for a terminal: rows of cells, with lines of words between them. No line is wider than
 * PH_COLUMNS, or than what it is printed within: the first column, of names, gives way; and where
 * even that is not enough, each row is a name, and below it what its columns say, in words. Texts
 * are as in columns.h.
 */
#ifndef PH_REPORTING_TEXT_TABLE_H
#define PH_REPORTING_TEXT_TABLE_H

#include <glib.h>
#include <stdio.h>

typedef struct ph_text_table ph_text_table;

/*
 * An empty one.
 *
 * @param indent  Columns to the left of it.
 * @param titles  Of its columns, NULL-terminated, at least one. The first column is flush left; one
 *                whose title begins with "<", which is not printed, is as well; the others, of
 *                figures, are flush right. A column whose cells are all empty is not printed.
 */
ph_text_table *ph_text_table_new(guint indent, const char *const *titles);
void ph_text_table_free(ph_text_table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_text_table, ph_text_table_free)

/* Add a row: as many cells as there are titles, char *, which are taken over, and NULL. */
void ph_text_table_take_row(ph_text_table *table, ...) G_GNUC_NULL_TERMINATED;

/* The same, of a NULL-terminated array, which is taken over, too. */
void ph_text_table_take_cells(ph_text_table *table, char **cells);

/* Add words between rows, from this many columns on: a heading, or what is to be said of a row. */
void ph_text_table_add_words(ph_text_table *table, guint begin, const char *words);

gboolean ph_text_table_is_empty(const ph_text_table *table);

/* Print its titles and all that was added. */
void ph_text_table_print(FILE *to, const ph_text_table *table);

/* The same where so many columns are, at least 40. */
void ph_text_table_print_within(FILE *to, const ph_text_table *table, guint columns);

#endif /* PH_REPORTING_TEXT_TABLE_H */
