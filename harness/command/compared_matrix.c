/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/compared_matrix.h"

#include <stdio.h>

#include "command/compared.h"
#include "command/program_version.h"
#include "error/error.h"
#include "session/build_matrix.h"
#include "verdict/conclusion.h"
#include "verdict/contrast_exit.h"
#include "verdict/shortfall.h"

struct ph_compared_matrix {
    GPtrArray *builds;    /* char *: one, or base and head. Borrowed, as the next. */
    GPtrArray *axes;      /* char *. Both end with NULL. */
    guint axes_of_option; /* So many of them, the first, stand behind --matrix. */
    GPtrArray *ways;      /* ph_build_cell. */
    GPtrArray *sides;     /* ph_sides, one a cell; NULL: none. */
    ph_matrix *matrix;
};

static void sides_free(gpointer sides)
{
    if (sides)
        ph_sides_free(sides);
}

static gboolean is_single(const ph_compared_matrix *compared)
{
    return compared->builds->len == 2; /* With the NULL behind it. */
}

static const char *base_of(const ph_compared_matrix *compared)
{
    return compared->builds->pdata[0];
}

static const char *head_of(const ph_compared_matrix *compared)
{
    return compared->builds->pdata[is_single(compared) ? 0 : 1];
}

static gboolean check_builds(const ph_compared_matrix *compared, GError **error)
{
    if (compared->builds->len < 2 || compared->builds->len > 3)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--matrix: one build or two (copybook-rs@0.8.1, CHECKOUT@REVISION) were "
                         "expected");
    for (guint i = 0; i + 1 < compared->builds->len; i++) {
        const char *text = compared->builds->pdata[i];
        g_autoptr(ph_build_name) name = ph_build_name_parse(text, error);

        if (!name)
            return FALSE;
        if (name->kind == PH_BUILD_LIBRARY)
            return ph_refuse(error, PH_ERROR_USAGE,
                             "--matrix: %s is a library, which cannot be built in another way",
                             text);
    }
    return TRUE;
}

ph_compared_matrix *ph_compared_matrix_new(char *const *operands, char *const *axes, GError **error)
{
    g_autoptr(ph_compared_matrix) compared = g_new0(ph_compared_matrix, 1);

    compared->builds = g_ptr_array_new();
    compared->axes = g_ptr_array_new();
    compared->sides = g_ptr_array_new_with_free_func(sides_free);
    compared->matrix = ph_matrix_new();
    for (; *axes; axes++)
        g_ptr_array_add(compared->axes, *axes);
    compared->axes_of_option = compared->axes->len;
    for (; *operands; operands++)
        g_ptr_array_add(ph_build_matrix_is_axis(*operands) ? compared->axes : compared->builds,
                        *operands);
    g_ptr_array_add(compared->axes, NULL);
    g_ptr_array_add(compared->builds, NULL);
    if (!check_builds(compared, error))
        return NULL;
    compared->ways = ph_build_matrix_new((char *const *)compared->axes->pdata, error);
    return compared->ways ? g_steal_pointer(&compared) : NULL;
}

void ph_compared_matrix_free(ph_compared_matrix *compared)
{
    g_ptr_array_unref(compared->builds);
    g_ptr_array_unref(compared->axes);
    g_ptr_array_unref(compared->sides); /* Before those who made what they are copies of. */
    g_clear_pointer(&compared->ways, g_ptr_array_unref);
    ph_matrix_free(compared->matrix);
    g_free(compared);
}

gboolean ph_compared_matrix_check(ph_compared_matrix *compared, GError **error)
{
    return ph_build_matrix_check(compared->ways, error);
}

/* As the command line has them, without folders, and a branch by its commit where that is known. */
static void set_repeat(ph_compared_matrix *compared, ph_comparison_document *document,
                       const ph_sides *sides)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i + 1 < compared->builds->len; i++)
        g_ptr_array_add(words, ph_build_operand(((const ph_build *)sides->builds->pdata[i])->name));
    for (guint i = compared->axes_of_option; i + 1 < compared->axes->len; i++)
        g_ptr_array_add(words, g_strdup(compared->axes->pdata[i]));
    g_ptr_array_add(words, NULL);
    ph_compared_repeat(document, (const char *const *)words->pdata);
}

/* Who makes base in this cell: its own way, or the first one's. */
static const ph_build_cell *way_of_base(const ph_compared_matrix *compared, guint index)
{
    return compared->ways->pdata[is_single(compared) ? 0 : index];
}

static ph_matrix_cell *add_cell(ph_compared_matrix *compared, guint index)
{
    const ph_build_cell *way = compared->ways->pdata[index];
    ph_matrix_cell *cell = g_new0(ph_matrix_cell, 1);

    cell->rustc = g_strdup(way->rustc);
    cell->target_cpu = g_strdup(way->target_cpu);
    g_ptr_array_add(compared->matrix->cells, cell);
    return cell;
}

