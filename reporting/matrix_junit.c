/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JUnit XML of a matrix. */
#include "junit_document.h"
#include "matrix_report.h"
#include "matrix_rows.h"

/* As of a comparison: the matrix' own verdict is a case, by the same name in every one. */
static void add_verdict(ph_junit_suite *to, const ph_matrix *matrix)
{
    g_autofree char *line = ph_matrix_line(matrix);

    ph_junit_add_property(to, PH_CONTRAST_BASE, matrix->base_named);
    if (matrix->head_named)
        ph_junit_add_property(to, PH_CONTRAST_HEAD, matrix->head_named);
    ph_junit_add_property(to, "repeat", matrix->repeat);
    ph_junit_add_case(to, "matrix", ph_matrix_verdict(matrix), line);
}

/* "rustc 1.96.0, native: comp3/L2"; of what is said of a cell itself, that cell alone. */
static char *name_of(const ph_matrix_row *row)
{
    const char *what = row->is_error ? row->words : row->benchmark;

    return g_strdup_printf("%s%s%s", row->cell, *what ? ": " : "", what);
}

static void add_row(ph_junit_suite *to, const ph_matrix_row *row)
{
    g_autofree char *name = name_of(row);
    g_autofree char *why =
        g_strdup_printf("%s%s%s", row->change, *row->change ? "; " : "", row->words);

    if (row->is_base)
        ph_junit_add_property(to, "compared with", row->cell);
    else
        ph_junit_add_case(to, name, row->kind, why);
}

char *ph_matrix_junit(const ph_matrix *matrix)
{
    g_autoptr(GPtrArray) rows = ph_matrix_rows(matrix);
    GString *text = ph_junit_begin();
    g_auto(ph_junit_suite) verdict = ph_junit_suite_new("verdict");
    g_auto(ph_junit_suite) cells = ph_junit_suite_new("cells");

    add_verdict(&verdict, matrix);
    for (guint i = 0; i < rows->len; i++)
        add_row(&cells, rows->pdata[i]);
    ph_junit_append(text, &verdict);
    ph_junit_append(text, &cells);
    return ph_junit_end(text);
}
