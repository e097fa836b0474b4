/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/own_data.h"

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

/* @param what  "data file", "copybook": as the sentence begins. */
static gboolean check_file(const char *what, const char *path, GError **error)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return ph_refuse(error, PH_ERROR_DATA, "%s %s: %s", what, path, g_strerror(errno));
    if (!S_ISREG(status.st_mode))
        return ph_refuse(error, PH_ERROR_DATA, "%s %s is %s, not a regular file%s", what, path,
                         kind_of(status.st_mode),
                         S_ISDIR(status.st_mode) ? "" : ": save what it gives as one first");
    return access(path, R_OK) == 0 ||
           ph_refuse(error, PH_ERROR_DATA, "%s %s: %s", what, path, g_strerror(errno));
}

gboolean ph_own_data_can_be_read(const ph_own_data *own_data, GError **error)
{
    return check_file("copybook", own_data->copybook, error) &&
           check_file("data file", own_data->data, error);
}
