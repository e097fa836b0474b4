/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/manifest.h"

#include <string.h>

#define FIRST_LINE "perfharness-manifest-1"

enum { DIGEST_DIGITS = 64 };

static void free_head(gpointer data)
{
    ph_manifest_head *head = (ph_manifest_head *)data;

    g_free(head->series);
    g_free(head->sha256);
    g_free(head);
}

GPtrArray *ph_manifest_new(void)
{
    return g_ptr_array_new_with_free_func(free_head);
}

void ph_manifest_add(GPtrArray *manifest, const char *series, gint64 count, const char *sha256)
{
    ph_manifest_head *head = g_new0(ph_manifest_head, 1);

    head->series = g_strdup(series);
    head->count = count;
    head->sha256 = g_strdup(sha256);
    g_ptr_array_add(manifest, head);
}

static gint compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *ph_manifest_text(const GPtrArray *manifest)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    GString *text = g_string_new(FIRST_LINE "\n");

    for (guint i = 0; i < manifest->len; i++) {
        const ph_manifest_head *head = (const ph_manifest_head *)manifest->pdata[i];

        g_ptr_array_add(lines, g_strdup_printf("%s %" G_GINT64_FORMAT " %s\n", head->series,
                                               head->count, head->sha256));
    }
    g_ptr_array_sort(lines, compare_lines);
    for (guint i = 0; i < lines->len; i++)
        g_string_append(text, (const char *)lines->pdata[i]);
    return g_string_free(text, FALSE);
}

char *ph_manifest_digest(const char *text)
{
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

static gboolean read_line(GPtrArray *manifest, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 4);
    guint64 count = 0;

    if (g_strv_length(words) != 3 || !*words[0] ||
        !g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXINT64, &count, NULL) ||
        strlen(words[2]) != DIGEST_DIGITS ||
        strspn(words[2], "0123456789abcdef") != DIGEST_DIGITS ||
        ph_manifest_find(manifest, words[0]))
        return FALSE;
    ph_manifest_add(manifest, words[0], (gint64)count, words[2]);
    return TRUE;
}

GPtrArray *ph_manifest_read(const char *text)
{
    g_autoptr(GPtrArray) manifest = ph_manifest_new();
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *again = NULL;

    if (strcmp(lines[0] ? lines[0] : "", FIRST_LINE) != 0)
        return NULL;
    for (guint i = 1; lines[i]; i++)
        if (*lines[i] && !read_line(manifest, lines[i]))
            return NULL;
    again = ph_manifest_text(manifest);
    return strcmp(again, text) == 0 ? g_steal_pointer(&manifest) : NULL;
}

const ph_manifest_head *ph_manifest_find(const GPtrArray *manifest, const char *series)
{
    for (guint i = 0; i < manifest->len; i++) {
        const ph_manifest_head *head = (const ph_manifest_head *)manifest->pdata[i];

        if (strcmp(head->series, series) == 0)
            return head;
    }
    return NULL;
}
