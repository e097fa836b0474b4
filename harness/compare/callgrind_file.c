/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/callgrind_file.h"

#include <string.h>

#include "error/error.h"

#define HOT_SHARE 0.01

/* Where in the file we are: cost lines belong to the function named last. */
typedef struct reader {
    const char *library;
    GHashTable *own_costs; /* double * by function, of the library. */
    gboolean is_library;
    gboolean is_call; /* The next cost is a callee's. */
    char *function;
    double total; /* Negative: none was read. */
} reader;

static void take_cost(reader *r, const char *line)
{
    const char *cost = strchr(line, ' '); /* Behind the position. */
    double *sum;

    if (r->is_call) {
        r->is_call = FALSE;
        return;
    }
    if (!r->is_library || !r->function || !cost)
        return;
    sum = g_hash_table_lookup(r->own_costs, r->function);
    if (!sum) {
        sum = g_new0(double, 1);
        g_hash_table_insert(r->own_costs, g_strdup(r->function), sum);
    }
    *sum += g_ascii_strtod(cost, NULL);
}

static void take_line(reader *r, const char *line)
{
    if (g_str_has_prefix(line, "ob=")) {
        r->is_library = strcmp(line + strlen("ob="), r->library) == 0;
    } else if (g_str_has_prefix(line, "fn=")) {
        g_free(r->function);
        r->function = g_strdup(line + strlen("fn="));
    } else if (g_str_has_prefix(line, "calls=")) {
        r->is_call = TRUE;
    } else if (g_str_has_prefix(line, "totals: ")) {
        r->total = g_ascii_strtod(line + strlen("totals: "), NULL);
    } else if (g_ascii_isdigit(*line)) {
        take_cost(r, line);
    }
}

static void take_hot(const reader *r, GPtrArray *hot)
{
    GHashTableIter each;
    gpointer name, cost;

    g_hash_table_iter_init(&each, r->own_costs);
    while (g_hash_table_iter_next(&each, &name, &cost))
        if (*(const double *)cost >= HOT_SHARE * r->total &&
            !g_ptr_array_find_with_equal_func(hot, name, g_str_equal, NULL))
            g_ptr_array_add(hot, g_strdup(name));
}

gboolean ph_callgrind_file_read(const char *path, const char *library, double *ret_instructions,
                                GPtrArray *hot, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    g_autoptr(GHashTable) own_costs =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    reader r = { .library = library, .own_costs = own_costs, .total = -1.0 };

    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading callgrind's counts: %s",
                    cause->message);
        return FALSE;
    }
    for (char *line = text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        take_line(&r, line);
    }
    g_free(r.function);
    if (!(r.total > 0.0)) {
        g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "%s: callgrind wrote no total", path);
        return FALSE;
    }
    take_hot(&r, hot);
    *ret_instructions = r.total;
    return TRUE;
}
