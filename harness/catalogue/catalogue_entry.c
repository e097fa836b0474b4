/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/catalogue_entry.h"

#include <string.h>

#include "document/json_member.h"
#include "history/history_clock.h"

#define SCHEMA_VERSION "perfharness-archive-catalogue-1"

static const char *const words[] = {
#define X(identifier, word) word,
    PH_CATALOGUE_ACTION_LIST(X)
#undef X
};

static void free_archive(gpointer data)
{
    ph_kept_archive *archive = data;

    g_free(archive->id);
    g_free(archive->period);
    g_free(archive->file);
    g_free(archive->sha256);
    g_free(archive->key);
    g_free(archive->plain_sha256);
    g_free(archive->rule);
    g_free(archive->statement);
    g_free(archive);
}

GPtrArray *ph_kept_archives_new(void)
{
    return g_ptr_array_new_with_free_func(free_archive);
}

ph_kept_archive *ph_kept_archives_find(const GPtrArray *archives, const char *id)
{
    for (guint i = 0; id && i < archives->len; i++) {
        ph_kept_archive *archive = archives->pdata[i];

        if (strcmp(archive->id, id) == 0)
            return archive;
    }
    return NULL;
}

cJSON *ph_catalogue_entry(ph_catalogue_action action, const GPtrArray *ids)
{
    g_autofree char *now = ph_history_time_text(ph_history_now_us());
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "schema_version", SCHEMA_VERSION);
    cJSON_AddStringToObject(entry, "action", words[action]);
    cJSON_AddStringToObject(entry, "at", now);
    if (ids)
        ph_json_add_texts(entry, "archives", ids);
    return entry;
}

/* A text that matches: NULL where it does not. Whoever wrote it, it becomes a file's name. */
static const char *text_like(const cJSON *entry, const char *name, const char *pattern)
{
    const char *text = ph_json_text(entry, name);

    return text && g_regex_match_simple(pattern, text, G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0)
               ? text
               : NULL;
}

#define DIGEST "^[0-9a-f]{64}$"

static gboolean has_counts(const cJSON *entry)
{
    static const char *const names[] = { "bytes", "plain_bytes", "files", "content_bytes" };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (!(ph_json_number(entry, names[i]) >= 0))
            return FALSE;
    return ph_json_number(entry, "files") <= G_MAXUINT;
}

static const char *create(const cJSON *entry, GPtrArray *archives, gint64 at_us)
{
    static const char wrong[] = "this is no entry of an archive that was made";
    const char *id = text_like(entry, "archive", "^[0-9]{4}-[0-9]{2}-[a-z-]+(-[0-9]+)?$");
    const char *file = ph_json_text(entry, "file");
    const char *period = ph_json_text(entry, "period");
    const ph_run_keep keep = ph_run_keep_of(ph_json_text(entry, "keep"));
    const char *key = ph_json_text(entry, "key");
    g_autofree char *expected = g_strconcat(id ? id : "", key ? ".tar.zst.p7m" : ".tar.zst", NULL);
    ph_kept_archive *archive;

    if (!id || g_strcmp0(file, expected) != 0 || keep == PH_RUN_KEEP_COUNT || !period ||
        !ph_catalogue_is_period(period) || !text_like(entry, "file_sha256", DIGEST) ||
        !text_like(entry, "plain_sha256", DIGEST) || (key && !text_like(entry, "key", DIGEST)) ||
        !has_counts(entry))
        return wrong;
    if (ph_kept_archives_find(archives, id))
        return "the entry makes an archive that there is already";
    archive = g_new0(ph_kept_archive, 1);
    *archive = (ph_kept_archive){
        .id = g_strdup(id),
        .period = g_strdup(period),
        .keep = keep,
        .file = g_strdup(file),
        .bytes = ph_json_count(entry, "bytes"),
        .sha256 = g_strdup(ph_json_text(entry, "file_sha256")),
        .key = g_strdup(key),
        .plain_bytes = ph_json_count(entry, "plain_bytes"),
        .plain_sha256 = g_strdup(ph_json_text(entry, "plain_sha256")),
        .files = (guint)ph_json_count(entry, "files"),
        .content_bytes = ph_json_count(entry, "content_bytes"),
        .made_us = at_us,
        .verified_us = PH_CATALOGUE_NEVER,
        .decrypted_us = PH_CATALOGUE_NEVER,
        .restored_us = PH_CATALOGUE_NEVER,
        .copied_us = PH_CATALOGUE_NEVER,
        .expired_us = PH_CATALOGUE_NEVER,
    };
    g_ptr_array_add(archives, archive);
    return NULL;
}

static void expire(const cJSON *entry, ph_kept_archive *archive, gboolean is_done, gint64 at_us)
{
    archive->is_expiring = TRUE;
    g_free(archive->rule);
    archive->rule = ph_json_printable(entry, "rule");
    if (!is_done)
        return;
    archive->expired_us = at_us;
    archive->is_key_destroyed = cJSON_IsTrue(ph_json_member(entry, "key_destroyed"));
    g_free(archive->statement);
    archive->statement = ph_json_printable(entry, "statement");
}

static void note(const cJSON *entry, ph_catalogue_action action, ph_kept_archive *archive,
                 gint64 at_us)
{
    switch (action) {
    case PH_CATALOGUE_VERIFY:
        archive->verified_us = at_us;
        if (cJSON_IsTrue(ph_json_member(entry, "with_key")))
            archive->decrypted_us = at_us;
        break;
    case PH_CATALOGUE_RESTORE: archive->restored_us = at_us; break;
    case PH_CATALOGUE_COPY: archive->copied_us = at_us; break;
    case PH_CATALOGUE_EXPIRE:
    case PH_CATALOGUE_EXPIRED: expire(entry, archive, action == PH_CATALOGUE_EXPIRED, at_us); break;
    case PH_CATALOGUE_CREATE:
    case PH_CATALOGUE_ACTION_COUNT: break;
    }
}

const char *ph_catalogue_entry_apply(const cJSON *entry, GPtrArray *archives, gint64 *ret_at_us)
{
    static const char unknown[] = "the entry is of an archive that was never made";
    const char *word = ph_json_text(entry, "action"), *at = ph_json_text(entry, "at");
    const cJSON *id;
    guint action = 0;

    while (action < PH_CATALOGUE_ACTION_COUNT && g_strcmp0(word, words[action]) != 0)
        action++;
    if (g_strcmp0(ph_json_text(entry, "schema_version"), SCHEMA_VERSION) != 0 || !at ||
        !ph_history_time_read(at, ret_at_us) || action == PH_CATALOGUE_ACTION_COUNT)
        return "this is no entry of a catalogue";
    if (action == PH_CATALOGUE_CREATE)
        return create(entry, archives, *ret_at_us);
    cJSON_ArrayForEach(id, ph_json_member(entry, "archives"))
    {
        ph_kept_archive *archive = ph_kept_archives_find(archives, cJSON_GetStringValue(id));

        if (!archive)
            return unknown;
        note(entry, (ph_catalogue_action)action, archive, *ret_at_us);
    }
    return NULL;
}
