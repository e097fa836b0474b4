/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/archive_content.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "archive/archive_reader.h"
#include "archive/envelope.h"
#include "platform/open_flags.h"
#include "storage/file_digest.h"
#include "storage/nameless_file.h"
#include "storage/new_folder.h"
#include "storage/write_whole.h"

enum { FILES_MAX = 1000 * 1000 };

gboolean ph_archive_is_whole(const char *path, const ph_kept_archive *archive, GError **error)
{
    g_autofree char *digest = NULL;
    uint64_t bytes = 0;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return ph_refuse(error, PH_ERROR_CHANGED,
                         "%s is missing: the archive %s was made, and no rule has deleted it", path,
                         archive->id);
    digest = ph_file_digest(path, &bytes, error);
    if (!digest)
        return FALSE;
    return (bytes == archive->bytes && strcmp(digest, archive->sha256) == 0) ||
           ph_refuse(error, PH_ERROR_CHANGED,
                     "%s is not the archive that was made: %" PRIu64
                     " bytes, sha256 %.12s…; the catalogue has %" PRIu64 ", %.12s…",
                     path, bytes, digest, archive->bytes, archive->sha256);
}

/* Whatever the key opens: what was packed, or nothing. */
static gboolean is_as_packed(int descriptor, const char *path, const ph_kept_archive *archive,
                             GError **error)
{
    uint64_t bytes = 0;
    g_autofree char *digest = ph_file_digest_open(descriptor, path, &bytes, error);

    if (!digest)
        return FALSE;
    return (bytes == archive->plain_bytes && strcmp(digest, archive->plain_sha256) == 0) ||
           ph_refuse(error, PH_ERROR_CHANGED,
                     "%s: what is in it is not what was packed, by the catalogue's digest", path);
}

static gboolean write_plain(gpointer descriptor, const void *bytes, gsize length)
{
    return ph_write_whole(*(const int *)descriptor, bytes, length);
}

static int decrypt(const char *path, const char *key, const char *scratch, GError **error)
{
    int descriptor = ph_nameless_file_new(scratch, error);
    const ph_envelope_output to = { write_plain, &descriptor };

    if (descriptor < 0) {
        g_prefix_error(error, "decrypting %s: ", path);
        return -1;
    }
    if (ph_envelope_open(path, key, &to, error))
        return descriptor;
    (void)close(descriptor);
    return -1;
}

static int open_plain(const char *path, GError **error)
{
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

    if (descriptor < 0)
        (void)ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", path, g_strerror(errno));
    return descriptor;
}

int ph_archive_open(const char *path, const ph_kept_archive *archive, const char *key,
                    const char *scratch, GError **error)
{
    const int descriptor =
        archive->key ? decrypt(path, key, scratch, error) : open_plain(path, error);

    if (descriptor < 0 || is_as_packed(descriptor, path, archive, error))
        return descriptor;
    (void)close(descriptor);
    return -1;
}

typedef struct seen {
    ph_new_folder *folder; /* NULL: nothing is restored. */
    guint files;
    guint64 bytes;
} seen;

static gboolean take(const char *name, const char *piece, gsize length, gpointer data,
                     GError **error)
{
    seen *all = data;

    all->files += length == 0 ? 1 : 0;
    all->bytes += length;
    if (!all->folder)
        return TRUE;
    return length == 0 ? ph_new_folder_add_file(all->folder, name, error)
                       : ph_new_folder_write(all->folder, piece, length, error);
}

/* The catalogue's counts are the limits: nothing more is unpacked than was packed. */
static gboolean read_all(int descriptor, const ph_kept_archive *archive, seen *all, GError **error)
{
    const gsize bytes_max = MAX(archive->content_bytes, 1);
    const ph_archive_terms terms = {
        .format = PH_ARCHIVE_TAR_ZSTD,
        .entries_max = MIN(archive->files, FILES_MAX),
        .file_max = bytes_max,
        .all_max = bytes_max,
        .take = take,
        .data = all,
    };

    return ph_archive_read_open(&terms, descriptor, error);
}

gboolean ph_archive_inspect(int descriptor, const ph_kept_archive *archive, GError **error)
{
    seen all = { 0 };

    if (!read_all(descriptor, archive, &all, error))
        return FALSE;
    return (all.files == archive->files && all.bytes == archive->content_bytes) ||
           ph_refuse(error, PH_ERROR_CHANGED,
                     "the archive is refused: it has %u files of %" G_GUINT64_FORMAT
                     " bytes; the catalogue has %u of %" G_GUINT64_FORMAT,
                     all.files, all.bytes, archive->files, archive->content_bytes);
}

gboolean ph_archive_unpack(int descriptor, const ph_kept_archive *archive, const char *folder,
                           GError **error)
{
    g_autoptr(ph_new_folder) to = ph_new_folder_begin(folder, error);
    seen all = { .folder = to };

    return to && read_all(descriptor, archive, &all, error) && ph_new_folder_finish(to, error);
}
