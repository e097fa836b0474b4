/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/unknown_word.h"

#include <string.h>

#include "error/error.h"

/* Characters of a word, whatever their case; an option's are those behind "--". */
typedef struct letters {
    gunichar *at; /* Owned. */
    glong count;
} letters;

static letters letters_of(const char *word)
{
    g_autofree char *valid = g_utf8_make_valid(word, -1);
    g_autofree char *folded = g_utf8_casefold(valid, -1);
    const char *begin = g_str_has_prefix(folded, "--") ? folded + 2 : folded;
    letters ret = { NULL, 0 };

    ret.at = g_utf8_to_ucs4_fast(begin, -1, &ret.count);
    return ret;
}

/* Damerau and Levenshtein's distance, in which no part of a word is changed twice. */
static guint distance(letters a, letters b)
{
    const glong width = b.count + 1;
    g_autofree guint *cells = g_new(guint, (gsize)((a.count + 1) * width));

    for (glong i = 0; i <= a.count; i++)
        for (glong j = 0; j <= b.count; j++) {
            guint *cell = &cells[i * width + j];

            if (i == 0 || j == 0) {
                *cell = (guint)(i + j);
                continue;
            }
            *cell = cell[-width - 1] + (a.at[i - 1] != b.at[j - 1] ? 1 : 0);
            *cell = MIN(*cell, MIN(cell[-1], cell[-width]) + 1);
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1])
                *cell = MIN(*cell, cell[-2 * width - 2] + 1);
        }
    return cells[(a.count + 1) * width - 1];
}

/* Letters that both begin with, and end with. */
static glong common_ends(letters a, letters b)
{
    const glong most = MIN(a.count, b.count);
    glong begin = 0, end = 0;

    while (begin < most && a.at[begin] == b.at[begin])
        begin++;
    while (end < most - begin && a.at[a.count - 1 - end] == b.at[b.count - 1 - end])
        end++;
    return begin + end;
}

const char *ph_nearest_word(const char *given, const char *const *words)
{
    const letters wanted = letters_of(given);
    const char *nearest = NULL;
    guint least = G_MAXUINT;
    glong most = 0;

    for (; *words; words++) {
        const letters word = letters_of(*words);
        const guint limit = (guint)MAX(wanted.count, word.count) / 3;
        /* Words of very different lengths are not near: a long one is not worth the work. */
        const guint found =
            (guint)ABS(wanted.count - word.count) <= limit ? distance(wanted, word) : G_MAXUINT;

        const glong common = found <= limit ? common_ends(wanted, word) : 0;

        if (found <= limit && (found < least || (found == least && common > most))) {
            least = found;
            most = common;
            nearest = *words;
        }
        g_free(word.at);
    }
    g_free(wanted.at);
    return nearest;
}

char *ph_unknown_word_text(const ph_word_list *list, const char *given)
{
    const char *nearest = given ? ph_nearest_word(given, list->words) : NULL;
    g_autofree char *all = g_strjoinv(", ", (char **)list->words);
    g_autofree char *where = list->clause ? g_strdup(list->clause)
                                          : g_strdup_printf("there are %s", *all ? all : "none");
    GString *text = g_string_new(NULL);

    if (list->option)
        g_string_append_printf(text, "%s: ", list->option);
    if (given)
        g_string_append_printf(text, "there is no %s \"%s\"", list->kind, given);
    else
        g_string_append_printf(text, "%s %s was expected",
                               strchr("aeiou", list->kind[0]) ? "an" : "a", list->kind);
    if (nearest)
        g_string_append_printf(text, "; did you mean \"%s\"?", nearest);
    if (*where)
        g_string_append_printf(text, "%s %c%s", nearest ? "" : ":",
                               nearest ? g_ascii_toupper(*where) : *where, where + 1);
    return g_string_free(text, FALSE);
}

gboolean ph_refuse_word(GError **error, const ph_word_list *list, const char *given)
{
    g_autofree char *text = ph_unknown_word_text(list, given);

    return ph_refuse(error, PH_ERROR_USAGE, "%s", text);
}
