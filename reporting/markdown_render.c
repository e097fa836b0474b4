/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "markdown_render.h"

#include "markdown_escape.h"

/* Where a template's conditions and comments stood, empty lines are left. */
static char *tidy(char *text)
{
    g_autoptr(GRegex) gaps = g_regex_new("\\n{3,}", 0, 0, NULL);
    g_autofree char *closed = g_regex_replace_literal(gaps, text, -1, 0, "\n\n", 0, NULL);

    return g_strconcat(g_strstrip(closed), "\n", NULL);
}

char *ph_markdown_render(const ph_template *from, const cJSON *data, GError **error)
{
    g_autofree char *rendered = ph_mustache_render(from, data, ph_markdown_escape, error);

    return rendered ? tidy(rendered) : NULL;
}
