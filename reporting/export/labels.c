/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "export/labels.h"

#include "error/error.h"

void ph_export_add_label(GString *labels, const char *name, const char *value)
{
    g_autofree char *printable = value ? ph_error_printable(value) : NULL;

    if (!printable)
        return;
    g_string_append_printf(labels, "%s%s=\"", labels->len ? "," : "", name);
    for (const char *at = printable; *at; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(labels, '\\');
        g_string_append_c(labels, *at);
    }
    g_string_append_c(labels, '"');
}
