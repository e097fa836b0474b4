/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hwloc has kinds, too, and reads the same files. But it looks at the machine it runs on, and what
 * is chosen has to be the same for a copy of /proc and /sys.
 */
#include "system/core_kind.h"

#include "error/error.h"
#include "system/cpu_list.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"

/* Of the fastest of its kind; a slower core is of another. */
#define SAME_KIND_SHARE 0.9
#define SPEED_MAX       G_GINT64_CONSTANT(1000000000)

/* How fast a CPU is, beside others by the same measure; 0: it does not say. */
typedef double speed_fn(const char *sysfs_root, guint cpu);

static double speed_in_file(const char *sysfs_root, guint cpu, const char *file)
{
    g_autofree char *path = ph_cpu_path(cpu, file);
    gint64 value = 0;

    return ph_kernel_file_integer(sysfs_root, path, 1, SPEED_MAX, &value, NULL) ? (double)value
                                                                                : 0.0;
}

static double capacity(const char *sysfs_root, guint cpu)
{
    return speed_in_file(sysfs_root, cpu, PH_CAPACITY_FILE);
}

static double highest_frequency(const char *sysfs_root, guint cpu)
{
    return speed_in_file(sysfs_root, cpu, PH_HIGHEST_FREQUENCY_FILE);
}

static double core_type(const char *sysfs_root, guint cpu)
{
    /* Slowest first; the distances only have to be more than a tenth. */
    static const char *const lists[] = { "/sys/devices/cpu_lowpower/cpus",
                                         "/sys/devices/cpu_atom/cpus",
                                         "/sys/devices/cpu_core/cpus" };

    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autofree char *list = ph_kernel_file_value(sysfs_root, lists[i], NULL);
        g_autoptr(GArray) cpus = list ? ph_cpu_list_parse(list) : NULL;

        if (cpus && ph_cpu_list_has(cpus, cpu))
            return (double)i + 1.0;
    }
    return 0.0;
}

/* double, beside the CPUs; NULL when one of them does not say. */
static GArray *read_speeds(const char *sysfs_root, const GArray *cpus, speed_fn *speed_of)
{
    g_autoptr(GArray) speeds = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < cpus->len; i++) {
        const double speed = speed_of(sysfs_root, g_array_index(cpus, guint, i));

        if (speed <= 0.0)
            return NULL;
        g_array_append_val(speeds, speed);
    }
    return g_steal_pointer(&speeds);
}

/* The highest that is below this; 0: none is. */
static double highest_below(const GArray *speeds, double limit)
{
    double highest = 0.0;

    for (guint i = 0; i < speeds->len; i++) {
        const double speed = g_array_index(speeds, double, i);

        if (speed < limit)
            highest = MAX(highest, speed);
    }
    return highest;
}

static ph_core_kinds *sort_into_kinds(const GArray *cpus, const GArray *speeds)
{
    ph_core_kinds *kinds = g_new0(ph_core_kinds, 1);
    double fastest = highest_below(speeds, G_MAXDOUBLE);

    kinds->cpus = g_array_copy((GArray *)cpus);
    kinds->kinds = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_set_size(kinds->kinds, cpus->len);
    while (fastest > 0.0) {
        kinds->count++;
        for (guint i = 0; i < speeds->len; i++) {
            const double speed = g_array_index(speeds, double, i);

            if (speed <= fastest && speed >= fastest * SAME_KIND_SHARE)
                g_array_index(kinds->kinds, guint, i) = kinds->count;
        }
        fastest = highest_below(speeds, fastest * SAME_KIND_SHARE);
    }
    return kinds;
}

ph_core_kinds *ph_core_kinds_read(const char *sysfs_root, const GArray *cpus, GError **error)
{
    static speed_fn *const measures[] = { capacity, highest_frequency, core_type };
    g_autoptr(ph_core_kinds) kinds = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(measures) && !(kinds && kinds->count > 1); i++) {
        g_autoptr(GArray) speeds = read_speeds(sysfs_root, cpus, measures[i]);

        if (!speeds)
            continue;
        g_clear_pointer(&kinds, ph_core_kinds_free);
        kinds = sort_into_kinds(cpus, speeds);
    }
    if (!kinds)
        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT,
                        "%s" PH_CPU_FOLDER "/cpu*: neither " PH_CAPACITY_FILE
                        " nor " PH_HIGHEST_FREQUENCY_FILE " says it of every CPU",
                        sysfs_root);
    return g_steal_pointer(&kinds);
}

void ph_core_kinds_free(ph_core_kinds *kinds)
{
    g_array_unref(kinds->cpus);
    g_array_unref(kinds->kinds);
    g_free(kinds);
}

guint ph_core_kinds_of(const ph_core_kinds *kinds, guint cpu)
{
    for (guint i = 0; i < kinds->cpus->len; i++)
        if (g_array_index(kinds->cpus, guint, i) == cpu)
            return g_array_index(kinds->kinds, guint, i);
    return 0;
}

GArray *ph_core_kinds_cpus(const ph_core_kinds *kinds, guint kind)
{
    GArray *cpus = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < kinds->cpus->len; i++)
        if (g_array_index(kinds->kinds, guint, i) == kind)
            g_array_append_val(cpus, g_array_index(kinds->cpus, guint, i));
    return cpus;
}
