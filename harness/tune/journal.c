/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tune/journal.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/path.h"
#include "storage/durable.h"
#include "system/kernel_file.h"
#include "tune/setting.h"

#define FOLDER_USUAL   "/var/lib/perfharness"
#define SCHEMA_VERSION "perfharness-tune-1"
#define JOURNAL_NAME   "tune.json"
#define BOOT_PATH      "/proc/sys/kernel/random/boot_id"

enum { VALUE_BYTES_MAX = 4096, JOURNAL_BYTES_MAX = 4 * 1024 * 1024 };

static const char *const stage_words[] = {
#define X(name, word) [PH_JOURNAL_##name] = (word),
    PH_JOURNAL_STAGE_LIST(X)
#undef X
};

char *ph_journal_folder(void)
{
    const char *given = g_getenv("PERFHARNESS_STATE");

    return g_strdup(given && *given ? given : FOLDER_USUAL);
}

static void entry_free(gpointer data)
{
    ph_journal_entry *entry = data;

    g_free(entry->path);
    g_free(entry->previous);
    g_free(entry);
}

ph_journal *ph_journal_new(const char *sysfs_root)
{
    PH_REQUIRE(*sysfs_root == '\0' || g_path_is_absolute(sysfs_root));

    ph_journal *journal = g_new0(ph_journal, 1);
    g_autofree char *boot = ph_kernel_file_value(sysfs_root, BOOT_PATH, NULL);

    journal->sysfs_root = g_strdup(sysfs_root);
    journal->boot = g_strdup(boot ? boot : "");
    journal->entries = g_ptr_array_new_with_free_func(entry_free);
    return journal;
}

void ph_journal_free(ph_journal *journal)
{
    g_free(journal->sysfs_root);
    g_free(journal->boot);
    g_ptr_array_unref(journal->entries);
    g_free(journal);
}

const ph_journal_entry *ph_journal_find(const ph_journal *journal, const char *path)
{
    for (guint i = 0; i < journal->entries->len; i++) {
        const ph_journal_entry *entry = journal->entries->pdata[i];

        if (strcmp(entry->path, path) == 0)
            return entry;
    }
    return NULL;
}

void ph_journal_add(ph_journal *journal, const char *path, const char *previous)
{
    PH_REQUIRE(!strchr(previous, '\n'));

    ph_journal_entry *entry = g_new0(ph_journal_entry, 1);

    entry->path = g_strdup(path);
    entry->previous = g_strdup(previous);
    g_ptr_array_add(journal->entries, entry);
}

static char *journal_path(const char *folder)
{
    return ph_path_join(folder, JOURNAL_NAME, NULL);
}

static gboolean refuse_storage(GError **error, const char *what, const char *path, const char *why)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s %s: %s", what, path, why);
}

static gboolean refuse_content(GError **error, const char *path, const char *why)
{
    return ph_refuse(error, PH_ERROR_PARSE,
                     "the journal of tuning %s: %s; put the settings back by hand and remove it",
                     path, why);
}

