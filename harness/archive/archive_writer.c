/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "archive/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include "error/error.h"

enum { FILE_MODE = 0644 };
#define LEVEL "19" /* They are small, and are kept for years. */

struct ph_archive_writer {
    struct archive *archive;
    GByteArray *bytes;
};

static gboolean refuse(const ph_archive_writer *writer, GError **error)
{
    const char *why = archive_error_string(writer->archive);
    g_autofree char *printable = ph_error_printable(why ? why : "no reason is known");

    return ph_refuse(error, PH_ERROR_STORAGE, "packing it: %s", printable);
}

static la_ssize_t take(struct archive *archive, void *data, const void *piece, size_t length)
{
    (void)archive;
    g_byte_array_append(data, piece, (guint)length);
    return (la_ssize_t)length;
}

ph_archive_writer *ph_archive_writer_new(void)
{
    ph_archive_writer *writer = g_new0(ph_archive_writer, 1);

    writer->archive = archive_write_new();
    writer->bytes = g_byte_array_new();
    (void)archive_write_set_format_pax_restricted(writer->archive);
    (void)archive_write_add_filter_zstd(writer->archive);
    (void)archive_write_set_filter_option(writer->archive, "zstd", "compression-level", LEVEL);
    (void)archive_write_set_bytes_in_last_block(writer->archive, 1); /* zstd knows no padding. */
    (void)archive_write_open2(writer->archive, writer->bytes, NULL, take, NULL, NULL);
    return writer;
}

/* No owner, no time: only what it is called, and what it holds. */
gboolean ph_archive_writer_add(ph_archive_writer *writer, const char *name, GBytes *bytes,
                               GError **error)
{
    struct archive_entry *entry = archive_entry_new();
    gsize length;
    const void *content = g_bytes_get_data(bytes, &length);
    gboolean is_added;

    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, FILE_MODE);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_mtime(entry, 0, 0);
    is_added =
        archive_write_header(writer->archive, entry) == ARCHIVE_OK &&
        (length == 0 || archive_write_data(writer->archive, content, length) == (la_ssize_t)length);
    archive_entry_free(entry);
    return is_added || refuse(writer, error);
}

GBytes *ph_archive_writer_finish(ph_archive_writer *writer, GError **error)
{
    if (archive_write_close(writer->archive) != ARCHIVE_OK) {
        (void)refuse(writer, error);
        return NULL;
    }
    return g_bytes_new(writer->bytes->data, writer->bytes->len);
}

void ph_archive_writer_free(ph_archive_writer *writer)
{
    archive_write_free(writer->archive);
    g_byte_array_unref(writer->bytes);
    g_free(writer);
}
