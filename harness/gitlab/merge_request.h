/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding a merge request by the commit that was measured, and what it changes. */
#ifndef PH_HARNESS_GITLAB_MERGE_REQUEST_H
#define PH_HARNESS_GITLAB_MERGE_REQUEST_H

#include "forge/pull_request_search.h"

/*
 * As pull_request.h says. A project knows the commits of forks' merge requests, too. Of a branch of
 * a fork whose head has moved on it is not found: GitLab says the fork's number there, not its
 * name.
 */
gboolean ph_gitlab_merge_request_find(ph_forge *forge, const ph_pull_request_wanted *wanted,
                                      ph_pull_request *ret, GError **error);

/* The commit at its head, open or not; NULL and error. The caller frees it. */
char *ph_gitlab_merge_request_head(ph_forge *forge, const char *project, guint64 number,
                                   GError **error);

/* As pull_request.h says. */
ph_pull_request_files ph_gitlab_merge_request_changes(ph_forge *forge, const char *project,
                                                      guint64 number, const char *const *prefixes,
                                                      GError **error);

#endif /* PH_HARNESS_GITLAB_MERGE_REQUEST_H */
