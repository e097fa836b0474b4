/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two builds' functions beside each other. Not thread-safe; no state. */
#ifndef PH_HARNESS_EXPLAIN_FUNCTION_CHANGES_H
#define PH_HARNESS_EXPLAIN_FUNCTION_CHANGES_H

#include "explain/function_costs.h"

/*
 * Which functions do more in head and which less, and by how much an item. Functions of which
 * nothing is worth a word, less than a two-thousandth of all, are of the rest.
 *
 * @param base_items  Of the region that base's costs are of; more than 0.
 */
ph_explanation *ph_function_changes(const ph_function_costs *base, double base_items,
                                    const ph_function_costs *head, double head_items);

#endif /* PH_HARNESS_EXPLAIN_FUNCTION_CHANGES_H */