/* One line of printable text, as kernel files hold it: what else would be written back? */
static gboolean is_value(const char *text)
{
    if (!text || !*text || strlen(text) > VALUE_BYTES_MAX)
        return FALSE;
    for (const char *c = text; *c; c++)
        if (!g_ascii_isprint(*c))
            return FALSE;
    return TRUE;
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

/* FALSE when something is missing or is not what tuning would have written. */
static gboolean take_document(const cJSON *document, ph_journal *journal)
{
    const cJSON *settings = cJSON_GetObjectItemCaseSensitive(document, "settings"), *item;
    const char *stage = text_of(document, "stage"), *boot = text_of(document, "boot");
    const char *sysfs_root = text_of(document, "sysfs_root");

    journal->stage = 0;
    while (journal->stage < PH_JOURNAL_STAGE_COUNT &&
           g_strcmp0(stage_words[journal->stage], stage) != 0)
        journal->stage++;
    if (g_strcmp0(text_of(document, "schema_version"), SCHEMA_VERSION) != 0 ||
        journal->stage == PH_JOURNAL_STAGE_COUNT || !boot || !sysfs_root ||
        (*sysfs_root && !g_path_is_absolute(sysfs_root)) || !cJSON_IsArray(settings))
        return FALSE;
    journal->sysfs_root = g_strdup(sysfs_root);
    journal->boot = g_strdup(boot);
    cJSON_ArrayForEach(item, settings)
    {
        const char *path = text_of(item, "path"), *previous = text_of(item, "previous");

        if (!path || !ph_setting_is_path(path) || !is_value(previous))
            return FALSE;
        ph_journal_add(journal, path, previous);
    }
    return TRUE;
}

gboolean ph_journal_is_readable(const char *folder)
{
    g_autofree char *path = journal_path(folder);

    return g_access(path, R_OK) == 0;
}

/* NULL and error; *ret_is_absent when there is no journal. */
static char *read_text(const char *path, gboolean *ret_is_absent, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    GStatBuf status;

    *ret_is_absent = FALSE;
    if (g_lstat(path, &status) != 0) {
        *ret_is_absent = errno == ENOENT;
        (void)refuse_storage(error, "reading", path, g_strerror(errno));
    } else if (!S_ISREG(status.st_mode) || status.st_size > JOURNAL_BYTES_MAX) {
        (void)refuse_content(error, path, "it is not a file of ours");
    } else if (status.st_uid != 0 && status.st_uid != geteuid()) {
        (void)refuse_content(error, path, "it is another user's");
    } else if (!g_file_get_contents(path, &text, NULL, &cause)) {
        (void)refuse_storage(error, "reading", path, cause->message);
    }
    return g_steal_pointer(&text);
}

gboolean ph_journal_read(const char *folder, ph_journal **ret, GError **error)
{
    g_autofree char *path = journal_path(folder);
    g_autoptr(ph_journal) journal = g_new0(ph_journal, 1);
    g_autoptr(GError) cause = NULL;
    gboolean is_absent;
    g_autofree char *text = read_text(path, &is_absent, &cause);
    cJSON *document;

    *ret = NULL;
    journal->entries = g_ptr_array_new_with_free_func(entry_free);
    if (!text) {
        if (!is_absent)
            g_propagate_error(error, g_steal_pointer(&cause));
        return is_absent;
    }
    document = cJSON_ParseWithOpts(text, NULL, TRUE);
    if (take_document(document, journal))
        *ret = g_steal_pointer(&journal);
    else
        (void)refuse_content(error, path, "it is damaged");
    cJSON_Delete(document);
    return *ret != NULL;
}

static cJSON *to_document(const ph_journal *journal)
{
    cJSON *document = cJSON_CreateObject(), *settings;

    cJSON_AddStringToObject(document, "schema_version", SCHEMA_VERSION);
    cJSON_AddStringToObject(document, "stage", stage_words[journal->stage]);
    cJSON_AddStringToObject(document, "sysfs_root", journal->sysfs_root);
    cJSON_AddStringToObject(document, "boot", journal->boot);
    settings = cJSON_AddArrayToObject(document, "settings");
    for (guint i = 0; i < journal->entries->len; i++) {
        const ph_journal_entry *entry = journal->entries->pdata[i];
        cJSON *item = cJSON_CreateObject();

        cJSON_AddStringToObject(item, "path", entry->path);
        cJSON_AddStringToObject(item, "previous", entry->previous);
        cJSON_AddItemToArray(settings, item);
    }
    return document;
}

gboolean ph_journal_write(const char *folder, const ph_journal *journal, GError **error)
{
    g_autofree char *path = journal_path(folder);
    cJSON *document = to_document(journal);
    char *text = cJSON_Print(document);
    ph_durable_content content = ph_durable_text(text);
    gboolean is_written;

    content.mode = 0644;
    is_written = ph_durable_write_content(path, content, error);
    cJSON_free(text);
    cJSON_Delete(document);
    if (!is_written)
        g_prefix_error(error, "writing %s: ", path);
    return is_written;
}

gboolean ph_journal_remove(const char *folder, GError **error)
{
    g_autofree char *path = journal_path(folder);

    return g_unlink(path) == 0 || errno == ENOENT ||
           refuse_storage(error, "removing", path, g_strerror(errno));
}

/* What a death between a temporary file and its renaming left. Only while the journal is held. */
static void remove_leftovers(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = ph_path_join(folder, name, NULL);

        if (g_str_has_prefix(name, JOURNAL_NAME "."))
            (void)g_unlink(path);
    }
}

ph_lock *ph_journal_hold(const char *folder, GError **error)
{
    static const ph_lock_terms at_once = { 0 };
    g_autofree char *path = ph_path_join(folder, "tune.lock", NULL);
    ph_lock_outcome outcome;
    ph_lock *lock;

    if (g_mkdir_with_parents(folder, 0755) != 0) {
        (void)refuse_storage(error, "making the folder", folder, g_strerror(errno));
        return NULL;
    }
    lock = ph_lock_take((ph_lock_file){ path, 0600, FALSE }, &at_once, &outcome);
    if (lock)
        remove_leftovers(folder);
    else if (outcome == PH_LOCK_BUSY)
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "another perfharness is changing this host's settings (%s): try again when it "
                    "has ended",
                    path);
    else
        (void)refuse_storage(error, "opening", path, g_strerror(errno));
    return lock;
}
