/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/regular_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"

static const char *kind_of(mode_t mode)
{
    return S_ISDIR(mode)    ? "a directory"
           : S_ISFIFO(mode) ? "a FIFO"
           : S_ISSOCK(mode) ? "a socket"
                            : "a device";
}

gboolean ph_regular_file_check(const char *what, const char *path, guint64 *ret_bytes,
                               GError **error)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return ph_refuse(error, PH_ERROR_DATA, "%s %s: %s", what, path, g_strerror(errno));
    if (!S_ISREG(status.st_mode))
        return ph_refuse(error, PH_ERROR_DATA, "%s %s is %s, not a regular file%s", what, path,
                         kind_of(status.st_mode),
                         S_ISDIR(status.st_mode) ? "" : ": save what it gives as one first");
    if (access(path, R_OK) != 0)
        return ph_refuse(error, PH_ERROR_DATA, "%s %s: %s", what, path, g_strerror(errno));
    if (ret_bytes)
        *ret_bytes = (guint64)status.st_size;
    return TRUE;
}

gboolean ph_regular_file_is_spared(const char *what, const char *path, const char *option,
                                   const char *output, GError **error)
{
    struct stat read;
    struct stat written;

    if (!output || stat(path, &read) != 0 || stat(output, &written) != 0 ||
        read.st_dev != written.st_dev || read.st_ino != written.st_ino)
        return TRUE;
    return ph_refuse(error, PH_ERROR_USAGE, "%s %s would replace %s: name another file", option,
                     output, what);
}
