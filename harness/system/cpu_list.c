/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/cpu_list.h"

#include <errno.h>

#include "error/error.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"

/* "3" or "0-3", behind every CPU already in the list. */
static gboolean append_range(GArray *cpus, const char *range)
{
    g_auto(GStrv) bounds = g_strsplit(range, "-", 2);
    const guint64 least = cpus->len > 0 ? g_array_index(cpus, guint, cpus->len - 1) + 1u : 0;
    guint64 first = 0;
    guint64 last = 0;

    if (!bounds[0] || !g_ascii_string_to_unsigned(bounds[0], 10, least, PH_CPU_MAX, &first, NULL))
        return FALSE;
    last = first;
    if (bounds[1] && !g_ascii_string_to_unsigned(bounds[1], 10, first, PH_CPU_MAX, &last, NULL))
        return FALSE;
    for (guint cpu = (guint)first; cpu <= last; cpu++)
        g_array_append_val(cpus, cpu);
    return TRUE;
}

GArray *ph_cpu_list_parse(const char *text)
{
    g_autoptr(GArray) cpus = g_array_new(FALSE, FALSE, sizeof(guint));
    g_auto(GStrv) ranges = g_strsplit(text, ",", -1);

    for (char **range = ranges; *range; range++) {
        if (!append_range(cpus, *range))
            return NULL;
    }
    return cpus->len > 0 ? g_steal_pointer(&cpus) : NULL;
}

char *ph_cpu_list_format(const GArray *cpus)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0, end = 0; i < cpus->len; i = end + 1) {
        const guint first = g_array_index(cpus, guint, i);

        for (end = i; end + 1 < cpus->len; end++)
            if (g_array_index(cpus, guint, end + 1) != g_array_index(cpus, guint, end) + 1)
                break;
        g_string_append_printf(text, i ? ",%u" : "%u", first);
        if (end > i)
            g_string_append_printf(text, "-%u", g_array_index(cpus, guint, end));
    }
    return g_string_free(text, FALSE);
}

/* Its length where the CPU is not in the list. */
static guint find(const GArray *cpus, guint cpu)
{
    guint i = 0;

    while (i < cpus->len && g_array_index(cpus, guint, i) != cpu)
        i++;
    return i;
}

gboolean ph_cpu_list_has(const GArray *cpus, guint cpu)
{
    return find(cpus, cpu) < cpus->len;
}

void ph_cpu_list_remove(GArray *cpus, guint cpu)
{
    const guint at = find(cpus, cpu);

    if (at < cpus->len)
        g_array_remove_index(cpus, at);
}

GArray *ph_cpu_list_allowed(const char *sysfs_root, GError **error)
{
    const char *path = "/proc/self/status";
    g_autofree char *status = ph_kernel_file_text(sysfs_root, path, NULL, error);

    if (!status)
        return NULL;
    g_autofree char *list = ph_text_field(status, "Cpus_allowed_list");
    GArray *cpus = list ? ph_cpu_list_parse(list) : NULL;
    if (!cpus)
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s%s: no valid Cpus_allowed_list",
                    sysfs_root, path);
    return cpus;
}

GArray *ph_cpu_list_online(const char *sysfs_root, const GArray *allowed, GError **error)
{
    g_autoptr(GError) cause = NULL;
    int error_number = 0;
    g_autofree char *list =
        ph_kernel_file_text(sysfs_root, PH_ONLINE_CPUS_PATH, &error_number, &cause);
    GArray *cpus = list ? ph_cpu_list_parse(g_strstrip(list)) : NULL;

    if (error_number == ENOENT)
        return g_array_copy((GArray *)allowed);
    if (!list)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (!cpus)
        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT,
                        "%s" PH_ONLINE_CPUS_PATH ": not a list of CPUs", sysfs_root);
    return cpus;
}
