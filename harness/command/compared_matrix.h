/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `perfharness compare --matrix`: comparisons in several ways to build, measured one behind the
 * other with one lock of the host, and judged together.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_COMMAND_COMPARED_MATRIX_H
#define PH_HARNESS_COMMAND_COMPARED_MATRIX_H

#include "session/sides.h"
#include "verdict/matrix.h"

typedef struct ph_compared_matrix ph_compared_matrix;

/*
 * @param operands  One build or two, and axes among them.
 * @param axes      Further axes; both are borrowed.
 * @return NULL and error (PH_ERROR_USAGE).
 */
ph_compared_matrix *ph_compared_matrix_new(char *const *operands, char *const *axes,
                                           GError **error);
void ph_compared_matrix_free(ph_compared_matrix *compared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_compared_matrix, ph_compared_matrix_free)

/* Are the toolchains here, and does this CPU run what is asked for? Before anything is built. */
gboolean ph_compared_matrix_check(ph_compared_matrix *compared, GError **error);

/* How each cell is measured. All borrowed. */
typedef struct ph_compared_matrix_plan {
    const ph_measuring_options *options;
    const ph_measuring_place *place; /* NULL: nothing is timed. */
    const char *suite;
    const ph_side_by_side_plan *plan;
    /* Takes the sides over, which may be NULL; NULL and error. */
    ph_sides *(*lay_out)(ph_sides *sides, char *const *operands, gpointer data, GError **error);
    ph_contrast_report *(*compare)(ph_measuring_session *session, const ph_sides *sides,
                                   gpointer data, GError **error);
    gpointer data;
} ph_compared_matrix_plan;

/*
 * Build all cells, then measure them. A cell that cannot be built, or measured, says so.
 *
 * @return borrowed. NULL and error: a build is named wrongly, the host is not to be had, or it was
 *         interrupted.
 */
const ph_matrix *ph_compared_matrix_measure(ph_compared_matrix *compared,
                                            const ph_compared_matrix_plan *plan, GError **error);

/* The gravest of the cells' (verdict/contrast_exit.h). */
ph_exit ph_matrix_exit(const ph_matrix *matrix, ph_gate gate);

#endif /* PH_HARNESS_COMMAND_COMPARED_MATRIX_H */
