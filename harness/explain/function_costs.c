/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/function_costs.h"

#include <math.h>
#include <string.h>

#include "explain/inline_frames.h"
#include "explain/readable_name.h"

/* What is handed on from callee to caller goes so far; what is left of a circle of calls then is
 * nobody's. */
enum { HANDING_ROUNDS = 64 };

/* Less than this share of all is not handed on any more. */
#define NEGLIGIBLE 1e-9

/* A function while it is added up. */
typedef struct node {
    ph_function_cost *cost; /* The table's. */
    char *crate;            /* "": not Rust's, or without a crate. */
    gboolean is_rust, is_of_library;
    double entered; /* Instructions of all calls to it that hand on. */
    double pending; /* Its instructions that nobody measured has yet. */
    double handed;  /* The same, of the next round. */
} node;

/* A call of other code: what that costs is from's, or is handed on by it. */
typedef struct arc {
    node *from, *to;
    double instructions;
} arc;

typedef struct summing {
    const ph_callgrind_profile *profile;
    const char *library;
    const ph_inline_frames *frames;
    ph_function_costs *costs;
    GHashTable *by_linkage_name; /* node, not owned. */
    GHashTable *by_name;         /* node, owned. */
    GArray *arcs;                /* arc. */
    GPtrArray *chain;            /* node: who an instruction is of, from the innermost. */
} summing;

static void cost_free(gpointer data)
{
    ph_function_cost *cost = data;

    g_free(cost->name);
    g_free(cost);
}

static void node_free(gpointer data)
{
    node *function = data;

    g_free(function->crate);
    g_free(function);
}

static node *node_new(summing *s, const char *name, gboolean is_rust)
{
    node *function = g_new0(node, 1);

    function->cost = g_new0(ph_function_cost, 1);
    function->cost->name = g_strdup(name);
    function->cost->origin = PH_FUNCTION_OTHER;
    function->is_rust = is_rust;
    function->crate = is_rust ? ph_readable_name_crate(name) : g_strdup("");
    g_hash_table_insert(s->costs->by_name, function->cost->name, function->cost);
    g_hash_table_insert(s->by_name, function->cost->name, function);
    return function;
}

static node *node_of(summing *s, const char *object, const char *linkage_name)
{
    node *function = g_hash_table_lookup(s->by_linkage_name, linkage_name);

    if (!function) {
        gboolean is_rust;
        g_autofree char *name = ph_readable_name(linkage_name, &is_rust);

        function = g_hash_table_lookup(s->by_name, name);
        if (!function)
            function = node_new(s, name, is_rust);
        g_hash_table_insert(s->by_linkage_name, (gpointer)linkage_name, function);
    }
    function->is_of_library |= strcmp(object, s->library) == 0;
    return function;
}

/* Each once, however often it is inlined into itself. */
static void add_to_chain(summing *s, node *function)
{
    if (!g_ptr_array_find(s->chain, function, NULL))
        g_ptr_array_add(s->chain, function);
}

/* Who an instruction is of, from the innermost to the one that the symbol table names. */
static void find_chain(summing *s, const ph_callgrind_cost *at)
{
    const GPtrArray *inlined =
        strcmp(at->object, s->library) == 0 ? ph_inline_frames_at(s->frames, at->address) : NULL;

    g_ptr_array_set_size(s->chain, 0);
    for (guint i = inlined ? inlined->len : 0; i > 0; i--)
        add_to_chain(s, node_of(s, at->object, inlined->pdata[i - 1]));
    add_to_chain(s, node_of(s, at->object, at->function));
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
    node *callee = node_of(s, call->object, call->function);
    node *from;
    arc made;

    find_chain(s, &call->from);
    /* What calls itself has it in its own sum already. */
    for (guint i = 0; i < s->chain->len; i++)
        if (s->chain->pdata[i] != callee)
            ((node *)s->chain->pdata[i])->cost->work.inclusive += call->from.instructions;
    if (callee->cost->origin == PH_FUNCTION_MEASURED)
        return;
    from = measured_in_chain(s);
    made = (arc){ from ? from : outermost(s), callee, call->from.instructions };
    callee->entered += made.instructions;
    g_array_append_val(s->arcs, made);
}

/* One step from callees to callers. Returns how much is left. */
static double hand_on(summing *s)
{
    GHashTableIter each;
    gpointer value;
    double left = 0.0;

    for (guint i = 0; i < s->arcs->len; i++) {
        const arc *a = &g_array_index(s->arcs, arc, i);
        const double share = a->to->pending * a->instructions / a->to->entered;

        if (a->from->cost->origin == PH_FUNCTION_MEASURED)
            a->from->cost->work.own += share;
        else
            a->from->handed += share;
    }
    g_hash_table_iter_init(&each, s->by_name);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        node *function = value;

        function->pending = function->handed;
        function->handed = 0.0;
        left += function->pending;
    }
    return left;
}

