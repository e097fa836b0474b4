/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/archive_expiry.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/envelope.h"
#include "history/history_clock.h"
#include "storage/durable.h"

GPtrArray *ph_archives_over(const ph_catalogue *catalogue, const ph_archive_settings *settings,
                            gint64 now_us)
{
    const GPtrArray *archives = ph_catalogue_archives(catalogue);
    GPtrArray *over = g_ptr_array_new();

    for (guint i = 0; i < archives->len; i++) {
        ph_kept_archive *archive = archives->pdata[i];
        gint64 until_us;
        const char *rule = ph_catalogue_rule(archive, settings->audit_months, &until_us);

        if (archive->expired_us == PH_CATALOGUE_NEVER &&
            (archive->is_expiring || (rule && until_us <= now_us)))
            g_ptr_array_add(over, archive);
    }
    return over;
}

static cJSON *entry_of(ph_catalogue_action action, const ph_kept_archive *archive, const char *rule)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    cJSON *entry;

    g_ptr_array_add(ids, archive->id);
    entry = ph_catalogue_entry(action, ids);
    cJSON_AddStringToObject(entry, "rule", rule);
    return entry;
}

static gboolean announce(ph_catalogue *catalogue, const GPtrArray *over,
                         const ph_archive_settings *settings, GError **error)
{
    for (guint i = 0; i < over->len; i++) {
        const ph_kept_archive *archive = over->pdata[i];
        gint64 until_us;
        const char *rule = ph_catalogue_rule(archive, settings->audit_months, &until_us);

        if (!archive->is_expiring &&
            !ph_catalogue_append(catalogue, entry_of(PH_CATALOGUE_EXPIRE, archive, rule), error))
            return FALSE;
    }
    return TRUE;
}

/* What became of a key. */
typedef enum key_fate {
    KEY_NONE,    /* It is not encrypted. */
    KEY_OTHERS,  /* Other archives need it. */
    KEY_UNKNOWN, /* It is not one of a period, or not here, or another than this one. */
    KEY_EARLIER, /* It was destroyed with another archive. */
    KEY_GONE,    /* By an expiry that was cut short, as far as can be told. */
    KEY_LINKED,  /* Its file is gone; it had other names on this disk. */
    KEY_DESTROYED,
} key_fate;

/* Of an archive with the same key: it is still kept, or its key was destroyed with it. */
static gboolean has_other(const ph_catalogue *catalogue, const ph_kept_archive *archive,
                          gboolean is_kept)
{
    const GPtrArray *archives = ph_catalogue_archives(catalogue);

    for (guint i = 0; i < archives->len; i++) {
        const ph_kept_archive *other = archives->pdata[i];

        if (g_strcmp0(other->key, archive->key) == 0 &&
            (is_kept ? !other->is_expiring : other->is_key_destroyed))
            return TRUE;
    }
    return FALSE;
}

/* A key that has a passphrase is known by the certificate that it belongs to. */
static gboolean is_its_key(const char *key, const char *certificate, const char *key_id)
{
    g_autofree char *id = ph_envelope_private_key_id(key, NULL);
    g_autoptr(ph_envelope_certificate) read =
        id || !certificate ? NULL : ph_envelope_certificate_read(certificate, NULL);

    if (read)
        return strcmp(ph_envelope_certificate_key_id(read), key_id) == 0;
    return id && strcmp(id, key_id) == 0;
}

static gboolean destroy_key(const ph_catalogue *catalogue, const ph_kept_archive *archive,
                            const ph_archive_settings *settings, key_fate *ret, GError **error)
{
    g_autofree char *key = ph_archive_settings_path(settings->key, archive->period, archive->keep);
    g_autofree char *certificate =
        ph_archive_settings_path(settings->certificate, archive->period, archive->keep);
    GStatBuf status;

    *ret = KEY_UNKNOWN;
    if (!archive->key)
        *ret = KEY_NONE;
    else if (has_other(catalogue, archive, FALSE))
        *ret = KEY_EARLIER;
    else if (has_other(catalogue, archive, TRUE))
        *ret = KEY_OTHERS;
    else if (!ph_archive_settings_has_key_a_period(settings))
        *ret = KEY_UNKNOWN;
    else if (g_lstat(key, &status) != 0)
        *ret = KEY_GONE;
    else if (S_ISREG(status.st_mode) && is_its_key(key, certificate, archive->key))
        *ret = status.st_nlink > 1 ? KEY_LINKED : KEY_DESTROYED;
    if (*ret != KEY_DESTROYED && *ret != KEY_LINKED)
        return TRUE;
    return ph_durable_remove(key, error);
}

/* What was done, and no more than that. The caller frees it. */
static char *state_fate(key_fate fate, const ph_kept_archive *archive, gint64 now_us)
{
    g_autofree char *time = ph_history_time_text(now_us);
    g_autofree char *day = g_strndup(time, strlen("2026-11-30"));
    g_autofree char *key = g_strndup(archive->key ? archive->key : "", 12);

    switch (fate) {
    case KEY_DESTROYED:
        return g_strdup_printf("key %s destroyed on %s by rule %s; copies of the key known to this "
                               "program: none left",
                               key, day, archive->rule);
    case KEY_LINKED:
        return g_strdup_printf("file of the key %s unlinked on %s by rule %s; copies of the key "
                               "known to this program: the file had other names, which are left",
                               key, day, archive->rule);
    case KEY_EARLIER:
        return g_strdup_printf("file unlinked on %s by rule %s; its key %s was destroyed with "
                               "another archive",
                               day, archive->rule, key);
    case KEY_GONE:
        return g_strdup_printf("file unlinked on %s by rule %s; its key %s is not where it was: "
                               "this program has no copy of it",
                               day, archive->rule, key);
    case KEY_OTHERS:
        return g_strdup_printf("file unlinked on %s by rule %s; its key %s stays, as other "
                               "archives need it, and opens every copy",
                               day, archive->rule, key);
    case KEY_UNKNOWN:
        return g_strdup_printf("file unlinked on %s by rule %s; its key %s is not one that this "
                               "program destroys, and opens every copy",
                               day, archive->rule, key);
    case KEY_NONE: break;
    }
    return g_strdup_printf("file unlinked on %s by rule %s; it was not encrypted: copies, and what "
                           "the disk still holds, can be read",
                           day, archive->rule);
}

static gboolean expire(ph_catalogue *catalogue, const ph_kept_archive *archive,
                       const ph_archive_settings *settings, GError **error)
{
    g_autofree char *path = ph_catalogue_file(catalogue, archive);
    g_autofree char *statement = NULL;
    cJSON *entry;
    key_fate fate;

    if (!destroy_key(catalogue, archive, settings, &fate, error) || !ph_durable_remove(path, error))
        return FALSE;
    statement = state_fate(fate, archive, ph_history_now_us());
    entry = entry_of(PH_CATALOGUE_EXPIRED, archive, archive->rule);
    cJSON_AddBoolToObject(entry, "key_destroyed", fate == KEY_DESTROYED);
    cJSON_AddStringToObject(entry, "statement", statement);
    return ph_catalogue_append(catalogue, entry, error);
}

gboolean ph_archives_expire(ph_catalogue *catalogue, const GPtrArray *over,
                            const ph_archive_settings *settings, GError **error)
{
    if (!announce(catalogue, over, settings, error))
        return FALSE;
    for (guint i = 0; i < over->len; i++)
        if (!expire(catalogue, over->pdata[i], settings, error))
            return FALSE;
    return TRUE;
}
