/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/library_copy.h"

#include <errno.h>
#include <sys/stat.h>

#include "error/error.h"
#include "platform/path.h"
#include "storage/durable.h"

enum {
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

/* What is measured is what its identity says, not what was put there meanwhile. */
static gboolean check_identity(const char *name, const ph_build *build, const char *library,
                               gsize length, GError **error)
{
    g_autofree char *path = ph_error_printable(build->library);
    g_autofree char *digest =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)library, length);

    return (build->identity && g_strcmp0(build->identity->library_sha256, digest) == 0) ||
           ph_refuse(error, PH_ERROR_STORAGE,
                     "reading %s, %s: it changed while it was looked at; try again when it is "
                     "whole",
                     name, path);
}

ph_run_subject *ph_library_copy(const char *name, const ph_build *build, const char *folder,
                                GError **error)
{
    g_autofree char *file_name = g_strconcat(name, ".so", NULL);
    g_autofree char *path = ph_path_join(folder, file_name, NULL);
    g_autofree char *library = NULL;
    gsize length = 0;
    ph_run_subject *subject;

    library = read_library(name, build->library, &length, error);
    if (!library || !check_identity(name, build, library, length, error))
        return NULL;
    const ph_durable_content content = { library, length, LIBRARY_MODE, .is_passing = TRUE };
    if (!ph_durable_write_content(path, content, error)) {
        g_prefix_error(error, "copying %s: ", name);
        return NULL;
    }
    subject = g_new0(ph_run_subject, 1);
    subject->name = g_strdup(name);
    subject->path = g_steal_pointer(&path);
    subject->options = g_strdup(build->options);
    subject->identity = ph_build_identity_copy(build->identity);
    return subject;
}

void ph_library_copy_name_original(const ph_run_subject *copy, const ph_build *build, char **text)
{
    g_autofree char *original = ph_error_printable(build->library);
    GString *named = g_string_new(*text);

    g_string_replace(named, copy->path, original, 0);
    g_free(*text);
    *text = g_string_free(named, FALSE);
}
