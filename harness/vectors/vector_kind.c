/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "vectors/vector_kind.h"

const ph_vector_kind_facts ph_vector_kinds[PH_VECTOR_KIND_COUNT] = {
#define X(id, name, operation, flags, clauses, float_format)                                       \
    { name, operation, flags, clauses, float_format },
    PH_VECTOR_KIND_LIST(X)
#undef X
};

#define X(id, name, operation, flags, clauses, float_format) ", " name
const char *const ph_vector_kind_names = (PH_VECTOR_KIND_LIST(X)) + 2;
#undef X

uint32_t ph_vector_kind_width(ph_vector_kind kind, uint32_t digits)
{
    switch (kind) {
    case PH_VECTOR_KIND_BINARY: return digits < 5 ? 2 : digits < 10 ? 4 : 8;
    case PH_VECTOR_KIND_COMP1:
    case PH_VECTOR_KIND_COMP1_IEEE: return 4;
    case PH_VECTOR_KIND_COMP2:
    case PH_VECTOR_KIND_COMP2_IEEE: return 8;
    default: return 0;
    }
}
