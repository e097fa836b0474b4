/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/sides.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "error/error.h"
#include "measure/run.h"
#include "session/progress.h"
#include "storage/durable.h"
#include "verdict/contrast.h"

enum {
    SAMPLE_MS_USUAL = 40, /* Many short launches tell more than few long ones. */
    BLOCK_US = 200,
    LIBRARY_BYTES_MAX = 1 << 30,
    LIBRARY_MODE = 0666,
};

/* In one sentence, "reading base" for what. NULL and error when it is no library's file. */
static char *read_library(const char *what, const char *path, gsize *ret_length, GError **error)
{
    g_autofree char *name = ph_error_printable(path);
    g_autoptr(GError) cause = NULL;
    struct stat status;
    char *library = NULL;

    if (stat(path, &status) != 0)
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s, %s: %s", what, name,
                    g_strerror(errno));
    else if (!S_ISREG(status.st_mode) || status.st_size > LIBRARY_BYTES_MAX)
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s, %s: %s", what, name,
                    S_ISREG(status.st_mode) ? "larger than 1 GiB, no library of a subject is"
                                            : "it is not a regular file");
    else if (!g_file_get_contents(path, &library, ret_length, &cause))
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s: %s", what, cause->message);
    return library;
}

static gboolean copy_side(ph_sides *sides, const char *name, const ph_build *build, GError **error)
{
    g_autofree char *file_name = g_strconcat(name, ".so", NULL);
    g_autofree char *library = NULL;
    gsize length = 0;
    ph_run_subject *subject;

    library = read_library(name, build->library, &length, error);
    if (!library)
        return FALSE;
    subject = g_new0(ph_run_subject, 1);
    subject->name = g_strdup(name);
    subject->path = g_build_filename(ph_temporary_folder_path(sides->folder), file_name, NULL);
    subject->options = g_strdup(build->options);
    subject->identity = build->identity ? ph_build_identity_copy(build->identity) : NULL;
    g_ptr_array_add(sides->subjects, subject);
    const ph_durable_content content = { library, length, LIBRARY_MODE, .is_passing = TRUE };
    if (ph_durable_write_content(subject->path, content, error))
        return TRUE;
    g_prefix_error(error, "copying %s: ", name);
    return FALSE;
}

static ph_sides *sides_new(GError **error)
{
    ph_temporary_folder *folder = ph_temporary_folder_new("copies of the two builds", error);
    ph_sides *sides;

    if (!folder)
        return NULL;
    sides = g_new0(ph_sides, 1);
    sides->folder = folder;
    sides->subjects = g_ptr_array_new_with_free_func(ph_run_subject_free);
    sides->builds = g_ptr_array_new_with_free_func((GDestroyNotify)ph_build_free);
    return sides;
}

/* Takes the build over; NULL: an error is set already. */
static gboolean add_side(ph_sides *sides, const char *name, ph_build *build, GError **error)
{
    if (!build)
        return FALSE;
    g_ptr_array_add(sides->builds, build);
    return copy_side(sides, name, build, error);
}

ph_sides *ph_sides_find(ph_builds *builds, const char *base, const char *head, GError **error)
{
    g_autoptr(ph_sides) sides = sides_new(error);

    if (!sides ||
        !add_side(sides, PH_CONTRAST_BASE, ph_builds_find(builds, base, 0, error), error) ||
        !add_side(sides, PH_CONTRAST_HEAD, ph_builds_find(builds, head, 0, error), error))
        return NULL;
    return g_steal_pointer(&sides);
}

ph_sides *ph_sides_move(ph_builds *builds, const ph_sides *sides, guint padding_bytes,
                        GError **error)
{
    g_autoptr(ph_sides) moved = sides_new(error);

    for (guint i = 0; moved && i < sides->builds->len; i++) {
        const ph_run_subject *subject = sides->subjects->pdata[i];
        ph_build *build = ph_builds_move(builds, sides->builds->pdata[i], padding_bytes, error);

        if (!add_side(moved, subject->name, build, error))
            return NULL;
    }
    return g_steal_pointer(&moved);
}

void ph_sides_free(ph_sides *sides)
{
    g_ptr_array_unref(sides->subjects);
    g_ptr_array_unref(sides->builds);
    ph_temporary_folder_free(sides->folder);
    g_free(sides);
}

ph_measuring_session *ph_sides_session_new(const ph_measuring_options *options,
                                           const ph_measuring_place *place, GError **error)
{
    static const char *const no_limits[] = { NULL };
    ph_measuring_session *session =
        ph_measuring_session_new(options, place, g_ptr_array_new(), error);

    if (!session)
        return NULL;
    session->request.limits = no_limits;
    session->request.sample_ms = ph_measuring_sample_ms(options, SAMPLE_MS_USUAL);
    session->request.block_us = BLOCK_US;
    return session;
}

/* The copies are gone when the message is read. */
static void name_originals(const ph_sides *sides, GError *error)
{
    GString *message = g_string_new(error->message);

    for (guint i = 0; i < sides->subjects->len; i++) {
        const ph_run_subject *subject = sides->subjects->pdata[i];
        const ph_build *build = sides->builds->pdata[i];
        g_autofree char *original = ph_error_printable(build->library);

        g_string_replace(message, subject->path, original, 0);
    }
    g_free(error->message);
    error->message = g_string_free(message, FALSE);
}

ph_contrast_report *ph_sides_measure(const ph_sides *sides, const ph_measuring_session *session,
                                     ph_side_by_side_plan plan, GError **error)
{
    const ph_run_request asked = plan.request;
    g_autoptr(GError) cause = NULL;
    ph_contrast_report *report;

    plan.request = session->request;
    plan.request.subjects = sides->subjects;
    plan.request.plan = asked.plan;
    plan.request.observer = asked.observer;
    report = ph_side_by_side(&plan, &cause);
    if (asked.observer.launch)
        ph_progress_clear();
    if (cause) {
        name_originals(sides, cause);
        g_propagate_error(error, g_steal_pointer(&cause));
    }
    return report;
}
