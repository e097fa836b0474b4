/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The control group this process is in, as cgroup v1, v2 or a mixture of both. */
#ifndef PH_HARNESS_SYSTEM_CONTROL_GROUP_H
#define PH_HARNESS_SYSTEM_CONTROL_GROUP_H

#include <glib.h>

/* Where one controller's files are. */
typedef struct ph_control_group {
    int version;       /* 1 or 2. */
    char *mount_point; /* Top of what this process can see of the hierarchy. */
    char *folder;      /* The process' own group: mount_point or a folder below it. */
} ph_control_group;

void ph_control_group_free(ph_control_group *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_control_group, ph_control_group_free)

/*
 * The group that governs controller ("cpu", "memory", "cpuset"). A controller that is not in a v1
 * hierarchy is in the v2 one, if there is one. NULL and error when it cannot be found out.
 */
ph_control_group *ph_control_group_locate(const char *sysfs_root, const char *controller,
                                          GError **error);

/* The parent of a folder within the group's hierarchy; NULL above its mount point. */
char *ph_control_group_parent(const ph_control_group *group, const char *folder);

#endif /* PH_HARNESS_SYSTEM_CONTROL_GROUP_H */
