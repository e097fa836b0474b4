/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* fopencookie */
#include "platform/cookie_stream.h"

#include <sys/types.h>

typedef struct reader {
    ph_stream_reader read;
    gpointer data;
    GDestroyNotify free_data;
} reader;

typedef struct writer {
    ph_stream_writer write;
    gpointer data;
} writer;

static ssize_t read_cookie(void *cookie, char *to, size_t size)
{
    const reader *r = cookie;

    return r->read(r->data, to, size);
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
    static const cookie_io_functions_t functions = { .read = read_cookie, .close = close_reader };
    reader *r = g_new(reader, 1);
    FILE *stream;

    *r = (reader){ read, data, free_data };
    stream = fopencookie(r, "r", functions);
    if (!stream)
        (void)close_reader(r);
    return stream;
}

static ssize_t write_cookie(void *cookie, const char *bytes, size_t length)
{
    const writer *w = cookie;

    return w->write(w->data, bytes, length) ? (ssize_t)length : 0;
}

static int close_writer(void *cookie)
{
    g_free(cookie);
    return 0;
}

FILE *ph_stream_of_writer(ph_stream_writer write, gpointer data)
{
    static const cookie_io_functions_t functions = { .write = write_cookie, .close = close_writer };
    writer *w = g_new(writer, 1);
    FILE *stream;

    *w = (writer){ write, data };
    stream = fopencookie(w, "w", functions);
    if (!stream)
        (void)close_writer(w);
    return stream;
}
