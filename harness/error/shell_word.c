/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/shell_word.h"

#include <string.h>

#include "error/error.h"

static gboolean is_plain(const char *word)
{
    return *word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789/._=@:,+-") == strlen(word);
}

static gboolean is_printable(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    return strcmp(printable, text) == 0;
}

/* A byte that belongs to no character is one by itself. */
static gsize length_of_first(const char *text)
{
    const gunichar character = g_utf8_get_char_validated(text, -1);
    const gboolean is_invalid = character == (gunichar)-1 || character == (gunichar)-2;

    return is_invalid ? 1 : (gsize)(g_utf8_next_char(text) - text);
}

static void append_first(GString *to, const char *text, gsize length)
{
    g_autofree char *character = g_strndup(text, length);

    if (*character == '\'' || *character == '\\')
        g_string_append_printf(to, "\\%s", character);
    else if (is_printable(character))
        g_string_append(to, character);
    else
        for (gsize i = 0; i < length; i++)
            g_string_append_printf(to, "\\x%02x", (guint8)character[i]);
}

char *ph_shell_word(const char *word)
{
    GString *quoted;

    if (is_plain(word))
        return g_strdup(word);
    if (is_printable(word))
        return g_shell_quote(word);
    quoted = g_string_new("$'");
    for (gsize length; *word; word += length) {
        length = length_of_first(word);
        append_first(quoted, word, length);
    }
    g_string_append_c(quoted, '\'');
    return g_string_free(quoted, FALSE);
}
