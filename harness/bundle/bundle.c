/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bundle/bundle.h"

#include <string.h>
#include <sys/stat.h>

#include "archive/archive_reader.h"
#include "archive/archive_writer.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"

enum { BYTES_A_MIB = 1024 * 1024 };

static void bytes_unref(gpointer bytes)
{
    g_bytes_unref(bytes);
}

ph_bundle *ph_bundle_new(cJSON *manifest)
{
    ph_bundle *bundle = g_new0(ph_bundle, 1);

    bundle->manifest = manifest;
    bundle->names = g_ptr_array_new_with_free_func(g_free);
    bundle->contents = g_ptr_array_new_with_free_func(bytes_unref);
    return bundle;
}

void ph_bundle_free(ph_bundle *bundle)
{
    cJSON_Delete(bundle->manifest);
    g_ptr_array_unref(bundle->names);
    g_ptr_array_unref(bundle->contents);
    g_free(bundle);
}

GBytes *ph_bundle_find(const ph_bundle *bundle, const char *name)
{
    for (guint i = 0; i < bundle->names->len; i++)
        if (strcmp(bundle->names->pdata[i], name) == 0)
            return bundle->contents->pdata[i];
    return NULL;
}

static gsize bytes_of_all(const ph_bundle *bundle)
{
    gsize all = 0;

    for (guint i = 0; i < bundle->contents->len; i++)
        all += g_bytes_get_size(bundle->contents->pdata[i]);
    return all;
}

gboolean ph_bundle_add(ph_bundle *bundle, const char *name, GBytes *bytes, GError **error)
{
    const gsize length = g_bytes_get_size(bytes);

    if (ph_bundle_find(bundle, name))
        return TRUE;
    if (bundle->names->len + 1 >= PH_BUNDLE_FILES_MAX)
        return ph_refuse(error, PH_ERROR_DATA, "it would have more than %d files",
                         PH_BUNDLE_FILES_MAX);
    if (length > PH_BUNDLE_FILE_MAX || length > PH_BUNDLE_ALL_MAX - bytes_of_all(bundle))
        return ph_refuse(error, PH_ERROR_DATA,
                         "%s is too large for a bundle, which has files of %lu MiB at most, and of "
                         "%lu MiB together",
                         name, PH_BUNDLE_FILE_MAX / BYTES_A_MIB, PH_BUNDLE_ALL_MAX / BYTES_A_MIB);
    g_ptr_array_add(bundle->names, g_strdup(name));
    g_ptr_array_add(bundle->contents, g_bytes_ref(bytes));
    return TRUE;
}

static void list_members(ph_bundle *bundle)
{
    cJSON *members = cJSON_CreateArray();

    for (guint i = 0; i < bundle->names->len; i++) {
        GBytes *bytes = bundle->contents->pdata[i];
        g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
        cJSON *member = cJSON_CreateObject();

        cJSON_AddStringToObject(member, "name", bundle->names->pdata[i]);
        cJSON_AddNumberToObject(member, "bytes", (double)g_bytes_get_size(bytes));
        cJSON_AddStringToObject(member, "sha256", digest);
        cJSON_AddItemToArray(members, member);
    }
    cJSON_DeleteItemFromObject(bundle->manifest, "members");
    cJSON_AddItemToObject(bundle->manifest, "members", members);
}

GBytes *ph_bundle_pack(ph_bundle *bundle, GError **error)
{
    g_autoptr(ph_archive_writer) writer = ph_archive_writer_new();
    g_autoptr(GBytes) manifest = NULL;
    char *printed;

    list_members(bundle);
    printed = cJSON_Print(bundle->manifest);
    manifest = g_bytes_new_take(g_strconcat(printed, "\n", NULL), strlen(printed) + 1);
    cJSON_free(printed);
    if (!ph_archive_writer_add(writer, PH_BUNDLE_MANIFEST, manifest, error))
        return NULL;
    for (guint i = 0; i < bundle->names->len; i++)
        if (!ph_archive_writer_add(writer, bundle->names->pdata[i], bundle->contents->pdata[i],
                                   error))
            return NULL;
    return ph_archive_writer_finish(writer, error);
}

/* What comes out of the archive, as it comes. */
typedef struct unpacked {
    GPtrArray *names;
    GPtrArray *texts; /* GString. */
} unpacked;

static void text_free(gpointer text)
{
    g_string_free(text, TRUE);
}

