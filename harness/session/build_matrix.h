/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ways to make one build: every toolchain with every CPU that are named, each pair a cell.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_BUILD_MATRIX_H
#define PH_HARNESS_SESSION_BUILD_MATRIX_H

#include "session/builds.h"

/* So many cells may be asked for. */
#define PH_BUILD_MATRIX_CELLS_MAX 32

typedef struct ph_build_cell {
    char *rustc; /* As it was named; NULL: there is no such axis, as below. */
    char *target_cpu;
    ph_builds *builds; /* Who makes builds so; NULL until ph_build_matrix_check(). */
} ph_build_cell;

/* Whether a word of a command line is an axis: "rustc=...", "target-cpu=...". */
gboolean ph_build_matrix_is_axis(const char *word);

/*
 * The cells that axes span, ph_build_cell, the last axis changing fastest.
 *
 * @param axes  "rustc=1.95.0,1.96.0", "target-cpu=x86-64-v3,native"; NULL-terminated.
 * @return free with g_ptr_array_unref(). NULL and error (PH_ERROR_USAGE): an axis that is none of
 * the two, or is given twice, a value that is none, or is there twice; fewer than two cells, or
 *         more than there may be.
 */
GPtrArray *ph_build_matrix_new(char *const *axes, GError **error);

/* Is all of it to be had here? Nothing is installed, or built. FALSE and error
 * (PH_ERROR_ENVIRONMENT), in one sentence on all that is not. */
gboolean ph_build_matrix_check(GPtrArray *cells, GError **error);

#endif /* PH_HARNESS_SESSION_BUILD_MATRIX_H */
