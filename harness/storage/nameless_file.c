/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/nameless_file.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "error/error.h"
#include "platform/nameless.h"
#include "platform/open_flags.h"
#include "platform/path.h"

#define NAME_PREFIX ".perfharness-nameless-"

enum { FILE_MODE = 0600 };

static int fail(GError **error)
{
    (void)ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(errno));
    return -1;
}

/* Whoever has it open does not need its name. */
static void remove_left(const char *folder)
{
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries)))
        if (g_str_has_prefix(name, NAME_PREFIX)) {
            g_autofree char *path = ph_path_join(folder, name, NULL);

            (void)g_unlink(path);
        }
}

/* For what knows no O_TMPFILE, such as overlay on kernels before 6.6. */
static int make_and_unlink(const char *folder, GError **error)
{
    g_autofree char *path = ph_path_join(folder, NAME_PREFIX "XXXXXX", NULL);
    int descriptor;

    remove_left(folder);
    descriptor = g_mkstemp_full(path, O_RDWR | O_TEMPORARY | O_CLOEXEC, FILE_MODE);
    if (descriptor < 0)
        return fail(error);
    (void)g_unlink(path);
    return descriptor;
}

int ph_nameless_file_new(const char *folder, GError **error)
{
    const int descriptor = ph_nameless_in(folder);

    if (descriptor >= 0)
        return descriptor;
    return errno == EOPNOTSUPP || errno == EISDIR ? make_and_unlink(folder, error) : fail(error);
}

int ph_nameless_file_open(int descriptor, int flags, GError **error)
{
    const int opened = ph_nameless_again(descriptor, flags);

    return opened < 0 ? fail(error) : opened;
}
