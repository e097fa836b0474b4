/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Conformance vectors: a CSV file of cells and what they must decode to. Anyone's, so hostile.
 *
 * Columns are found by their names in the first line, in any order; others are ignored:
 *   kind             a name of PH_VECTOR_KIND_LIST
 *   bytes_hex        the cell, either case
 *   digits, scale, signed (0, 1), blank_when_zero (0, 1; the column may be absent)
 *   codepage         a name of PH_CODE_PAGE_LIST
 *   expected         a decimal with exactly scale decimals; for text UTF-8 in hex; or ERROR
 * Cells that do not apply to a kind are empty.
 */
#ifndef PH_HARNESS_VECTORS_VECTOR_FILE_H
#define PH_HARNESS_VECTORS_VECTOR_FILE_H

#include <glib.h>
#include <stdint.h>

/* Name in the file, operation and flags of subject.h. */
#define PH_VECTOR_KIND_LIST(X)                                                                     \
    X("comp3", PH_OPERATION_DECODE_PACKED, 0)                                                      \
    X("zoned", PH_OPERATION_DECODE_ZONED, 0)                                                       \
    X("zoned-leading", PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGN_LEADING)                          \
    X("zoned-leading-separate", PH_OPERATION_DECODE_ZONED,                                         \
      PH_COLUMN_SIGN_LEADING | PH_COLUMN_SIGN_SEPARATE)                                            \
    X("zoned-trailing-separate", PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGN_SEPARATE)               \
    X("text", PH_OPERATION_DECODE_TEXT, PH_COLUMN_PASS_CONTROLS)

typedef struct ph_vector {
    guint row;          /* Number in the file, the first behind the heading is 1. */
    uint32_t operation; /* PH_OPERATION_DECODE_*. */
    uint32_t flags;     /* PH_COLUMN_*. */
    uint32_t ccsid;     /* 37 where the kind has no code page. */
    uint32_t digits;    /* 0 for text. */
    uint32_t scale;
    char *bytes_hex; /* Upper case. */
    char
        *expected; /* A decimal without needless zeros or minus zero; hex in upper case; "ERROR". */
} ph_vector;

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