static void unpacked_clear(unpacked *files)
{
    g_clear_pointer(&files->names, g_ptr_array_unref);
    g_clear_pointer(&files->texts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(unpacked, unpacked_clear)

/* Each has a place: what a name is worth, the manifest says. */
static GString *place_of(const char *name, gpointer data)
{
    unpacked *files = data;

    for (guint i = 0; i < files->names->len; i++)
        if (strcmp(files->names->pdata[i], name) == 0)
            return files->texts->pdata[i];
    g_ptr_array_add(files->names, g_strdup(name));
    g_ptr_array_add(files->texts, g_string_new(NULL));
    return files->texts->pdata[files->texts->len - 1];
}

static GMappedFile *open_file(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    struct stat status;
    GMappedFile *file;

    /* A pipe would be waited for. */
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        (void)ph_refuse(error, PH_ERROR_STORAGE, "it is not a regular file");
        return NULL;
    }
    file = g_mapped_file_new(path, FALSE, &cause);
    if (!file) {
        const char *reason = strrchr(cause->message, ':');

        (void)ph_refuse(error, PH_ERROR_STORAGE, "%s", reason ? reason + 2 : cause->message);
    }
    return file;
}

static gboolean unpack(const char *path, unpacked *files, GError **error)
{
    g_autoptr(GMappedFile) file = open_file(path, error);
    const ph_archive_terms terms = { .format = PH_ARCHIVE_TAR_ZSTD,
                                     .entries_max = PH_BUNDLE_FILES_MAX,
                                     .file_max = PH_BUNDLE_FILE_MAX,
                                     .all_max = PH_BUNDLE_ALL_MAX,
                                     .place = place_of,
                                     .data = files };

    if (!file)
        return FALSE;
    if (!ph_archive_read(&terms, g_mapped_file_get_contents(file), g_mapped_file_get_length(file),
                         error))
        return FALSE;
    return (files->names->len > 0 && strcmp(files->names->pdata[0], PH_BUNDLE_MANIFEST) == 0) ||
           ph_refuse(error, PH_ERROR_PARSE,
                     "it is no bundle: its first file is not " PH_BUNDLE_MANIFEST);
}

static cJSON *read_manifest(const GString *text, const char *schemas, GError **error)
{
    cJSON *manifest = ph_document_parse(PH_BUNDLE_MANIFEST, text->str, text->len, error);
    const char *kind = NULL;

    if (!manifest)
        return NULL;
    if (!ph_document_is_valid(manifest, schemas, &kind, error))
        g_prefix_error(error, PH_BUNDLE_MANIFEST ": ");
    else if (strcmp(kind, PH_DOCUMENT_BUNDLE) == 0)
        return manifest;
    else
        (void)ph_refuse(error, PH_ERROR_PARSE, "its " PH_BUNDLE_MANIFEST " is no manifest");
    cJSON_Delete(manifest);
    return NULL;
}

/* In the manifest's order, and as it has them: what was put in, left out or changed is none of it.
 */
static gboolean take_member(ph_bundle *bundle, const cJSON *member, const unpacked *files,
                            GError **error)
{
    const guint index = bundle->names->len + 1;
    const char *name = ph_json_text(member, "name");
    GString *text = index < files->names->len ? files->texts->pdata[index] : NULL;
    g_autofree char *shown = ph_error_printable(name);
    g_autoptr(GBytes) bytes = NULL;
    g_autofree char *digest = NULL;

    if (!text || strcmp(files->names->pdata[index], name) != 0)
        return ph_refuse(error, PH_ERROR_CHANGED, "its manifest names %s, and it is not there",
                         shown);
    bytes = g_bytes_new(text->str, text->len);
    digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    if (text->len != (gsize)ph_json_number(member, "bytes") ||
        strcmp(digest, ph_json_text(member, "sha256")) != 0)
        return ph_refuse(error, PH_ERROR_CHANGED,
                         "its %s is not the one that its manifest names: the digest is another",
                         shown);
    return ph_bundle_add(bundle, name, bytes, error);
}

static gboolean take_members(ph_bundle *bundle, const unpacked *files, GError **error)
{
    const cJSON *member;

    cJSON_ArrayForEach(
        member, ph_json_member(bundle->manifest, "members")) if (!take_member(bundle, member, files,
                                                                              error)) return FALSE;
    if (bundle->names->len + 1 != files->names->len)
        return ph_refuse(error, PH_ERROR_CHANGED, "it has files that its manifest does not name");
    return ph_bundle_find(bundle, ph_json_text(bundle->manifest, "document")) != NULL ||
           ph_refuse(error, PH_ERROR_CHANGED, "it has no %s",
                     ph_json_text(bundle->manifest, "document"));
}

ph_bundle *ph_bundle_read(const char *path, const char *schemas, GError **error)
{
    g_auto(unpacked) files = { g_ptr_array_new_with_free_func(g_free),
                               g_ptr_array_new_with_free_func(text_free) };
    g_autofree char *shown = ph_error_printable(path);
    g_autoptr(ph_bundle) bundle = NULL;
    cJSON *manifest = NULL;

    if (unpack(path, &files, error))
        manifest = read_manifest(files.texts->pdata[0], schemas, error);
    if (manifest)
        bundle = ph_bundle_new(manifest);
    if (bundle && take_members(bundle, &files, error))
        return g_steal_pointer(&bundle);
    g_prefix_error(error, "reading the bundle %s: ", shown);
    return NULL;
}
