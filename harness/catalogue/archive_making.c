/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/archive_making.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "archive/archive_writer.h"
#include "archive/envelope.h"
#include "catalogue/archive_content.h"
#include "catalogue/archive_sources.h"
#include "document/json_member.h"
#include "platform/path.h"
#include "storage/durable.h"
#include "storage/file_digest.h"
#include "storage/nameless_file.h"

enum { FILE_MODE = 0666, PIECE_BYTES = 64 * 1024 };

/* What is being made. */
typedef struct making {
    ph_catalogue *catalogue;
    const ph_archive_order *order;
    ph_envelope_certificate *certificate; /* NULL: it is not encrypted. */
    GPtrArray *sources;
    int packed; /* The .tar.zst, which has no name. */
    uint64_t packed_bytes, content_bytes;
    char *packed_sha256;
} making;

static void clear(making *in)
{
    g_clear_pointer(&in->certificate, ph_envelope_certificate_free);
    g_clear_pointer(&in->sources, g_ptr_array_unref);
    g_free(in->packed_sha256);
    if (in->packed >= 0)
        (void)close(in->packed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(making, clear)

static gboolean read_certificate(making *in, GError **error)
{
    const ph_archive_settings *settings = in->order->settings;
    g_autofree char *path =
        ph_archive_settings_path(settings->certificate, in->order->period, in->order->keep);

    if (path)
        in->certificate = ph_envelope_certificate_read(path, error);
    else if (!settings->is_plain_allowed)
        return ph_refuse(error, PH_ERROR_SETTINGS,
                         "no certificate is named to encrypt to: set archives.certificate in "
                         "audit_config.yaml, or archives.unencrypted to true");
    return in->certificate || settings->is_plain_allowed;
}

static gboolean add_files(making *in, ph_archive_writer *writer, GError **error)
{
    for (guint i = 0; i < in->sources->len; i++) {
        const ph_archive_source *source = in->sources->pdata[i];
        guint64 bytes = 0;

        if (!ph_archive_writer_add_file(writer, source->name, source->path, &bytes, error))
            return FALSE;
        in->content_bytes += bytes;
        if (in->content_bytes > PH_ENVELOPE_BYTES_MAX)
            return ph_refuse(error, PH_ERROR_USAGE,
                             "it is more than %u MiB: make an archive of each part",
                             (guint)(PH_ENVELOPE_BYTES_MAX >> 20));
    }
    return TRUE;
}

/* Into a file without a name: what is not encrypted yet goes with this process. */
static gboolean pack(making *in, GError **error)
{
    g_autoptr(ph_archive_writer) writer = NULL;
    g_autoptr(GBytes) nothing = NULL;

    in->packed = ph_nameless_file_new(ph_catalogue_folder(in->catalogue), error);
    if (in->packed < 0)
        return FALSE;
    writer = ph_archive_writer_new_to(in->packed);
    if (!add_files(in, writer, error))
        return FALSE;
    nothing = ph_archive_writer_finish(writer, error);
    if (!nothing)
        return FALSE;
    in->packed_sha256 =
        ph_file_digest_open(in->packed, "what was packed", &in->packed_bytes, error);
    return in->packed_sha256 != NULL;
}

static const ph_kept_archive *find_same(const making *in)
{
    const GPtrArray *archives = ph_catalogue_archives(in->catalogue);

    for (guint i = 0; i < archives->len; i++) {
        const ph_kept_archive *archive = archives->pdata[i];

        if (!archive->is_expiring && archive->keep == in->order->keep &&
            strcmp(archive->period, in->order->period) == 0 &&
            strcmp(archive->plain_sha256, in->packed_sha256) == 0)
            return archive;
    }
    return NULL;
}

static gboolean copy_plain(const making *in, ph_draft *draft, GError **error)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize length = lseek(in->packed, 0, SEEK_SET) < 0 ? -1 : 1;

    while (length > 0 && (length = read(in->packed, piece, PIECE_BYTES)) > 0)
        if (!ph_draft_write(draft, piece, (gsize)length))
            length = -1;
    return length == 0 || ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(errno));
}

