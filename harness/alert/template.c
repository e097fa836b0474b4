/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/template.h"

#include <string.h>

#include "error/error.h"
#include "error/unknown_word.h"

static const char *const words[] = {
#define X(identifier, word, meaning) word,
    PH_ALERT_PLACEHOLDER_LIST(X)
#undef X
        NULL,
};

const char *ph_alert_placeholder_word(ph_alert_placeholder placeholder)
{
    return words[placeholder];
}

const char *ph_alert_placeholder_meaning(ph_alert_placeholder placeholder)
{
    static const char *const meanings[] = {
#define X(identifier, word, meaning) meaning,
        PH_ALERT_PLACEHOLDER_LIST(X)
#undef X
    };

    return meanings[placeholder];
}

static ph_alert_placeholder placeholder_of(const char *word)
{
    guint placeholder = 0;

    while (placeholder < PH_ALERT_PLACEHOLDER_COUNT && strcmp(word, words[placeholder]) != 0)
        placeholder++;
    return (ph_alert_placeholder)placeholder;
}

/* From behind its brace: the word, and *at is behind the other brace. NULL: there is none. */
static char *take_word(const char **at)
{
    const char *end = strchr(*at, '}');
    char *word;

    if (!end)
        return NULL;
    word = g_strndup(*at, (gsize)(end - *at));
    *at = end + 1;
    return word;
}

gboolean ph_alert_template_check(const char *text, gsize *ret_at, GError **error)
{
    static const ph_word_list known = { "placeholder", NULL, NULL, words };

    for (const char *at = text; (at = strchr(at, '{')) != NULL;) {
        const char *brace = at++;
        g_autofree char *word = NULL;
        g_autofree char *sentence = NULL;

        *ret_at = (gsize)g_utf8_strlen(text, brace - text);
        if (*at == '{') {
            at++;
            continue;
        }
        word = take_word(&at);
        if (!word)
            return ph_refuse(error, PH_ERROR_SETTINGS,
                             "the brace { is not closed; {{ is a brace that stays one");
        if (placeholder_of(word) != PH_ALERT_PLACEHOLDER_COUNT)
            continue;
        sentence = ph_unknown_word_text(&known, word);
        return ph_refuse(error, PH_ERROR_SETTINGS, "%s", sentence);
    }
    return TRUE;
}

char *ph_alert_template_fill(const char *text, const char *const values[PH_ALERT_PLACEHOLDER_COUNT])
{
    GString *filled = g_string_new(NULL);
    const char *at = text, *brace;

    while ((brace = strchr(at, '{')) != NULL) {
        g_autofree char *word = NULL;

        g_string_append_len(filled, at, brace - at);
        at = brace + 1;
        if (*at == '{') {
            g_string_append_c(filled, *at++);
            continue;
        }
        word = take_word(&at);
        g_string_append(filled, values[placeholder_of(word)]);
    }
    g_string_append(filled, at);
    return g_string_free(filled, FALSE);
}
