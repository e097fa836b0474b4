/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is mounted where, from /proc/self/mountinfo (proc(5)). */
#ifndef PH_HARNESS_SYSTEM_MOUNT_TABLE_H
#define PH_HARNESS_SYSTEM_MOUNT_TABLE_H

#include <glib.h>

/* Texts are bytes as the kernel has them, its octal escapes resolved; not checked for UTF-8. */
typedef struct ph_mount {
    char *device_number; /* "8:1"; "0:27" for filesystems without a device. */
    char *root;          /* The folder of the filesystem that is mounted. */
    char *mount_point;
    char *filesystem;    /* "ext4". */
    char *source;        /* "/dev/sda1". */
    char *mount_options; /* Of this mount: "rw,relatime". */
    char *options;       /* Of the filesystem: for cgroup v1 they name its controllers. */
} ph_mount;

/* Elements are ph_mount, in the kernel's order; lines that make no sense are left out. */
GPtrArray *ph_mount_table_read(const char *sysfs_root, GError **error);

/* The mount an absolute, resolved path lives on. Borrowed from the table; NULL when none. */
const ph_mount *ph_mount_table_find(const GPtrArray *mounts, const char *path);

/* The mount of a cgroup v1 controller, or of cgroup v2 when controller is NULL. Likewise. */
const ph_mount *ph_mount_table_find_cgroup(const GPtrArray *mounts, const char *controller);

#endif /* PH_HARNESS_SYSTEM_MOUNT_TABLE_H */
