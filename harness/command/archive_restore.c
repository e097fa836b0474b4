/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness archive restore`: nothing of an archive is written before all of it is authentic. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "catalogue/archive_content.h"
#include "columns.h"
#include "command/archive_action.h"
#include "error/error.h"

static const ph_kept_archive *choose(const ph_catalogue *catalogue, const char *id, GError **error)
{
    const ph_kept_archive *archive = ph_catalogue_find(catalogue, id);

    if (!archive)
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "there is no archive \"%s\"; `perfharness archive list` lists them", id);
    else if (archive->expired_us != PH_CATALOGUE_NEVER)
        (void)ph_refuse(error, PH_ERROR_STORAGE, "%s was deleted by rule: %s", id,
                        archive->statement ? archive->statement : archive->rule);
    else
        return archive;
    return NULL;
}

/* Where the file without a name is that it is decrypted to: there is to be room for it anyway. */
static char *scratch_of(const ph_archive_request *request)
{
    g_autofree char *whole = request->to ? g_canonicalize_filename(request->to, NULL) : NULL;

    return whole ? g_path_get_dirname(whole) : g_strdup(g_get_tmp_dir());
}

static gboolean restore(const ph_archive_request *request, const ph_catalogue *catalogue,
                        const ph_kept_archive *archive, GError **error)
{
    g_autofree char *path = ph_catalogue_file(catalogue, archive);
    g_autofree char *key = ph_archive_key_of(request, archive);
    g_autofree char *scratch = scratch_of(request);
    gboolean is_restored;
    int descriptor;

    if (archive->key && !key)
        return ph_refuse(error, PH_ERROR_SETTINGS,
                         "%s is encrypted to the key %.12s: name its private key with --key",
                         archive->id, archive->key);
    if (!ph_archive_is_whole(path, archive, error))
        return FALSE;
    descriptor = ph_archive_open(path, archive, key, scratch, error);
    if (descriptor < 0)
        return FALSE;
    is_restored = ph_archive_inspect(descriptor, archive, error) &&
                  (!request->to || ph_archive_unpack(descriptor, archive, request->to, error));
    (void)close(descriptor);
    return is_restored;
}

static gboolean note(ph_catalogue *catalogue, const ph_archive_request *request,
                     const ph_kept_archive *archive, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    cJSON *entry;

    g_ptr_array_add(ids, archive->id);
    entry = ph_catalogue_entry(PH_CATALOGUE_RESTORE, ids);
    cJSON_AddBoolToObject(entry, "is_test", request->is_test);
    return ph_catalogue_append(catalogue, entry, error);
}

ph_exit ph_archive_action_restore(const ph_archive_request *request, GError **error)
{
    gboolean may_note;
    g_autoptr(ph_catalogue) catalogue = ph_archive_open_noting(request, &may_note, error);
    const ph_kept_archive *archive =
        catalogue ? choose(catalogue, request->operands[0], error) : NULL;
    g_autoptr(GError) cause = NULL;
    g_autofree char *size = NULL;

    if (!archive)
        return PH_EXIT_FAILED;
    if (!restore(request, catalogue, archive, &cause)) {
        const ph_exit status = g_error_matches(cause, PH_ERROR, PH_ERROR_PARSE)
                                   ? PH_EXIT_REGRESSION
                                   : ph_archive_status_of(cause);

        g_propagate_prefixed_error(error, g_steal_pointer(&cause), "nothing was restored: ");
        return status;
    }
    size = ph_archive_size(archive->content_bytes);
    ph_columns_print(stdout, 0, 2, "%s: %u file%s, %s, %s", archive->id, archive->files,
                     archive->files == 1 ? "" : "s", size,
                     request->is_test ? "authentic; nothing was written" : "restored");
    return !may_note || note(catalogue, request, archive, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
