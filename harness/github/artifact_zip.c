/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/artifact_zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "error/error.h"

enum { PIECE_BYTES = 64 * 1024 };

static gboolean refuse(GError **error, const char *why)
{
    return ph_refuse(error, PH_ERROR_PARSE, "the archive is refused: %s", why);
}

static gboolean refuse_broken(struct archive *archive, GError **error)
{
    const char *why = archive_error_string(archive);
    g_autofree char *printable = ph_error_printable(why ? why : "it is not a whole ZIP archive");

    return ph_refuse(error, PH_ERROR_PARSE, "the archive cannot be read: %s", printable);
}

/* Out of the folder that somebody might unpack it into. */
static gboolean leads_out(const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);

    return path[0] == '/' || strchr(path, '\\') || strchr(path, ':') ||
           g_strv_contains((const char *const *)parts, "..");
}

static gboolean check_entry(struct archive_entry *entry, GError **error)
{
    const char *path = archive_entry_pathname(entry);
    const __LA_MODE_T type = archive_entry_filetype(entry);

    if (!path || !*path)
        return refuse(error, "one of its entries has no name");
    if (leads_out(path))
        return refuse(error, "a path in it leads out of its folder");
    if ((type != AE_IFREG && type != AE_IFDIR) || archive_entry_symlink(entry) ||
        archive_entry_hardlink(entry))
        return refuse(error, "it holds a link, or something else that is no file");
    return TRUE;
}

static ph_artifact_file *wanted_of(ph_artifact_file *files, struct archive_entry *entry)
{
    const char *path = archive_entry_pathname(entry);

    for (; files->name; files++)
        if (strcmp(files->name, path) == 0)
            return files;
    return NULL;
}

/* What the entry says of its size may be a lie: what comes out of it counts. */
static gboolean read_file(struct archive *archive, struct archive_entry *entry,
                          ph_artifact_file *file, GError **error)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    la_ssize_t length;

    if (file->text)
        return ph_refuse(error, PH_ERROR_PARSE, "the archive is refused: it holds %s twice",
                         file->name);
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_is_encrypted(entry))
        return ph_refuse(error, PH_ERROR_PARSE,
                         "the archive is refused: its %s is no file that can be read", file->name);
    file->text = g_string_new(NULL);
    while ((length = archive_read_data(archive, piece, PIECE_BYTES)) > 0) {
        if ((gsize)length > PH_ARTIFACT_ZIP_FILE_MAX - file->text->len)
            return ph_refuse(error, PH_ERROR_PARSE,
                             "the archive is refused: its %s is larger than 64 MiB", file->name);
        g_string_append_len(file->text, piece, (gssize)length);
    }
    return length == 0 || refuse_broken(archive, error);
}

static gboolean read_entries(struct archive *archive, ph_artifact_file *files, GError **error)
{
    struct archive_entry *entry;

    for (guint count = 0;; count++) {
        const int result = archive_read_next_header(archive, &entry);
        ph_artifact_file *file;

        if (result == ARCHIVE_EOF)
            return TRUE;
        /* A name that this machine's language cannot show is a warning. */
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return refuse_broken(archive, error);
        if (count >= PH_ARTIFACT_ZIP_ENTRIES_MAX)
            return ph_refuse(error, PH_ERROR_PARSE,
                             "the archive is refused: it has more than %d entries",
                             PH_ARTIFACT_ZIP_ENTRIES_MAX);
        if (!check_entry(entry, error))
            return FALSE;
        file = wanted_of(files, entry);
        if (file && !read_file(archive, entry, file, error))
            return FALSE;
    }
}

gboolean ph_artifact_zip_read(const GString *zip, ph_artifact_file *files, GError **error)
{
    struct archive *archive = archive_read_new();
    gboolean is_read;

    /* By its table at the end, as every unpacker reads it, and of no other format. */
    is_read = (archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK &&
               archive_read_open_memory(archive, zip->str, zip->len) == ARCHIVE_OK) ||
              refuse_broken(archive, error);
    is_read = is_read && read_entries(archive, files, error);
    archive_read_free(archive);
    if (!is_read)
        ph_artifact_files_clear(files);
    return is_read;
}

void ph_artifact_files_clear(ph_artifact_file *files)
{
    for (; files->name; files++) {
        if (files->text)
            g_string_free(files->text, TRUE);
        files->text = NULL;
    }
}
