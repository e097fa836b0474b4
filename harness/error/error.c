/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/error.h"

#include <string.h>

#include "perfharness/require.h"

static const struct {
    const char *id;
    const char *meaning;
} codes[PH_ERROR_COUNT] = {
#define X(name, id, meaning) [PH_ERROR_##name] = { id, meaning },
    PH_ERROR_LIST(X)
#undef X
};

G_DEFINE_QUARK(ph - error, ph_error)

gboolean ph_refuse(GError **error, ph_error code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_propagate_error(error, g_error_new_valist(PH_ERROR, (gint)code, format, arguments));
    va_end(arguments);
    return FALSE;
}

const char *ph_error_code_id(ph_error code)
{
    PH_REQUIRE(code < PH_ERROR_COUNT);

    return codes[code].id;
}

ph_error ph_error_code_of(const char *text)
{
    for (int code = 0; code < PH_ERROR_COUNT; code++)
        if (g_str_has_prefix(text, codes[code].id) && text[strlen(codes[code].id)] == ':')
            return (ph_error)code;
    return PH_ERROR_COUNT;
}

const char *ph_error_code_meaning(ph_error code)
{
    PH_REQUIRE(code < PH_ERROR_COUNT);

    return codes[code].meaning;
}

/* What ends a line, turns what follows around, or is no character at all. */
static gboolean is_unprintable(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR: return TRUE;
    default:
        return character == 0x061c || character == 0x200e || character == 0x200f ||
               (character >= 0x202a && character <= 0x202e) ||
               (character >= 0x2066 && character <= 0x2069) || (character & 0xfffe) == 0xfffe ||
               (character >= 0xfdd0 && character <= 0xfdef);
    }
}

/* As nearly all are, and a history has them by the thousand. */
static gboolean is_plain(const char *text)
{
    while (g_ascii_isprint(*text))
        text++;
    return *text == '\0';
}

char *ph_error_printable(const char *text)
{
    g_autofree char *valid = NULL;
    GString *printable;

    if (is_plain(text))
        return g_strdup(text);
    valid = g_utf8_make_valid(text, -1);
    printable = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);

        if (is_unprintable(character))
            g_string_append_printf(printable, "\\u%04x", character);
        else
            g_string_append_unichar(printable, character);
    }
    return g_string_free(printable, FALSE);
}

const char *ph_error_id(const GError *error)
{
    if (error->domain != PH_ERROR || error->code < 0 || error->code >= PH_ERROR_COUNT)
        return "";
    return codes[error->code].id;
}
