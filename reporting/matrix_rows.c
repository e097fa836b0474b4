/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "matrix_rows.h"

#include <math.h>

#include "contrast_words.h"
#include "verdict/change_text.h"

enum { DECIMALS = 1 };

static void row_free(gpointer data)
{
    ph_matrix_row *row = data;

    g_free(row->cell);
    g_free(row->benchmark);
    g_free(row->change);
    g_free(row->interval);
    g_free(row->work);
    g_free(row->verdict);
    g_free(row->words);
    g_free(row);
}

static ph_matrix_row *add_row(GPtrArray *rows, const ph_matrix_cell *cell)
{
    ph_matrix_row *row = g_new0(ph_matrix_row, 1);

    row->cell = ph_matrix_cell_name(cell);
    g_ptr_array_add(rows, row);
    return row;
}

/* What is said of a cell itself. */
static ph_matrix_row *add_note(GPtrArray *rows, const ph_matrix_cell *cell, ph_verdict kind,
                               const char *words)
{
    ph_matrix_row *row = add_row(rows, cell);

    row->benchmark = g_strdup("");
    row->change = g_strdup("");
    row->interval = g_strdup("");
    row->work = g_strdup("");
    row->kind = kind;
    row->verdict = g_strdup(ph_verdict_word(kind));
    row->words = g_strdup(words);
    return row;
}

static void add_base(GPtrArray *rows, const ph_matrix_cell *cell)
{
    ph_matrix_row *row =
        add_note(rows, cell, PH_VERDICT_NEUTRAL, "the others are compared with this");

    g_free(row->verdict);
    row->verdict = g_strdup(PH_CONTRAST_BASE);
    row->is_base = TRUE;
}

/* What was not timed has no change of its own. */
static void add_contrast(GPtrArray *rows, const ph_matrix_cell *cell, const ph_contrast *contrast)
{
    const ph_contrast_report *report = cell->document->report;
    const double work = contrast->head_work / contrast->base_work;
    ph_matrix_row *row = add_row(rows, cell);

    row->benchmark = ph_contrast_name(contrast);
    row->change = isfinite(contrast->ratio) ? ph_change_text_of_ratio(contrast->ratio, DECIMALS)
                                            : g_strdup("");
    row->interval = isfinite(contrast->ci95.low)
                        ? ph_change_interval_text_of_ratio(contrast->ci95, DECIMALS)
                        : g_strdup("");
    row->work = isfinite(work) ? g_strdup_printf("%.4f ×", work) : g_strdup("");
    row->kind = contrast->call.verdict;
    row->verdict = g_strdup(ph_verdict_word(row->kind));
    row->words = ph_contrast_words_alone(contrast, report);
    row->is_plain = row->kind == PH_VERDICT_PASS && !ph_contrast_allocates_otherwise(contrast);
}

GPtrArray *ph_matrix_rows(const ph_matrix *matrix)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);

    for (guint i = 0; i < matrix->cells->len; i++) {
        const ph_matrix_cell *cell = matrix->cells->pdata[i];
        const ph_contrast_report *report = cell->document ? cell->document->report : NULL;

        if (!report)
            add_base(rows, cell);
        else if (report->failure.kind != PH_FAILURE_NONE)
            (void)add_note(rows, cell, report->verdict, report->failure.reason);
        else
            for (guint k = 0; k < report->contrasts->len; k++)
                add_contrast(rows, cell, report->contrasts->pdata[k]);
        for (guint k = 0; report && k < report->errors->len; k++)
            add_note(rows, cell, PH_VERDICT_FAIL, report->errors->pdata[k])->is_error = TRUE;
    }
    return rows;
}

char *ph_matrix_title(const ph_matrix *matrix)
{
    if (!matrix->head_named)
        return g_strdup_printf("%s, built in %u ways: each beside the first", matrix->base_named,
                               matrix->cells->len);
    return g_strdup_printf("%s beside %s, both built in %u ways", matrix->head_named,
                           matrix->base_named, matrix->cells->len);
}
