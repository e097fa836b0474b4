/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/subjects.h"

#include <string.h>

#include "builder/build_name.h"
#include "builder/build_record.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "platform/path.h"
#include "session/builds.h"
#include "settings/installation.h"
#include "subject/subject_library.h"

#define LIBRARY_SUFFIX ".so"
/* The build leaves NAME.unavailable, with the reason in it, for a subject it could not build. */
#define UNAVAILABLE_SUFFIX ".unavailable"

/* What a build is called that has no name of its own. */
#define GIVEN_NAME "build"

static ph_run_subject *find(const GPtrArray *subjects, const char *name)
{
    for (guint i = 0; i < subjects->len; i++) {
        ph_run_subject *subject = subjects->pdata[i];

        if (strcmp(subject->name, name) == 0)
            return subject;
    }
    return NULL;
}

static ph_run_subject *add(GPtrArray *subjects, const char *name, const char *path)
{
    ph_run_subject *subject = g_new0(ph_run_subject, 1);

    subject->name = g_strdup(name);
    subject->path = g_strdup(path);
    g_ptr_array_add(subjects, subject);
    return subject;
}

static void add_unavailable(GPtrArray *subjects, const char *name, const char *library)
{
    g_autofree char *file_name = g_strconcat(name, UNAVAILABLE_SUFFIX, NULL);
    g_autofree char *path = ph_installation_subject(file_name);
    ph_run_subject *subject = add(subjects, name, library);

    if (g_file_get_contents(path, &subject->unavailable, NULL, NULL))
        g_strstrip(subject->unavailable);
    else
        subject->unavailable =
            g_strdup_printf("%s is missing: install or build perfharness again", library);
}

/* The published subject and the reference are always asked for: if they are missing, it is said. */
static void add_expected(GPtrArray *subjects, const char *name)
{
    g_autofree char *file_name = g_strconcat(name, LIBRARY_SUFFIX, NULL);
    g_autofree char *path = ph_installation_subject(file_name);

    if (g_file_test(path, G_FILE_TEST_EXISTS))
        (void)add(subjects, name, path);
    else
        add_unavailable(subjects, name, path);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_others(GPtrArray *subjects)
{
    g_autofree char *folder = ph_installation_subject(NULL);
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *entry;

    while (directory && (entry = g_dir_read_name(directory)))
        if (g_str_has_suffix(entry, LIBRARY_SUFFIX))
            g_ptr_array_add(names, g_strndup(entry, strlen(entry) - strlen(LIBRARY_SUFFIX)));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        if (!find(subjects, names->pdata[i]) && ph_subject_name_is_valid(names->pdata[i])) {
            g_autofree char *file_name = g_strconcat(names->pdata[i], LIBRARY_SUFFIX, NULL);
            g_autofree char *path = ph_path_join(folder, file_name, NULL);

            (void)add(subjects, names->pdata[i], path);
        }
}

static gboolean refuse_selection(GError **error, const char *selection, const char *why)
{
    return ph_refuse(error, PH_ERROR_USAGE, "--subject %s: %s", selection, why);
}

static char **names_of(const GPtrArray *subjects)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (guint i = 0; i < subjects->len; i++)
        g_strv_builder_add(names, ((const ph_run_subject *)subjects->pdata[i])->name);
    return g_strv_builder_end(names);
}

static gboolean refuse_name(GError **error, const char *name, const GPtrArray *subjects)
{
    g_auto(GStrv) names = names_of(subjects);
    const ph_word_list list = { "subject", "--subject",
                                "`perfharness subjects` lists them, NAME=BUILD adds one",
                                (const char *const *)names };

    return ph_refuse_word(error, &list, name);
}

static gboolean is_reserved(const char *name)
{
    return g_strv_contains(ph_limit_names, name) || strcmp(name, PH_ANCHOR_SUBJECT) == 0;
}

/* Absolute, because a bare file name would be searched for in the system's library folders. */
static gboolean select_build(GPtrArray *subjects, const char *selection, const char *equals,
                             GHashTable *seen, GError **error)
{
    g_autofree char *name = g_strndup(selection, (gsize)(equals - selection));
    g_autoptr(ph_builds) builds = NULL;
    g_autoptr(ph_build) build = NULL;
    ph_run_subject *subject;

    if (!ph_subject_name_is_valid(name) || is_reserved(name))
        return refuse_selection(
            error, selection,
            "a name is made of a-z, 0-9 and -, and is not that of a limit (memcpy, …), "
            "nor anchor, which `run --anchor BUILD` adds");
    if (!equals[1])
        return refuse_selection(error, selection, "a build was expected behind the =");
    if (!g_hash_table_add(seen, g_strdup(name)))
        return refuse_selection(error, selection, "this name is given twice");
    builds = ph_builds_new();
    build = ph_builds_find(builds, equals + 1, error);
    if (!build)
        return FALSE;
    subject = find(subjects, name);
    if (!subject)
        subject = add(subjects, name, build->library);
    g_clear_pointer(&subject->unavailable, g_free);
    g_free(subject->path);
    subject->path = g_canonicalize_filename(build->library, NULL);
    subject->options = g_steal_pointer(&build->options);
    subject->identity = g_steal_pointer(&build->identity);
    return TRUE;
}

