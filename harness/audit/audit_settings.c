/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit/audit_settings.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "audit/audit_period.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "platform/path.h"
#include "settings/installation.h"
#include "settings/yaml_file.h"

enum { RETENTION_MONTHS = 36, BASELINE_MONTHS = 12, STAMP_DAYS = 7 };

static const char setting[] = "audit_config.yaml";
static const char schema_name[] = "audit-config.schema.json";

const char *ph_audit_switch_key(ph_audit_switch at)
{
    static const char *const keys[] = {
#define X(identifier, key, lacks) key,
        PH_AUDIT_SWITCH_LIST(X)
#undef X
    };

    return keys[at];
}

const char *ph_audit_switch_lacks(ph_audit_switch at)
{
    static const char *const texts[] = {
#define X(identifier, key, lacks) lacks,
        PH_AUDIT_SWITCH_LIST(X)
#undef X
    };

    return texts[at];
}

const char *ph_audit_frequency_word(ph_audit_frequency frequency)
{
    static const char *const words[] = {
#define X(identifier, word) word,
        PH_AUDIT_FREQUENCY_LIST(X)
#undef X
    };

    return words[frequency];
}

static const struct {
    const char *word, *file;
} formats[] = {
#define X(identifier, word, file) { word, file },
    PH_AUDIT_FORMAT_LIST(X)
#undef X
};

const char *ph_audit_format_word(ph_audit_format format)
{
    return formats[format].word;
}

const char *ph_audit_format_file(ph_audit_format format)
{
    return formats[format].file;
}

ph_audit_format ph_audit_format_of(const char *word)
{
    guint format = 0;

    while (format < PH_AUDIT_FORMAT_COUNT && strcmp(formats[format].word, word) != 0)
        format++;
    return (ph_audit_format)format;
}

/* The value at a place like "reporting.frequency"; NULL: it is left out. */
static const cJSON *value_at(const cJSON *audit, const char *key)
{
    g_auto(GStrv) names = g_strsplit(key, ".", -1);
    const cJSON *value = audit;

    for (guint i = 0; value && names[i]; i++)
        value = ph_json_member(value, names[i]);
    return value;
}

static guint count_at(const cJSON *audit, const char *key, guint otherwise)
{
    const cJSON *value = value_at(audit, key);

    return value ? (guint)value->valuedouble : otherwise;
}

static ph_audit_frequency frequency_of(const cJSON *audit)
{
    const char *word = cJSON_GetStringValue(value_at(audit, "reporting.frequency"));
    guint frequency = 0;

    while (word && strcmp(ph_audit_frequency_word((ph_audit_frequency)frequency), word) != 0)
        frequency++;
    return word ? (ph_audit_frequency)frequency : PH_AUDIT_MONTHLY;
}

static GStrv standards_of(const cJSON *audit)
{
    static const char *const usual[] = { "SOX", "PCI-DSS", "GDPR", NULL };
    const cJSON *list = value_at(audit, "compliance_standards");
    g_autoptr(GStrvBuilder) standards = g_strv_builder_new();
    const cJSON *entry;

    if (!list)
        return g_strdupv((char **)(gpointer)usual);
    cJSON_ArrayForEach(entry, list) g_strv_builder_add(standards, cJSON_GetStringValue(entry));
    return g_strv_builder_end(standards);
}

static void read_formats(const cJSON *audit, ph_audit_settings *to)
{
    const cJSON *list = value_at(audit, "reporting.export_formats");
    const cJSON *entry;

    for (guint format = 0; !list && format < PH_AUDIT_FORMAT_COUNT; format++)
        to->is_format[format] = TRUE;
    cJSON_ArrayForEach(entry, list) to->is_format[ph_audit_format_of(cJSON_GetStringValue(entry))] =
        TRUE;
}

/* One that is relative is so to the folder; NULL where it is left out. */
static char *path_at(const cJSON *audit, const char *key, const char *folder)
{
    const char *path = cJSON_GetStringValue(value_at(audit, key));

    return path ? g_canonicalize_filename(path, folder) : NULL;
}

static void read_archives(const cJSON *audit, const char *folder, ph_audit_settings *to)
{
    to->archives = (ph_archive_settings){
        .folder = path_at(audit, "archives.folder", folder),
        .certificate = path_at(audit, "archives.certificate", folder),
        .key = path_at(audit, "archives.private_key", folder),
        .copy_to = path_at(audit, "archives.copy_to", folder),
        .is_plain_allowed = cJSON_IsTrue(value_at(audit, "archives.unencrypted")),
        .audit_months = ph_audit_settings_months(to),
    };
}

