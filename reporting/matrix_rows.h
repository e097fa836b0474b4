/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rows of a matrix' table, wherever it is shown: a benchmark of a cell. */
#ifndef PH_REPORTING_MATRIX_ROWS_H
#define PH_REPORTING_MATRIX_ROWS_H

#include "verdict/matrix.h"

/* Owns its texts, which are printable; "" where there is none. */
typedef struct ph_matrix_row {
    char *cell;        /* "rustc 1.96.0, x86-64-v3". */
    char *benchmark;   /* Of a cell that could not be compared, or is the first: "". */
    char *change;      /* "1.2 % slower". */
    char *interval;    /* The 95 % interval of it. */
    char *work;        /* Head's over base's: "1.0031 ×". */
    char *verdict;     /* "FAIL"; "base" of the cell that others are compared with. */
    char *words;       /* What is to be said of it. */
    ph_verdict kind;   /* What the verdict is; NEUTRAL where there is none. */
    gboolean is_plain; /* Figures and verdict say it all. */
    gboolean is_base;  /* Of the cell that others are compared with. */
    gboolean is_error; /* Of its comparison. */
} ph_matrix_row;

/* In the order of the cells; free with g_ptr_array_unref(). */
GPtrArray *ph_matrix_rows(const ph_matrix *matrix);

/* "copybook-rs@0.8.1 in 6 ways, beside the first of them"; the caller frees it. */
char *ph_matrix_title(const ph_matrix *matrix);

#endif /* PH_REPORTING_MATRIX_ROWS_H */
