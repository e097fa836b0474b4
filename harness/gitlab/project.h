/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What GitLab calls a repository, by its path: "group/project", "group/subgroup/project". */
#ifndef PH_HARNESS_GITLAB_PROJECT_H
#define PH_HARNESS_GITLAB_PROJECT_H

#include <glib.h>

gboolean ph_gitlab_is_project(const char *text);

/* "/projects/group%2Fproject": what its addresses begin with. The caller frees it. */
char *ph_gitlab_project_path(const char *project);

#endif /* PH_HARNESS_GITLAB_PROJECT_H */
