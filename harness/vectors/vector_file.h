/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Conformance vectors: a CSV file of cells and what they must decode to. Anyone's, so hostile.
 *
 * Columns are found by their names in the first line, in any order; others are ignored:
 *   kind             a name of PH_VECTOR_KIND_LIST
 *   bytes_hex        the cell, either case
 *   digits, scale, signed (0, 1), blank_when_zero (0, 1; the column may be absent)
 *   codepage         a name of PH_CODE_PAGE_LIST
 *   expected         a decimal with exactly scale decimals, without any where scale is below 0; for
 *                    floats a number, or null; for text UTF-8 in hex; or ERROR
 * Cells that do not apply to a kind are empty.
 */
#ifndef PH_HARNESS_VECTORS_VECTOR_FILE_H
#define PH_HARNESS_VECTORS_VECTOR_FILE_H

#include <glib.h>
#include <stdint.h>

#include "vectors/vector_kind.h"

typedef struct ph_vector {
    guint row; /* Number in the file, the first behind the heading is 1. */
    ph_vector_kind kind;
    /* PH_OPERATION_DECODE_*; of a picture with P, which a column has not, DECODE_RECORDS. */
    uint32_t operation;
    uint32_t flags;  /* PH_COLUMN_*. */
    uint32_t ccsid;  /* 37 where the kind has no code page. */
    uint32_t digits; /* 0 for text and floats. */
    int32_t scale;   /* Below 0: so many P behind the digits; above digits: P before them. */
    char *bytes_hex; /* Upper case. */
    /* A decimal without needless zeros or minus zero; a number; hex in upper case; "ERROR". */
    char *expected;
} ph_vector;

/* Whether a subject's answer is what is expected. Of floats, it may be written in other words. */
gboolean ph_vector_agrees(const ph_vector *vector, const char *answer);

typedef struct ph_malformed_row {
    guint line; /* In the file, from 1. */
    guint column;
    char *reason;
} ph_malformed_row;

typedef struct ph_vector_file {
    GArray *vectors;      /* ph_vector, in the order of the file. */
    GPtrArray *malformed; /* ph_malformed_row: read by nobody, losing nothing else. */
} ph_vector_file;

/*
 * NULL and error when the file cannot be read (PH_ERROR_STORAGE) or its heading lacks a column
 * (PH_ERROR_PARSE). Free with ph_vector_file_free().
 */
ph_vector_file *ph_vector_file_read(const char *path, GError **error);
void ph_vector_file_free(ph_vector_file *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_vector_file, ph_vector_file_free)

#endif /* PH_HARNESS_VECTORS_VECTOR_FILE_H */
