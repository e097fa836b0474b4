/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/sides.h"

#include "measure/run.h"
#include "session/library_copy.h"
#include "session/progress.h"
#include "verdict/contrast.h"

enum {
    SAMPLE_MS_USUAL = 40, /* Many short launches tell more than few long ones. */
    BLOCK_US = 200,
};

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
    ph_run_subject *subject;

    if (!build)
        return FALSE;
    g_ptr_array_add(sides->builds, build);
    subject = ph_library_copy(name, build, ph_temporary_folder_path(sides->folder), error);
    if (subject)
        g_ptr_array_add(sides->subjects, subject);
    return subject != NULL;
}

static ph_build *find_build(ph_builds *builds, const char *side, const char *text, GError **error)
{
    ph_build *build = ph_builds_find(builds, text, error);

    if (!build)
        g_prefix_error(error, "%s: ", side);
    return build;
}

ph_sides *ph_sides_find(ph_builds *builds, const char *base, const char *head, GError **error)
{
    return ph_sides_find_of(builds, base, builds, head, error);
}

ph_sides *ph_sides_find_of(ph_builds *base_builds, const char *base, ph_builds *head_builds,
                           const char *head, GError **error)
{
    g_autoptr(ph_sides) sides = sides_new(error);

    if (!sides ||
        !add_side(sides, PH_CONTRAST_BASE, find_build(base_builds, PH_CONTRAST_BASE, base, error),
                  error) ||
        !add_side(sides, PH_CONTRAST_HEAD, find_build(head_builds, PH_CONTRAST_HEAD, head, error),
                  error))
        return NULL;
    return g_steal_pointer(&sides);
}

ph_sides *ph_sides_move(const ph_sides *sides, guint padding_bytes, GError **error)
{
    g_autoptr(ph_sides) moved = sides_new(error);

    for (guint i = 0; moved && i < sides->builds->len; i++) {
        const ph_run_subject *subject = sides->subjects->pdata[i];
        ph_build *build = ph_builds_move(sides->builds->pdata[i], padding_bytes, error);

        if (!add_side(moved, subject->name, build, error))
            return NULL;
    }
    return g_steal_pointer(&moved);
}

const char *ph_sides_blamed(const GError *error)
{
    if (g_str_has_prefix(error->message, PH_CONTRAST_BASE ": "))
        return PH_CONTRAST_BASE;
    return g_str_has_prefix(error->message, PH_CONTRAST_HEAD ": ") ? PH_CONTRAST_HEAD : NULL;
}

void ph_sides_free(ph_sides *sides)
{
    g_ptr_array_unref(sides->subjects);
    g_ptr_array_unref(sides->builds);
    ph_temporary_folder_free(sides->folder);
    g_free(sides);
}

ph_measuring_session *ph_sides_session_new(const ph_measuring_options *options,
                                           const ph_measuring_place *place,
                                           const ph_interruption *interruption, GError **error)
{
    static const char *const no_limits[] = { NULL };
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    ph_measuring_session *session =
        ph_measuring_session_new(options, place, none, g_ptr_array_new(), interruption, error);

    if (!session)
        return NULL;
    session->request.plan = NULL; /* Each pair has its own. */
    session->request.limits = no_limits;
    session->request.sample_ms = ph_measuring_sample_ms(options, SAMPLE_MS_USUAL);
    session->request.block_us = BLOCK_US;
    return session;
}

static void name_originals(const ph_sides *sides, GError *error)
{
    for (guint i = 0; i < sides->subjects->len; i++)
        ph_library_copy_name_original(sides->subjects->pdata[i], sides->builds->pdata[i],
                                      &error->message);
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
    plan.request.is_refereed = asked.is_refereed;
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
