/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/message.h"

#include <string.h>

enum {
    ID_BYTES_MAX = 100,
    LINK_BYTES_MAX = 1000,
    SHOWN_SHA_CHARACTERS = 12,
};

static const char *const words[PH_ALERT_OCCASION_COUNT] = {
#define X(identifier, word, meaning) [PH_ALERT_##identifier] = (word),
    PH_ALERT_OCCASION_LIST(X)
#undef X
};

const char *ph_alert_occasion_word(ph_alert_occasion occasion)
{
    return words[occasion];
}

ph_alert_occasion ph_alert_occasion_of(const char *word)
{
    guint occasion = 0;

    while (occasion < PH_ALERT_OCCASION_COUNT && !g_str_equal(word, words[occasion]))
        occasion++;
    return occasion;
}

gboolean ph_alert_is_id(const char *text)
{
    const gsize length = strlen(text);

    for (const char *c = text; *c; c++)
        if (!g_ascii_isalnum(*c) && *c != '.' && *c != '-')
            return FALSE;
    return length > 0 && length <= ID_BYTES_MAX && text[0] != '.' && text[length - 1] != '.' &&
           !strstr(text, "..");
}

char *ph_alert_message_kind_text(const ph_alert_message *message)
{
    GString *text = g_string_new(NULL);

    if (message->severity != PH_CASE_SEVERITY_NONE)
        g_string_append_printf(text, "%s, ", ph_case_severity_word(message->severity));
    g_string_append(text, words[message->occasion]);
    if (message->repository)
        g_string_append_printf(text, "; %s", message->repository);
    if (message->head_sha)
        g_string_append_printf(text, "%s %.*s", message->repository ? " at" : ";",
                               SHOWN_SHA_CHARACTERS, message->head_sha);
    return g_string_free(text, FALSE);
}

char *ph_alert_message_more_text(const ph_alert_message *message, gsize shown_rows)
{
    const gsize more = message->more_count + (message->row_count - shown_rows);

    if (!more)
        return NULL;
    return shown_rows ? g_strdup_printf("and %" G_GSIZE_FORMAT " more", more)
                      : g_strdup_printf("%" G_GSIZE_FORMAT " series", more);
}

gboolean ph_alert_message_has_link(const ph_alert_message *message)
{
    const char *link = message->link;

    if (!link || strlen(link) > LINK_BYTES_MAX ||
        (!g_str_has_prefix(link, "https://") && !g_str_has_prefix(link, "http://")))
        return FALSE;
    for (const char *c = link; *c; c++)
        if (!g_ascii_isgraph(*c) || strchr("<>|\"'`()[]\\*", *c))
            return FALSE;
    return TRUE;
}
