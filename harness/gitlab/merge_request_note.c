/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitlab/merge_request_note.h"

#include "gitlab/project.h"

#define NOTES "%s/merge_requests/%" G_GUINT64_FORMAT "/notes"

char *ph_gitlab_notes_path(const char *project, guint64 number)
{
    g_autofree char *at = ph_gitlab_project_path(project);

    return g_strdup_printf(NOTES "?sort=asc&per_page=100", at, number);
}

char *ph_gitlab_note_path(const char *project, guint64 number, guint64 id)
{
    g_autofree char *at = ph_gitlab_project_path(project);

    return g_strdup_printf(NOTES "/%" G_GUINT64_FORMAT, at, number, id);
}

char *ph_gitlab_note_url(const ph_forge *forge, const char *project, guint64 number, guint64 id)
{
    g_autofree char *web = ph_forge_web_address(forge);

    return g_strdup_printf("%s/%s/-/merge_requests/%" G_GUINT64_FORMAT "#note_%" G_GUINT64_FORMAT,
                           web, project, number, id);
}

/* A blank before it: GitLab drops CR first, so what follows those begins a line as well. */
char *ph_gitlab_note_text(const char *body)
{
    GString *text = g_string_new(NULL);
    gboolean is_at_start = TRUE;

    for (const char *c = body; *c; c++) {
        if (is_at_start && *c == '/')
            g_string_append_c(text, ' ');
        is_at_start = *c == '\n' || (is_at_start && *c == '\r');
        g_string_append_c(text, *c);
    }
    return g_string_free(text, FALSE);
}
