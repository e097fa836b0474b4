/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/workplace.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "error/error.h"
#include "platform/path.h"

enum { FOLDER_MODE = 0755 };

ph_workplace *ph_workplace_new(const char *cache)
{
    ph_workplace *place = g_new0(ph_workplace, 1);

    place->folder = ph_path_join(cache, "work", NULL);
    place->subject = ph_path_join(place->folder, "subject", NULL);
    /* In the subject's workspace: of crates elsewhere cargo takes the whole path into what it calls
     * them by, and so into their symbols. */
    place->source = ph_path_join(place->subject, "source", NULL);
    place->target = ph_path_join(place->folder, "target", NULL);
    place->output = ph_path_join(place->folder, "output", NULL);
    return place;
}

void ph_workplace_free(ph_workplace *place)
{
    g_free(place->folder);
    g_free(place->source);
    g_free(place->subject);
    g_free(place->target);
    g_free(place->output);
    g_free(place);
}

static gboolean run(const char *const *arguments, GError **error)
{
    const ph_tool tool = { .arguments = arguments };
    g_autofree char *output = ph_tool_run(&tool, NULL, error);

    return output != NULL;
}

gboolean ph_workplace_folder(const char *path, GError **error)
{
    g_autofree char *name = ph_error_printable(path);

    return g_mkdir_with_parents(path, FOLDER_MODE) == 0 ||
           ph_refuse(error, PH_ERROR_STORAGE, "making the folder %s: %s", name, g_strerror(errno));
}

gboolean ph_workplace_clear(const ph_workplace *place, GError **error)
{
    const char *const arguments[] = { "rm", "-rf", "--", place->folder, NULL };

    return run(arguments, error);
}

/* -H: the installation may have a link there, and what it points to is not ours to change. */
gboolean ph_workplace_prepare(const ph_workplace *place, const char *crate, GError **error)
{
    const char *const copy[] = { "cp", "-RH", "--", crate, place->subject, NULL };
    const char *const writable[] = { "chmod", "-R", "u+w", "--", place->subject, NULL };

    return ph_workplace_clear(place, error) && ph_workplace_folder(place->folder, error) &&
           run(copy, error) && run(writable, error) && ph_workplace_folder(place->source, error) &&
           ph_workplace_folder(place->output, error);
}
