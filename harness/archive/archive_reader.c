/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "archive/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "platform/utf8_locale.h"

enum { PIECE_BYTES = 64 * 1024, BYTES_A_MIB = 1024 * 1024 };

static gboolean refuse(GError **error, const char *why)
{
    return ph_refuse(error, PH_ERROR_PARSE, "the archive is refused: %s", why);
}

static gboolean refuse_broken(struct archive *archive, const ph_archive_terms *terms,
                              GError **error)
{
    const char *why = archive_error_string(archive);
    const char *usual = terms->format == PH_ARCHIVE_ZIP ? "it is not a whole ZIP archive"
                                                        : "it is not a whole .tar.zst archive";
    g_autofree char *printable = ph_error_printable(why ? why : usual);

    return ph_refuse(error, PH_ERROR_PARSE, "the archive cannot be read: %s", printable);
}

/* Out of the folder that somebody might unpack it into. */
static gboolean leads_out(const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);

    return path[0] == '/' || strchr(path, '\\') || strchr(path, ':') ||
           g_strv_contains((const char *const *)parts, "..");
}

static gboolean check_entry(struct archive_entry *entry, const ph_archive_terms *terms, gsize *all,
                            GError **error)
{
    const char *path = archive_entry_pathname_utf8(entry);
    const __LA_MODE_T type = archive_entry_filetype(entry);

    if (!path || !*path)
        return refuse(error, "one of its entries has no name in UTF-8");
    if (leads_out(path))
        return refuse(error, "a path in it leads out of its folder");
    if ((type != AE_IFREG && type != AE_IFDIR) || archive_entry_symlink(entry) ||
        archive_entry_hardlink(entry))
        return refuse(error, "it holds a link, or something else that is no file");
    /* What is passed over has to be unpacked as well. */
    if (terms->all_max && (gsize)MAX(archive_entry_size(entry), 0) > terms->all_max - *all)
        return ph_refuse(error, PH_ERROR_PARSE,
                         "the archive is refused: what is in it is larger than %" G_GSIZE_FORMAT
                         " MiB",
                         terms->all_max / BYTES_A_MIB);
    *all += terms->all_max ? (gsize)MAX(archive_entry_size(entry), 0) : 0;
    return TRUE;
}

static gboolean refuse_file(GError **error, const char *format, const char *name)
{
    g_autofree char *shown = ph_error_printable(name);
    g_autofree char *why = g_strdup_printf(format, shown);

    return refuse(error, why);
}

static gboolean read_file(struct archive *archive, struct archive_entry *entry,
                          const ph_archive_terms *terms, GString *to, GError **error)
{
    const char *name = archive_entry_pathname_utf8(entry);
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    la_ssize_t length;

    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_is_encrypted(entry))
        return refuse_file(error, "its %s is no file that can be read", name);
    while ((length = archive_read_data(archive, piece, PIECE_BYTES)) > 0) {
        if ((gsize)length > terms->file_max - to->len) {
            g_autofree char *shown = ph_error_printable(name);

            return ph_refuse(error, PH_ERROR_PARSE,
                             "the archive is refused: its %s is larger than %" G_GSIZE_FORMAT
                             " MiB",
                             shown, terms->file_max / BYTES_A_MIB);
        }
        g_string_append_len(to, piece, (gssize)length);
    }
    return length == 0 || refuse_broken(archive, terms, error);
}

static gboolean place_file(struct archive *archive, struct archive_entry *entry,
                           const ph_archive_terms *terms, GHashTable *seen, GError **error)
{
    GString *to = terms->place(archive_entry_pathname_utf8(entry), terms->data);

    if (to && !g_hash_table_add(seen, to))
        return refuse_file(error, "it holds %s twice", archive_entry_pathname_utf8(entry));
    return !to || read_file(archive, entry, terms, to, error);
}

