/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/catalogue.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "archive/envelope.h"
#include "catalogue/catalogue_entry.h"
#include "history/history_clock.h"
#include "platform/open_flags.h"
#include "platform/path.h"
#include "storage/durable.h"
#include "storage/lock.h"

enum { LOCK_WAIT_S = 30, LOCK_POLL_MS = 10 };

/* Names of archives, and of what becomes one or the catalogue, PATH.XXXXXX (storage/draft.h). */
#define ARCHIVE_NAME "^[0-9]{4}-[0-9]{2}-[a-z-]+(-[0-9]+)?\\.tar\\.zst(\\.p7m)?"
#define DRAFT_NAME   "(" ARCHIVE_NAME "|^catalogue\\.jsonl)\\.[A-Za-z0-9]{6}$"

struct ph_catalogue {
    char *folder;
    char *path;
    ph_lock *lock; /* NULL: open for reading. */
    ph_sealed_chain chain;
    GPtrArray *archives; /* ph_kept_archive */
    GArray *times;       /* gint64 */
};

static gboolean matches(const char *pattern, const char *text)
{
    return g_regex_match_simple(pattern, text, G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0);
}

gboolean ph_catalogue_is_period(const char *text)
{
    return matches("^[0-9]{4}-(0[1-9]|1[0-2])$", text);
}

static const char *take_entry(cJSON *document, const char *line, gpointer data)
{
    ph_catalogue *catalogue = data;
    gint64 at_us = 0;
    const char *why = ph_catalogue_entry_apply(document, catalogue->archives, &at_us);

    (void)line;
    g_array_append_val(catalogue->times, at_us);
    cJSON_Delete(document);
    return why;
}

static gboolean read_chain(ph_catalogue *catalogue, GError **error)
{
    FILE *file;
    gboolean is_read;

    ph_sealed_chain_begin(&catalogue->chain, catalogue->path, "catalogue", PH_ERROR_CHANGED);
    if (!g_file_test(catalogue->path, G_FILE_TEST_EXISTS))
        return TRUE;
    file = g_file_test(catalogue->path, G_FILE_TEST_IS_REGULAR)
               ? fopen(catalogue->path, PH_STREAM_READ)
               : NULL;
    if (!file)
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", catalogue->path,
                         errno ? g_strerror(errno) : "it is not a regular file");
    is_read = ph_sealed_chain_read(&catalogue->chain, file, take_entry, catalogue, error);
    (void)fclose(file);
    return is_read;
}

static gboolean take_lock(ph_catalogue *catalogue, GError **error)
{
    const ph_lock_terms terms = { .wait_s = LOCK_WAIT_S, .poll_ms = LOCK_POLL_MS };
    g_autofree char *path = g_strconcat(catalogue->path, ".lock", NULL);
    ph_lock_outcome outcome;

    catalogue->lock = ph_lock_take((ph_lock_file){ path, 0666, TRUE }, &terms, &outcome);
    if (catalogue->lock)
        return TRUE;
    if (outcome == PH_LOCK_BUSY)
        return ph_refuse(error, PH_ERROR_STORAGE,
                         "%s: another process has held the archives for %d s; try again when it is "
                         "done",
                         path, LOCK_WAIT_S);
    return ph_refuse(error, PH_ERROR_STORAGE, "locking %s: %s", path, g_strerror(errno));
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in the folder that match, sorted. */
static GPtrArray *list_names(const char *folder, const char *pattern)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries)))
        if (matches(pattern, name))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* What a process that was killed was about to write: nobody was told of it. */
static gboolean mend(ph_catalogue *catalogue, GError **error)
{
    g_autoptr(GPtrArray) drafts = list_names(catalogue->folder, DRAFT_NAME);

    for (guint i = 0; i < drafts->len; i++) {
        g_autofree char *path = ph_path_join(catalogue->folder, drafts->pdata[i], NULL);

        if (!ph_durable_remove(path, error))
            return FALSE;
    }
    if (!*catalogue->chain.tail)
        return TRUE;
    g_free(catalogue->chain.tail);
    catalogue->chain.tail = g_strdup("");
    return ph_durable_cut(catalogue->path, catalogue->chain.whole_bytes, error);
}

ph_catalogue *ph_catalogue_open(const char *folder, ph_catalogue_access access, GError **error)
{
    g_autoptr(ph_catalogue) catalogue = g_new0(ph_catalogue, 1);

    catalogue->folder = g_strdup(folder);
    catalogue->path = ph_path_join(folder, PH_CATALOGUE_FILE, NULL);
    catalogue->archives = ph_kept_archives_new();
    catalogue->times = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (access == PH_CATALOGUE_WRITE &&
        (!ph_durable_folder(folder, error) || !take_lock(catalogue, error)))
        return NULL;
    if (!read_chain(catalogue, error) || (access == PH_CATALOGUE_WRITE && !mend(catalogue, error)))
        return NULL;
    return g_steal_pointer(&catalogue);
}

void ph_catalogue_close(ph_catalogue *catalogue)
{
    g_clear_pointer(&catalogue->lock, ph_lock_release);
    ph_sealed_chain_clear(&catalogue->chain);
    g_ptr_array_unref(catalogue->archives);
    g_array_unref(catalogue->times);
    g_free(catalogue->folder);
    g_free(catalogue->path);
    g_free(catalogue);
}

