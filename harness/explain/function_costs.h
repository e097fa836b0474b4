/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What each function costs in a region that callgrind counted, by its name as people know it,
 * wherever it is inlined.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_EXPLAIN_FUNCTION_COSTS_H
#define PH_HARNESS_EXPLAIN_FUNCTION_COSTS_H

#include "explain/callgrind_profile.h"
#include "verdict/explanation.h"

typedef struct ph_function_cost {
    char *name;
    char *place; /* FILE:LINE; NULL: not known. */
    ph_function_origin origin;
    ph_function_work work; /* Instructions of the whole region. */
} ph_function_cost;

typedef struct ph_function_costs {
    GHashTable *by_name;  /* ph_function_cost, by name; owned by the table. */
    double instructions;  /* Of all. */
    gboolean has_inlined; /* The library says what is inlined into what. */
} ph_function_costs;

/*
 * Which functions are measured, code_names.h says. What other code costs that several of them call
 * is shared out by what each call cost.
 *
 * @param library  Path of the library, as the profile names it.
 * @return NULL and error as ph_inline_frames_find().
 */
ph_function_costs *ph_function_costs_new(const ph_callgrind_profile *profile, const char *library,
                                         GError **error);
void ph_function_costs_free(ph_function_costs *costs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_function_costs, ph_function_costs_free)

#endif /* PH_HARNESS_EXPLAIN_FUNCTION_COSTS_H */
