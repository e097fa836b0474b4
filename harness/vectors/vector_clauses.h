/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The item that a vector's cell is, in COBOL. */
#ifndef PH_HARNESS_VECTORS_VECTOR_CLAUSES_H
#define PH_HARNESS_VECTORS_VECTOR_CLAUSES_H

#include "vectors/vector_file.h"

/* Of what is asked as a record, "PIC S9(4) COMP": the caller frees it. NULL: a column. */
char *ph_vector_clauses(const ph_vector *vector);

#endif /* PH_HARNESS_VECTORS_VECTOR_CLAUSES_H */
