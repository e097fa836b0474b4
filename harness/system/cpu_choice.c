/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/cpu_choice.h"

#include "error/error.h"
#include "system/cpu_list.h"

static gboolean refuse_asked(guint asked, const ph_cpu_choice *choice, const GArray *allowed,
                             GError **error)
{
    g_autofree char *usable = ph_cpu_list_format(choice->usable);

    return ph_refuse(error, PH_ERROR_USAGE, "--cpu %u: %s; it may run on CPU %s", asked,
                     ph_cpu_list_has(allowed, asked) ? "that CPU is not online for this process"
                                                     : "this process may not run there",
                     usable);
}

/* Those that are in both lists; both ascend. */
static GArray *common(const GArray *a, const GArray *b)
{
    GArray *both = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0, j = 0; i < a->len; i++) {
        const guint cpu = g_array_index(a, guint, i);

        while (j < b->len && g_array_index(b, guint, j) < cpu)
            j++;
        if (j < b->len && g_array_index(b, guint, j) == cpu)
            g_array_append_val(both, cpu);
    }
    return both;
}

static guint last_of_the_fastest(const ph_cpu_choice *choice)
{
    guint best = G_MAXUINT, chosen = 0;

    for (guint i = 0; i < choice->usable->len; i++) {
        const guint cpu = g_array_index(choice->usable, guint, i);
        const guint kind = choice->kinds ? ph_core_kinds_of(choice->kinds, cpu) : 0;

        if (kind <= best) {
            best = kind;
            chosen = cpu;
        }
    }
    return chosen;
}

/* Which there are to choose from: *ret_allowed may have some that are not online. */
static ph_cpu_choice *find_usable(const char *sysfs_root, GArray **ret_allowed, GError **error)
{
    g_autoptr(ph_cpu_choice) choice = g_new0(ph_cpu_choice, 1);
    g_autoptr(GError) kinds_error = NULL;
    g_autoptr(GArray) allowed = ph_cpu_list_allowed(sysfs_root, error);
    g_autoptr(GArray) online = allowed ? ph_cpu_list_online(sysfs_root, allowed, error) : NULL;

    if (!online)
        return NULL;
    choice->usable = common(allowed, online);
    choice->kinds = ph_core_kinds_read(sysfs_root, online, &kinds_error);
    if (!choice->kinds)
        choice->kinds_missing = g_strdup(kinds_error->message);
    *ret_allowed = g_steal_pointer(&allowed);
    return g_steal_pointer(&choice);
}

ph_cpu_choice *ph_cpu_choose(const char *sysfs_root, gint asked, GError **error)
{
    g_autoptr(GArray) allowed = NULL;
    g_autoptr(ph_cpu_choice) choice = NULL;

    if (asked != PH_CPU_USUAL && asked < 0) {
        (void)ph_refuse(error, PH_ERROR_USAGE, "--cpu %d: a CPU's number was expected", asked);
        return NULL;
    }
    choice = find_usable(sysfs_root, &allowed, error);
    if (!choice)
        return NULL;
    if (choice->usable->len == 0) {
        g_autofree char *list = ph_cpu_list_format(allowed);

        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT,
                        "choosing a CPU: this process may run on CPU %s only, and none of that is "
                        "online",
                        list);
        return NULL;
    }
    choice->cpu = asked == PH_CPU_USUAL ? last_of_the_fastest(choice) : (guint)asked;
    if (!ph_cpu_list_has(choice->usable, choice->cpu)) {
        (void)refuse_asked(choice->cpu, choice, allowed, error);
        return NULL;
    }
    return g_steal_pointer(&choice);
}

void ph_cpu_choice_free(ph_cpu_choice *choice)
{
    g_clear_pointer(&choice->usable, g_array_unref);
    g_clear_pointer(&choice->kinds, ph_core_kinds_free);
    g_free(choice->kinds_missing);
    g_free(choice);
}

char *ph_cpu_choice_kind(const ph_cpu_choice *choice)
{
    return choice->kinds ? g_strdup_printf("%u of %u", ph_core_kinds_of(choice->kinds, choice->cpu),
                                           choice->kinds->count)
                         : NULL;
}