/* A name that becomes one on this machine, and is shown to people. */
static gboolean check_name(const char *name, GHashTable *names, GError **error)
{
    g_autofree char *printable = ph_error_printable(name);

    if (strcmp(printable, name) != 0)
        return refuse_file(error, "a name in it has characters that are not printed: %s", name);
    return g_hash_table_add(names, g_strdup(name)) || refuse_file(error, "it holds %s twice", name);
}

static gboolean tell_file(struct archive *archive, struct archive_entry *entry,
                          const ph_archive_terms *terms, GHashTable *names, GError **error)
{
    const char *name = archive_entry_pathname_utf8(entry);
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gsize seen = 0;
    la_ssize_t length;

    if (archive_entry_filetype(entry) != AE_IFREG)
        return TRUE;
    if (!check_name(name, names, error) || !terms->take(name, "", 0, terms->data, error))
        return FALSE;
    while ((length = archive_read_data(archive, piece, PIECE_BYTES)) > 0) {
        if ((gsize)length > terms->file_max - seen)
            return refuse_file(error, "its %s is larger than it may be", name);
        seen += (gsize)length;
        if (!terms->take(name, piece, (gsize)length, terms->data, error))
            return FALSE;
    }
    return length == 0 || refuse_broken(archive, terms, error);
}

static gboolean read_entries(struct archive *archive, const ph_archive_terms *terms, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct archive_entry *entry;
    gsize all = 0;

    for (guint count = 0;; count++) {
        const int result = archive_read_next_header(archive, &entry);

        if (result == ARCHIVE_EOF)
            return TRUE;
        /* A name that this machine's language cannot show is a warning. */
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return refuse_broken(archive, terms, error);
        if (count >= terms->entries_max)
            return ph_refuse(error, PH_ERROR_PARSE,
                             "the archive is refused: it has more than %u entries",
                             terms->entries_max);
        if (!check_entry(entry, terms, &all, error))
            return FALSE;
        if (terms->take ? !tell_file(archive, entry, terms, names, error)
                        : !place_file(archive, entry, terms, seen, error))
            return FALSE;
    }
}

/* That one format, and no other. */
static gboolean choose_format(struct archive *archive, ph_archive_format format)
{
    if (format == PH_ARCHIVE_ZIP)
        return archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK;
    return archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
           archive_read_support_format_tar(archive) == ARCHIVE_OK;
}

/* Not none of it either, nor twice: a stream in a stream unpacks to more than anybody waits for. */
static gboolean is_compressed_so(struct archive *archive, ph_archive_format format)
{
    return format == PH_ARCHIVE_ZIP || (archive_filter_count(archive) == 2 &&
                                        archive_filter_code(archive, 0) == ARCHIVE_FILTER_ZSTD);
}

/* @param descriptor  -1: it is in memory. */
static gboolean read_from(const ph_archive_terms *terms, gconstpointer bytes, gsize length,
                          int descriptor, GError **error)
{
    ph_utf8_locale *const before = ph_utf8_locale_begin();
    struct archive *archive = archive_read_new();
    gboolean is_read = choose_format(archive, terms->format);

    if (is_read && descriptor < 0)
        is_read = archive_read_open_memory(archive, bytes, length) == ARCHIVE_OK;
    else if (is_read)
        is_read = archive_read_open_fd(archive, descriptor, PIECE_BYTES) == ARCHIVE_OK;
    is_read = (is_read && is_compressed_so(archive, terms->format)) ||
              refuse_broken(archive, terms, error);
    is_read = is_read && read_entries(archive, terms, error);
    archive_read_free(archive);
    ph_utf8_locale_end(before);
    return is_read;
}

gboolean ph_archive_read(const ph_archive_terms *terms, gconstpointer bytes, gsize length,
                         GError **error)
{
    return read_from(terms, bytes, length, -1, error);
}

gboolean ph_archive_read_open(const ph_archive_terms *terms, int descriptor, GError **error)
{
    if (lseek(descriptor, 0, SEEK_SET) < 0)
        return ph_refuse(error, PH_ERROR_STORAGE, "reading the archive: %s", g_strerror(errno));
    return read_from(terms, NULL, 0, descriptor, error);
}
