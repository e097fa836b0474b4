/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/document_bytes.h"

#include <gio/gio.h>

#include "error/error.h"

/* As document/document.h has it. */
static const gsize document_bytes_max = (gsize)64 << 20;

enum { BEST_LEVEL = 9, STEP_BYTES = 65536 };

/* Into as many bytes as it takes, up to a bound. */
static GBytes *convert(GConverter *converter, GBytes *bytes, gsize bytes_max, GError **error)
{
    g_autoptr(GByteArray) converted = g_byte_array_new();
    g_autofree guint8 *step = (guint8 *)g_malloc(STEP_BYTES);
    gsize length;
    const guint8 *from = (const guint8 *)g_bytes_get_data(bytes, &length);
    GConverterResult result;

    do {
        gsize bytes_read = 0, bytes_written = 0;

        result = g_converter_convert(converter, from, length, step, STEP_BYTES,
                                     G_CONVERTER_INPUT_AT_END, &bytes_read, &bytes_written, error);
        if (result == G_CONVERTER_ERROR)
            return NULL;
        g_byte_array_append(converted, step, (guint)bytes_written);
        from += bytes_read;
        length -= bytes_read;
        if (converted->len > bytes_max) {
            g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "it is too long");
            return NULL;
        }
    } while (result != G_CONVERTER_FINISHED);
    return g_byte_array_free_to_bytes(g_steal_pointer(&converted));
}

GBytes *ph_document_bytes_deflate(GBytes *bytes, GError **error)
{
    g_autoptr(GZlibCompressor) compressor =
        g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, BEST_LEVEL);
    g_autoptr(GError) cause = NULL;
    GBytes *deflated = convert(G_CONVERTER(compressor), bytes, G_MAXUINT32, &cause);

    if (!deflated)
        (void)ph_refuse(error, PH_ERROR_STORAGE, "the document cannot be deflated: %s",
                        cause->message);
    return deflated;
}

GBytes *ph_document_bytes_inflate(GBytes *deflated, GError **error)
{
    g_autoptr(GZlibDecompressor) decompressor =
        g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
    g_autoptr(GError) cause = NULL;
    GBytes *bytes = convert(G_CONVERTER(decompressor), deflated, document_bytes_max, &cause);

    if (!bytes)
        (void)ph_refuse(error, PH_ERROR_PARSE, "the document in the history is damaged: %s",
                        cause->message);
    return bytes;
}
