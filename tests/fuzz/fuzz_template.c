/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any text as a template: rendered, or refused with its place. */
#include <stdint.h>
#include <stdlib.h>

#include "bridge/mustache.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static char *keep(const char *text)
{
    return g_strdup(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup((const char *)bytes, length);
    g_autoptr(GError) error = NULL;
    g_autofree char *rendered = NULL;
    const ph_template from = { "fuzz", text };
    cJSON *data;

    if (!g_utf8_validate(text, -1, NULL))
        return 0;
    data = cJSON_Parse("{\"line\": \"x\", \"ci\": false, \"rows\": [{\"name\": \"a\"}, {\"name\": "
                       "\"b\"}], \"notes\": [\"{{line}}\", \"\"]}");
    rendered = ph_mustache_render(&from, data, keep, &error);
    cJSON_Delete(data);
    if (rendered ? error != NULL : !error || !g_str_has_prefix(error->message, "fuzz:"))
        abort();
    return 0;
}
