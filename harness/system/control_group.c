/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/control_group.h"

#include <string.h>

#include "error/error.h"
#include "system/kernel_file.h"
#include "system/mount_table.h"

#define MEMBERSHIP_PATH "/proc/self/cgroup"

void ph_control_group_free(ph_control_group *group)
{
    if (!group)
        return;
    g_free(group->mount_point);
    g_free(group->folder);
    g_free(group);
}

/* The group's path in one "hierarchy:controllers:path" line, if the line is about controller. */
static const char *path_in_line(char *const *fields, const char *controller)
{
    if (!controller)
        return strcmp(fields[0], "0") == 0 && !*fields[1] ? fields[2] : NULL;
    g_auto(GStrv) controllers = g_strsplit(fields[1], ",", -1);
    return g_strv_contains((const char *const *)controllers, controller) ? fields[2] : NULL;
}

/* The caller frees it. Of v2 when controller is NULL. NULL when no line is about it. */
static char *find_path(const char *membership, const char *controller)
{
    g_auto(GStrv) lines = g_strsplit(membership, "\n", -1);

    for (char **line = lines; *line; line++) {
        g_auto(GStrv) fields = g_strsplit(*line, ":", 3);
        if (g_strv_length(fields) < 3)
            continue;
        const char *path = path_in_line(fields, controller);
        if (path)
            return g_strdup(path);
    }
    return NULL;
}

/*
 * Where a group's path is in the mounted part of its hierarchy. A container that is shown only its
 * own group, but not in a namespace, has a path that begins with the mount's root, or none of it.
 */
static char *folder_of(const ph_mount *mount, const char *path)
{
    const char *root = strcmp(mount->root, "/") == 0 ? "" : mount->root;
    const size_t root_length = strlen(root);
    const gboolean is_within = strncmp(path, root, root_length) == 0 && path[root_length] == '/';

    if (!is_within || strstr(path, "/.."))
        return g_strdup(mount->mount_point);
    if (strcmp(path + root_length, "/") == 0)
        return g_strdup(mount->mount_point);
    return g_strconcat(mount->mount_point, path + root_length, NULL);
}

static ph_control_group *locate_mounted(const char *sysfs_root, int version, const char *controller,
                                        const char *path, GError **error)
{
    g_autoptr(GPtrArray) mounts = ph_mount_table_read(sysfs_root, error);

    if (!mounts)
        return NULL;
    const ph_mount *mount = ph_mount_table_find_cgroup(mounts, version == 1 ? controller : NULL);
    if (!mount) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "%s/proc/self/mountinfo: the cgroup v%d hierarchy of %s is not mounted",
                    sysfs_root, version, controller);
        return NULL;
    }
    ph_control_group *group = g_new0(ph_control_group, 1);
    group->version = version;
    group->mount_point = g_strdup(mount->mount_point);
    group->folder = folder_of(mount, path);
    return group;
}

ph_control_group *ph_control_group_locate(const char *sysfs_root, const char *controller,
                                          GError **error)
{
    g_autofree char *membership = ph_kernel_file_text(sysfs_root, MEMBERSHIP_PATH, NULL, error);

    if (!membership)
        return NULL;
    g_autofree char *v1_path = find_path(membership, controller);
    if (v1_path)
        return locate_mounted(sysfs_root, 1, controller, v1_path, error);
    g_autofree char *v2_path = find_path(membership, NULL);
    if (v2_path)
        return locate_mounted(sysfs_root, 2, controller, v2_path, error);
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s" MEMBERSHIP_PATH ": no line for %s",
                sysfs_root, controller);
    return NULL;
}

char *ph_control_group_parent(const ph_control_group *group, const char *folder)
{
    if (strlen(folder) <= strlen(group->mount_point))
        return NULL;
    return g_path_get_dirname(folder);
}
