/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of a matrix in GitHub's Markdown. */
#include "markdown_escape.h"
#include "matrix_report.h"
#include "matrix_rows.h"

static void append_escaped(GString *page, const char *text)
{
    g_autofree char *escaped = ph_markdown_escape(text);

    g_string_append(page, escaped);
}

static void append_cell(GString *page, const char *text)
{
    g_string_append(page, " ");
    append_escaped(page, text);
    g_string_append(page, " |");
}

static void append_row(GString *page, const ph_matrix_row *row)
{
    g_string_append_c(page, '|');
    append_cell(page, row->cell);
    append_cell(page, row->benchmark);
    append_cell(page, row->change);
    append_cell(page, row->interval);
    append_cell(page, row->work);
    append_cell(page, row->verdict);
    append_cell(page, row->words);
    g_string_append_c(page, '\n');
}

char *ph_matrix_markdown(const ph_matrix *matrix)
{
    g_autoptr(GPtrArray) rows = ph_matrix_rows(matrix);
    g_autofree char *line = ph_matrix_line(matrix);
    g_autofree char *title = ph_matrix_title(matrix);
    GString *page = g_string_new("**");

    append_escaped(page, line);
    g_string_append(page, "**\n\n");
    append_escaped(page, title);
    g_string_append(page, "\n\n| built by | benchmark | head | 95 % interval | work | verdict | |\n"
                          "|---|---|--:|--:|--:|---|---|\n");
    for (guint i = 0; i < rows->len; i++)
        append_row(page, rows->pdata[i]);
    return g_string_free(page, FALSE);
}
