/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/fitted_text.h"

#include <string.h>

#include "error/error.h"
#include "error/printable_lines.h"
#include "perfharness/require.h"

#define ELLIPSIS "…"

static gsize units_of(const char *character)
{
    return g_utf8_get_char(character) > 0xffff ? 2 : 1;
}

gsize ph_utf16_units(const char *text)
{
    gsize units = 0;

    for (; *text; text = g_utf8_next_char(text))
        units += units_of(text);
    return units;
}

/* As much of the beginning as has so many units, the last of which says that there was more. */
static char *cut(const char *text, gsize units_max)
{
    gsize units = 0;
    const char *at = text, *end = text;

    for (; *at && units + units_of(at) <= units_max; at = g_utf8_next_char(at)) {
        units += units_of(at);
        if (units < units_max)
            end = g_utf8_next_char(at);
    }
    if (!*at)
        return g_strdup(text);

    g_autofree char *kept = g_strndup(text, (gsize)(end - text));

    return g_strconcat(kept, ELLIPSIS, NULL);
}

static char *fit(const char *text, gsize units_max, char *(*escape)(const char *text))
{
    PH_REQUIRE(units_max > 0);

    for (gsize units = units_max; units > 0;) {
        g_autofree char *piece = cut(text, units);
        g_autofree char *escaped = escape ? escape(piece) : g_strdup(piece);
        const gsize is = ph_utf16_units(escaped);

        if (is <= units_max)
            return g_steal_pointer(&escaped);
        units = MIN(units - 1, units * units_max / is);
    }
    return g_strdup(ELLIPSIS);
}

/* Nobody has room for more, and making a text printable takes time. */
static char *beginning(const char *text, gsize units_max)
{
    return g_strndup(text, MIN(strlen(text), 4 * units_max + 4));
}

char *ph_fitted_text(const char *text, gsize units_max, char *(*escape)(const char *text))
{
    g_autofree char *first = beginning(text, units_max);
    g_autofree char *printable = ph_printable_lines(first);

    return fit(printable, units_max, escape);
}

char *ph_fitted_line(const char *text, gsize units_max, char *(*escape)(const char *text))
{
    g_autofree char *first = beginning(text, units_max);
    g_autofree char *printable = ph_error_printable(first);

    return fit(printable, units_max, escape);
}
