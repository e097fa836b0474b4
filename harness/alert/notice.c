/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/notice.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"

#define SCHEMA_VERSION "perfharness-alert-1"

enum { DIGEST_DIGITS = 12 };

ph_alert_notice *ph_alert_notice_new(ph_alert_occasion occasion, ph_case_severity severity,
                                     gint64 time_us)
{
    ph_alert_notice *notice = g_new0(ph_alert_notice, 1);

    notice->occasion = occasion;
    notice->severity = severity;
    notice->time_us = time_us;
    notice->rows = g_ptr_array_new_with_free_func(g_free);
    return notice;
}

void ph_alert_notice_free(ph_alert_notice *notice)
{
    if (!notice)
        return;
    g_ptr_array_unref(notice->rows);
    cJSON_Delete(notice->about);
    cJSON_Delete(notice->cases);
    g_free(notice->name);
    g_free(notice->thread_id);
    g_free(notice->title);
    g_free(notice->text);
    g_free(notice->link);
    g_free(notice->repository);
    g_free(notice->head_sha);
    g_free(notice->rule);
    g_free(notice->told_by);
    g_free(notice);
}

void ph_alert_notice_add_row(ph_alert_notice *notice, const char *name, const char *text)
{
    g_ptr_array_add(notice->rows, g_strdup(name));
    g_ptr_array_add(notice->rows, g_strdup(text));
}

static cJSON *rows_json(const ph_alert_notice *notice)
{
    cJSON *list = cJSON_CreateArray();

    for (guint i = 0; i + 1 < notice->rows->len; i += 2) {
        cJSON *row = cJSON_CreateObject();

        ph_json_add_text(row, "name", notice->rows->pdata[i]);
        ph_json_add_text(row, "text", notice->rows->pdata[i + 1]);
        cJSON_AddItemToArray(list, row);
    }
    return list;
}

static void add_copy(cJSON *object, const char *name, const cJSON *item)
{
    cJSON_AddItemToObject(object, name, item ? cJSON_Duplicate(item, TRUE) : cJSON_CreateNull());
}

char *ph_alert_notice_document(const ph_alert_notice *notice)
{
    g_autofree char *at = ph_history_time_text(notice->time_us);
    cJSON *object = cJSON_CreateObject();
    char *text, *copy;

    ph_json_add_text(object, "schema_version", SCHEMA_VERSION);
    ph_json_add_text(object, "name", notice->name);
    ph_json_add_text(object, "thread", notice->thread_id);
    ph_json_add_text(object, "occasion", ph_alert_occasion_word(notice->occasion));
    ph_json_add_text(object, "severity", ph_case_severity_word(notice->severity));
    ph_json_add_text(object, "at", at);
    ph_json_add_text(object, "rule", notice->rule);
    ph_json_add_text(object, "title", notice->title);
    ph_json_add_text(object, "text", notice->text);
    cJSON_AddItemToObject(object, "rows", rows_json(notice));
    cJSON_AddNumberToObject(object, "more", notice->more_count);
    ph_json_add_text(object, "link", notice->link);
    ph_json_add_text(object, "repository", notice->repository);
    ph_json_add_text(object, "commit", notice->head_sha);
    add_copy(object, "case", notice->about);
    add_copy(object, "cases", notice->cases);
    ph_json_add_text(object, "told_by", notice->told_by);
    text = cJSON_PrintUnformatted(object);
    copy = g_strdup(text);
    cJSON_free(text);
    cJSON_Delete(object);
    return copy;
}

static void read_rows(ph_alert_notice *notice, const cJSON *list)
{
    const cJSON *row;

    cJSON_ArrayForEach(row, list)
    {
        const char *name = ph_json_text(row, "name"), *text = ph_json_text(row, "text");

        if (name && text)
            ph_alert_notice_add_row(notice, name, text);
    }
}

static cJSON *copy_of(const cJSON *object, const char *name, gboolean is_wanted)
{
    return is_wanted ? cJSON_Duplicate(ph_json_member(object, name), TRUE) : NULL;
}

static ph_alert_notice *read_object(const cJSON *object)
{
    const char *occasion = ph_json_text(object, "occasion");
    const char *severity = ph_json_text(object, "severity");
    const char *at = ph_json_text(object, "at");
    gint64 time_us = 0;
    ph_alert_notice *notice;

    if (!occasion || ph_alert_occasion_of(occasion) == PH_ALERT_OCCASION_COUNT || !severity ||
        ph_case_severity_of(severity) == PH_CASE_SEVERITY_COUNT || !at ||
        !ph_history_time_read(at, &time_us))
        return NULL;
    notice =
        ph_alert_notice_new(ph_alert_occasion_of(occasion), ph_case_severity_of(severity), time_us);
    notice->name = g_strdup(ph_json_text(object, "name"));
    notice->thread_id = g_strdup(ph_json_text(object, "thread"));
    notice->title = g_strdup(ph_json_text(object, "title"));
    notice->text = g_strdup(ph_json_text(object, "text"));
    notice->more_count = (guint)ph_json_count(object, "more");
    notice->link = g_strdup(ph_json_text(object, "link"));
    notice->repository = g_strdup(ph_json_text(object, "repository"));
    notice->head_sha = g_strdup(ph_json_text(object, "commit"));
    notice->rule = g_strdup(ph_json_text(object, "rule"));
    notice->told_by = g_strdup(ph_json_text(object, "told_by"));
    notice->about = copy_of(object, "case", cJSON_IsObject(ph_json_member(object, "case")));
    notice->cases = copy_of(object, "cases", cJSON_IsArray(ph_json_member(object, "cases")));
    read_rows(notice, ph_json_member(object, "rows"));
    return notice;
}

ph_alert_notice *ph_alert_notice_parse(const char *document, GError **error)
{
    cJSON *object = cJSON_Parse(document);
    g_autoptr(ph_alert_notice) notice = read_object(object);
    const gboolean is_whole = notice && notice->name && notice->thread_id && notice->title &&
                              *notice->title && notice->text && ph_alert_is_id(notice->name) &&
                              ph_alert_is_id(notice->thread_id);

    cJSON_Delete(object);
    if (is_whole)
        return g_steal_pointer(&notice);
    (void)ph_refuse(error, PH_ERROR_DATA, "it is no alert: another program wrote it");
    return NULL;
}

ph_alert_message ph_alert_notice_message(const ph_alert_notice *notice, const char *document,
                                         ph_alert_row **ret_rows)
{
    const gsize count = notice->rows->len / 2;
    ph_alert_row *rows = g_new0(ph_alert_row, count + 1);

    for (gsize i = 0; i < count; i++)
        rows[i] = (ph_alert_row){ notice->rows->pdata[2 * i], notice->rows->pdata[2 * i + 1] };
    *ret_rows = rows;
    return (ph_alert_message){
        .thread_id = notice->thread_id,
        .occasion = notice->occasion,
        .severity = notice->severity,
        .title = notice->title,
        .text = notice->text,
        .rows = rows,
        .row_count = count,
        .more_count = notice->more_count,
        .link = notice->link,
        .document = document,
        .repository = notice->repository,
        .head_sha = notice->head_sha,
        .time_us = notice->time_us,
    };
}

char *ph_alert_notice_delivery_id(const ph_alert_notice *notice, const char *document,
                                  const char *channel)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, document, -1);

    return g_strdup_printf("%s-%s-%.*s", notice->name, channel, DIGEST_DIGITS, digest);
}
