/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The archives that are kept, and those that a rule has deleted. */
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "audit/audit_parts.h"
#include "catalogue/catalogue.h"
#include "document/json_member.h"
#include "error/error.h"

/* What was not verified for longer is told. */
enum { VERIFIED_DAYS_MAX = 92 };

static void add_time(cJSON *object, const char *name, gint64 at_us)
{
    ph_audit_add_time(object, name, at_us == PH_CATALOGUE_NEVER ? PH_NO_TIME : at_us);
}

/* As far as its file shows without being read: `archive verify` reads all of it. */
static const char *state_of(const ph_catalogue *catalogue, const ph_kept_archive *archive)
{
    g_autofree char *path = ph_catalogue_file(catalogue, archive);
    GStatBuf status;

    if (archive->expired_us != PH_CATALOGUE_NEVER)
        return "deleted by rule";
    if (archive->is_expiring)
        return "deletion not finished";
    if (g_stat(path, &status) != 0)
        return "missing";
    return (guint64)status.st_size == archive->bytes ? "there" : "of another size";
}

static cJSON *archive_json(const ph_catalogue *catalogue, const ph_kept_archive *archive,
                           guint audit_months)
{
    cJSON *object = cJSON_CreateObject();
    gint64 until_us;
    const char *rule = ph_catalogue_rule(archive, audit_months, &until_us);

    cJSON_AddStringToObject(object, "archive", archive->id);
    cJSON_AddStringToObject(object, "period", archive->period);
    cJSON_AddStringToObject(object, "kept_as", ph_run_keep_word(archive->keep));
    ph_json_add_text(object, "rule", rule);
    add_time(object, "kept_until", until_us);
    cJSON_AddBoolToObject(object, "is_encrypted", archive->key != NULL);
    ph_json_add_text(object, "algorithm", ph_kept_archive_algorithm(archive));
    ph_json_add_text(object, "key", archive->key);
    cJSON_AddNumberToObject(object, "bytes", (double)archive->bytes);
    cJSON_AddStringToObject(object, "sha256", archive->sha256);
    add_time(object, "made_at", archive->made_us);
    add_time(object, "verified_at", archive->verified_us);
    add_time(object, "decrypted_at", archive->decrypted_us);
    add_time(object, "restored_at", archive->restored_us);
    add_time(object, "copied_at", archive->copied_us);
    cJSON_AddStringToObject(object, "state", state_of(catalogue, archive));
    return object;
}

static cJSON *deletion_json(const ph_kept_archive *archive)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "archive", archive->id);
    ph_audit_add_text(object, "rule", archive->rule);
    add_time(object, "at", archive->expired_us);
    cJSON_AddBoolToObject(object, "key_destroyed", archive->is_key_destroyed);
    ph_audit_add_text(object, "statement", archive->statement);
    return object;
}

static void attend_to(ph_audit_gathering *in, const ph_catalogue *catalogue,
                      const ph_kept_archive *archive)
{
    const char *state = state_of(catalogue, archive);
    const gint64 since_us =
        archive->verified_us == PH_CATALOGUE_NEVER ? archive->made_us : archive->verified_us;

    if (g_str_equal(state, "missing") || g_str_equal(state, "of another size")) {
        in->is_whole = FALSE;
        ph_audit_attend(in, PH_AUDIT_ATTENTION_INTEGRITY, "the archive %s: its file is %s",
                        archive->id, state);
    } else if (archive->is_expiring) {
        ph_audit_attend(in, PH_AUDIT_ATTENTION_RETENTION,
                        "the archive %s: its deletion was not finished", archive->id);
    } else if (in->request->now_us - since_us > VERIFIED_DAYS_MAX * G_TIME_SPAN_DAY) {
        ph_audit_attend(in, PH_AUDIT_ATTENTION_RETENTION,
                        "the archive %s was not verified for %" G_GINT64_FORMAT " days",
                        archive->id, (in->request->now_us - since_us) / G_TIME_SPAN_DAY);
    }
    if (!archive->key)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_NOTE, "the archive %s is not encrypted",
                        archive->id);
}

static void add_archives(ph_audit_gathering *in, const ph_catalogue *catalogue, cJSON *object)
{
    const GPtrArray *archives = ph_catalogue_archives(catalogue);
    cJSON *list = cJSON_AddArrayToObject(object, "archive_list");
    cJSON *gone = cJSON_AddArrayToObject(object, "archive_deletions");

    for (guint i = 0; i < archives->len; i++) {
        const ph_kept_archive *archive = archives->pdata[i];

        if (archive->expired_us == PH_CATALOGUE_NEVER) {
            cJSON_AddItemToArray(list, archive_json(catalogue, archive,
                                                    in->request->settings->archives.audit_months));
            attend_to(in, catalogue, archive);
        } else if (ph_audit_period_has(&in->request->period, archive->expired_us)) {
            cJSON_AddItemToArray(gone, deletion_json(archive));
        }
    }
}

static void add_catalogue(const ph_catalogue *catalogue, cJSON *object)
{
    const GPtrArray *heads = ph_catalogue_heads(catalogue);
    cJSON *chain = cJSON_AddObjectToObject(object, "archive_catalogue");

    ph_audit_add_text(chain, "file", ph_catalogue_path(catalogue));
    cJSON_AddNumberToObject(chain, "entries", heads->len);
    ph_json_add_text(chain, "head", heads->len > 0 ? heads->pdata[heads->len - 1] : NULL);
}

/* Of a catalogue that cannot be read there is no list. */
static void tell_damage(ph_audit_gathering *in, const GError *damage, cJSON *object)
{
    g_autofree char *text = g_strdup_printf("They cannot be told: %s", damage->message);

    ph_audit_add_text(object, "archives", text);
    in->is_whole &= !g_error_matches(damage, PH_ERROR, PH_ERROR_CHANGED);
    ph_audit_attend(in, PH_AUDIT_ATTENTION_INTEGRITY, "the archives: %s", damage->message);
}

void ph_audit_archives(ph_audit_gathering *in, cJSON *object)
{
    g_autoptr(GError) damage = NULL;
    g_autoptr(ph_catalogue) catalogue =
        in->request->archives ? ph_catalogue_open(in->request->archives, PH_CATALOGUE_READ, &damage)
                              : NULL;

    if (damage) {
        tell_damage(in, damage, object);
    } else if (!catalogue || ph_catalogue_heads(catalogue)->len == 0) {
        cJSON_AddStringToObject(object, "archives",
                                "None is known: there is no catalogue of them.");
    } else {
        cJSON_AddStringToObject(object, "archives",
                                "By their catalogue, which is whole. Whether their files are there "
                                "was looked at; `perfharness archive verify` reads them.");
        add_catalogue(catalogue, object);
        add_archives(in, catalogue, object);
    }
}
