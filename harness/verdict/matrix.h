/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Comparisons of builds that are made in several ways, by toolchain and CPU: a cell each, judged
 * together. A matrix.json holds them, with a whole comparison.json in each cell.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_MATRIX_H
#define PH_HARNESS_VERDICT_MATRIX_H

#include "verdict/comparison_document.h"

typedef struct ph_matrix_cell {
    char *rustc; /* NULL: there is no such axis, as below. */
    char *target_cpu;
    ph_comparison_document *document; /* Has a report. NULL: what all others are compared with. */
} ph_matrix_cell;

/* Owns its texts. */
typedef struct ph_matrix {
    char *timestamp; /* RFC 3339: when it began. */
    ph_harness_info harness;
    char *base_named; /* As the command line names it, without folders of this machine. */
    char *head_named; /* NULL: one build, of which every cell is compared with the first. */
    char *repeat;     /* One command line that does it again elsewhere. */
    GPtrArray *cells; /* ph_matrix_cell. */
} ph_matrix;

ph_matrix *ph_matrix_new(void); /* Of now. */
void ph_matrix_free(ph_matrix *matrix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_matrix, ph_matrix_free)

/* "rustc 1.96.0, x86-64-v3"; the caller frees it. */
char *ph_matrix_cell_name(const ph_matrix_cell *cell);

/* The worst of the cells'. */
ph_verdict ph_matrix_verdict(const ph_matrix *matrix);

/*
 * Read one: its cells are checked as comparison.json is.
 *
 * @param schemas  The folder with the schemas.
 * @return NULL and error as ph_comparison_document_read().
 */
ph_matrix *ph_matrix_read(const char *path, const char *schemas, GError **error);

#endif /* PH_HARNESS_VERDICT_MATRIX_H */
