/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/place.h"

#include <string.h>

#include "baseline/chain.h"
#include "error/error.h"
#include "platform/path.h"

#define CANDIDATE ".candidate"

static gboolean matches(const char *pattern, const char *text)
{
    return g_regex_match_simple(pattern, text, G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0);
}

gboolean ph_baseline_is_suite_name(const char *suite)
{
    return matches("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", suite);
}

gboolean ph_baseline_is_fingerprint(const char *fingerprint)
{
    return matches("^[0-9a-f]{16}$", fingerprint);
}

gboolean ph_baseline_place_is_folder(const char *named)
{
    return *named && !g_str_has_suffix(named, ".json") &&
           (g_file_test(named, G_FILE_TEST_IS_DIR) || !g_file_test(named, G_FILE_TEST_EXISTS));
}

ph_baseline_place *ph_baseline_place_of_file(const char *path)
{
    ph_baseline_place *place = g_new0(ph_baseline_place, 1);
    g_autofree char *folder = g_path_get_dirname(path);

    place->path = g_strdup(path);
    place->histories = ph_path_join(folder, "baselines", NULL);
    return place;
}

static char *file_in(const char *folder, const char *fingerprint, const char *suite,
                     const char *ending)
{
    g_autofree char *name = g_strconcat(suite, ending, NULL);

    return ph_path_join(folder, fingerprint, name, NULL);
}

/* A second history would be begun beside the one that there is. */
static gboolean check_layout(const ph_baseline_place *place, GError **error)
{
    g_autofree char *below = ph_path_join(place->histories, "baselines", NULL);
    g_autofree char *earlier = ph_chain_path(below, place->fingerprint, place->suite);
    g_autofree char *own = ph_chain_path(place->histories, place->fingerprint, place->suite);

    if (g_file_test(own, G_FILE_TEST_EXISTS) || !g_file_test(earlier, G_FILE_TEST_EXISTS))
        return TRUE;
    return ph_refuse(error, PH_ERROR_BASELINE,
                     "%s: the histories of a baseline.json are there: name that folder, or move "
                     "what is in it to the one above",
                     below);
}

ph_baseline_place *ph_baseline_place_in(const char *folder, const char *fingerprint,
                                        const char *suite, GError **error)
{
    g_autoptr(ph_baseline_place) place = NULL;

    if (!ph_baseline_is_fingerprint(fingerprint)) {
        (void)ph_refuse(error, PH_ERROR_BASELINE,
                        "the host's fingerprint cannot be a folder's name: 16 hexadecimal digits "
                        "were expected");
        return NULL;
    }
    if (!ph_baseline_is_suite_name(suite) || g_str_has_suffix(suite, CANDIDATE)) {
        (void)ph_refuse(error, PH_ERROR_BASELINE,
                        "the suite's name cannot be a file's: letters, digits, \".\", \"_\" and "
                        "\"-\" were expected, and not \"" CANDIDATE "\" at the end");
        return NULL;
    }
    place = g_new0(ph_baseline_place, 1);
    place->path = file_in(folder, fingerprint, suite, ".json");
    place->histories = g_strdup(folder);
    place->fingerprint = g_strdup(fingerprint);
    place->suite = g_strdup(suite);
    place->candidate = file_in(folder, fingerprint, suite, CANDIDATE ".json");
    return check_layout(place, error) ? g_steal_pointer(&place) : NULL;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The suite that a file of this name belongs to, which the caller frees; NULL: to none. */
static char *suite_of(const char *name)
{
    static const char *const endings[] = { ".jsonl", ".json" };

    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *suite = NULL;

        if (!g_str_has_suffix(name, endings[i]))
            continue;
        suite = g_strndup(name, strlen(name) - strlen(endings[i]));
        return ph_baseline_is_suite_name(suite) && !g_str_has_suffix(suite, CANDIDATE)
                   ? g_steal_pointer(&suite)
                   : NULL;
    }
    return NULL;
}

/* Names of folders below, or of suites in one; sorted, each once; empty when there is no folder. */
static GPtrArray *list(const char *path, char *(*meant)(const char *name))
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        char *found = meant(name);

        if (found && !g_ptr_array_find_with_equal_func(names, found, g_str_equal, NULL))
            g_ptr_array_add(names, found);
        else
            g_free(found);
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

static char *fingerprint_of(const char *name)
{
    return ph_baseline_is_fingerprint(name) ? g_strdup(name) : NULL;
}

static void free_place(gpointer place)
{
    ph_baseline_place_free(place);
}

GPtrArray *ph_baseline_places(const char *folder)
{
    GPtrArray *places = g_ptr_array_new_with_free_func(free_place);
    g_autoptr(GPtrArray) hosts = list(folder, fingerprint_of);

    for (guint i = 0; i < hosts->len; i++) {
        g_autofree char *of_host = ph_path_join(folder, hosts->pdata[i], NULL);
        g_autoptr(GPtrArray) suites = list(of_host, suite_of);

        for (guint j = 0; j < suites->len; j++) {
            ph_baseline_place *place =
                ph_baseline_place_in(folder, hosts->pdata[i], suites->pdata[j], NULL);

            if (place)
                g_ptr_array_add(places, place);
        }
    }
    return places;
}

ph_baseline_place *ph_baseline_place_copy(const ph_baseline_place *place)
{
    ph_baseline_place *copy = g_new0(ph_baseline_place, 1);

    copy->path = g_strdup(place->path);
    copy->histories = g_strdup(place->histories);
    copy->fingerprint = g_strdup(place->fingerprint);
    copy->suite = g_strdup(place->suite);
    copy->candidate = g_strdup(place->candidate);
    return copy;
}

void ph_baseline_place_free(ph_baseline_place *place)
{
    g_free(place->path);
    g_free(place->histories);
    g_free(place->fingerprint);
    g_free(place->suite);
    g_free(place->candidate);
    g_free(place);
}
