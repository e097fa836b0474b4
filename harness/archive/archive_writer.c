/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "archive/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "platform/open_flags.h"
#include "platform/utf8_locale.h"

enum { FILE_MODE = 0644, PIECE_BYTES = 64 * 1024 };
#define LEVEL "19" /* They are small, and are kept for years. */

struct ph_archive_writer {
    struct archive *archive;
    GByteArray *bytes;
};

static gboolean refuse(const ph_archive_writer *writer, GError **error)
{
    const int cause = archive_errno(writer->archive);
    const char *why =
        cause > 0 ? g_strerror(cause) : archive_error_string(writer->archive); /* "Write error" */
    g_autofree char *printable = ph_error_printable(why ? why : "no reason is known");

    return ph_refuse(error, PH_ERROR_STORAGE, "packing it: %s", printable);
}

static la_ssize_t take(struct archive *archive, void *data, const void *piece, size_t length)
{
    (void)archive;
    g_byte_array_append(data, piece, (guint)length);
    return (la_ssize_t)length;
}

static ph_archive_writer *begin(void)
{
    ph_archive_writer *writer = g_new0(ph_archive_writer, 1);

    writer->archive = archive_write_new();
    writer->bytes = g_byte_array_new();
    (void)archive_write_set_format_pax_restricted(writer->archive);
    (void)archive_write_add_filter_zstd(writer->archive);
    (void)archive_write_set_filter_option(writer->archive, "zstd", "compression-level", LEVEL);
    (void)archive_write_set_bytes_in_last_block(writer->archive, 1); /* zstd knows no padding. */
    return writer;
}

ph_archive_writer *ph_archive_writer_new(void)
{
    ph_archive_writer *writer = begin();

    (void)archive_write_open2(writer->archive, writer->bytes, NULL, take, NULL, NULL);
    return writer;
}

ph_archive_writer *ph_archive_writer_new_to(int descriptor)
{
    ph_archive_writer *writer = begin();

    (void)archive_write_open_fd(writer->archive, descriptor);
    return writer;
}

/* No owner, no time: only what it is called, and what it holds. */
static gboolean add_header(ph_archive_writer *writer, const char *name, guint64 length)
{
    ph_utf8_locale *const before = ph_utf8_locale_begin();
    struct archive_entry *entry = archive_entry_new();
    gboolean is_added;

    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, FILE_MODE);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_mtime(entry, 0, 0);
    /* The library itself goes by a name that it could not take without looking. */
    is_added =
        archive_entry_pathname(entry) && archive_write_header(writer->archive, entry) == ARCHIVE_OK;
    archive_entry_free(entry);
    ph_utf8_locale_end(before);
    return is_added;
}

static gboolean add_data(ph_archive_writer *writer, const void *bytes, gsize length)
{
    return length == 0 || archive_write_data(writer->archive, bytes, length) == (la_ssize_t)length;
}

gboolean ph_archive_writer_add(ph_archive_writer *writer, const char *name, GBytes *bytes,
                               GError **error)
{
    gsize length;
    const void *content = g_bytes_get_data(bytes, &length);

    return (add_header(writer, name, length) && add_data(writer, content, length)) ||
           refuse(writer, error);
}

static gboolean refuse_file(GError **error, const char *path, const char *why)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", path, why);
}

/* Exactly as many bytes as its header says. */
static gboolean add_content(ph_archive_writer *writer, const char *path, int descriptor,
                            guint64 length, GError **error)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    guint64 seen = 0;
    gssize got;

    while ((got = read(descriptor, piece, PIECE_BYTES)) > 0 && (guint64)got <= length - seen) {
        seen += (guint64)got;
        if (!add_data(writer, piece, (gsize)got))
            return refuse(writer, error);
    }
    if (got < 0)
        return refuse_file(error, path, g_strerror(errno));
    return (got == 0 && seen == length) ||
           refuse_file(error, path, "it was changed while it was packed");
}

/* A link is not followed, and a pipe not waited for: neither is a record of anything. */
gboolean ph_archive_writer_add_file(ph_archive_writer *writer, const char *name, const char *path,
                                    guint64 *ret_bytes, GError **error)
{
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    gboolean is_added = FALSE;

    if (descriptor < 0)
        return refuse_file(error, path, errno == ELOOP ? "it is a link" : g_strerror(errno));
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        (void)refuse_file(error, path, "it is no regular file");
    } else {
        *ret_bytes = (guint64)status.st_size;
        is_added = (add_header(writer, name, *ret_bytes) || refuse(writer, error)) &&
                   add_content(writer, path, descriptor, *ret_bytes, error);
    }
    (void)close(descriptor);
    return is_added;
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
