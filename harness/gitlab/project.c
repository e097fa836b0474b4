/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitlab/project.h"

gboolean ph_gitlab_is_project(const char *text)
{
    return g_regex_match_simple("^(?:(?!\\.{1,2}/)[A-Za-z0-9._-]{1,255}/){1,20}(?!\\.{1,2}$)"
                                "[A-Za-z0-9._-]{1,255}$",
                                text, G_REGEX_DOLLAR_ENDONLY, 0);
}

char *ph_gitlab_project_path(const char *project)
{
    g_autofree char *escaped = g_uri_escape_string(project, NULL, FALSE);

    return g_strconcat("/projects/", escaped, NULL);
}
