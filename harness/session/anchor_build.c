/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/anchor_build.h"

#include <string.h>

#include "error/error.h"
#include "session/builds.h"
#include "session/library_copy.h"
#include "storage/temporary_folder.h"

struct ph_anchor_build {
    ph_temporary_folder *folder;
    ph_build *build;
    const ph_run_subject *subject; /* Of the subjects that it was added to. */
};

static gboolean has(const GPtrArray *subjects, const char *name)
{
    for (guint i = 0; i < subjects->len; i++)
        if (strcmp(((const ph_run_subject *)subjects->pdata[i])->name, name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean check_subjects(const GPtrArray *subjects, GError **error)
{
    if (has(subjects, PH_ANCHOR_SUBJECT))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "a library that is installed is called anchor.so, too: give it another "
                         "name");
    return has(subjects, PH_HEADLINE_SUBJECT) ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "an anchor stands beside " PH_HEADLINE_SUBJECT ", which is not among the "
                     "subjects to be measured (--anchor none: no anchor)");
}

ph_anchor_build *ph_anchor_build_find(const char *text, GPtrArray *subjects, GError **error)
{
    g_autoptr(ph_builds) builds = NULL;
    g_autoptr(ph_anchor_build) anchor = NULL;
    ph_run_subject *subject;

    if (!check_subjects(subjects, error))
        return NULL;
    builds = ph_builds_new();
    anchor = g_new0(ph_anchor_build, 1);
    anchor->build = ph_builds_find(builds, text, error);
    anchor->folder = anchor->build ? ph_temporary_folder_new("a copy of the anchor", error) : NULL;
    if (!anchor->folder)
        return NULL;
    subject = ph_library_copy(PH_ANCHOR_SUBJECT, anchor->build,
                              ph_temporary_folder_path(anchor->folder), error);
    if (!subject)
        return NULL;
    g_ptr_array_add(subjects, subject);
    anchor->subject = subject;
    return g_steal_pointer(&anchor);
}

/* A folder may have the name of a user: it stays on this machine. */
static char *public_name(const ph_build_name *name)
{
    g_autofree char *base = name->place ? g_path_get_basename(name->place) : NULL;

    switch (name->kind) {
    case PH_BUILD_LIBRARY: return g_steal_pointer(&base);
    case PH_BUILD_REVISION: return g_strconcat(base, "@", name->which, NULL);
    case PH_BUILD_RELEASE: break;
    }
    return g_strdup(name->text);
}

void ph_anchor_build_record(const ph_anchor_build *anchor, ph_measurement *measurement)
{
    const ph_build *build = anchor->build;
    g_autofree char *name = public_name(build->name);

    measurement->anchor =
        ph_anchor_new(name, build->options, ph_build_identity_copy(build->identity));
}

static void name_original_in(const ph_anchor_build *anchor, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++)
        ph_library_copy_name_original(anchor->subject, anchor->build, (char **)&texts->pdata[i]);
}

void ph_anchor_build_name_original(const ph_anchor_build *anchor, ph_measurement *measurement)
{
    name_original_in(anchor, measurement->warnings);
    name_original_in(anchor, measurement->errors);
    for (guint i = 0; i < measurement->results->len; i++) {
        ph_result *result = measurement->results->pdata[i];

        if (result->reason)
            ph_library_copy_name_original(anchor->subject, anchor->build, &result->reason);
    }
}

void ph_anchor_build_free(ph_anchor_build *anchor)
{
    g_clear_pointer(&anchor->build, ph_build_free);
    g_clear_pointer(&anchor->folder, ph_temporary_folder_free);
    g_free(anchor);
}
