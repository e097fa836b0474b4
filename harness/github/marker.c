/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/marker.h"

#include <string.h>

#define PREFIX "<!-- perfharness:v1 "
#define SUFFIX " -->"

/* Longer words are told apart by their hash: a marker leaves room for the report. */
enum { WORD_BYTES_MAX = 100 };

/* Only what can neither end an HTML comment nor be taken for the next word. */
static void append_word(GString *text, const char *word)
{
    if (strlen(word) > WORD_BYTES_MAX) {
        g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, word, -1);

        g_string_append_printf(text, "sha256%%3A%s", hash);
        return;
    }
    for (const char *c = word; *c; c++)
        if (g_ascii_isalnum(*c) || *c == '.' || *c == '_')
            g_string_append_c(text, *c);
        else
            g_string_append_printf(text, "%%%02X", (guchar)*c);
}

char *ph_marker(const char *suite, const char *fingerprint)
{
    GString *marker = g_string_new(PREFIX "suite=");

    append_word(marker, suite ? suite : "");
    g_string_append(marker, " host=");
    append_word(marker, fingerprint ? fingerprint : "");
    g_string_append(marker, SUFFIX);
    return g_string_free(marker, FALSE);
}

char *ph_marker_of(const char *body)
{
    g_autofree char *line = g_strndup(body, strcspn(body, "\r\n"));

    return g_str_has_prefix(line, PREFIX) && g_str_has_suffix(line, SUFFIX) ? g_steal_pointer(&line)
                                                                            : NULL;
}
