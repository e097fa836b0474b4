/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/installation.h"

#include <string.h>

#include "platform/path.h"
#include "platform/program_path.h"

#define ADMINISTRATOR "/etc/perfharness"

static const char *const system_prefixes[] = { "/usr", "/usr/local", NULL };

static char *prefix(void)
{
    g_autofree char *program = ph_program_path();
    g_autofree char *folder = program ? g_path_get_dirname(program) : g_strdup(".");

    return g_path_get_dirname(folder);
}

char *ph_installation_worker(void)
{
    g_autofree char *root = prefix();

    return ph_path_join(root, "lib", "perfharness", "perfharness-worker", NULL);
}

char *ph_installation_subject(const char *file_name)
{
    g_autofree char *root = prefix();

    return ph_path_join(root, "lib", "perfharness", "subjects", file_name, NULL);
}

char *ph_installation_crate(void)
{
    g_autofree char *root = prefix();

    return ph_path_join(root, "share", "perfharness", "copybook-rs", NULL);
}

char *ph_installation_build_cache(void)
{
    /* An environment may name it relative to here; builds run elsewhere. */
    g_autofree char *caches = g_canonicalize_filename(g_get_user_cache_dir(), NULL);

    return ph_path_join(caches, "perfharness", "copybook-rs", NULL);
}

static char *config(const char *root, const char *name)
{
    return ph_path_join(root, "share", "perfharness", "config", name, NULL);
}

char *ph_installation_schemas(void)
{
    g_autofree char *root = prefix();

    return config(root, "schema");
}

char **ph_installation_setting_places(const char *root, const char *name)
{
    g_autoptr(GStrvBuilder) places = g_strv_builder_new();
    g_autofree char *installed = config(root, name);

    if (g_strv_contains(system_prefixes, root)) {
        g_autofree char *changed = ph_path_join(ADMINISTRATOR, name, NULL);

        g_strv_builder_add(places, changed);
    }
    g_strv_builder_add(places, installed);
    return g_strv_builder_end(places);
}

char *ph_installation_setting(const char *name)
{
    g_autofree char *root = prefix();
    g_auto(GStrv) places = ph_installation_setting_places(root, name);
    char **place = places;

    while (place[1] && !g_file_test(*place, G_FILE_TEST_EXISTS))
        place++;
    return g_strdup(*place);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **ph_installation_setting_names(const char *folder)
{
    g_autofree char *root = prefix();
    g_auto(GStrv) places = ph_installation_setting_places(root, folder);
    GPtrArray *names = g_ptr_array_new();

    for (char **place = places; *place; place++) {
        g_autoptr(GDir) directory = g_dir_open(*place, 0, NULL);
        const char *name;

        while (directory && (name = g_dir_read_name(directory)) != NULL)
            if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
                g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

ph_thresholds *ph_installation_thresholds(const char *path, GError **error)
{
    g_autofree char *installed = ph_installation_setting("thresholds.toml");

    return ph_thresholds_read(path ? path : installed, error);
}
