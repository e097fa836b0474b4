/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/canonical_text.h"

#include <math.h>

GString *ph_canonical_new(void)
{
    return g_string_new("{");
}

static void add_name(GString *object, const char *name)
{
    g_string_append_printf(object, "%s\"%s\":", object->len > 1 ? "," : "", name);
}

/* What must be escaped, and nothing else: bytes beyond ASCII stand as they are. */
void ph_canonical_text(GString *object, const char *name, const char *text)
{
    add_name(object, name);
    if (!text) {
        g_string_append(object, "null");
        return;
    }
    g_string_append_c(object, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_c(object, '\\');
        if ((guchar)*c < 0x20)
            g_string_append_printf(object, "\\u%04x", (guint)(guchar)*c);
        else
            g_string_append_c(object, *c);
    }
    g_string_append_c(object, '"');
}

void ph_canonical_integer(GString *object, const char *name, gint64 integer)
{
    add_name(object, name);
    g_string_append_printf(object, "%" G_GINT64_FORMAT, integer);
}

void ph_canonical_integer_but(GString *object, const char *name, gint64 integer, gint64 none)
{
    if (integer == none)
        ph_canonical_text(object, name, NULL);
    else
        ph_canonical_integer(object, name, integer);
}

void ph_canonical_real(GString *object, const char *name, double real)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    if (!isfinite(real)) {
        ph_canonical_text(object, name, NULL);
        return;
    }
    add_name(object, name);
    g_string_append(object, g_ascii_formatd(digits, sizeof digits, "%.17g", real));
}

char *ph_canonical_end(GString *object)
{
    g_string_append_c(object, '}');
    return g_string_free(object, FALSE);
}
