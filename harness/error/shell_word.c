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

/* What a backslash in $'quotes' stands for; the place behind it. */
static const char *append_escaped(GString *to, const char *text)
{
    if (text[0] == 'x' && g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2])) {
        g_string_append_c(
            to, (char)(g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2])));
        return text + 3;
    }
    if (*text)
        g_string_append_c(to, *text++);
    return text;
}

/* Up to the blank that ends it, as it would be if ph_shell_word() made it; the place behind it. */
static const char *append_unquoted(GString *to, const char *text)
{
    const gboolean has_escapes = g_str_has_prefix(text, "$'");
    gboolean is_quoted = FALSE;

    for (text += has_escapes; *text && (is_quoted || *text != ' ');) {
        if (*text == '\'')
            is_quoted = !is_quoted;
        else if (*text == '\\' && (has_escapes || !is_quoted)) {
            text = append_escaped(to, text + 1);
            continue;
        } else
            g_string_append_c(to, *text);
        text++;
    }
    return text;
}

char **ph_shell_words(const char *line)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

    for (const char *at = line;; at++) {
        g_autoptr(GString) word = g_string_new(NULL);
        const char *end = append_unquoted(word, at);
        g_autofree char *given = g_strndup(at, (gsize)(end - at));
        g_autofree char *again = ph_shell_word(word->str);

        if (strcmp(given, again) != 0)
            return NULL;
        g_ptr_array_add(words, g_strdup(word->str));
        at = end;
        if (!*at)
            break;
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}
