/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/callgrind_profile.h"

#include <string.h>

#include "error/error.h"

#define HOT_SHARE 0.01

enum { TEXTS_BYTES = 64 * 1024 };

/* Where in the file we are: cost lines belong to the function named last. */
typedef struct reader {
    ph_callgrind_profile *profile;
    GHashTable *objects, *contexts; /* Texts by the number that stands for them. */
    const char *object, *function, *context;
    const char *callee_object; /* NULL: the same as the caller's. */
    const char *callee, *callee_context;
    gboolean is_call; /* The next cost is a callee's. */
} reader;

/* "(3) NAME" where it stands first, "(3)" from there on. NULL: it is neither. */
static const char *take_name(const reader *r, GHashTable *known, const char *text)
{
    char *end = NULL;
    const guint64 number = *text == '(' ? g_ascii_strtoull(text + 1, &end, 10) : 0;
    const char *name;

    if (!number || number > G_MAXUINT || *end != ')')
        return NULL;
    if (end[1] != ' ')
        return g_hash_table_lookup(known, GUINT_TO_POINTER((guint)number));
    name = g_string_chunk_insert_const(r->profile->texts, end + 2);
    g_hash_table_insert(known, GUINT_TO_POINTER((guint)number), (gpointer)name);
    return name;
}

/* Returns its innermost function. A name may begin with what stands between them. */
static const char *take_context(const reader *r, const char *text, const char **ret)
{
    const char *context = take_name(r, r->contexts, text);
    const char *end = context && *context ? strchr(context + 1, PH_CALLGRIND_CALLER) : NULL;
    g_autofree char *name = end ? g_strndup(context, (gsize)(end - context)) : NULL;

    *ret = context;
    return name ? g_string_chunk_insert_const(r->profile->texts, name) : context;
}

/* "0x1234 56": an address, and what was spent there. */
static void take_cost(reader *r, const char *line)
{
    const char *cost = strchr(line, ' ');
    ph_callgrind_cost at = { .object = r->object, .function = r->function, .context = r->context };

    if (cost && at.object && at.function) {
        at.address = g_ascii_strtoull(line, NULL, 0);
        at.instructions = g_ascii_strtod(cost, NULL);
    }
    if (at.instructions > 0.0 && !r->is_call) {
        g_array_append_val(r->profile->costs, at);
    } else if (at.instructions > 0.0 && r->callee) {
        const ph_callgrind_call call = { at, r->callee_object ? r->callee_object : r->object,
                                         r->callee, r->callee_context };

        g_array_append_val(r->profile->calls, call);
    }
    if (r->is_call) {
        r->is_call = FALSE;
        r->callee_object = r->callee = r->callee_context = NULL;
    }
}

static void take_line(reader *r, const char *line)
{
    if (g_str_has_prefix(line, "ob="))
        r->object = take_name(r, r->objects, line + strlen("ob="));
    else if (g_str_has_prefix(line, "fn="))
        r->function = take_context(r, line + strlen("fn="), &r->context);
    else if (g_str_has_prefix(line, "cob="))
        r->callee_object = take_name(r, r->objects, line + strlen("cob="));
    else if (g_str_has_prefix(line, "cfn="))
        r->callee = take_context(r, line + strlen("cfn="), &r->callee_context);
    else if (g_str_has_prefix(line, "calls="))
        r->is_call = TRUE;
    else if (g_str_has_prefix(line, "totals: "))
        r->profile->instructions = g_ascii_strtod(line + strlen("totals: "), NULL);
    else if (g_ascii_isdigit(*line))
        take_cost(r, line);
}

void ph_callgrind_profile_add_options(GPtrArray *arguments)
{
    static const char *const options[] = {
        "--demangle=no",    "--compress-strings=yes", "--compress-pos=no",
        "--dump-instr=yes", "--dump-line=no",         "--separate-recs=1",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
        g_ptr_array_add(arguments, g_strdup(options[i]));
    g_ptr_array_add(arguments, g_strdup_printf("--separate-callers=%d", PH_CALLGRIND_CALLERS_MAX));
}

ph_callgrind_profile *ph_callgrind_profile_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_callgrind_profile) profile = NULL;
    g_autoptr(GHashTable) objects = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) contexts = g_hash_table_new(NULL, NULL);
    reader r = { .objects = objects, .contexts = contexts };

    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading callgrind's counts: %s",
                    cause->message);
        return NULL;
    }
    profile = g_new0(ph_callgrind_profile, 1);
    profile->costs = g_array_new(FALSE, FALSE, sizeof(ph_callgrind_cost));
    profile->calls = g_array_new(FALSE, FALSE, sizeof(ph_callgrind_call));
    profile->texts = g_string_chunk_new(TEXTS_BYTES);
    r.profile = profile;
    for (char *line = text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        take_line(&r, line);
    }
    if (profile->instructions > 0.0)
        return g_steal_pointer(&profile);
    g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "%s: callgrind wrote no total", path);
    return NULL;
}

void ph_callgrind_profile_free(ph_callgrind_profile *profile)
{
    g_array_unref(profile->costs);
    g_array_unref(profile->calls);
    g_string_chunk_free(profile->texts);
    g_free(profile);
}

static GHashTable *own_costs(const ph_callgrind_profile *profile, const char *library)
{
    GHashTable *costs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

    for (guint i = 0; i < profile->costs->len; i++) {
        const ph_callgrind_cost *at = &g_array_index(profile->costs, ph_callgrind_cost, i);
        double *sum;

        if (strcmp(at->object, library) != 0)
            continue;
        sum = g_hash_table_lookup(costs, at->function);
        if (!sum) {
            sum = g_new0(double, 1);
            g_hash_table_insert(costs, (gpointer)at->function, sum);
        }
        *sum += at->instructions;
    }
    return costs;
}

void ph_callgrind_profile_add_hot(const ph_callgrind_profile *profile, const char *library,
                                  GPtrArray *hot)
{
    g_autoptr(GHashTable) costs = own_costs(profile, library);
    GHashTableIter each;
    gpointer name, cost;

    g_hash_table_iter_init(&each, costs);
    while (g_hash_table_iter_next(&each, &name, &cost))
        if (*(const double *)cost >= HOT_SHARE * profile->instructions &&
            !g_ptr_array_find_with_equal_func(hot, name, g_str_equal, NULL))
            g_ptr_array_add(hot, g_strdup(name));
}
