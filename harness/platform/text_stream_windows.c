/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/text_stream.h"

#include "platform/temporary_stream_windows.h"

/* A file, which is gone when it is closed. */
struct ph_text_stream {
    FILE *file;
    char *text; /* NULL: nobody has asked. */
};

ph_text_stream *ph_text_stream_new(void)
{
    ph_text_stream *stream = g_new0(ph_text_stream, 1);

    stream->file = ph_temporary_stream();
    g_assert(stream->file);
    return stream;
}

FILE *ph_text_stream_file(ph_text_stream *stream)
{
    return stream->file;
}

const char *ph_text_stream_text(ph_text_stream *stream)
{
    const long length = ftell(stream->file);

    g_assert(length >= 0);
    g_free(stream->text);
    stream->text = g_malloc0((gsize)length + 1);
    rewind(stream->file);
    if (fread(stream->text, 1, (gsize)length, stream->file) != (gsize)length)
        g_assert_not_reached();
    (void)fseek(stream->file, 0, SEEK_END);
    return stream->text;
}

void ph_text_stream_free(ph_text_stream *stream)
{
    (void)fclose(stream->file);
    g_free(stream->text);
    g_free(stream);
}