static gboolean apply_selection(GPtrArray *subjects, const char *const *selection, GHashTable *seen,
                                gboolean *ret_has_names, GError **error)
{
    for (const char *const *entry = selection; *entry; entry++) {
        const char *equals = strchr(*entry, '=');

        if (equals) {
            if (!select_build(subjects, *entry, equals, seen, error))
                return FALSE;
            continue;
        }
        if (!find(subjects, *entry))
            return refuse_name(error, *entry, subjects);
        if (!g_hash_table_add(seen, g_strdup(*entry)))
            return refuse_selection(error, *entry, "this name is given twice");
        *ret_has_names = TRUE;
    }
    return TRUE;
}

/* One that cannot be read is said when it is loaded. */
static void identify(ph_run_subject *subject)
{
    if (!subject->identity && !subject->unavailable)
        subject->identity = ph_build_record_read(subject->path);
}

static GPtrArray *find_installed(void)
{
    GPtrArray *subjects = g_ptr_array_new_with_free_func(ph_run_subject_free);

    add_expected(subjects, PH_HEADLINE_SUBJECT);
    add_expected(subjects, PH_REFERENCE_SUBJECT);
    add_others(subjects);
    return subjects;
}

char **ph_subjects_names(void)
{
    g_autoptr(GPtrArray) subjects = find_installed();

    return names_of(subjects);
}

GPtrArray *ph_subjects_find(const char *const *selection, GError **error)
{
    g_autoptr(GPtrArray) subjects = find_installed();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gboolean has_names = FALSE;

    if (selection && !apply_selection(subjects, selection, seen, &has_names, error))
        return NULL;
    for (guint i = subjects->len; has_names && i > 0; i--) {
        const ph_run_subject *subject = subjects->pdata[i - 1];

        if (!g_hash_table_contains(seen, subject->name))
            g_ptr_array_remove_index(subjects, i - 1);
    }
    for (guint i = 0; i < subjects->len; i++)
        identify(subjects->pdata[i]);
    return g_steal_pointer(&subjects);
}

/* A word that has not the form of a build: it was meant for the name of one that is installed.
 * FALSE after filling in error. */
static gboolean check_build(const char *build, char **names, GError **error)
{
    g_autoptr(ph_build_name) name = ph_build_name_parse(build, NULL);
    const ph_word_list list = { "build", NULL,
                                "`perfharness subjects` lists those that are installed; others are "
                                "a library (FILE.so), a release (copybook-rs@0.8.1) or a revision "
                                "(CHECKOUT@REVISION)",
                                (const char *const *)names };

    if (name || strchr(build, '@') || g_strv_contains((const char *const *)names, build))
        return TRUE;
    for (char **library = names; *library; library++) {
        const gsize length = strlen(*library);

        if (g_str_has_prefix(build, *library) && build[length] == '-') {
            g_autofree char *printable = ph_error_printable(build);

            return ph_refuse(error, PH_ERROR_USAGE,
                             "\"%s\" names no build: %s does, with all its variants", printable,
                             *library);
        }
    }
    return ph_refuse_word(error, &list, build);
}

/* Those of the installation are found as well, and left. */
ph_run_subject *ph_subjects_find_build(const char *build, GError **error)
{
    g_auto(GStrv) names = ph_subjects_names();
    const gboolean is_installed = g_strv_contains((const char *const *)names, build);
    g_autofree char *given = g_strconcat(GIVEN_NAME "=", build, NULL);
    const char *const selection[] = { is_installed ? build : given, NULL };
    g_autoptr(GPtrArray) subjects = NULL;
    ph_run_subject *subject;
    guint index;

    if (check_build(build, names, error))
        subjects = ph_subjects_find(selection, error);
    if (!subjects)
        return NULL;
    subject = find(subjects, is_installed ? build : GIVEN_NAME);
    if (subject->unavailable) {
        (void)ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "%s: %s", build, subject->unavailable);
        return NULL;
    }
    (void)g_ptr_array_find(subjects, subject, &index);
    return g_ptr_array_steal_index(subjects, index);
}
