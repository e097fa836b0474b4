/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The kernel's settings that tuning changes. */
#ifndef PH_HARNESS_TUNE_SETTING_H
#define PH_HARNESS_TUNE_SETTING_H

#include <glib.h>

typedef struct ph_setting {
    char *path;           /* Below the root, as the next. Owned. */
    char *wanted;         /* Owned; NULL: what by then is in... */
    char *wanted_from;    /* ...this file. Owned. */
    gboolean is_optional; /* Many hosts refuse it, and nothing can be done about that. */
} ph_setting;

/*
 * Those a CPU is tuned with, of which the host has the file, in the order to set them in. An
 * interrupt keeps its other CPUs, or moves to the other allowed ones. Free with
 * g_ptr_array_unref().
 */
GPtrArray *ph_setting_list(const char *sysfs_root, guint cpu, const GArray *usable_cpus);

/* Whether this is a path that such a list may hold: a journal may be damaged, or forged. */
gboolean ph_setting_is_path(const char *path);

/*
 * The value in force, as it would have to be written. NULL and error (PH_ERROR_ENVIRONMENT) when it
 * cannot be read. The second: what a setting is to become.
 */
char *ph_setting_read(const char *sysfs_root, const char *path, GError **error);
char *ph_setting_wanted(const char *sysfs_root, const ph_setting *setting, GError **error);

/* FALSE and error (PH_ERROR_ENVIRONMENT), which begins with the path, when it is refused. */
gboolean ph_setting_write(const char *sysfs_root, const char *path, const char *value,
                          GError **error);

#endif /* PH_HARNESS_TUNE_SETTING_H */
