/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/cookie_stream.h"

#include <errno.h>

#include "platform/temporary_stream_windows.h"

enum { PIECE_BYTES = 64 * 1024 };

static gboolean pour(ph_stream_reader read, gpointer data, FILE *to)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize length;

    while ((length = read(data, piece, PIECE_BYTES)) > 0)
        if (fwrite(piece, 1, (gsize)length, to) != (gsize)length)
            return FALSE;
    return length == 0 && fseek(to, 0, SEEK_SET) == 0;
}

/* The C library knows no such stream: all of it goes through a file that is gone when it is
 * closed. */
FILE *ph_stream_of_reader(ph_stream_reader read, gpointer data, GDestroyNotify free_data)
{
    FILE *file = ph_temporary_stream();
    const gboolean is_read = file && pour(read, data, file);
    const int cause = errno;

    free_data(data);
    if (file && !is_read)
        (void)fclose(file);
    errno = cause;
    return is_read ? file : NULL;
}

FILE *ph_stream_of_writer(ph_stream_writer write, gpointer data)
{
    (void)write;
    (void)data;
    errno = ENOTSUP;
    return NULL;
}
