/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/code_owners.h"

#include <string.h>

#include "error/error.h"

/* More than so many owners are no help. */
enum { OWNERS_MAX = 10 };

/* One star is within a folder, two are any folders. */
static void append_star(GString *expression, const char **at)
{
    if ((*at)[1] != '*') {
        g_string_append(expression, "[^/]*");
    } else if ((*at)[2] == '/') {
        g_string_append(expression, "(?:.*/)?");
        *at += 2;
    } else {
        g_string_append(expression, ".*");
        *at += 1;
    }
}

/*
 * A pattern that begins with a slash, or has one inside, begins at the top. One that ends in a
 * slash is of what is in a folder; any other, unless it ends in a star behind a slash, of a
 * folder's contents as well.
 */
static char *expression_of(const char *pattern)
{
    const gsize length = strlen(pattern);
    const char *slash = strchr(pattern, '/');
    const gboolean is_anchored = slash && slash < pattern + length - 1;
    const gboolean is_folder = length > 0 && pattern[length - 1] == '/';
    const gboolean is_flat = g_str_has_suffix(pattern, "/*");
    GString *expression = g_string_new(is_anchored ? "^" : "^(?:.*/)?");

    for (const char *at = pattern + (*pattern == '/' ? 1 : 0); *at; at++) {
        if (*at == '*') {
            append_star(expression, &at);
        } else if (*at == '?') {
            g_string_append(expression, "[^/]");
        } else {
            g_autofree char *letter = g_regex_escape_string(at, 1);

            g_string_append(expression, letter);
        }
    }
    g_string_append(expression, is_folder ? "." : is_flat ? "$" : "(?:$|/)");
    return g_string_free(expression, FALSE);
}

static gboolean fits(const char *pattern, const char *path)
{
    g_autofree char *expression = expression_of(pattern);

    return g_regex_match_simple(expression, path, G_REGEX_RAW, 0);
}

/* The words of a line, the pattern first, without a comment; none where it is empty. */
static char **words_of(const char *line)
{
    g_autofree char *bare = g_strndup(line, strcspn(line, "#"));
    g_auto(GStrv) parts = g_strsplit_set(bare, " \t\r", -1);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    for (guint i = 0; parts[i]; i++)
        if (*parts[i])
            g_strv_builder_add(words, parts[i]);
    return g_strv_builder_end(words);
}

/* The last line that fits; NULL: none does. */
static const char *line_of(char **lines, const char *path)
{
    for (guint i = g_strv_length(lines); i > 0; i--) {
        g_auto(GStrv) words = words_of(lines[i - 1]);

        if (words[0] && fits(words[0], path))
            return lines[i - 1];
    }
    return NULL;
}

static void add_owners(GPtrArray *owners, const char *line)
{
    g_auto(GStrv) words = words_of(line);

    for (guint i = 1; words[0] && words[i] && owners->len < OWNERS_MAX; i++)
        if (!g_ptr_array_find_with_equal_func(owners, words[i], g_str_equal, NULL))
            g_ptr_array_add(owners, g_strdup(words[i]));
}

char *ph_code_owners_of(const char *text, const char *const *paths)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GPtrArray) owners = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *joined = NULL;

    for (guint i = 0; paths[i]; i++) {
        const char *line = line_of(lines, paths[i]);

        if (line)
            add_owners(owners, line);
    }
    if (owners->len == 0)
        return NULL;
    g_ptr_array_add(owners, NULL);
    joined = g_strjoinv(" ", (char **)owners->pdata);
    return ph_error_printable(joined);
}
