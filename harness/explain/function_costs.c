/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/function_costs.h"

#include "explain/code_names.h"

/* What is handed on from callee to caller goes so far; what is left of a circle of calls then is
 * nobody's. */
enum { HANDING_ROUNDS = 64 };

/* Less than this share of all is not handed on any more. */
#define NEGLIGIBLE 1e-9

/* A function while it is added up. */
typedef struct node {
    ph_function_cost *cost; /* The table's. */
    double entered;         /* Instructions of all calls to it that hand on. */
    double pending;         /* Its instructions that nobody measured has yet. */
    double handed;          /* The same, of the next round. */
} node;

/* A call of other code: what that costs is from's, or is handed on by it. */
typedef struct arc {
    node *from, *to;
    double instructions;
} arc;

typedef struct summing {
    const ph_callgrind_profile *profile;
    ph_code_names *names;
    ph_function_costs *costs;
    node *nodes;      /* By the index of their functions. */
    GArray *arcs;     /* arc. */
    GPtrArray *chain; /* node: who an instruction is of, from the innermost. */
} summing;

static void cost_free(gpointer data)
{
    ph_function_cost *cost = data;

    g_free(cost->name);
    g_free(cost->place);
    g_free(cost);
}

static void add_nodes(summing *s)
{
    const GPtrArray *all = ph_code_names_all(s->names);

    s->nodes = g_new0(node, all->len);
    for (guint i = 0; i < all->len; i++) {
        const ph_named_function *function = all->pdata[i];
        ph_function_cost *cost = g_new0(ph_function_cost, 1);

        cost->name = g_strdup(function->name);
        cost->place = g_strdup(function->place);
        cost->origin = function->origin;
        s->nodes[i].cost = cost;
        g_hash_table_insert(s->costs->by_name, cost->name, cost);
    }
}

static void find_chain(summing *s, const ph_callgrind_cost *at)
{
    const GPtrArray *functions = ph_code_names_chain(s->names, at);

    g_ptr_array_set_size(s->chain, 0);
    for (guint i = 0; i < functions->len; i++) {
        const ph_named_function *function = functions->pdata[i];

        g_ptr_array_add(s->chain, &s->nodes[function->index]);
    }
}

/* The innermost that is measured; NULL: none. */
static node *measured_in_chain(const summing *s)
{
    for (guint i = 0; i < s->chain->len; i++) {
        node *function = s->chain->pdata[i];

        if (function->cost->origin == PH_FUNCTION_MEASURED)
            return function;
    }
    return NULL;
}

static node *outermost(const summing *s)
{
    return s->chain->pdata[s->chain->len - 1];
}

static void take_cost(summing *s, const ph_callgrind_cost *at)
{
    node *measured;

    find_chain(s, at);
    measured = measured_in_chain(s);
    ((node *)s->chain->pdata[0])->cost->work.self += at->instructions;
    for (guint i = 0; i < s->chain->len; i++)
        ((node *)s->chain->pdata[i])->cost->work.inclusive += at->instructions;
    if (measured)
        measured->cost->work.own += at->instructions;
    else
        outermost(s)->pending += at->instructions;
}

static void take_call(summing *s, const ph_callgrind_call *call)
{
    const ph_named_function *called = ph_code_names_find(s->names, call->function);
    node *callee = &s->nodes[called->index];
    node *from;
    arc made;

    find_chain(s, &call->from);
    /* What calls itself has it in its own sum already. */
    for (guint i = 0; i < s->chain->len; i++)
        if (s->chain->pdata[i] != callee)
            ((node *)s->chain->pdata[i])->cost->work.inclusive += call->from.instructions;
    if (called->origin == PH_FUNCTION_MEASURED)
        return;
    from = measured_in_chain(s);
    made = (arc){ from ? from : outermost(s), callee, call->from.instructions };
    callee->entered += made.instructions;
    g_array_append_val(s->arcs, made);
}

/* One step from callees to callers. Returns how much is left. */
static double hand_on(summing *s)
{
    double left = 0.0;

    for (guint i = 0; i < s->arcs->len; i++) {
        const arc *a = &g_array_index(s->arcs, arc, i);
        const double share = a->to->pending * a->instructions / a->to->entered;

        if (a->from->cost->origin == PH_FUNCTION_MEASURED)
            a->from->cost->work.own += share;
        else
            a->from->handed += share;
    }
    for (guint i = 0; i < ph_code_names_all(s->names)->len; i++) {
        node *function = &s->nodes[i];

        function->pending = function->handed;
        function->handed = 0.0;
        left += function->pending;
    }
    return left;
}

/* In circles of calls a sum may count some of it twice: no part is more than the whole. */
static void bound(summing *s)
{
    GHashTableIter each;
    gpointer value;

    g_hash_table_iter_init(&each, s->costs->by_name);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        ph_function_work *work = &((ph_function_cost *)value)->work;

        work->inclusive = MIN(work->inclusive, s->costs->instructions);
    }
}

static void add_up(summing *s)
{
    const ph_callgrind_profile *profile = s->profile;

    add_nodes(s);
    for (guint i = 0; i < profile->costs->len; i++) {
        const ph_callgrind_cost *at = &g_array_index(profile->costs, ph_callgrind_cost, i);

        s->costs->instructions += at->instructions;
        take_cost(s, at);
    }
    for (guint i = 0; i < profile->calls->len; i++)
        take_call(s, &g_array_index(profile->calls, ph_callgrind_call, i));
    for (int round = 0; round < HANDING_ROUNDS; round++)
        if (hand_on(s) <= NEGLIGIBLE * s->costs->instructions)
            break;
    bound(s);
}

ph_function_costs *ph_function_costs_new(const ph_callgrind_profile *profile, const char *library,
                                         GError **error)
{
    g_autoptr(ph_code_names) names = ph_code_names_new(profile, library, error);
    summing s = { .profile = profile, .names = names };

    if (!names)
        return NULL;
    s.costs = g_new0(ph_function_costs, 1);
    s.costs->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, cost_free);
    s.costs->has_inlined = ph_code_names_have_inlined(names);
    s.arcs = g_array_new(FALSE, FALSE, sizeof(arc));
    s.chain = g_ptr_array_new();
    add_up(&s);
    g_free(s.nodes);
    g_array_unref(s.arcs);
    g_ptr_array_unref(s.chain);
    return s.costs;
}

void ph_function_costs_free(ph_function_costs *costs)
{
    g_hash_table_unref(costs->by_name);
    g_free(costs);
}