static gboolean write_sealed(gpointer draft, const void *bytes, gsize length)
{
    return ph_draft_write(draft, bytes, length);
}

static gboolean fill(const making *in, ph_draft *draft, GError **error)
{
    const ph_envelope_output to = { write_sealed, draft };
    g_autoptr(GError) cause = NULL;
    const gboolean is_filled = in->certificate
                                   ? ph_envelope_seal(in->certificate, in->packed, &to, &cause)
                                   : copy_plain(in, draft, &cause);

    /* Why a write failed is known to the draft, not to who encrypts. */
    if (!ph_draft_flush(draft) || (is_filled && (!ph_draft_sync(draft) || !ph_draft_close(draft))))
        return ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(errno));
    if (!is_filled)
        g_propagate_error(error, g_steal_pointer(&cause));
    return is_filled;
}

static cJSON *entry_of(const making *in, const char *id, const char *file, const char *sha256,
                       guint64 bytes)
{
    cJSON *entry = ph_catalogue_entry(PH_CATALOGUE_CREATE, NULL);

    cJSON_AddStringToObject(entry, "archive", id);
    cJSON_AddStringToObject(entry, "period", in->order->period);
    cJSON_AddStringToObject(entry, "keep", ph_run_keep_word(in->order->keep));
    cJSON_AddStringToObject(entry, "file", file);
    cJSON_AddNumberToObject(entry, "bytes", (double)bytes);
    cJSON_AddStringToObject(entry, "file_sha256", sha256);
    ph_json_add_text(entry, "algorithm", in->certificate ? PH_ENVELOPE_ALGORITHM : NULL);
    ph_json_add_text(entry, "key",
                     in->certificate ? ph_envelope_certificate_key_id(in->certificate) : NULL);
    cJSON_AddNumberToObject(entry, "plain_bytes", (double)in->packed_bytes);
    cJSON_AddStringToObject(entry, "plain_sha256", in->packed_sha256);
    cJSON_AddNumberToObject(entry, "files", in->sources->len);
    cJSON_AddNumberToObject(entry, "content_bytes", (double)in->content_bytes);
    return entry;
}

/* The file first: an entry without one would be an archive that is missing. */
static gboolean write_archive(const making *in, const char *id, GError **error)
{
    g_autofree char *file = g_strconcat(id, in->certificate ? ".tar.zst.p7m" : ".tar.zst", NULL);
    g_autofree char *path = ph_path_join(ph_catalogue_folder(in->catalogue), file, NULL);
    g_autoptr(ph_draft) draft = ph_draft_new(path, FILE_MODE);
    g_autofree char *sha256 = NULL;
    uint64_t bytes = 0;

    if (!draft)
        (void)ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(errno));
    if (!draft || !fill(in, draft, error)) {
        g_prefix_error(error, "writing %s: ", path);
        return FALSE;
    }
    sha256 = ph_file_digest(ph_draft_name(draft), &bytes, error);
    return sha256 && ph_durable_place(draft, path, error) &&
           ph_catalogue_append(in->catalogue, entry_of(in, id, file, sha256, bytes), error);
}

const ph_kept_archive *ph_archive_make(ph_catalogue *catalogue, const ph_archive_order *order,
                                       gboolean *ret_is_new, GError **error)
{
    g_auto(making) in = { .catalogue = catalogue, .order = order, .packed = -1 };
    const ph_kept_archive *same;
    g_autofree char *id = NULL;

    if (!read_certificate(&in, error))
        return NULL;
    in.sources = ph_archive_sources(order->sources, error);
    if (!in.sources || !pack(&in, error))
        return NULL;
    same = find_same(&in);
    *ret_is_new = !same;
    if (same)
        return same;
    id = ph_catalogue_next_id(catalogue, order->period, order->keep);
    return write_archive(&in, id, error) ? ph_catalogue_find(catalogue, id) : NULL;
}
