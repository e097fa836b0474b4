/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The line that a matrix ends in. */
#include "matrix_report.h"

/* The first of those with the worst verdict, where that is one to tell; NULL: none is. */
static const ph_matrix_cell *worst_cell(const ph_matrix *matrix)
{
    const ph_verdict worst = ph_matrix_verdict(matrix);

    for (guint i = 0; i < matrix->cells->len; i++) {
        const ph_matrix_cell *cell = matrix->cells->pdata[i];

        if (worst > PH_VERDICT_PASS && cell->document && cell->document->report->verdict == worst)
            return cell;
    }
    return NULL;
}

static guint count(const ph_matrix *matrix, ph_verdict verdict)
{
    guint found = 0;

    for (guint i = 0; i < matrix->cells->len; i++) {
        const ph_matrix_cell *cell = matrix->cells->pdata[i];

        found += cell->document && cell->document->report->verdict == verdict;
    }
    return found;
}

static guint count_failed(const ph_matrix *matrix)
{
    guint failed = 0;

    for (guint i = 0; i < matrix->cells->len; i++) {
        const ph_matrix_cell *cell = matrix->cells->pdata[i];

        failed += cell->document && cell->document->report->failure.kind != PH_FAILURE_NONE;
    }
    return failed;
}

char *ph_matrix_line(const ph_matrix *matrix)
{
    const char *verdict = ph_verdict_word(ph_matrix_verdict(matrix));
    const ph_matrix_cell *worst = worst_cell(matrix);
    const guint failed = count_failed(matrix);
    g_autofree char *name = worst ? ph_matrix_cell_name(worst) : NULL;
    g_autofree char *lost =
        failed ? g_strdup_printf(", %u cannot be compared", failed) : g_strdup("");

    if (!worst)
        return g_strdup_printf("Matrix: no regression in %u cells%s [%s]",
                               matrix->cells->len - failed, lost, verdict);
    return g_strdup_printf("Matrix: %s in %u of %u cells, first in %s%s [%s]", verdict,
                           count(matrix, ph_matrix_verdict(matrix)), matrix->cells->len, name, lost,
                           verdict);
}
