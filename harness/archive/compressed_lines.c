/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "archive/compressed_lines.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "error/error.h"
#include "platform/cookie_stream.h"

enum { BLOCK_BYTES = 64 * 1024 };

/* More than any history comes to; a stream may say little and mean much. */
#define BYTES_MAX (G_GUINT64_CONSTANT(1) << 30)
#define LEVEL     "9" /* It takes a tenth of the time of 19, and is as small as 1,000 lines get. */

typedef struct compressed {
    struct archive *archive;
    guint64 bytes;
} compressed;

static gssize read_piece(gpointer data, char *to, gsize size)
{
    compressed *from = data;
    const la_ssize_t length = archive_read_data(from->archive, to, size);

    if (length > 0)
        from->bytes += (guint64)length;
    if (length >= 0 && from->bytes <= BYTES_MAX)
        return length;
    errno = EBADMSG;
    return -1;
}

static void free_compressed(gpointer data)
{
    compressed *from = data;

    archive_read_free(from->archive);
    g_free(from);
}

FILE *ph_compressed_lines_open(const char *path, GError **error)
{
    compressed *from = g_new0(compressed, 1);
    struct archive_entry *entry;

    from->archive = archive_read_new();
    if (archive_read_support_filter_zstd(from->archive) != ARCHIVE_OK ||
        archive_read_support_format_raw(from->archive) != ARCHIVE_OK ||
        archive_read_open_filename(from->archive, path, BLOCK_BYTES) != ARCHIVE_OK ||
        archive_read_next_header(from->archive, &entry) != ARCHIVE_OK ||
        archive_filter_code(from->archive, 0) != ARCHIVE_FILTER_ZSTD) {
        (void)ph_refuse(error, PH_ERROR_STORAGE, "reading %s: it is no whole zstd stream", path);
        free_compressed(from);
        return NULL;
    }
    return ph_stream_of_reader(read_piece, from, free_compressed);
}

static la_ssize_t take(struct archive *archive, void *data, const void *piece, size_t length)
{
    (void)archive;
    g_byte_array_append(data, piece, (guint)length);
    return (la_ssize_t)length;
}

static gboolean write_text(struct archive *archive, GByteArray *to, const GString *text)
{
    struct archive_entry *entry = archive_entry_new();
    gboolean is_written;

    archive_entry_set_pathname_utf8(entry, "lines");
    archive_entry_set_filetype(entry, AE_IFREG);
    is_written = archive_write_set_format_raw(archive) == ARCHIVE_OK &&
                 archive_write_add_filter_zstd(archive) == ARCHIVE_OK &&
                 archive_write_set_filter_option(archive, "zstd", "compression-level", LEVEL) ==
                     ARCHIVE_OK &&
                 archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
                 archive_write_open2(archive, to, NULL, take, NULL, NULL) == ARCHIVE_OK &&
                 archive_write_header(archive, entry) == ARCHIVE_OK &&
                 archive_write_data(archive, text->str, text->len) == (la_ssize_t)text->len &&
                 archive_write_close(archive) == ARCHIVE_OK;
    archive_entry_free(entry);
    return is_written;
}

GBytes *ph_compressed_lines(const GString *text, GError **error)
{
    struct archive *archive = archive_write_new();
    GByteArray *to = g_byte_array_new();
    const gboolean is_written = write_text(archive, to, text);

    if (!is_written)
        (void)ph_refuse(error, PH_ERROR_STORAGE, "compressing lines: %s",
                        archive_error_string(archive));
    archive_write_free(archive);
    if (is_written)
        return g_byte_array_free_to_bytes(to);
    g_byte_array_unref(to);
    return NULL;
}
