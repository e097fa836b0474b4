/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/repeat_check.h"

#include <string.h>

#include "error/shell_word.h"

static gboolean is_option_elsewhere(const char *word)
{
    return g_str_has_prefix(word, "--") && strcmp(word, "--output") != 0 && !strchr(word, '=');
}

/* A revision has slashes of its own, and so may a library's options have. */
static gboolean is_name_elsewhere(const char *word)
{
    static const char *const folders[] = { "./", "base/", "head/" };
    g_autofree char *place = g_strndup(word, strcspn(word, "@?"));
    const char *name = place;

    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        if (g_str_has_prefix(place, folders[i]))
            name = place + strlen(folders[i]);
    return !strchr(name, '/') && strcmp(name, "..") != 0;
}

gboolean ph_repeat_is_one_command(const char *line)
{
    g_auto(GStrv) words = ph_shell_words(line);

    return words && g_strv_length(words) > 2 && strcmp(words[0], "perfharness") == 0 &&
           strcmp(words[1], "compare") == 0;
}

gboolean ph_repeat_is_of_anywhere(const char *line)
{
    g_auto(GStrv) words = ph_shell_words(line);

    if (!ph_repeat_is_one_command(line))
        return FALSE;
    for (char **word = words + 2; *word; word++)
        if (**word == '-' ? !is_option_elsewhere(*word) : !is_name_elsewhere(*word))
            return FALSE;
    return TRUE;
}
