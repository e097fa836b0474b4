/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/output_stream.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/pipe.h"
#include "storage/draft.h"
#include "storage/durable.h"
#include "storage/output_place.h"
#include "storage/write_whole.h"

enum { FILE_MODE = 0666, POLL_MS = 100 };

struct ph_output_stream {
    ph_output_place place;
    ph_draft *draft; /* Of a file; NULL: there is none. */
    int descriptor;  /* Else. */
    gboolean is_opened;
    gboolean has_readers; /* It is a pipe, a terminal, a socket: somebody may be waited for. */
    const gboolean *is_interrupted;
};

static gboolean open_draft(ph_output_stream *stream, GError **error)
{
    if (!ph_durable_may_write(stream->place.path))
        return ph_output_refuse(error, EPERM);
    stream->draft = ph_draft_new(stream->place.path, FILE_MODE);
    return stream->draft || ph_output_refuse(error, errno);
}

static gboolean open_place(ph_output_stream *stream, GError **error)
{
    if (stream->place.is_file)
        return open_draft(stream, error);
    (void)fflush(stdout); /* What was printed before stands before it. */
    stream->descriptor = stream->place.descriptor;
    if (stream->descriptor >= 0)
        return TRUE;
    stream->descriptor = ph_output_place_open(&stream->place, stream->is_interrupted, error);
    stream->is_opened = stream->descriptor >= 0;
    return stream->is_opened;
}

static gboolean is_regular(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

ph_output_stream *ph_output_stream_open(const char *path, const gboolean *is_interrupted,
                                        GError **error)
{
    g_autoptr(ph_output_stream) stream = g_new0(ph_output_stream, 1);

    stream->is_interrupted = is_interrupted;
    stream->descriptor = STDOUT_FILENO;
    if (path && (!ph_output_place_find(path, &stream->place, error) || !open_place(stream, error)))
        return NULL;
    stream->has_readers = !stream->draft && !is_regular(stream->descriptor);
    return g_steal_pointer(&stream);
}

static gboolean is_interrupted(const ph_output_stream *stream)
{
    return stream->is_interrupted && *stream->is_interrupted;
}

/* Until it takes PH_PIPE_BYTES without waiting, or there is no sense in trying. FALSE: somebody
 * interrupted, which counts between lines only. */
static gboolean wait_for_room(const ph_output_stream *stream, gboolean is_between_lines)
{
    for (;;) {
        if (is_between_lines && is_interrupted(stream))
            return FALSE;
        if (ph_pipe_has_room(stream->descriptor, POLL_MS))
            return TRUE;
        (void)g_main_context_iteration(NULL, FALSE);
    }
}

/* As many whole lines as a pipe takes at once, or, of a longer one, its next part. */
static gsize piece_length(const ph_output_stream *stream, const char *lines, gsize length)
{
    gsize piece = PH_PIPE_BYTES;

    if (length <= PH_PIPE_BYTES || !stream->has_readers)
        return length;
    while (piece > 0 && lines[piece - 1] != '\n')
        piece--;
    return piece ? piece : PH_PIPE_BYTES;
}

gboolean ph_output_stream_write(ph_output_stream *stream, const char *lines, gsize length,
                                GError **error)
{
    gboolean is_between_lines = TRUE;

    PH_REQUIRE(length > 0 && lines[length - 1] == '\n');

    if (stream->draft)
        return ph_draft_write(stream->draft, lines, length) || ph_output_refuse(error, errno);
    while (length > 0) {
        const gsize piece = piece_length(stream, lines, length);

        if (!wait_for_room(stream, is_between_lines))
            return ph_refuse(error, PH_ERROR_INTERRUPTED, "interrupted");
        if (!ph_write_whole(stream->descriptor, lines, piece))
            return ph_output_refuse(error, errno);
        is_between_lines = lines[piece - 1] == '\n';
        lines += piece;
        length -= piece;
    }
    return TRUE;
}

gboolean ph_output_stream_write_whole(ph_output_stream *stream, const void *bytes, gsize length,
                                      GError **error)
{
    const char *at = bytes;
    gboolean has_begun = FALSE;

    if (stream->draft)
        return ph_draft_write(stream->draft, bytes, length) || ph_output_refuse(error, errno);
    for (gsize piece; length > 0; at += piece, length -= piece, has_begun = TRUE) {
        piece = stream->has_readers ? MIN(length, PH_PIPE_BYTES) : length;
        if (!wait_for_room(stream, !has_begun))
            return ph_refuse(error, PH_ERROR_INTERRUPTED, "interrupted");
        if (!ph_write_whole(stream->descriptor, at, piece))
            return ph_output_refuse(error, errno);
    }
    return TRUE;
}

gboolean ph_output_stream_finish(ph_output_stream *stream, GError **error)
{
    if (stream->draft)
        return (ph_draft_flush(stream->draft) && ph_draft_sync(stream->draft) &&
                ph_draft_close(stream->draft))
                   ? ph_durable_place(stream->draft, stream->place.path, error)
                   : ph_output_refuse(error, errno);
    if (!stream->is_opened)
        return TRUE;
    stream->is_opened = FALSE;
    return close(stream->descriptor) == 0 || ph_output_refuse(error, errno);
}

void ph_output_stream_free(ph_output_stream *stream)
{
    g_clear_pointer(&stream->draft, ph_draft_free);
    if (stream->is_opened)
        (void)close(stream->descriptor);
    ph_output_place_clear(&stream->place);
    g_free(stream);
}
