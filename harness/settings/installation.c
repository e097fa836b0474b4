/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/installation.h"

static char *prefix(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = program ? g_path_get_dirname(program) : g_strdup(".");

    return g_path_get_dirname(folder);
}

char *ph_installation_path(const char *folder, const char *name)
{
    g_autofree char *root = prefix();

    return g_build_filename(root, folder, name, NULL);
}

ph_thresholds *ph_installation_thresholds(const char *path, GError **error)
{
    g_autofree char *installed = ph_installation_path("config", "thresholds.toml");

    return ph_thresholds_read(path ? path : installed, error);
}

char *ph_installation_worker(void)
{
    return ph_installation_path("bin", "perfharness-worker");
}
