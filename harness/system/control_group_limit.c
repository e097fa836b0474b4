/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/control_group_limit.h"

#include <errno.h>
#include <string.h>

#include "error/error.h"
#include "system/control_group.h"
#include "system/cpu_list.h"
#include "system/kernel_file.h"

#define UNLIMITED_TEXT "max"

/* cgroup v1 says "no limit" with the largest multiple of the page size. */
#define V1_MEMORY_UNLIMITED ((guint64)1 << 62)

/* A limit at one level of the hierarchy: 0 and *ret, or an errno and error. */
typedef int read_limit_fn(const char *sysfs_root, const char *folder, double *ret, GError **error);

static int malformed(const char *sysfs_root, const char *path, GError **error)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s%s: malformed", sysfs_root, path);
    return EINVAL;
}

/* Text of one group's file, stripped. NULL, error and *status when it cannot be read. */
static char *read_group_file(const char *sysfs_root, const char *path, int *status, GError **error)
{
    char *text = ph_kernel_file_text(sysfs_root, path, status, error);

    if (!text && *status == 0)
        *status = EINVAL;
    return text ? g_strstrip(text) : NULL;
}

/* "max 100000" or "50000 100000": microseconds of CPU time in microseconds. */
static int read_v2_cpu(const char *sysfs_root, const char *folder, double *ret, GError **error)
{
    g_autofree char *path = g_strconcat(folder, "/cpu.max", NULL);
    int status = 0;
    g_autofree char *text = read_group_file(sysfs_root, path, &status, error);
    guint64 quota_us = 0;
    guint64 period_us = 0;

    if (!text)
        return status;
    g_auto(GStrv) fields = g_strsplit(text, " ", -1);
    if (g_strv_length(fields) != 2 ||
        !g_ascii_string_to_unsigned(fields[1], 10, 1, G_MAXUINT32, &period_us, NULL))
        return malformed(sysfs_root, path, error);
    *ret = PH_NO_LIMIT;
    if (strcmp(fields[0], UNLIMITED_TEXT) == 0)
        return 0;
    if (!g_ascii_string_to_unsigned(fields[0], 10, 1, G_MAXINT64, &quota_us, NULL))
        return malformed(sysfs_root, path, error);
    *ret = (double)quota_us / (double)period_us;
    return 0;
}

/* The period's file is only there together with the quota's. */
static int read_v1_cpu(const char *sysfs_root, const char *folder, double *ret, GError **error)
{
    g_autofree char *quota_path = g_strconcat(folder, "/cpu.cfs_quota_us", NULL);
    g_autofree char *period_path = g_strconcat(folder, "/cpu.cfs_period_us", NULL);
    int status = 0;
    g_autofree char *quota = read_group_file(sysfs_root, quota_path, &status, error);
    gint64 quota_us = 0;
    gint64 period_us = 0;

    if (!quota)
        return status;
    if (!g_ascii_string_to_signed(quota, 10, -1, G_MAXINT64, &quota_us, NULL))
        return malformed(sysfs_root, quota_path, error);
    *ret = PH_NO_LIMIT;
    if (quota_us < 0)
        return 0;
    if (!ph_kernel_file_integer(sysfs_root, period_path, 1, G_MAXUINT32, &period_us, error))
        return EINVAL;
    *ret = (double)quota_us / (double)period_us;
    return 0;
}

static int read_memory(const char *sysfs_root, const char *path, double *ret, GError **error)
{
    int status = 0;
    g_autofree char *text = read_group_file(sysfs_root, path, &status, error);
    guint64 limit_bytes = 0;

    if (!text)
        return status;
    *ret = PH_NO_LIMIT;
    if (strcmp(text, UNLIMITED_TEXT) == 0)
        return 0;
    if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, &limit_bytes, NULL))
        return malformed(sysfs_root, path, error);
    if (limit_bytes < V1_MEMORY_UNLIMITED)
        *ret = (double)limit_bytes;
    return 0;
}

static int read_v2_memory(const char *sysfs_root, const char *folder, double *ret, GError **error)
{
    g_autofree char *path = g_strconcat(folder, "/memory.max", NULL);

    return read_memory(sysfs_root, path, ret, error);
}

