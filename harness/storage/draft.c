/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/draft.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "platform/cookie_stream.h"
#include "platform/open_flags.h"
#include "storage/write_whole.h"

struct ph_draft {
    char *name;     /* NULL once it is placed. */
    int descriptor; /* -1 once it is closed. */
    FILE *stream;   /* NULL until somebody prints. */
    int cause;      /* errno of the first write that failed; 0: none did. */
};

ph_draft *ph_draft_new(const char *path, mode_t mode)
{
    g_autofree char *name = g_strconcat(path, ".XXXXXX", NULL);
    const int descriptor = g_mkstemp_full(name, O_RDWR | O_CLOEXEC, (int)mode);
    ph_draft *draft;

    if (descriptor < 0)
        return NULL;
    draft = g_new0(ph_draft, 1);
    draft->name = g_steal_pointer(&name);
    draft->descriptor = descriptor;
    return draft;
}

const char *ph_draft_name(const ph_draft *draft)
{
    return draft->name;
}

gboolean ph_draft_write(ph_draft *draft, const void *bytes, gsize length)
{
    if (ph_write_whole(draft->descriptor, bytes, length))
        return TRUE;
    draft->cause = draft->cause ? draft->cause : errno;
    return FALSE;
}

static gboolean write_stream(gpointer draft, const void *bytes, gsize length)
{
    return ph_draft_write(draft, bytes, length);
}

/* Not fdopen(): of a buffer that overflowed hours ago, that does not remember why it could not be
 * written. */
FILE *ph_draft_stream(ph_draft *draft)
{
    if (!draft->stream)
        draft->stream = ph_stream_of_writer(write_stream, draft);
    return draft->stream;
}

gboolean ph_draft_flush(ph_draft *draft)
{
    if (draft->stream)
        (void)fflush(draft->stream);
    errno = draft->cause;
    return draft->cause == 0;
}

gboolean ph_draft_sync(ph_draft *draft)
{
    return g_fsync(draft->descriptor) == 0;
}

gboolean ph_draft_close(ph_draft *draft)
{
    const int descriptor = draft->descriptor;

    if (draft->stream)
        (void)fclose(draft->stream); /* Which writes what is left. */
    draft->stream = NULL;
    draft->descriptor = -1;
    if (descriptor >= 0 && close(descriptor) != 0)
        return FALSE;
    errno = draft->cause;
    return draft->cause == 0;
}

gboolean ph_draft_place(ph_draft *draft, const char *path)
{
    if (g_rename(draft->name, path) != 0)
        return FALSE;
    g_clear_pointer(&draft->name, g_free);
    return TRUE;
}

void ph_draft_free(ph_draft *draft)
{
    (void)ph_draft_close(draft);
    if (draft->name)
        (void)g_unlink(draft->name);
    g_free(draft->name);
    g_free(draft);
}
