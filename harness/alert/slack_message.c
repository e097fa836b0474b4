/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/slack_message.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "alert/fitted_text.h"

enum {
    /* Slack's are 150 and 3,000; and a message of some 13,000 is refused, for its blocks. */
    HEADER_UNITS_MAX = 150,
    SECTION_UNITS_MAX = 3000,
    MESSAGE_BYTES_MAX = 10000,

    NOTIFICATION_UNITS_MAX = 500,
    TEXT_UNITS_MAX = 2500,
    ROWS_MAX = 10,
    ROW_UNITS_MAX = 250,
    CONTEXT_UNITS_MAX = 300,
};

G_STATIC_ASSERT(ROWS_MAX *ROW_UNITS_MAX + 100 <= SECTION_UNITS_MAX);

/* These three and nothing else, as Slack asks for. */
static char *escape(const char *text)
{
    GString *escaped = g_string_new(text);

    g_string_replace(escaped, "&", "&amp;", 0);
    g_string_replace(escaped, "<", "&lt;", 0);
    g_string_replace(escaped, ">", "&gt;", 0);
    return g_string_free(escaped, FALSE);
}

static cJSON *plain_text(const char *text)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "type", "plain_text");
    cJSON_AddStringToObject(object, "text", text);
    cJSON_AddBoolToObject(object, "emoji", FALSE);
    return object;
}

/* A block needs a text. */
static void add_block(cJSON *blocks, const char *type, const char *text)
{
    cJSON *block;

    if (!*text)
        return;
    block = cJSON_CreateObject();
    cJSON_AddStringToObject(block, "type", type);
    cJSON_AddItemToObject(block, "text", plain_text(text));
    cJSON_AddItemToArray(blocks, block);
}

static char *rows_text(const ph_alert_message *message, guint share)
{
    const gsize count = MIN(message->row_count, ROWS_MAX);
    g_autofree char *more = ph_alert_message_more_text(message, count);
    GString *lines = g_string_new(NULL);

    for (gsize i = 0; i < count; i++) {
        g_autofree char *row =
            g_strconcat(message->rows[i].name, ": ", message->rows[i].text, NULL);
        g_autofree char *line = ph_fitted_line(row, ROW_UNITS_MAX / share, escape);

        g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", line);
    }
    if (more)
        g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", more);
    return g_string_free(lines, FALSE);
}

/* What it is, and where there is more of it: the link is the one thing that is no plain_text. */
static void add_context(cJSON *blocks, const ph_alert_message *message)
{
    g_autofree char *what = ph_alert_message_kind_text(message);
    g_autofree char *text = ph_fitted_line(what, CONTEXT_UNITS_MAX, escape);
    cJSON *block = cJSON_CreateObject();
    cJSON *elements;

    cJSON_AddStringToObject(block, "type", "context");
    elements = cJSON_AddArrayToObject(block, "elements");
    cJSON_AddItemToArray(elements, plain_text(text));
    if (ph_alert_message_has_link(message)) {
        g_autofree char *address = escape(message->link);
        g_autofree char *link = g_strdup_printf("<%s|the history>", address);
        cJSON *element = cJSON_CreateObject();

        cJSON_AddStringToObject(element, "type", "mrkdwn");
        cJSON_AddStringToObject(element, "text", link);
        cJSON_AddItemToArray(elements, element);
    }
    cJSON_AddItemToArray(blocks, block);
}

/* With so much of each text as there is room for, or a share of that. */
static char *make(const ph_alert_message *message, guint share)
{
    g_autofree char *notification =
        ph_fitted_line(message->title, NOTIFICATION_UNITS_MAX / share, escape);
    g_autofree char *header = ph_fitted_line(message->title, HEADER_UNITS_MAX / share, escape);
    g_autofree char *text = ph_fitted_text(message->text, TEXT_UNITS_MAX / share, escape);
    g_autofree char *rows = rows_text(message, share);
    cJSON *json = cJSON_CreateObject();
    cJSON *blocks;
    char *printed, *copy;

    cJSON_AddStringToObject(json, "text", notification);
    blocks = cJSON_AddArrayToObject(json, "blocks");
    add_block(blocks, "header", header);
    add_block(blocks, "section", text);
    add_block(blocks, "section", rows);
    add_context(blocks, message);
    printed = cJSON_PrintUnformatted(json);
    copy = g_strdup(printed);
    cJSON_free(printed);
    cJSON_Delete(json);
    return copy;
}

char *ph_slack_message(const ph_alert_message *message)
{
    char *text = make(message, 1);

    /* In letters of several bytes, or with quotes all over, it is longer than it looks. */
    for (guint share = 2; strlen(text) > MESSAGE_BYTES_MAX; share *= 2) {
        g_free(text);
        text = make(message, share);
    }
    return text;
}
