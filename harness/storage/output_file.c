/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/output_file.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "error/error.h"
#include "platform/pipe.h"
#include "storage/draft.h"
#include "storage/durable.h"
#include "storage/output_place.h"
#include "storage/write_whole.h"

enum { DRAFT_MODE = 0600 };

gboolean ph_output_is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

gboolean ph_output_file_check(const char *path, GError **error)
{
    g_auto(ph_output_place) to = { NULL, FALSE, -1 };
    g_autoptr(ph_draft) draft = NULL;

    if (!ph_output_place_find(path, &to, error))
        return FALSE;
    if (!to.is_file)
        return to.descriptor >= 0 || access(to.path, W_OK) == 0 || ph_output_refuse(error, errno);
    draft = ph_draft_new(to.path, DRAFT_MODE);
    if (!draft)
        return ph_output_refuse(error, errno);
    return ph_durable_may_write(to.path) || ph_output_refuse(error, EPERM);
}

/* A reader who is gone is a reason, and no end of this process. */
static gboolean write_to(int descriptor, const ph_durable_content *content, GError **error)
{
    const ph_pipe_handler before = ph_pipe_outlive_reader();
    const gboolean is_written = ph_write_whole(descriptor, content->bytes, content->length);
    const int cause = errno;

    ph_pipe_end_with_reader(before);
    return is_written || ph_output_refuse(error, cause);
}

static gboolean write_through(const ph_output_place *to, const ph_durable_content *content,
                              const gboolean *is_interrupted, GError **error)
{
    int descriptor;
    gboolean is_written;

    if (to->descriptor >= 0) {
        (void)fflush(stdout); /* What was printed before stands before it. */
        return write_to(to->descriptor, content, error);
    }
    descriptor = ph_output_place_open(to, is_interrupted, error);
    if (descriptor < 0)
        return FALSE;
    is_written = write_to(descriptor, content, error);
    if (close(descriptor) != 0 && is_written)
        return ph_output_refuse(error, errno);
    return is_written;
}

static gboolean write_content(const char *path, ph_durable_content content,
                              const gboolean *is_interrupted, GError **error)
{
    g_auto(ph_output_place) to = { NULL, FALSE, -1 };

    if (!ph_output_place_find(path, &to, error))
        return FALSE;
    if (!to.is_file)
        return write_through(&to, &content, is_interrupted, error);
    return ph_durable_write_content(to.path, content, error);
}

gboolean ph_output_file_write(const char *path, const char *text, const gboolean *is_interrupted,
                              GError **error)
{
    return write_content(path, ph_durable_text(text), is_interrupted, error);
}

gboolean ph_output_file_write_bytes(const char *path, GBytes *bytes, const gboolean *is_interrupted,
                                    GError **error)
{
    ph_durable_content content = ph_durable_text("");

    content.bytes = g_bytes_get_data(bytes, &content.length);
    return write_content(path, content, is_interrupted, error);
}