const char *ph_catalogue_folder(const ph_catalogue *catalogue)
{
    return catalogue->folder;
}

const char *ph_catalogue_path(const ph_catalogue *catalogue)
{
    return catalogue->path;
}

const GPtrArray *ph_catalogue_archives(const ph_catalogue *catalogue)
{
    return catalogue->archives;
}

ph_kept_archive *ph_catalogue_find(const ph_catalogue *catalogue, const char *id)
{
    return ph_kept_archives_find(catalogue->archives, id);
}

const GPtrArray *ph_catalogue_heads(const ph_catalogue *catalogue)
{
    return catalogue->chain.heads;
}

const GArray *ph_catalogue_times(const ph_catalogue *catalogue)
{
    return catalogue->times;
}

const char *ph_catalogue_tail(const ph_catalogue *catalogue)
{
    return catalogue->chain.tail;
}

const char *ph_kept_archive_algorithm(const ph_kept_archive *archive)
{
    return archive->key ? PH_ENVELOPE_ALGORITHM : NULL;
}

char *ph_catalogue_file(const ph_catalogue *catalogue, const ph_kept_archive *archive)
{
    return ph_path_join(catalogue->folder, archive->file, NULL);
}

GPtrArray *ph_catalogue_strays(const ph_catalogue *catalogue)
{
    g_autoptr(GPtrArray) names = list_names(catalogue->folder, ARCHIVE_NAME "$");
    GPtrArray *strays = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < names->len; i++) {
        gboolean is_known = FALSE;

        for (guint at = 0; at < catalogue->archives->len; at++) {
            const ph_kept_archive *archive = catalogue->archives->pdata[at];

            is_known |= archive->expired_us == PH_CATALOGUE_NEVER &&
                        strcmp(archive->file, names->pdata[i]) == 0;
        }
        if (!is_known)
            g_ptr_array_add(strays, g_strdup(names->pdata[i]));
    }
    return strays;
}

/* The name of one that is gone is not given again. */
char *ph_catalogue_next_id(const ph_catalogue *catalogue, const char *period, ph_run_keep keep)
{
    char *id = g_strdup_printf("%s-%s", period, ph_run_keep_word(keep));

    for (guint number = 2; ph_catalogue_find(catalogue, id); number++) {
        g_free(id);
        id = g_strdup_printf("%s-%s-%u", period, ph_run_keep_word(keep), number);
    }
    return id;
}

gboolean ph_catalogue_append(ph_catalogue *catalogue, cJSON *entry, GError **error)
{
    g_autofree char *text = NULL;
    char *line;
    gboolean is_there;

    ph_sealed_chain_follow(entry, ph_sealed_chain_head(&catalogue->chain));
    line = cJSON_PrintUnformatted(entry);
    text = g_strconcat(line, "\n", NULL);
    is_there = ph_durable_append(catalogue->path, catalogue->chain.whole_bytes, text, error);
    if (is_there) {
        g_ptr_array_add(
            catalogue->chain.heads,
            g_strdup(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, "sha256"))));
        catalogue->chain.whole_bytes += strlen(text);
        (void)take_entry(entry, line, catalogue);
    } else {
        cJSON_Delete(entry);
    }
    cJSON_free(line);
    return is_there;
}

/* The first moment that is not of the month any more. */
static gint64 end_of(const char *period)
{
    g_autofree char *text = g_strdup_printf("%s-01T00:00:00Z", period);
    g_autoptr(GDateTime) begin = g_date_time_new_from_iso8601(text, NULL);
    g_autoptr(GDateTime) end = begin ? g_date_time_add_months(begin, 1) : NULL;

    return end ? g_date_time_to_unix(end) * G_TIME_SPAN_SECOND : 0;
}

static gint64 months_after(gint64 at_us, guint months)
{
    g_autoptr(GDateTime) begin = g_date_time_new_from_unix_utc(at_us / G_TIME_SPAN_SECOND);
    g_autoptr(GDateTime) end = begin ? g_date_time_add_months(begin, (gint)months) : NULL;

    return end ? g_date_time_to_unix(end) * G_TIME_SPAN_SECOND : G_MAXINT64;
}

const char *ph_catalogue_rule(const ph_kept_archive *archive, guint audit_months, gint64 *ret_us)
{
    const gint64 since_us = MAX(end_of(archive->period), archive->made_us);

    *ret_us = PH_CATALOGUE_NEVER;
    for (guint at = 0; at < PH_RETENTION_RULE_COUNT; at++) {
        const ph_retention_rule rule = (ph_retention_rule)at;

        if (ph_retention_rule_scope(rule) != PH_RETENTION_ARCHIVE ||
            ph_retention_keep(rule) != archive->keep)
            continue;
        *ret_us = ph_retention_after(rule, since_us);
        if (archive->keep == PH_RUN_KEEP_AUDIT)
            *ret_us = MAX(*ret_us, months_after(since_us, audit_months));
        return ph_retention_name(rule);
    }
    return NULL;
}
