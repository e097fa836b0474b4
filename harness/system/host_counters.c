/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/host_counters.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "system/control_group.h"
#include "system/kernel_file.h"

#define CPU_TIMES_PATH "/proc/stat"

/* The columns of a CPU's line: user nice system idle iowait irq softirq steal, then guests, whose
 * time is in user and nice already. */
enum { STEAL_COLUMN = 7, TIME_COLUMNS = 8 };

/* The text behind "cpu1 "; NULL when there is no such line. */
static const char *find_cpu_line(const char *text, guint cpu)
{
    g_autofree char *name = g_strdup_printf("\ncpu%u ", cpu);
    const char *at = strstr(text, name);

    return at ? at + strlen(name) : NULL;
}

static gboolean read_columns(const char *line, double ticks[TIME_COLUMNS])
{
    for (int column = 0; column < TIME_COLUMNS; column++) {
        char *end = NULL;

        ticks[column] = (double)g_ascii_strtoull(line, &end, 10);
        if (end == line)
            return FALSE;
        line = end;
    }
    return TRUE;
}

gboolean ph_host_cpu_time(const char *sysfs_root, guint cpu, double *ret_steal_s,
                          double *ret_total_s, GError **error)
{
    const double ticks_per_s = (double)sysconf(_SC_CLK_TCK);
    double ticks[TIME_COLUMNS], total = 0.0;
    g_autofree char *text = ph_kernel_file_text(sysfs_root, CPU_TIMES_PATH, NULL, error);
    const char *line = text ? find_cpu_line(text, cpu) : NULL;

    if (!text)
        return FALSE;
    if (!line || !read_columns(line, ticks)) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "%s" CPU_TIMES_PATH ": no valid line for cpu%u", sysfs_root, cpu);
        return FALSE;
    }
    for (int column = 0; column < TIME_COLUMNS; column++)
        total += ticks[column];
    *ret_steal_s = ticks[STEAL_COLUMN] / ticks_per_s;
    *ret_total_s = total / ticks_per_s;
    return TRUE;
}

static double read_steal_s(const char *sysfs_root, guint cpu)
{
    double steal_s, total_s;

    return ph_host_cpu_time(sysfs_root, cpu, &steal_s, &total_s, NULL) ? steal_s : NAN;
}

/* The number behind a word at the begin of a line; NAN when there is none. */
static double read_counter(const char *text, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++) {
        const char *rest = *line + strlen(name);
        guint64 number = 0;

        if (g_str_has_prefix(*line, name) && *rest == ' ' &&
            g_ascii_string_to_unsigned(rest + 1, 10, 0, G_MAXUINT64, &number, NULL))
            return (double)number;
    }
    return NAN;
}

GPtrArray *ph_host_throttling_files(const char *sysfs_root)
{
    g_autoptr(ph_control_group) group = ph_control_group_locate(sysfs_root, "cpu", NULL);
    g_autofree char *folder = group ? g_strdup(group->folder) : NULL;
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);

    while (folder) {
        g_autofree char *path = g_strconcat(folder, "/cpu.stat", NULL);
        g_autofree char *text = ph_kernel_file_text(sysfs_root, path, NULL, NULL);
        char *parent = ph_control_group_parent(group, folder);

        if (text)
            g_ptr_array_add(files, g_steal_pointer(&path));
        g_free(folder);
        folder = parent;
    }
    return files;
}

static double read_throttled_periods(const char *sysfs_root)
{
    g_autoptr(GPtrArray) files = ph_host_throttling_files(sysfs_root);
    double periods = NAN;

    for (guint i = 0; i < files->len; i++) {
        g_autofree char *text = ph_kernel_file_text(sysfs_root, files->pdata[i], NULL, NULL);
        const double here = text ? read_counter(text, "nr_throttled") : NAN;

        if (!isnan(here))
            periods = isnan(periods) ? here : periods + here;
    }
    return periods;
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=0", microseconds; then "full …". */
static double read_memory_stall_s(const char *sysfs_root)
{
    g_autofree char *text = ph_kernel_file_text(sysfs_root, PH_MEMORY_PRESSURE_PATH, NULL, NULL);
    const char *at = text && g_str_has_prefix(text, "some ") ? strstr(text, " total=") : NULL;
    char *end = NULL;

    if (!at)
        return NAN;
    at += strlen(" total=");
    const guint64 total_us = g_ascii_strtoull(at, &end, 10);
    return end == at ? NAN : (double)total_us / 1e6;
}

ph_host_counters ph_host_counters_read(const char *sysfs_root, guint cpu)
{
    return (ph_host_counters){
        .steal_s = read_steal_s(sysfs_root, cpu),
        .throttled_periods = read_throttled_periods(sysfs_root),
        .memory_stall_s = read_memory_stall_s(sysfs_root),
    };
}

ph_host_counters ph_host_counters_since(const ph_host_counters *before,
                                        const ph_host_counters *after)
{
    return (ph_host_counters){
        .steal_s = after->steal_s - before->steal_s,
        .throttled_periods = after->throttled_periods - before->throttled_periods,
        .memory_stall_s = after->memory_stall_s - before->memory_stall_s,
    };
}
