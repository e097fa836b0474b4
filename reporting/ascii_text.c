/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ascii_text.h"

enum { PLUS_MINUS = 0x00b1 };

static const struct {
    gunichar character;
    const char *ascii;
} signs[] = {
    { 0x2581, "." }, { 0x2582, "." }, { 0x2583, ":" }, { 0x2584, "-" }, { 0x2585, "=" },
    { 0x2586, "+" }, { 0x2587, "*" }, { 0x2588, "#" }, { 0x2503, "|" }, /* ┃ */
    { 0x2589, "#" }, { 0x258a, "#" }, { 0x258b, "#" }, { 0x258c, "#" }, /* ▉▊▋▌ */
    { 0x258d, "=" }, { 0x258e, "=" }, { 0x258f, "=" },                  /* ▍▎▏ */
    { 0x2500, "-" }, { 0x2502, "|" }, { 0x250c, "+" }, { 0x2510, "+" }, /* ─│┌┐ */
    { 0x2514, "+" }, { 0x2518, "+" }, { 0x251c, "+" }, { 0x2524, "+" }, /* └┘├┤ */
    { 0x2192, ">" },                                                    /* → */
    { 0x25b2, "A" },                                                    /* ▲ */
    { 0x25bc, "V" },                                                    /* ▼ */
    { 0x25b3, "^" },                                                    /* △ */
    { 0x25bd, "v" },                                                    /* ▽ */
    { 0x25e2, "/" },                                                    /* ◢ */
    { 0x25c7, "o" },                                                    /* ◇ */
    { 0x2026, "~" },                                                    /* … */
    { 0x00d7, "x" },                                                    /* × */
    { 0x2212, "-" },                                                    /* − */
    { 0x2013, "-" },                                                    /* – */
};

static const char *sign_of(gunichar character)
{
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (signs[i].character == character)
            return signs[i].ascii;
    if (character > 0x2800 && character <= 0x28ff) /* Braille. */
        return "*";
    if (character == 0x2800)
        return " ";
    return g_unichar_iszerowidth(character) ? "" : g_unichar_iswide(character) ? "??" : "?";
}

/* "± " and "+-" are as wide. */
static const char *append_plus_minus(GString *ascii, const char *behind)
{
    g_string_append(ascii, "+-");
    return *behind == ' ' ? behind + 1 : behind;
}

char *ph_ascii_text(const char *text)
{
    GString *ascii = g_string_new(NULL);

    for (const char *at = text; *at;) {
        const gunichar character = g_utf8_get_char(at);

        at = g_utf8_next_char(at);
        if (character == PLUS_MINUS)
            at = append_plus_minus(ascii, at);
        else if (character < 0x80)
            g_string_append_c(ascii, (char)character);
        else
            g_string_append(ascii, sign_of(character));
    }
    return g_string_free(ascii, FALSE);
}
