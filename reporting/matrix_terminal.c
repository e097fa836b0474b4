/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of a matrix for a terminal. */
#include <string.h>

#include "colour.h"
#include "columns.h"
#include "matrix_report.h"
#include "matrix_rows.h"
#include "text_table.h"

enum { TABLE_BEGINS = 2, WORDS_BEGIN = 6 };

static char *verdict_text(const ph_matrix_row *row, gboolean has_colour)
{
    if (!has_colour || row->kind == PH_VERDICT_NEUTRAL)
        return g_strdup(row->verdict);
    return g_strconcat(ph_colour_of(row->kind), row->verdict, PH_COLOUR_END, NULL);
}

/* A benchmark, as a heading, of which there are several; its cells stand below it. */
static void add_benchmark(ph_text_table *table, const GPtrArray *rows, const char *benchmark,
                          gboolean has_colour)
{
    for (guint i = 0; i < rows->len; i++) {
        const ph_matrix_row *row = rows->pdata[i];

        if (strcmp(row->benchmark, benchmark) != 0)
            continue;
        ph_text_table_take_row(table, g_strdup(row->cell), g_strdup(row->change),
                               g_strdup(row->interval), g_strdup(row->work),
                               verdict_text(row, has_colour), NULL);
        if (*row->words && !row->is_plain)
            ph_text_table_add_words(table, WORDS_BEGIN, row->words);
    }
}

/* What is said of cells alone comes first: nobody else is "". */
void ph_matrix_print(FILE *to, const ph_matrix *matrix, ph_terminal_style style)
{
    static const char *const titles[] = { "", "<head", "<95 % interval", "work", "<", NULL };
    g_autoptr(GPtrArray) rows = ph_matrix_rows(matrix);
    g_autoptr(ph_text_table) table = ph_text_table_new(TABLE_BEGINS, titles);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *title = ph_matrix_title(matrix);
    g_autofree char *line = ph_matrix_line(matrix);

    ph_columns_print(to, 0, TABLE_BEGINS, "%s", title);
    add_benchmark(table, rows, "", style.has_colour);
    for (guint i = 0; i < rows->len; i++) {
        const ph_matrix_row *row = rows->pdata[i];

        if (!*row->benchmark || !g_hash_table_add(seen, row->benchmark))
            continue;
        ph_text_table_add_words(table, TABLE_BEGINS, row->benchmark);
        add_benchmark(table, rows, row->benchmark, style.has_colour);
    }
    ph_text_table_print(to, table);
    ph_columns_print(to, 0, TABLE_BEGINS, "%s", line);
}
