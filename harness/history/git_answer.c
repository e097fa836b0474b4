/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/git_answer.h"

#include <gio/gio.h>

char *ph_git_answer_of(const char *repository, const GPtrArray *arguments)
{
    g_autoptr(GPtrArray) line = g_ptr_array_new();
    g_autoptr(GSubprocess) git = NULL;
    g_autoptr(GBytes) printed = NULL;
    const char *text;
    gsize bytes;

    g_ptr_array_add(line, (gpointer) "git");
    g_ptr_array_add(line, (gpointer) "-C");
    g_ptr_array_add(line, (gpointer)(repository ? repository : "."));
    for (guint i = 0; i < arguments->len; i++)
        g_ptr_array_add(line, arguments->pdata[i]);
    g_ptr_array_add(line, NULL);
    git =
        g_subprocess_newv((const char *const *)line->pdata,
                          G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
    if (!git || !g_subprocess_communicate(git, NULL, NULL, &printed, NULL, NULL) ||
        !g_subprocess_get_successful(git))
        return NULL;
    text = (const char *)g_bytes_get_data(printed, &bytes);
    return bytes > 0 ? g_strchomp(g_strndup(text, bytes)) : g_strdup("");
}

char *ph_git_answer(const char *repository, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list more;
    char *argument;

    va_start(more, repository);
    while ((argument = va_arg(more, char *)) != NULL)
        g_ptr_array_add(arguments, argument);
    va_end(more);
    return ph_git_answer_of(repository, arguments);
}