static gboolean begins_with_measured(const char *crate)
{
    return g_str_has_prefix(crate, "copybook") || g_str_has_prefix(crate, "perfharness");
}

static gboolean is_rusts_own(const char *crate)
{
    static const char *const crates[] = {
        "", "alloc", "compiler_builtins", "core", "hashbrown", "std",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(crates); i++)
        if (strcmp(crate, crates[i]) == 0)
            return TRUE;
    return FALSE;
}

/* Of the library's functions, which are what is measured? All of them must be known. */
static void find_measured(summing *s)
{
    GHashTableIter each;
    gpointer value;
    gboolean is_copybook_rs = FALSE;

    g_hash_table_iter_init(&each, s->by_name);
    while (g_hash_table_iter_next(&each, NULL, &value))
        is_copybook_rs |= begins_with_measured(((const node *)value)->crate);
    g_hash_table_iter_init(&each, s->by_name);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        const node *function = value;
        const gboolean is_measured = !function->is_rust ? TRUE
                                     : is_copybook_rs   ? begins_with_measured(function->crate)
                                                        : !is_rusts_own(function->crate);

        if (function->is_of_library && is_measured)
            function->cost->origin = PH_FUNCTION_MEASURED;
    }
}

static void name_all(summing *s)
{
    const ph_callgrind_profile *profile = s->profile;

    for (guint i = 0; i < profile->costs->len; i++)
        find_chain(s, &g_array_index(profile->costs, ph_callgrind_cost, i));
    for (guint i = 0; i < profile->calls->len; i++) {
        const ph_callgrind_call *call = &g_array_index(profile->calls, ph_callgrind_call, i);

        find_chain(s, &call->from);
        (void)node_of(s, call->object, call->function);
    }
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

    name_all(s);
    find_measured(s);
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

static int compare_addresses(gconstpointer a, gconstpointer b)
{
    const guint64 left = *(const guint64 *)a, right = *(const guint64 *)b;

    return (left > right) - (left < right);
}

/* Where the library's code was, in ascending order; some may stand twice. */
static GArray *addresses_in(const ph_callgrind_profile *profile, const char *library)
{
    GArray *addresses = g_array_new(FALSE, FALSE, sizeof(guint64));

    for (guint i = 0; i < profile->costs->len + profile->calls->len; i++) {
        const ph_callgrind_cost *at =
            i < profile->costs->len
                ? &g_array_index(profile->costs, ph_callgrind_cost, i)
                : &g_array_index(profile->calls, ph_callgrind_call, i - profile->costs->len).from;

        if (strcmp(at->object, library) == 0)
            g_array_append_val(addresses, at->address);
    }
    g_array_sort(addresses, compare_addresses);
    return addresses;
}

/* Each once. */
static GArray *distinct(GArray *sorted)
{
    GArray *once = g_array_new(FALSE, FALSE, sizeof(guint64));

    for (guint i = 0; i < sorted->len; i++)
        if (i == 0 || g_array_index(sorted, guint64, i) != g_array_index(sorted, guint64, i - 1))
            g_array_append_val(once, g_array_index(sorted, guint64, i));
    return once;
}

ph_function_costs *ph_function_costs_new(const ph_callgrind_profile *profile, const char *library,
                                         GError **error)
{
    g_autoptr(GArray) sorted = addresses_in(profile, library);
    g_autoptr(GArray) addresses = distinct(sorted);
    g_autoptr(ph_inline_frames) frames = ph_inline_frames_find(library, addresses, error);
    summing s = { .profile = profile, .library = library, .frames = frames };

    if (!frames)
        return NULL;
    s.costs = g_new0(ph_function_costs, 1);
    s.costs->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, cost_free);
    s.costs->has_inlined = ph_inline_frames_are_known(frames);
    s.by_linkage_name = g_hash_table_new(g_str_hash, g_str_equal);
    s.by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free);
    s.arcs = g_array_new(FALSE, FALSE, sizeof(arc));
    s.chain = g_ptr_array_new();
    add_up(&s);
    g_hash_table_unref(s.by_linkage_name);
    g_hash_table_unref(s.by_name);
    g_array_unref(s.arcs);
    g_ptr_array_unref(s.chain);
    return s.costs;
}

void ph_function_costs_free(ph_function_costs *costs)
{
    g_hash_table_unref(costs->by_name);
    g_free(costs);
}
