/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/sides.h"

#include <glib/gstdio.h>
#include <string.h>

#include "command/progress.h"
#include "compare/contrast.h"
#include "error/error.h"
#include "measure/run.h"

enum {
    SAMPLE_MS_USUAL = 40, /* Many short launches tell more than few long ones. */
    BLOCK_US = 200,
};

static gboolean fail(const char *what, const char *name, const GError *cause, GError **error)
{
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "%s %s: %s", what, name, cause->message);
    return FALSE;
}

static gboolean add_side(ph_sides *sides, const char *name, const char *operand, GError **error)
{
    const char *mark = strrchr(operand, '?');
    g_autofree char *path = mark ? g_strndup(operand, (gsize)(mark - operand)) : g_strdup(operand);
    g_autofree char *file_name = g_strconcat(name, ".so", NULL);
    g_autofree char *library = NULL;
    g_autoptr(GError) cause = NULL;
    gsize length = 0;
    ph_run_subject *subject;

    if (!g_file_get_contents(path, &library, &length, &cause))
        return fail("reading", name, cause, error);
    subject = g_new0(ph_run_subject, 1);
    subject->name = g_strdup(name);
    subject->path = g_build_filename(sides->folder, file_name, NULL);
    subject->options = mark ? g_strdup(mark + 1) : NULL;
    g_ptr_array_add(sides->subjects, subject);
    return g_file_set_contents(subject->path, library, (gssize)length, &cause) ||
           fail("copying", name, cause, error);
}

ph_sides *ph_sides_new(const char *base, const char *head, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *folder = g_dir_make_tmp("perfharness-XXXXXX", &cause);
    ph_sides *sides;

    if (!folder) {
        (void)fail("making a folder for", "the two builds", cause, error);
        return NULL;
    }
    sides = g_new0(ph_sides, 1);
    sides->folder = folder;
    sides->subjects = g_ptr_array_new_with_free_func(ph_run_subject_free);
    if (add_side(sides, PH_CONTRAST_BASE, base, error) &&
        add_side(sides, PH_CONTRAST_HEAD, head, error))
        return sides;
    ph_sides_free(sides);
    return NULL;
}

void ph_sides_free(ph_sides *sides)
{
    for (guint i = 0; i < sides->subjects->len; i++)
        (void)g_unlink(((const ph_run_subject *)sides->subjects->pdata[i])->path);
    (void)g_rmdir(sides->folder);
    g_ptr_array_unref(sides->subjects);
    g_free(sides->folder);
    g_free(sides);
}

ph_measuring_session *ph_sides_session_new(const ph_measuring_place *place, GError **error)
{
    static const char *const no_limits[] = { NULL };
    ph_measuring_session *session = ph_measuring_session_new(place, g_ptr_array_new(), error);

    if (!session)
        return NULL;
    session->request.limits = no_limits;
    session->request.sample_ms = ph_measuring_sample_ms(SAMPLE_MS_USUAL);
    session->request.block_us = BLOCK_US;
    return session;
}

ph_contrast_report *ph_sides_measure(const ph_sides *sides, const ph_measuring_session *session,
                                     ph_side_by_side_plan plan, GError **error)
{
    const ph_run_request asked = plan.request;
    ph_contrast_report *report;

    plan.request = session->request;
    plan.request.subjects = sides->subjects;
    plan.request.plan = asked.plan;
    plan.request.observer = asked.observer;
    report = ph_side_by_side(&plan, error);
    if (asked.observer.launch)
        ph_progress_clear();
    return report;
}