static gboolean read_stamp(const cJSON *audit, const char *folder, ph_audit_settings *to,
                           GError **error)
{
    const char *since = cJSON_GetStringValue(value_at(audit, "time_stamp.since"));
    g_autofree char *begin = since ? g_strconcat(since, "T00:00:00Z", NULL) : NULL;

    to->stamp = (ph_stamp_settings){ .since_us = G_MININT64 };
    if (!value_at(audit, "time_stamp"))
        return TRUE;
    to->stamp.url = g_strdup(cJSON_GetStringValue(value_at(audit, "time_stamp.url")));
    to->stamp.root = path_at(audit, "time_stamp.root_certificate", folder);
    to->stamp.every_days = count_at(audit, "time_stamp.every_days", STAMP_DAYS);
    return !begin || ph_history_time_read(begin, &to->stamp.since_us) ||
           ph_refuse(error, PH_ERROR_SETTINGS,
                     "%s: time_stamp.since: \"%s\" is no day of the calendar", to->name, since);
}

static ph_audit_settings *settings_of(const ph_yaml_file *file, const char *path, GError **error)
{
    const cJSON *audit = ph_json_member(file->document, "enterprise_audit");
    g_autofree char *above = g_path_get_dirname(path);
    g_autofree char *folder = g_canonicalize_filename(above, NULL);
    g_autoptr(ph_audit_settings) settings = g_new0(ph_audit_settings, 1);

    settings->name = g_strdup(file->name);
    settings->sha256 = g_strdup(file->sha256);
    for (guint at = 0; at < PH_AUDIT_SWITCH_COUNT; at++) {
        const cJSON *value = value_at(audit, ph_audit_switch_key((ph_audit_switch)at));

        settings->is_on[at] = !value || cJSON_IsTrue(value);
    }
    settings->standards = standards_of(audit);
    settings->frequency = frequency_of(audit);
    settings->retention_months = count_at(audit, "reporting.retention_months", RETENTION_MONTHS);
    settings->baseline_months =
        count_at(audit, "performance_tracking.baseline_history_retention", BASELINE_MONTHS);
    read_formats(audit, settings);
    read_archives(audit, folder, settings);
    return read_stamp(audit, folder, settings, error) ? g_steal_pointer(&settings) : NULL;
}

ph_audit_settings *ph_audit_settings_read(const char *path, GError **error)
{
    g_autofree char *installed = path ? NULL : ph_installation_setting(setting);
    g_autofree char *schemas = ph_installation_schemas();
    g_autofree char *schema = ph_path_join(schemas, schema_name, NULL);
    const char *chosen = path ? path : installed;
    g_autoptr(ph_yaml_file) file = ph_yaml_file_read(chosen, error);

    return file && ph_yaml_file_check(file, schema, error) ? settings_of(file, chosen, error)
                                                           : NULL;
}

void ph_audit_settings_free(ph_audit_settings *settings)
{
    if (!settings)
        return;
    g_free(settings->name);
    g_free(settings->sha256);
    g_strfreev(settings->standards);
    ph_archive_settings_clear(&settings->archives);
    g_free(settings->stamp.url);
    g_free(settings->stamp.root);
    g_free(settings);
}

guint ph_audit_settings_months(const ph_audit_settings *settings)
{
    return MAX(settings->retention_months, settings->baseline_months);
}

/* The first month from this one on whose number a frequency divides. */
static guint month_behind(guint month, guint every)
{
    return month + every - month % every;
}

char *ph_audit_settings_due(const ph_audit_settings *settings, gint64 now_us)
{
    const guint month = ph_audit_month_of(now_us);

    switch (settings->frequency) {
    case PH_AUDIT_WEEKLY: return ph_audit_day_text(now_us + 7 * G_TIME_SPAN_DAY);
    case PH_AUDIT_QUARTERLY:
        return ph_audit_day_text(ph_audit_month_begin_us(month_behind(month, 3)));
    case PH_AUDIT_YEARLY:
        return ph_audit_day_text(ph_audit_month_begin_us(month_behind(month, 12)));
    default: return ph_audit_day_text(ph_audit_month_begin_us(month + 1));
    }
}
