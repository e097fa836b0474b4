/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/thread_cpus.h"

#include <math.h>

#include "error/error.h"
#include "system/cpu_list.h"

static const ph_cpu_unit *unit_at(const GArray *units, guint index)
{
    return &g_array_index(units, ph_cpu_unit, index);
}

static gint compare_cpus(gconstpointer a, gconstpointer b)
{
    const guint one = *(const guint *)a, other = *(const guint *)b;

    return one < other ? -1 : one > other;
}

/* Those of the first one's kind of core, that one first. */
static GArray *of_one_kind(const GArray *units, const ph_core_kinds *kinds, guint first)
{
    const guint kind = kinds ? ph_core_kinds_of(kinds, first) : 0;
    GArray *alike = g_array_new(FALSE, FALSE, sizeof(ph_cpu_unit));

    for (guint i = 0; i < units->len; i++) {
        const ph_cpu_unit *unit = unit_at(units, i);

        if (unit->cpu == first)
            g_array_prepend_vals(alike, unit, 1);
        else if (!kinds || ph_core_kinds_of(kinds, unit->cpu) == kind)
            g_array_append_vals(alike, unit, 1);
    }
    return alike;
}

/* Is a unit before this one of its core? */
static gboolean is_sibling(const GArray *units, guint index)
{
    for (guint i = 0; i < index; i++)
        if (unit_at(units, i)->core == unit_at(units, index)->core)
            return TRUE;
    return FALSE;
}

/* The first of each core, or those behind it, up to so many in all. */
static void take(const GArray *units, gboolean are_siblings, guint count, GArray *cpus)
{
    for (guint i = 0; i < units->len && cpus->len < count; i++)
        if (is_sibling(units, i) == are_siblings)
            g_array_append_val(cpus, unit_at(units, i)->cpu);
}

static void refuse(const GArray *units, guint count, GError **error)
{
    g_autoptr(GArray) cpus = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autofree char *list = NULL;

    for (guint i = 0; i < units->len; i++)
        g_array_append_val(cpus, unit_at(units, i)->cpu);
    g_array_sort(cpus, compare_cpus);
    list = ph_cpu_list_format(cpus);
    (void)ph_refuse(error, PH_ERROR_USAGE,
                    "%u threads take as many CPUs of one memory node and one kind of core, and "
                    "this process may run on %u such: CPU %s",
                    count, cpus->len, list);
}

ph_thread_cpus *ph_thread_cpus_choose(const GArray *units, const ph_core_kinds *kinds, guint first,
                                      guint count, GError **error)
{
    g_autoptr(GArray) alike = of_one_kind(units, kinds, first);
    ph_thread_cpus *chosen;

    if (count > alike->len) {
        refuse(alike, count, error);
        return NULL;
    }
    chosen = g_new0(ph_thread_cpus, 1);
    chosen->slowdown = chosen->start_ns = NAN;
    chosen->cpus = g_array_new(FALSE, FALSE, sizeof(guint));
    take(alike, FALSE, count, chosen->cpus);
    chosen->shares_cores = chosen->cpus->len < count;
    take(alike, TRUE, count, chosen->cpus);
    g_array_sort(chosen->cpus, compare_cpus);
    return chosen;
}

void ph_thread_cpus_free(ph_thread_cpus *cpus)
{
    g_array_unref(cpus->cpus);
    g_free(cpus);
}
