/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the data folder lives on. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "system/kernel_file.h"
#include "system/mount_table.h"
#include "system/probe.h"

static const char *const mount_members[] = { "mount_point", "device", "filesystem", "mount_options",
                                             "is_in_memory" };
static const char *const device_members[] = { "rotational", "model", "scheduler" };

static void put_all_missing(const ph_section *storage, const char *const *members, gsize count,
                            const char *reason)
{
    for (gsize i = 0; i < count; i++)
        ph_put_missing(storage, members[i], "%s", reason);
}

/*
 * Folder of the mount's block device in /sys, NULL when it has none. Filesystems over several
 * devices (btrfs) have a number of their own, without a device behind it; their source names one.
 */
static char *device_folder(const ph_mount *mount)
{
    if (!g_str_has_prefix(mount->device_number, "0:"))
        return g_strconcat("/sys/dev/block/", mount->device_number, NULL);
    if (!g_str_has_prefix(mount->source, "/dev/"))
        return NULL;
    return g_strconcat("/sys/class/block/", mount->source + strlen("/dev/"), NULL);
}

/* A partition has neither queue nor model: they are in the disk's folder, the one around it. */
static char *disk_folder(const char *sysfs_root, const char *folder)
{
    g_autofree char *partition_path = g_strconcat(sysfs_root, folder, "/partition", NULL);

    if (g_file_test(partition_path, G_FILE_TEST_EXISTS))
        return g_strconcat(folder, "/..", NULL);
    return g_strdup(folder);
}

static void put_scheduler(const ph_section *storage, const char *disk)
{
    g_autofree char *path = g_strconcat(disk, "/queue/scheduler", NULL);
    g_autoptr(GError) error = NULL;
    /* Of a device that has none it is one word, without brackets. */
    g_autofree char *word = ph_kernel_file_value(storage->sysfs_root, path, &error);
    g_autofree char *choice = word && strchr(word, '[')
                                  ? ph_kernel_file_choice(storage->sysfs_root, path, &error)
                                  : g_strdup(word);

    if (choice)
        ph_put_string(storage, "scheduler", choice);
    else
        ph_put_missing(storage, "scheduler", "%s", error->message);
}

static void put_device(const ph_section *storage, const ph_mount *mount)
{
    const char *root = storage->sysfs_root;
    g_autofree char *folder = device_folder(mount);
    g_autoptr(GError) error = NULL;
    gint64 rotational = 0;

    if (!folder) {
        g_autofree char *reason =
            g_strdup_printf("%s has no block device of its own", mount->filesystem);
        put_all_missing(storage, device_members, G_N_ELEMENTS(device_members), reason);
        return;
    }
    g_autofree char *disk = disk_folder(root, folder);
    g_autofree char *rotational_path = g_strconcat(disk, "/queue/rotational", NULL);
    g_autofree char *model_path = g_strconcat(disk, "/device/model", NULL);
    if (ph_kernel_file_integer(root, rotational_path, 0, 1, &rotational, &error))
        ph_put_boolean(storage, "rotational", rotational == 1);
    else
        ph_put_missing(storage, "rotational", "%s", error->message);
    ph_put_file_text(storage, "model", model_path);
    put_scheduler(storage, disk);
}

/* Nothing of it is on a disk; of overlay, which lies over others, nobody says. */
static gboolean is_in_memory(const ph_mount *mount)
{
    static const char *const names[] = { "tmpfs", "ramfs", "devtmpfs", NULL };

    return g_strv_contains(names, mount->filesystem);
}

/* Of the file system that the folder is on, for who is no administrator. */
static void put_free_bytes(const ph_section *storage, const char *path)
{
    struct statvfs status;

    if (statvfs(path, &status) == 0)
        ph_put_number(storage, "free_bytes", (double)status.f_bavail * (double)status.f_frsize);
    else
        ph_put_missing(storage, "free_bytes", "%s: %s", path, g_strerror(errno));
}

static void put_mount(const ph_section *storage, const char *resolved_path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mounts = ph_mount_table_read(storage->sysfs_root, &error);
    const ph_mount *mount = mounts ? ph_mount_table_find(mounts, resolved_path) : NULL;

    if (!mount) {
        const char *reason = error ? error->message : "no mount in /proc/self/mountinfo holds it";
        put_all_missing(storage, mount_members, G_N_ELEMENTS(mount_members), reason);
        put_all_missing(storage, device_members, G_N_ELEMENTS(device_members), reason);
        return;
    }
    ph_put_string(storage, "mount_point", mount->mount_point);
    ph_put_string(storage, "device", mount->source);
    ph_put_string(storage, "filesystem", mount->filesystem);
    ph_put_string(storage, "mount_options", mount->mount_options);
    ph_put_boolean(storage, "is_in_memory", is_in_memory(mount));
    put_device(storage, mount);
}

void ph_probe_storage(const ph_section *document, const char *data_folder)
{
    const ph_section storage = ph_section_open(document, "storage");
    char *resolved_path = realpath(data_folder, NULL);

    if (resolved_path) {
        ph_put_string(&storage, "path", resolved_path);
        put_mount(&storage, resolved_path);
        put_free_bytes(&storage, resolved_path);
    } else {
        g_autofree char *reason = g_strdup_printf("%s: %s", data_folder, g_strerror(errno));

        ph_put_missing(&storage, "path", "%s", reason);
        put_all_missing(&storage, mount_members, G_N_ELEMENTS(mount_members), reason);
        put_all_missing(&storage, device_members, G_N_ELEMENTS(device_members), reason);
        ph_put_missing(&storage, "free_bytes", "%s", reason);
    }
    free(resolved_path);
}
