/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/code_names.h"

#include <string.h>

#include "explain/inline_frames.h"
#include "explain/readable_name.h"

struct ph_code_names {
    const char *library; /* While they are made. */
    ph_inline_frames *frames;
    GPtrArray *all;              /* ph_named_function, owned. */
    GHashTable *by_linkage_name; /* ph_named_function, not owned. */
    GHashTable *by_name;         /* The same. */
    GPtrArray *chain;            /* const ph_named_function: the last that was asked for. */
};

static void function_free(gpointer data)
{
    ph_named_function *function = data;

    g_free(function->name);
    g_free(function->place);
    g_free(function->library);
    g_free(function->crate);
    g_free(function);
}

/* Takes the name over. */
static ph_named_function *function_new(ph_code_names *names, const char *object, char *name,
                                       gboolean is_rust)
{
    ph_named_function *function = g_new0(ph_named_function, 1);

    function->name = name;
    function->library = g_path_get_basename(object);
    function->crate = is_rust ? ph_readable_name_crate(name) : g_strdup("");
    function->origin = PH_FUNCTION_OTHER;
    function->is_rust = is_rust;
    function->index = names->all->len;
    g_ptr_array_add(names->all, function);
    g_hash_table_insert(names->by_name, function->name, function);
    return function;
}

static ph_named_function *name_of(ph_code_names *names, const char *object,
                                  const char *linkage_name)
{
    ph_named_function *function = g_hash_table_lookup(names->by_linkage_name, linkage_name);
    const gboolean is_of_library = strcmp(object, names->library) == 0;

    if (!function) {
        gboolean is_rust;
        g_autofree char *name = ph_readable_name(linkage_name, &is_rust);

        function = g_hash_table_lookup(names->by_name, name);
        if (!function)
            function = function_new(names, object, g_steal_pointer(&name), is_rust);
        g_hash_table_insert(names->by_linkage_name, (gpointer)linkage_name, function);
    }
    function->is_of_library |= is_of_library;
    if (is_of_library && !function->place)
        function->place = g_strdup(ph_inline_frames_place(names->frames, linkage_name));
    return function;
}

/* What is inlined there, from the outermost; NULL: nothing, or nobody says so. */
static const GPtrArray *inlined_at(const ph_code_names *names, const ph_callgrind_cost *at)
{
    return strcmp(at->object, names->library) == 0 ? ph_inline_frames_at(names->frames, at->address)
                                                   : NULL;
}

static void name_place(ph_code_names *names, const ph_callgrind_cost *at)
{
    const GPtrArray *inlined = inlined_at(names, at);
    ph_named_function *function;

    for (guint i = inlined ? inlined->len : 0; i > 0; i--)
        (void)name_of(names, at->object, inlined->pdata[i - 1]);
    function = name_of(names, at->object, at->function);
    if (!function->place && strcmp(at->object, names->library) == 0)
        function->place = g_strdup(ph_inline_frames_place_at(names->frames, at->address));
}

static void name_all(ph_code_names *names, const ph_callgrind_profile *profile)
{
    for (guint i = 0; i < profile->costs->len; i++)
        name_place(names, &g_array_index(profile->costs, ph_callgrind_cost, i));
    for (guint i = 0; i < profile->calls->len; i++) {
        const ph_callgrind_call *call = &g_array_index(profile->calls, ph_callgrind_call, i);

        name_place(names, &call->from);
        (void)name_of(names, call->object, call->function);
    }
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
static void find_measured(ph_code_names *names)
{
    gboolean is_copybook_rs = FALSE;

    for (guint i = 0; i < names->all->len; i++)
        is_copybook_rs |=
            begins_with_measured(((const ph_named_function *)names->all->pdata[i])->crate);
    for (guint i = 0; i < names->all->len; i++) {
        ph_named_function *function = names->all->pdata[i];
        const gboolean is_measured = !function->is_rust ? TRUE
                                     : is_copybook_rs   ? begins_with_measured(function->crate)
                                                        : !is_rusts_own(function->crate);

        if (function->is_of_library && is_measured)
            function->origin = PH_FUNCTION_MEASURED;
    }
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

ph_code_names *ph_code_names_new(const ph_callgrind_profile *profile, const char *library,
                                 GError **error)
{
    g_autoptr(GArray) sorted = addresses_in(profile, library);
    g_autoptr(GArray) addresses = distinct(sorted);
    ph_inline_frames *frames = ph_inline_frames_find(library, addresses, error);
    ph_code_names *names;

    if (!frames)
        return NULL;
    names = g_new0(ph_code_names, 1);
    names->library = g_string_chunk_insert_const(profile->texts, library);
    names->frames = frames;
    names->all = g_ptr_array_new_with_free_func(function_free);
    names->by_linkage_name = g_hash_table_new(g_str_hash, g_str_equal);
    names->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    names->chain = g_ptr_array_new();
    name_all(names, profile);
    find_measured(names);
    return names;
}

void ph_code_names_free(ph_code_names *names)
{
    ph_inline_frames_free(names->frames);
    g_hash_table_unref(names->by_linkage_name);
    g_hash_table_unref(names->by_name);
    g_ptr_array_unref(names->chain);
    g_ptr_array_unref(names->all);
    g_free(names);
}

const GPtrArray *ph_code_names_all(const ph_code_names *names)
{
    return names->all;
}

gboolean ph_code_names_have_inlined(const ph_code_names *names)
{
    return ph_inline_frames_are_known(names->frames);
}

const ph_named_function *ph_code_names_find(const ph_code_names *names, const char *linkage_name)
{
    return g_hash_table_lookup(names->by_linkage_name, linkage_name);
}

/* Each once, however often it is inlined into itself. */
static void add_to_chain(ph_code_names *names, const char *linkage_name)
{
    gpointer function = g_hash_table_lookup(names->by_linkage_name, linkage_name);

    if (!g_ptr_array_find(names->chain, function, NULL))
        g_ptr_array_add(names->chain, function);
}

const GPtrArray *ph_code_names_chain(ph_code_names *names, const ph_callgrind_cost *at)
{
    const GPtrArray *inlined = inlined_at(names, at);

    g_ptr_array_set_size(names->chain, 0);
    for (guint i = inlined ? inlined->len : 0; i > 0; i--)
        add_to_chain(names, inlined->pdata[i - 1]);
    add_to_chain(names, at->function);
    return names->chain;
}
