/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/text_stream.h"

#include <stdlib.h>

struct ph_text_stream {
    FILE *file;
    char *text;
    size_t size;
};

ph_text_stream *ph_text_stream_new(void)
{
    ph_text_stream *stream = g_new0(ph_text_stream, 1);

    stream->file = open_memstream(&stream->text, &stream->size);
    g_assert(stream->file);
    return stream;
}

FILE *ph_text_stream_file(ph_text_stream *stream)
{
    return stream->file;
}

const char *ph_text_stream_text(ph_text_stream *stream)
{
    (void)fflush(stream->file);
    return stream->text;
}

void ph_text_stream_free(ph_text_stream *stream)
{
    (void)fclose(stream->file);
    free(stream->text);
    g_free(stream);
}
