/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/completion.h"

#include <string.h>

#include "command/completion_shell.h"
#include "error/unknown_word.h"

/* One list: name, function. */
#define SHELL_LIST(X)                                                                              \
    X("bash", ph_completion_bash)                                                                  \
    X("fish", ph_completion_fish)                                                                  \
    X("zsh", ph_completion_zsh)

const char *const ph_completion_shells[] = {
#define X(name, make) name,
    SHELL_LIST(X)
#undef X
        NULL,
};

char *ph_completion(const char *shell, GError **error)
{
    static char *(*const makers[])(void) = {
#define X(name, make) make,
        SHELL_LIST(X)
#undef X
    };
    const ph_word_list list = { "shell", "--completion", NULL, ph_completion_shells };

    for (gsize i = 0; i < G_N_ELEMENTS(makers); i++)
        if (strcmp(ph_completion_shells[i], shell) == 0)
            return makers[i]();
    (void)ph_refuse_word(error, &list, shell);
    return NULL;
}

static gboolean is_plain(const char *word)
{
    return *word && word[strspn(word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-")] == '\0';
}

char *ph_completion_words(const ph_command *command, const char *option)
{
    g_auto(GStrv) values = command->values ? command->values(option) : NULL;
    GString *words = g_string_new(NULL);

    for (char **value = values; value && *value; value++)
        if (is_plain(*value))
            g_string_append_printf(words, "%s%s", words->len ? " " : "", *value);
    return g_string_free(words, FALSE);
}

static gboolean names_a_file(const char *what)
{
    return what && (strstr(what, "FILE") || strstr(what, "FOLDER") || strstr(what, ".json") ||
                    strstr(what, ".so"));
}

gboolean ph_completion_is_file(const GOptionEntry *option)
{
    return option->arg == G_OPTION_ARG_FILENAME || names_a_file(option->arg_description);
}

gboolean ph_completion_has_file(const ph_command *command)
{
    return names_a_file(command->operands);
}

char *ph_completion_quote(const char *text, const char *quote_as)
{
    g_auto(GStrv) parts = g_strsplit(text, "'", -1);
    g_autofree char *joined = g_strjoinv(quote_as, parts);

    return g_strconcat("'", joined, "'", NULL);
}