static int read_v1_memory(const char *sysfs_root, const char *folder, double *ret, GError **error)
{
    g_autofree char *path = g_strconcat(folder, "/memory.limit_in_bytes", NULL);

    return read_memory(sysfs_root, path, ret, error);
}

/*
 * The tightest limit from the process' group up to the top; FALSE and error when a level cannot be
 * read. A level without the file has no limit of its own; *ret_levels counts those with one.
 */
static gboolean tightest_limit(const char *sysfs_root, const ph_control_group *group,
                               read_limit_fn *read_limit, double *ret, guint *ret_levels,
                               GError **error)
{
    g_autofree char *folder = g_strdup(group->folder);

    *ret = PH_NO_LIMIT;
    *ret_levels = 0;
    while (folder) {
        g_autoptr(GError) level_error = NULL;
        double limit = PH_NO_LIMIT;
        const int status = read_limit(sysfs_root, folder, &limit, &level_error);
        if (status != 0 && status != ENOENT) {
            g_propagate_error(error, g_steal_pointer(&level_error));
            return FALSE;
        }
        *ret_levels += status == 0;
        *ret = MIN(*ret, limit);
        char *parent = ph_control_group_parent(group, folder);
        g_free(folder);
        folder = parent;
    }
    return TRUE;
}

/* The top of cgroup v2 has no limit files: their absence is "no limit" if it is really there. */
static gboolean is_v2_readable(const char *sysfs_root, const ph_control_group *group)
{
    g_autofree char *path = g_strconcat(group->mount_point, "/cgroup.controllers", NULL);
    g_autofree char *controllers = ph_kernel_file_text(sysfs_root, path, NULL, NULL);

    return group->version == 2 && controllers;
}

static gboolean find_limit(const char *sysfs_root, const char *controller,
                           read_limit_fn *const read_limit[2], double *ret, GError **error)
{
    g_autoptr(ph_control_group) group = ph_control_group_locate(sysfs_root, controller, error);
    double limit = 0;
    guint level_count = 0;

    if (!group || !tightest_limit(sysfs_root, group, read_limit[group->version - 1], &limit,
                                  &level_count, error))
        return FALSE;
    if (level_count == 0 && !is_v2_readable(sysfs_root, group)) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s%s: no %s limit here or above",
                    sysfs_root, group->folder, controller);
        return FALSE;
    }
    *ret = limit;
    return TRUE;
}

gboolean ph_control_group_cpu_quota(const char *sysfs_root, double *ret_cpus, GError **error)
{
    static read_limit_fn *const read_limit[2] = { read_v1_cpu, read_v2_cpu };

    return find_limit(sysfs_root, "cpu", read_limit, ret_cpus, error);
}

gboolean ph_control_group_memory_limit(const char *sysfs_root, double *ret_bytes, GError **error)
{
    static read_limit_fn *const read_limit[2] = { read_v1_memory, read_v2_memory };

    return find_limit(sysfs_root, "memory", read_limit, ret_bytes, error);
}

/* From the nearest group that says: only groups with the controller have the file. */
static char *read_cpuset(const char *sysfs_root, const ph_control_group *group)
{
    const char *name = group->version == 2 ? "/cpuset.cpus.effective" : "/cpuset.cpus";
    g_autofree char *folder = g_strdup(group->folder);

    while (folder) {
        g_autofree char *path = g_strconcat(folder, name, NULL);
        g_autofree char *cpus = ph_kernel_file_value(sysfs_root, path, NULL);
        g_autoptr(GArray) parsed = cpus ? ph_cpu_list_parse(cpus) : NULL;
        if (parsed)
            return g_steal_pointer(&cpus);
        char *parent = ph_control_group_parent(group, folder);
        g_free(folder);
        folder = parent;
    }
    return NULL;
}

char *ph_control_group_cpuset(const char *sysfs_root, GError **error)
{
    g_autoptr(ph_control_group) group = ph_control_group_locate(sysfs_root, "cpuset", error);

    if (!group)
        return NULL;
    char *cpus = read_cpuset(sysfs_root, group);
    if (!cpus)
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s%s: no cpuset here or above",
                    sysfs_root, group->folder);
    return cpus;
}
