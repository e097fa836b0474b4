/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/cookie_stream.h"

typedef struct reader {
    ph_stream_reader read;
    gpointer data;
    GDestroyNotify free_data;
} reader;

typedef struct writer {
    ph_stream_writer write;
    gpointer data;
} writer;

static int read_cookie(void *cookie, char *to, int size)
{
    const reader *r = cookie;

    return (int)r->read(r->data, to, (gsize)size);
}

static int close_reader(void *cookie)
{
    reader *r = cookie;

    r->free_data(r->data);
    g_free(r);
    return 0;
}

FILE *ph_stream_of_reader(ph_stream_reader read, gpointer data, GDestroyNotify free_data)
{
    reader *r = g_new(reader, 1);
    FILE *stream;

    *r = (reader){ read, data, free_data };
    stream = funopen(r, read_cookie, NULL, NULL, close_reader);
    if (!stream)
        (void)close_reader(r);
    return stream;
}

static int write_cookie(void *cookie, const char *bytes, int length)
{
    const writer *w = cookie;

    return w->write(w->data, bytes, (gsize)length) ? length : -1;
}

static int close_writer(void *cookie)
{
    g_free(cookie);
    return 0;
}

FILE *ph_stream_of_writer(ph_stream_writer write, gpointer data)
{
    writer *w = g_new(writer, 1);
    FILE *stream;

    *w = (writer){ write, data };
    stream = funopen(w, NULL, write_cookie, NULL, close_writer);
    if (!stream)
        (void)close_writer(w);
    return stream;
}
