/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One message through one channel, as a JSON document on standard input says; what came of it is
 * a JSON document on standard output. tests/alert/alerting.py writes and reads them.
 */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "alert/channel.h"
#include "document/json_member.h"
#include "error/error.h"

enum { ROWS_MAX = 200 };

static const char *const outcomes[] = { "delivered", "later", "never" };

static char *read_all(FILE *file)
{
    GString *text = g_string_new(NULL);
    char buffer[65536];
    size_t bytes;

    while ((bytes = fread(buffer, 1, sizeof buffer, file)) > 0)
        g_string_append_len(text, buffer, (gssize)bytes);
    return g_string_free(text, FALSE);
}

static void take_settings(const cJSON *json, ph_alert_channel_settings *ret)
{
    const cJSON *to = ph_json_member(json, "to");

    *ret = (ph_alert_channel_settings){ .name = "tested",
                                        .kind = ph_alert_kind_of(ph_json_text(json, "kind")) };
    g_assert(ret->kind != PH_ALERT_KIND_COUNT);
    for (guint key = 0; key < PH_ALERT_KEY_COUNT; key++) {
        const char *word = ph_alert_key_word(key);

        g_assert(ph_alert_key_of(word) == key);
        ret->keys[key] = ph_json_text(json, word);
    }
    if (to) {
        const char **texts = g_new0(const char *, (gsize)cJSON_GetArraySize(to) + 1);

        for (int i = 0; i < cJSON_GetArraySize(to); i++)
            texts[i] = cJSON_GetStringValue(cJSON_GetArrayItem(to, i));
        ret->to = texts;
    }
}

static void take_message(const cJSON *json, ph_alert_row *rows, ph_alert_message *ret)
{
    const cJSON *list = ph_json_member(json, "rows");

    *ret = (ph_alert_message){ .delivery_id = ph_json_text(json, "delivery_id"),
                               .thread_id = ph_json_text(json, "thread_id"),
                               .occasion = ph_alert_occasion_of(ph_json_text(json, "occasion")),
                               .severity = ph_case_severity_of(ph_json_text(json, "severity")),
                               .title = ph_json_text(json, "title"),
                               .text = ph_json_text(json, "text"),
                               .rows = rows,
                               .more_count = (guint)ph_json_count(json, "more_count"),
                               .link = ph_json_text(json, "link"),
                               .document = ph_json_text(json, "document"),
                               .repository = ph_json_text(json, "repository"),
                               .head_sha = ph_json_text(json, "head_sha"),
                               .time_us = (gint64)ph_json_number(json, "time_us"),
                               .remote = ph_json_text(json, "remote"),
                               .progress = ph_json_text(json, "progress") };
    for (int i = 0; i < cJSON_GetArraySize(list); i++) {
        const cJSON *row = cJSON_GetArrayItem(list, i);

        g_assert(ret->row_count < ROWS_MAX);
        rows[ret->row_count++] = (ph_alert_row){ cJSON_GetStringValue(cJSON_GetArrayItem(row, 0)),
                                                 cJSON_GetStringValue(cJSON_GetArrayItem(row, 1)) };
    }
}

static void add_result(cJSON *json, const ph_alert_result *result)
{
    ph_json_add_text(json, "outcome", outcomes[result->outcome]);
    ph_json_add_number(json, "wait_s", result->wait_s);
    ph_json_add_text(json, "remote", result->remote);
    ph_json_add_text(json, "progress", result->progress);
    ph_json_add_text(json, "complaint", result->complaint);
    ph_json_add_text(json, "acknowledged_by", result->acknowledged_by);
}

/* What needs the channel's secrets. */
static gboolean act(const char *what, const ph_alert_channel_settings *settings,
                    const ph_alert_patience *patience, const ph_alert_message *message, cJSON *json,
                    GError **error)
{
    g_autoptr(ph_alert_channel) channel = ph_alert_channel_new(settings, patience, error);
    g_auto(ph_alert_result) result = { 0 };
    g_autofree char *by = NULL;
    gboolean is_found;

    if (!channel)
        return FALSE;
    if (g_str_equal(what, "ask"))
        return ph_alert_channel_ask(channel, error);
    if (g_str_equal(what, "find_closer")) {
        is_found =
            ph_alert_channel_find_closer(channel, message->thread_id, message->remote, &by, error);
        ph_json_add_text(json, "closer", by);
        return is_found;
    }
    g_assert(g_str_equal(what, "send"));
    ph_alert_channel_send(channel, message, &result, error);
    add_result(json, &result);
    return result.outcome == PH_ALERT_DELIVERED;
}

static gboolean carry_out(const cJSON *asked, cJSON *json, GError **error)
{
    const char *what = ph_json_text(asked, "do");
    const cJSON *haste = ph_json_member(asked, "patience");
    const ph_alert_patience patience = { ph_json_number(haste, "timeout_s"),
                                         ph_json_number(haste, "unit_s") };
    ph_alert_row rows[ROWS_MAX];
    ph_alert_channel_settings settings;
    ph_alert_message message;
    ph_alert_key key = PH_ALERT_KEY_COUNT;
    g_autofree char *text = NULL;

    take_settings(ph_json_member(asked, "channel"), &settings);
    take_message(ph_json_member(asked, "message"), rows, &message);
    if (!ph_alert_channel_check_settings(&settings, &key, error)) {
        ph_json_add_text(json, "key", key == PH_ALERT_KEY_COUNT ? NULL : ph_alert_key_word(key));
        g_free((gpointer)settings.to);
        return FALSE;
    }
    if (g_str_equal(what, "draft"))
        text = ph_alert_channel_draft(&settings, &message);
    else if (g_str_equal(what, "target"))
        text = ph_alert_channel_target(&settings);
    if (text)
        ph_json_add_text(json, "text", text);

    const gboolean is_done = text || act(what, &settings, &patience, &message, json, error);

    g_free((gpointer)settings.to);
    return is_done;
}

int main(void)
{
    g_autofree char *text = read_all(stdin);
    cJSON *asked = cJSON_Parse(text);
    cJSON *json = cJSON_CreateObject();
    g_autoptr(GError) error = NULL;
    char *printed;
    gboolean is_done;

    g_assert(asked);
    is_done = carry_out(asked, json, &error);
    g_assert(is_done == !error);
    if (error) {
        ph_json_add_text(json, "error", error->message);
        ph_json_add_text(json, "code", ph_error_id(error));
    }
    printed = cJSON_Print(json);
    puts(printed);
    cJSON_free(printed);
    cJSON_Delete(json);
    cJSON_Delete(asked);
    return 0;
}
