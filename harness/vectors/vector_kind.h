/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What kinds of cells vectors are of, and how each is asked. Static; any thread. */
#ifndef PH_HARNESS_VECTORS_VECTOR_KIND_H
#define PH_HARNESS_VECTORS_VECTOR_KIND_H

#include <stdint.h>

#include "perfharness/subject.h"

/*
 * Identifier, name in the file, operation and flags of subject.h, clauses of COBOL behind a
 * picture, float format. What no operation on columns reads is asked as a record of one item,
 * whoever is asked.
 */
#define PH_VECTOR_KIND_LIST(X)                                                                     \
    X(COMP3, "comp3", PH_OPERATION_DECODE_PACKED, 0, "COMP-3", 0)                                  \
    X(ZONED, "zoned", PH_OPERATION_DECODE_ZONED, 0, "", 0)                                         \
    X(ZONED_LEADING, "zoned-leading", PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGN_LEADING,           \
      "SIGN LEADING", 0)                                                                           \
    X(ZONED_LEADING_SEPARATE, "zoned-leading-separate", PH_OPERATION_DECODE_ZONED,                 \
      PH_COLUMN_SIGN_LEADING | PH_COLUMN_SIGN_SEPARATE, "SIGN LEADING SEPARATE", 0)                \
    X(ZONED_TRAILING_SEPARATE, "zoned-trailing-separate", PH_OPERATION_DECODE_ZONED,               \
      PH_COLUMN_SIGN_SEPARATE, "SIGN TRAILING SEPARATE", 0)                                        \
    X(TEXT, "text", PH_OPERATION_DECODE_TEXT, PH_COLUMN_PASS_CONTROLS, "", 0)                      \
    X(BINARY, "binary", PH_OPERATION_DECODE_RECORDS, 0, "COMP", 0)                                 \
    X(COMP1, "comp1", PH_OPERATION_DECODE_RECORDS, 0, "COMP-1", PH_FLOAT_HEXADECIMAL)              \
    X(COMP1_IEEE, "comp1-ieee", PH_OPERATION_DECODE_RECORDS, 0, "COMP-1", PH_FLOAT_IEEE)           \
    X(COMP2, "comp2", PH_OPERATION_DECODE_RECORDS, 0, "COMP-2", PH_FLOAT_HEXADECIMAL)              \
    X(COMP2_IEEE, "comp2-ieee", PH_OPERATION_DECODE_RECORDS, 0, "COMP-2", PH_FLOAT_IEEE)

/* "comp3, zoned, …", for sentences. */
extern const char *const ph_vector_kind_names;

typedef enum ph_vector_kind {
#define X(id, name, operation, flags, clauses, float_format) PH_VECTOR_KIND_##id,
    PH_VECTOR_KIND_LIST(X)
#undef X
        PH_VECTOR_KIND_COUNT,
} ph_vector_kind;

typedef struct ph_vector_kind_facts {
    const char *name;
    uint32_t operation;
    uint32_t flags;
    const char *clauses;
    uint32_t float_format; /* PH_FLOAT_*; 0: it is no float. */
} ph_vector_kind_facts;

extern const ph_vector_kind_facts ph_vector_kinds[PH_VECTOR_KIND_COUNT];

/* Bytes of an item of so many digits, where the kind says it; 0: whatever a cell has is asked. */
uint32_t ph_vector_kind_width(ph_vector_kind kind, uint32_t digits);

#endif /* PH_HARNESS_VECTORS_VECTOR_KIND_H */
