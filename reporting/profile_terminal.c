/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness profile` for people. */
#include <string.h>

#include "columns.h"
#include "figure.h"
#include "profile_report.h"
#include "text_table.h"

/* So many functions; of a name at most two lines. */
enum { SHOWN_MAX = 15, INDENT = 4, NAME_COLUMNS = 2 * (PH_COLUMNS - INDENT - 2) };

static char *per_item(const ph_work_profile *profile, double instructions)
{
    return g_strdup_printf("%.1f", instructions / profile->items);
}

static char *share(const ph_work_profile *profile, double instructions)
{
    return g_strdup_printf("%.1f %%", 100.0 * instructions / profile->instructions);
}

static void print_costs(FILE *to, const ph_work_profile *profile)
{
    const char *titles[] = { "", "instructions", "share", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);

    /* Of who has none of them, there is nothing to be told. */
    if (profile->costs[PH_COST_REST] == profile->instructions)
        return;
    (void)fprintf(to, "\nWhat they are spent on, by the %s\n", ph_work_profile_item(profile));
    for (guint i = 0; i < PH_COST_CLASS_COUNT; i++)
        ph_text_table_take_row(table, g_strdup(ph_cost_class_words(i)),
                               per_item(profile, profile->costs[i]),
                               share(profile, profile->costs[i]), NULL);
    ph_text_table_print(to, table);
}

static void add_function(ph_text_table *table, const ph_work_profile *profile,
                         const ph_profiled_function *function)
{
    g_autofree char *name = ph_columns_shorten(function->name, NAME_COLUMNS);
    const char *where = function->place ? function->place : function->library;

    ph_text_table_add_words(table, INDENT, name);
    ph_text_table_take_row(table, ph_columns_shorten(where, PH_COLUMNS / 2),
                           per_item(profile, function->self), share(profile, function->self),
                           per_item(profile, function->inclusive),
                           share(profile, function->inclusive), NULL);
}

static void print_functions(FILE *to, const ph_work_profile *profile)
{
    static const char *const titles[] = { "", "self", "share", "inclusive", "share", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(INDENT + 2, titles);
    const guint shown = MIN(profile->functions->len, SHOWN_MAX);
    double left_out = 0.0;

    (void)fprintf(to, "\nFunctions, by their own lines: instructions a %s\n",
                  ph_work_profile_item(profile));
    for (guint i = 0; i < profile->functions->len; i++) {
        const ph_profiled_function *function = profile->functions->pdata[i];

        if (i < shown)
            add_function(table, profile, function);
        else
            left_out += function->self;
    }
    ph_text_table_print(to, table);
    if (profile->functions->len > shown) {
        g_autofree char *rest = share(profile, left_out);

        ph_columns_print(to, INDENT, INDENT, "%u more functions, of their own lines: %s",
                         profile->functions->len - shown, rest);
    }
}

static void print_events(FILE *to, const ph_work_profile *profile)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (profile->events_missing) {
        ph_columns_print(to, 0, 2, "Cycles, branch misses and cache misses are not to be had: %s",
                         profile->events_missing);
        return;
    }
#define X(id, words, config)                                                                       \
    g_string_append_printf(text, "%s%.2f %s", text->len ? ", " : "",                               \
                           profile->events[PH_CPU_EVENT_##id] / profile->items, words);
    PH_CPU_EVENT_LIST(X)
#undef X
    ph_columns_print(to, 0, 2, "The CPU counts, by the %s: %s", ph_work_profile_item(profile),
                     text->str);
}

void ph_profile_print(FILE *to, const ph_work_profile *profile)
{
    /* A build's name may have it. */
    const gboolean has_version = profile->version && !strstr(profile->subject, profile->version);
    g_autofree char *items = ph_figure_count((uint64_t)profile->items);

    ph_columns_print(to, 0, 2, "%s%s%s, %s, %s: %.1f instructions a %s (one call of %s %ss)",
                     profile->subject, has_version ? " " : "", has_version ? profile->version : "",
                     profile->benchmark, ph_figure_level_words(profile->level),
                     profile->instructions / profile->items, ph_work_profile_item(profile), items,
                     ph_work_profile_item(profile));
    print_costs(to, profile);
    print_functions(to, profile);
    (void)fputc('\n', to);
    print_events(to, profile);
    if (profile->chosen_otherwise)
        ph_columns_print(to, 0, 2, "Other code is counted than runs here: %s",
                         profile->chosen_otherwise);
    if (!profile->has_inlined)
        ph_columns_print(to, 0, 2,
                         "The library says nothing of what is inlined into what: what a function "
                         "takes in is counted as its own");
}
