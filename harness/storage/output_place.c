/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/output_place.h"

#include <errno.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/open_flags.h"
#include "platform/output_path.h"
#include "platform/path.h"
#include "platform/pipe.h"
#include "storage/output_file.h"

/* As many as the kernel follows. */
enum { LINKS_MAX = 40, POLL_US = 100000 };

void ph_output_place_clear(ph_output_place *place)
{
    g_free(place->path);
}

gboolean ph_output_refuse(GError **error, int cause)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(cause));
}

/* Where a link leads; NULL and error: it is not to be followed. */
static char *follow(const char *link, const ph_output_path *seen, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(link);

    if (seen->is_foreign) {
        (void)ph_refuse(error, PH_ERROR_STORAGE,
                        "%s is a link of user %u in a folder that all users write to: it is not "
                        "followed",
                        link, seen->owner);
        return NULL;
    }
    return g_path_is_absolute(seen->link) ? g_strdup(seen->link)
                                          : ph_path_join(folder, seen->link, NULL);
}

/* One link further, or the end: *ret_next is NULL. */
static gboolean step(const char *at, ph_output_place *ret, char **ret_next, GError **error)
{
    g_auto(ph_output_path) seen = { 0 };

    if (!ph_output_path_look(at, &seen))
        return ph_output_refuse(error, errno);
    switch (seen.kind) {
    case PH_OUTPUT_PATH_FOLDER: return ph_output_refuse(error, EISDIR);
    case PH_OUTPUT_PATH_SOCKET: return ph_refuse(error, PH_ERROR_STORAGE, "it is a socket");
    case PH_OUTPUT_PATH_LINK: *ret_next = follow(at, &seen, error); return *ret_next != NULL;
    default: break;
    }
    ret->path = g_strdup(at);
    ret->is_file = seen.kind == PH_OUTPUT_PATH_ABSENT || seen.kind == PH_OUTPUT_PATH_FILE;
    ret->descriptor = seen.descriptor;
    return TRUE;
}

gboolean ph_output_place_find(const char *path, ph_output_place *ret, GError **error)
{
    g_autofree char *at = g_strdup(path);

    *ret = (ph_output_place){ .descriptor = -1 };
    if (ph_output_is_standard(path)) {
        ret->path = g_strdup(path);
        ret->descriptor = STDOUT_FILENO;
        return TRUE;
    }
    for (guint links = 0; links < LINKS_MAX; links++) {
        char *next = NULL;

        if (!step(at, ret, &next, error))
            return FALSE;
        if (!next)
            return TRUE;
        g_free(at);
        at = next;
    }
    return ph_output_refuse(error, ELOOP);
}

/*
 * A pipe opens when somebody reads it. That is waited for in steps: what notes a signal, and goes
 * on, would wait for ever.
 */
int ph_output_place_open(const ph_output_place *place, const gboolean *is_interrupted,
                         GError **error)
{
    const int flags = O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC;

    PH_REQUIRE(!place->is_file && place->descriptor < 0);

    const char *path = place->path;
    int descriptor = open(path, flags | O_NONBLOCK);

    while (descriptor < 0 && errno == ENXIO && ph_pipe_is(path)) {
        (void)g_main_context_iteration(NULL, FALSE);
        if (is_interrupted && *is_interrupted) {
            g_set_error(error, PH_ERROR, PH_ERROR_INTERRUPTED,
                        "interrupted while waiting for somebody to read it");
            return -1;
        }
        g_usleep(POLL_US);
        descriptor = open(path, flags | O_NONBLOCK);
    }
    if (descriptor < 0)
        (void)ph_output_refuse(error, errno);
    else
        ph_pipe_let_wait(descriptor);
    return descriptor;
}
