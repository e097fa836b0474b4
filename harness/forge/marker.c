/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/marker.h"

#include <string.h>

#define PREFIX "<!-- perfharness:v1 "
#define SUFFIX " -->"

#define STATE_PREFIX " <!-- "

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

static char *make(const char *kind, const char *suite, const char *fingerprint)
{
    GString *marker = g_string_new(PREFIX);

    if (kind) {
        g_string_append(marker, "kind=");
        append_word(marker, kind);
        g_string_append_c(marker, ' ');
    }
    g_string_append(marker, "suite=");
    append_word(marker, suite ? suite : "");
    g_string_append(marker, " host=");
    append_word(marker, fingerprint ? fingerprint : "");
    g_string_append(marker, SUFFIX);
    return g_string_free(marker, FALSE);
}

char *ph_marker(const char *suite, const char *fingerprint)
{
    return make(NULL, suite, fingerprint);
}

char *ph_marker_of_kind(const char *kind, const char *suite, const char *fingerprint)
{
    return make(kind, suite, fingerprint);
}

char *ph_marker_of_one(const char *name, const char *value)
{
    GString *marker = g_string_new(PREFIX);

    g_string_append_printf(marker, "%s=", name);
    append_word(marker, value);
    g_string_append(marker, SUFFIX);
    return g_string_free(marker, FALSE);
}

char *ph_marker_of(const char *body)
{
    const gsize length = strcspn(body, "\r\n");
    const char *end = g_strstr_len(body, (gssize)length, SUFFIX);

    return g_str_has_prefix(body, PREFIX) && end
               ? g_strndup(body, (gsize)(end - body) + strlen(SUFFIX))
               : NULL;
}

char *ph_marker_line(const char *marker, const ph_marker_state *state)
{
    GString *line = g_string_new(marker);

    g_string_append(line, STATE_PREFIX "verdict=");
    append_word(line, state->verdict ? state->verdict : "");
    g_string_append(line, " commit=");
    append_word(line, state->commit ? state->commit : "");
    g_string_append_printf(line, " run=%" G_GUINT64_FORMAT " attempt=%" G_GUINT64_FORMAT SUFFIX,
                           state->run_id, state->run_attempt);
    return g_string_free(line, FALSE);
}

/* What stands behind NAME= in the words; NULL when nothing does. */
static char *value_of(char *const *words, const char *name)
{
    const gsize length = strlen(name);

    for (; *words; words++)
        if (strncmp(*words, name, length) == 0 && (*words)[length] == '=')
            return (*words)[length + 1] ? g_strdup(*words + length + 1) : NULL;
    return NULL;
}

static guint64 number_of(char *const *words, const char *name)
{
    g_autofree char *text = value_of(words, name);
    guint64 number = 0;

    (void)(text && g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &number, NULL));
    return number;
}

ph_marker_state ph_marker_state_of(const char *body)
{
    g_autofree char *marker = ph_marker_of(body);
    g_autofree char *line = marker ? g_strndup(body, strcspn(body, "\r\n")) : NULL;
    const char *rest = line ? line + strlen(marker) : "";
    g_auto(GStrv) words = NULL;

    if (!g_str_has_prefix(rest, STATE_PREFIX) || !g_str_has_suffix(rest, SUFFIX))
        return (ph_marker_state){ 0 };
    words = g_strsplit(rest, " ", -1);
    return (ph_marker_state){ .verdict = value_of(words, "verdict"),
                              .commit = value_of(words, "commit"),
                              .run_id = number_of(words, "run"),
                              .run_attempt = number_of(words, "attempt") };
}

void ph_marker_state_clear(ph_marker_state *state)
{
    g_free(state->verdict);
    g_free(state->commit);
    *state = (ph_marker_state){ 0 };
}
