/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/function_changes.h"

#include <math.h>
#include <string.h>

#include "perfharness/require.h"

/* Of all instructions: what changed by less is not named. */
#define WORTH_A_WORD 0.0005

static ph_function_work by_item(const ph_function_cost *cost, double items)
{
    const ph_function_work none = { 0 };

    if (!cost)
        return none;
    return (ph_function_work){ cost->work.self / items, cost->work.own / items,
                               cost->work.inclusive / items };
}

/* One of the two is there, at least. */
static void add(ph_explanation *all, const ph_function_cost *base, double base_items,
                const ph_function_cost *head, double head_items)
{
    const ph_function_cost *either = base ? base : head;
    ph_function_change *change = ph_explanation_add(all, either->name, either->origin);

    change->place = g_strdup(head && head->place ? head->place : either->place);
    change->base = by_item(base, base_items);
    change->head = by_item(head, head_items);
}

/* Every function that ran in either. */
static ph_explanation *join(const ph_function_costs *base, double base_items,
                            const ph_function_costs *head, double head_items)
{
    ph_explanation *all = ph_explanation_new();
    GHashTableIter each;
    gpointer name, cost;

    g_hash_table_iter_init(&each, base->by_name);
    while (g_hash_table_iter_next(&each, &name, &cost))
        add(all, cost, base_items, g_hash_table_lookup(head->by_name, name), head_items);
    g_hash_table_iter_init(&each, head->by_name);
    while (g_hash_table_iter_next(&each, &name, &cost))
        if (!g_hash_table_contains(base->by_name, name))
            add(all, NULL, base_items, cost, head_items);
    return all;
}

/* Measured ones first, then by how much, then by name: the same whenever it is asked. */
static int compare_changes(gconstpointer a, gconstpointer b)
{
    const ph_function_change *left = *(const ph_function_change *const *)a;
    const ph_function_change *right = *(const ph_function_change *const *)b;
    const double left_by = fabs(ph_function_growth(left));
    const double right_by = fabs(ph_function_growth(right));

    if (left->origin != right->origin)
        return left->origin < right->origin ? -1 : 1;
    if (left_by != right_by)
        return left_by > right_by ? -1 : 1;
    return strcmp(left->name, right->name);
}

/* The others go to the rest. */
static void name_worthy(ph_explanation *all)
{
    const double least = WORTH_A_WORD * MAX(all->base, all->head);
    guint named[PH_FUNCTION_ORIGIN_COUNT] = { 0 };
    guint kept = 0;

    g_ptr_array_sort(all->functions, compare_changes);
    while (kept < all->functions->len) {
        const ph_function_change *change = all->functions->pdata[kept];

        if (fabs(ph_function_growth(change)) >= least && ph_function_growth(change) != 0.0 &&
            named[change->origin] < PH_EXPLANATION_FUNCTIONS_MAX) {
            named[change->origin]++;
            kept++;
            continue;
        }
        all->base_rest += change->base.self;
        all->head_rest += change->head.self;
        all->rest_count++;
        g_ptr_array_remove_index(all->functions, kept);
    }
}

ph_explanation *ph_function_changes(const ph_function_costs *base, double base_items,
                                    const ph_function_costs *head, double head_items)
{
    PH_REQUIRE(base_items > 0.0 && head_items > 0.0);

    ph_explanation *all = join(base, base_items, head, head_items);

    all->base = base->instructions / base_items;
    all->head = head->instructions / head_items;
    all->has_inlined = base->has_inlined && head->has_inlined;
    name_worthy(all);
    return all;
}
