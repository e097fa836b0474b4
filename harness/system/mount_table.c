/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/mount_table.h"

#include <string.h>

#include "perfharness/require.h"
#include "system/kernel_file.h"

static void mount_free(gpointer data)
{
    ph_mount *mount = data;

    g_free(mount->device_number);
    g_free(mount->root);
    g_free(mount->mount_point);
    g_free(mount->filesystem);
    g_free(mount->source);
    g_free(mount->mount_options);
    g_free(mount->options);
    g_free(mount);
}

/* The kernel writes space, tab, newline and backslash as a backslash and three octal digits. */
static char *unescape(const char *text)
{
    GString *bytes = g_string_new(NULL);

    while (*text) {
        const gboolean is_escape = text[0] == '\\' && strspn(text + 1, "01234567") >= 3;
        if (!is_escape) {
            g_string_append_c(bytes, *text++);
            continue;
        }
        const int code = (text[1] - '0') * 64 + (text[2] - '0') * 8 + (text[3] - '0');
        g_string_append_c(bytes, (char)code);
        text += 4;
    }
    return g_string_free(bytes, FALSE);
}

/* id parent device root mount-point options [optional ...] - filesystem source options */
static ph_mount *parse_line(const char *line)
{
    g_auto(GStrv) fields = g_strsplit(line, " ", -1);
    const guint count = g_strv_length(fields);
    guint separator = 6;

    while (separator < count && strcmp(fields[separator], "-") != 0)
        separator++;
    if (separator + 3 >= count || *fields[4] != '/')
        return NULL;

    ph_mount *mount = g_new0(ph_mount, 1);
    mount->device_number = g_strdup(fields[2]);
    mount->root = unescape(fields[3]);
    mount->mount_point = unescape(fields[4]);
    mount->filesystem = g_strdup(fields[separator + 1]);
    mount->source = unescape(fields[separator + 2]);
    mount->mount_options = g_strdup(fields[5]);
    mount->options = g_strdup(fields[separator + 3]);
    return mount;
}

GPtrArray *ph_mount_table_read(const char *sysfs_root, GError **error)
{
    g_autofree char *text = ph_kernel_file_text(sysfs_root, "/proc/self/mountinfo", NULL, error);

    if (!text)
        return NULL;
    GPtrArray *mounts = g_ptr_array_new_with_free_func(mount_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        ph_mount *mount = parse_line(*line);
        if (mount)
            g_ptr_array_add(mounts, mount);
    }
    return mounts;
}

static gboolean holds_path(const char *mount_point, const char *path)
{
    const size_t length = strlen(mount_point);

    if (strcmp(mount_point, "/") == 0)
        return TRUE;
    return strncmp(path, mount_point, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

const ph_mount *ph_mount_table_find(const GPtrArray *mounts, const char *path)
{
    PH_REQUIRE(path[0] == '/');

    const ph_mount *best = NULL;

    /* Of two mounts on one point the later hides the earlier. */
    for (guint i = 0; i < mounts->len; i++) {
        const ph_mount *mount = g_ptr_array_index(mounts, i);
        if (holds_path(mount->mount_point, path) &&
            (!best || strlen(mount->mount_point) >= strlen(best->mount_point)))
            best = mount;
    }
    return best;
}

static gboolean has_controller(const ph_mount *mount, const char *controller)
{
    g_auto(GStrv) options = g_strsplit(mount->options, ",", -1);

    return g_strv_contains((const char *const *)options, controller);
}

const ph_mount *ph_mount_table_find_cgroup(const GPtrArray *mounts, const char *controller)
{
    for (guint i = 0; i < mounts->len; i++) {
        const ph_mount *mount = g_ptr_array_index(mounts, i);
        if (!controller && strcmp(mount->filesystem, "cgroup2") == 0)
            return mount;
        if (controller && strcmp(mount->filesystem, "cgroup") == 0 &&
            has_controller(mount, controller))
            return mount;
    }
    return NULL;
}
