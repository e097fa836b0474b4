/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/run_spool.h"

#include <cjson/cJSON.h>
#include <glib/gstdio.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "platform/file_status.h"
#include "platform/path.h"
#include "storage/durable.h"

#define SCHEMA_VERSION "perfharness-spooled-run-1"
#define ENDING         ".json"

enum { DIGEST_DIGITS = 64 };

/* DIGEST.json, and nothing that a write left behind. */
static gboolean is_kept(const char *name)
{
    return strlen(name) == DIGEST_DIGITS + strlen(ENDING) &&
           strspn(name, "0123456789abcdef") == DIGEST_DIGITS &&
           strcmp(name + DIGEST_DIGITS, ENDING) == 0;
}

typedef struct kept_file {
    char *path;
    gint64 modified_us;
    guint64 bytes;
} kept_file;

static void clear_file(gpointer file)
{
    g_free(((kept_file *)file)->path);
}

static gint compare_files(gconstpointer a, gconstpointer b)
{
    const kept_file *first = (const kept_file *)a;
    const kept_file *second = (const kept_file *)b;

    if (first->modified_us != second->modified_us)
        return first->modified_us < second->modified_us ? -1 : 1;
    return strcmp(first->path, second->path);
}

/* kept_file, oldest first. */
static GArray *list_files(const char *folder)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(kept_file));
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    const char *name;

    g_array_set_clear_func(files, clear_file);
    while (directory && (name = g_dir_read_name(directory))) {
        g_autofree char *path = ph_path_join(folder, name, NULL);
        GStatBuf status;
        gint64 written_us;

        if (is_kept(name) && g_stat(path, &status) == 0 && ph_file_written_us(path, &written_us)) {
            const kept_file file = {
                g_steal_pointer(&path),
                written_us,
                (guint64)status.st_size,
            };

            g_array_append_val(files, file);
        }
    }
    g_array_sort(files, compare_files);
    return files;
}

GPtrArray *ph_run_spool_list(const char *folder)
{
    g_autoptr(GArray) files = list_files(folder);
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < files->len; i++)
        g_ptr_array_add(paths, g_strdup(g_array_index(files, kept_file, i).path));
    return paths;
}

static gboolean check_room(const char *folder, gsize bytes, GError **error)
{
    g_autoptr(GArray) files = list_files(folder);
    guint64 total = bytes;

    for (guint i = 0; i < files->len; i++)
        total += g_array_index(files, kept_file, i).bytes;
    return (files->len < PH_RUN_SPOOL_FILES_MAX && total <= PH_RUN_SPOOL_BYTES_MAX) ||
           ph_refuse(error, PH_ERROR_STORAGE,
                     "%s: it is full, with %u runs that wait for the history: hand them in with "
                     "perfharness history push",
                     folder, files->len);
}

/* Times and positions are whole numbers beyond what a double holds: as texts. */
static void add_integer(cJSON *object, const char *name, gint64 integer)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, integer);

    cJSON_AddStringToObject(object, name, digits);
}

static char *print(GBytes *document, const ph_run_circumstances *known)
{
    gsize length;
    const guint8 *bytes = (const guint8 *)g_bytes_get_data(document, &length);
    g_autofree char *encoded = g_base64_encode(bytes, length);
    cJSON *object = cJSON_CreateObject();
    char *printed, *copy;

    cJSON_AddStringToObject(object, "schema_version", SCHEMA_VERSION);
    add_integer(object, "at_us", ph_history_now_us());
    cJSON_AddStringToObject(object, "event", ph_run_event_word(known->event));
    add_integer(object, "pull_request", known->pull_request);
    ph_json_add_text(object, "sha", known->sha);
    ph_json_add_text(object, "branch", known->branch);
    ph_json_add_text(object, "summary", known->summary);
    add_integer(object, "position", known->position);
    add_integer(object, "committed_us", known->committed_us);
    ph_json_add_text(object, "machine", known->machine);
    cJSON_AddStringToObject(object, "document", encoded);
    printed = cJSON_PrintUnformatted(object);
    copy = g_strconcat(printed, "\n", NULL);
    cJSON_free(printed);
    cJSON_Delete(object);
    return copy;
}

