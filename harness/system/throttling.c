/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/throttling.h"

#include <math.h>

#include "system/kernel_file.h"

static gboolean read_count(const char *sysfs_root, guint cpu, const char *name, double *ret,
                           GError **error)
{
    g_autofree char *path =
        g_strdup_printf("/sys/devices/system/cpu/cpu%u/thermal_throttle/%s", cpu, name);
    gint64 count;

    *ret = NAN;
    if (!ph_kernel_file_integer(sysfs_root, path, 0, G_MAXINT64, &count, error))
        return FALSE;
    *ret = (double)count;
    return TRUE;
}

gboolean ph_throttling_read(const char *sysfs_root, guint cpu, ph_throttling *ret, GError **error)
{
    const gboolean is_core = read_count(sysfs_root, cpu, "core_throttle_count", &ret->core, error);
    const gboolean is_package = read_count(sysfs_root, cpu, "package_throttle_count", &ret->package,
                                           is_core ? error : NULL);

    return is_core && is_package;
}
