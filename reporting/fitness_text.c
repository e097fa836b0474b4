/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fitness_text.h"

#include <string.h>

enum { LINE_NAMES_MAX = 48 };

static gint compare_weights(gconstpointer a, gconstpointer b)
{
    const ph_fitness_finding *finding_a = *(ph_fitness_finding *const *)a;
    const ph_fitness_finding *finding_b = *(ph_fitness_finding *const *)b;

    return (finding_a->unfit_below_percent < finding_b->unfit_below_percent) -
           (finding_a->unfit_below_percent > finding_b->unfit_below_percent);
}

/* Those that are findings, the heaviest first; borrowed. Free with g_ptr_array_unref(). */
static GPtrArray *only_found(const GPtrArray *findings)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < findings->len; i++)
        if (((const ph_fitness_finding *)findings->pdata[i])->state == PH_FITNESS_FINDING)
            g_ptr_array_add(found, findings->pdata[i]);
    g_ptr_array_sort(found, compare_weights);
    return found;
}

/* "2 findings: load, interrupts"; names that would make them longer than this are counted. */
static GString *names_text(const GPtrArray *findings, gsize names_max)
{
    g_autoptr(GPtrArray) found = only_found(findings);
    GString *text = g_string_new("nothing was found");
    gsize names_length = 0;

    if (found->len)
        g_string_printf(text, "%u finding%s: ", found->len, found->len == 1 ? "" : "s");
    for (guint i = 0; i < found->len; i++) {
        const ph_fitness_finding *finding = found->pdata[i];

        names_length += strlen(finding->check) + strlen(", ");
        if (names_length > names_max) {
            g_string_append_printf(text, " and %u more", found->len - i);
            break;
        }
        g_string_append_printf(text, i ? ", %s" : "%s", finding->check);
    }
    return text;
}

char *ph_fitness_text(const GPtrArray *findings)
{
    g_autoptr(GString) text = findings ? names_text(findings, G_MAXSIZE) : NULL;
    const guint unknown = findings ? ph_fitness_count(findings, PH_FITNESS_UNKNOWN) : 0;

    if (!text)
        return NULL;
    if (unknown)
        g_string_append_printf(text, "; %u of %u checks unknown", unknown, findings->len);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *ph_fitness_line(const GPtrArray *findings)
{
    return findings ? g_string_free(names_text(findings, LINE_NAMES_MAX), FALSE) : NULL;
}