gboolean ph_run_spool_keep(const char *folder, GBytes *document,
                           const ph_run_circumstances *circumstances, char **ret_path,
                           GError **error)
{
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, document);
    g_autofree char *name = g_strconcat(digest, ENDING, NULL);
    g_autofree char *path = ph_path_join(folder, name, NULL);
    g_autofree char *text = print(document, circumstances);

    /* What is kept already keeps its place in the order. */
    if (!g_file_test(path, G_FILE_TEST_EXISTS) &&
        (!check_room(folder, strlen(text), error) || !ph_durable_folder(folder, error) ||
         !ph_durable_write(path, text, error)))
        return FALSE;
    *ret_path = g_steal_pointer(&path);
    return TRUE;
}

static const char *take_text(ph_spooled_run *run, const cJSON *object, const char *name)
{
    char *text = ph_json_printable(object, name);

    if (text)
        g_ptr_array_add(run->texts, text);
    return text;
}

static gboolean take_integer(const cJSON *object, const char *name, gint64 *ret)
{
    const char *digits = ph_json_text(object, name);

    return digits && g_ascii_string_to_signed(digits, 10, 0, G_MAXINT64, ret, NULL);
}

/* The name of the file is the digest of what is in it. */
static gboolean take_document(ph_spooled_run *run, const cJSON *object)
{
    const char *encoded = ph_json_text(object, "document");
    g_autofree char *name = g_path_get_basename(run->path);
    g_autofree char *digest = NULL;
    gsize length = 0;
    guchar *bytes;

    if (!encoded)
        return FALSE;
    bytes = g_base64_decode(encoded, &length);
    run->document = g_bytes_new_take(bytes, length);
    digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, run->document);
    return g_str_has_prefix(name, digest);
}

static gboolean take(ph_spooled_run *run, const cJSON *object)
{
    ph_run_circumstances *known = &run->circumstances;

    known->event = ph_run_event_of(ph_json_text(object, "event"));
    known->sha = take_text(run, object, "sha");
    known->branch = take_text(run, object, "branch");
    known->summary = take_text(run, object, "summary");
    known->machine = take_text(run, object, "machine");
    return g_strcmp0(ph_json_text(object, "schema_version"), SCHEMA_VERSION) == 0 &&
           known->event < PH_RUN_EVENT_COUNT && take_integer(object, "at_us", &run->at_us) &&
           take_integer(object, "pull_request", &known->pull_request) &&
           take_integer(object, "position", &known->position) &&
           take_integer(object, "committed_us", &known->committed_us) && take_document(run, object);
}

ph_spooled_run *ph_run_spool_read(const char *path, GError **error)
{
    g_autoptr(ph_spooled_run) run = g_new0(ph_spooled_run, 1);
    cJSON *object;
    gboolean is_good;

    run->path = g_strdup(path);
    run->texts = g_ptr_array_new_with_free_func(g_free);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return NULL;
    object = ph_document_read(path, error);
    if (!object)
        return NULL;
    is_good = take(run, object);
    cJSON_Delete(object);
    if (!is_good) {
        (void)ph_refuse(error, PH_ERROR_SCHEMA,
                        "%s: it is no run as perfharness history add keeps it: see what it is, and "
                        "remove it",
                        path);
        return NULL;
    }
    return g_steal_pointer(&run);
}

gboolean ph_run_spool_remove(const char *path, GError **error)
{
    return ph_durable_remove(path, error);
}

void ph_spooled_run_free(ph_spooled_run *run)
{
    if (!run)
        return;
    g_free(run->path);
    if (run->document)
        g_bytes_unref(run->document);
    g_ptr_array_unref(run->texts);
    g_free(run);
}