/* Whatever else is wrong with a cell is said of it. */
static gboolean is_of_all(const GError *cause)
{
    return g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE) ||
           g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED);
}

static void fail_cell(const ph_compared_matrix *compared, guint index,
                      const ph_compared_matrix_plan *plan, const GError *cause)
{
    const ph_build_cell *way = compared->ways->pdata[index];
    const ph_matrix_cell *cell = compared->matrix->cells->pdata[index];
    char *operands[] = { (char *)base_of(compared), (char *)head_of(compared), NULL };
    const ph_compared_failure failure = { operands, way->builds, compared->sides->pdata[index],
                                          cause };

    ph_compared_fail(cell->document, plan->plan, &failure);
}

static gboolean build_cell(ph_compared_matrix *compared, guint index,
                           const ph_compared_matrix_plan *plan, GError **error)
{
    ph_matrix_cell *cell = add_cell(compared, index);
    const ph_build_cell *way = compared->ways->pdata[index];
    char *operands[] = { (char *)base_of(compared), (char *)head_of(compared), NULL };
    g_autoptr(GError) cause = NULL;
    ph_sides *sides;

    if (is_single(compared) && index == 0) {
        g_ptr_array_add(compared->sides, NULL);
        return TRUE;
    }
    cell->document =
        ph_compared_builds(operands, plan->suite, plan->place ? plan->place->choice : NULL);
    sides = ph_sides_find_of(way_of_base(compared, index)->builds, operands[0], way->builds,
                             operands[1], &cause);
    if (sides)
        set_repeat(compared, cell->document, sides);
    sides = plan->lay_out(sides, operands, plan->data, &cause);
    g_ptr_array_add(compared->sides, sides);
    if (sides)
        return TRUE;
    if (is_of_all(cause)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    fail_cell(compared, index, plan, cause);
    return TRUE;
}

static gboolean measure_cell(ph_compared_matrix *compared, guint index,
                             const ph_compared_matrix_plan *plan, ph_measuring_session *session,
                             GError **error)
{
    const ph_matrix_cell *cell = compared->matrix->cells->pdata[index];
    const ph_sides *sides = compared->sides->pdata[index];
    g_autofree char *name = ph_matrix_cell_name(cell);
    g_autoptr(GError) cause = NULL;

    if (!sides)
        return TRUE;
    (void)fprintf(stderr, "Comparing: %s\n", name);
    cell->document->report = plan->compare(session, sides, plan->data, &cause);
    if (cell->document->report)
        return TRUE;
    if (is_of_all(cause)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    fail_cell(compared, index, plan, cause);
    return TRUE;
}

static void describe(ph_compared_matrix *compared)
{
    ph_matrix *matrix = compared->matrix;
    const ph_matrix_cell *last = matrix->cells->pdata[matrix->cells->len - 1];
    g_autofree char *base = ph_build_shown(base_of(compared));
    g_autofree char *head = ph_build_shown(head_of(compared));

    ph_program_version_record(&matrix->harness);
    matrix->base_named = ph_error_printable(base);
    matrix->head_named = is_single(compared) ? NULL : ph_error_printable(head);
    matrix->repeat = g_strdup(last->document->repeat);
}

static void conclude(const ph_matrix *matrix)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new();

    for (guint i = 0; i < matrix->cells->len; i++) {
        const ph_matrix_cell *cell = matrix->cells->pdata[i];

        if (cell->document)
            g_ptr_array_add(reports, cell->document->report);
    }
    ph_conclude_together(reports);
}

const ph_matrix *ph_compared_matrix_measure(ph_compared_matrix *compared,
                                            const ph_compared_matrix_plan *plan, GError **error)
{
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_measuring_session) session = NULL;

    for (guint i = 0; i < compared->ways->len; i++)
        if (!build_cell(compared, i, plan, error))
            return NULL;
    session = ph_sides_session_new(plan->options, plan->place, interruption, error);
    if (!session)
        return NULL;
    for (guint i = 0; i < compared->ways->len; i++)
        if (!measure_cell(compared, i, plan, session, error))
            return NULL;
    describe(compared);
    conclude(compared->matrix);
    return compared->matrix;
}

ph_exit ph_matrix_exit(const ph_matrix *matrix, ph_gate gate)
{
    ph_exit status = PH_EXIT_PASS;

    for (guint i = 0; i < matrix->cells->len; i++) {
        const ph_matrix_cell *cell = matrix->cells->pdata[i];

        if (cell->document)
            status = ph_shortfall_graver(status, ph_contrast_exit(cell->document->report, gate));
    }
    return status;
}
