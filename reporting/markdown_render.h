/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown from a template. */
#ifndef PH_REPORTING_MARKDOWN_RENDER_H
#define PH_REPORTING_MARKDOWN_RENDER_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "bridge/mustache.h"

/*
 * What the template makes of the data, in which text of others does nothing; without the empty
 * lines that its conditions and comments leave. NULL and error (PH_ERROR_SETTINGS). The caller
 * frees it.
 */
char *ph_markdown_render(const ph_template *from, const cJSON *data, GError **error);

#endif /* PH_REPORTING_MARKDOWN_RENDER_H */
