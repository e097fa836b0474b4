/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Templates that people edit. The engine is kainjow's mustache (C++), kept behind this header.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BRIDGE_MUSTACHE_H
#define PH_HARNESS_BRIDGE_MUSTACHE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "bridge/noexcept.h"

G_BEGIN_DECLS

/* A template is code of the user's, so that its size and nesting have bounds. */
#define PH_TEMPLATE_BYTES_MAX   262144 /* 256 KiB. */
#define PH_TEMPLATE_NESTING_MAX 32

typedef struct ph_template {
    const char *path; /* For messages. */
    const char *text; /* UTF-8. */
} ph_template;

/*
 * Render data into a template of Mustache: {{name}} is escaped, {{{name}}} and {{&name}} are not;
 * {{#name}}…{{/name}} once for true and text, for each element of a list; {{^name}}…{{/name}} for
 * false and an empty list. Partials and other delimiters are refused.
 *
 * @param data    Objects, arrays, strings and booleans; null is false. Every name a template may
 * use must be there, so that a misspelt one is an error and not a hole in the text.
 * @param escape  What makes a text harmless in the document; the text it returns is g_free()d.
 * @return the text, to be g_free()d; NULL and error (PH_ERROR_SETTINGS: file, line, column in
 *         characters from 1, and what is wrong).
 */
char *ph_mustache_render(const ph_template *from, const cJSON *data,
                         char *(*escape)(const char *text), GError **error) PH_NOEXCEPT;

G_END_DECLS

#endif /* PH_HARNESS_BRIDGE_MUSTACHE_H */
