/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding a pull request by the commit that was measured, from our branches and from forks. */
#ifndef PH_HARNESS_GITHUB_PULL_REQUEST_H
#define PH_HARNESS_GITHUB_PULL_REQUEST_H

#include "forge/pull_request_search.h"

/*
 * As pull_request.h says. *ret is to be cleared. FALSE and error as ph_forge_call() has it.
 *
 * A fork's commit is in no list of the repository's: GET /repos/BASE/commits/SHA/pulls answers with
 * an empty one. So the list of the branch's pull requests is asked for, and the fork for its own.
 */
gboolean ph_github_pull_request_find(ph_forge *github, const ph_pull_request_wanted *wanted,
                                     ph_pull_request *ret, GError **error);

/* Look at one of a list, as Gitea has them, too: the search is a ph_pull_request_search. */
gboolean ph_github_pull_request_look(const cJSON *json, gpointer search);

/*
 * The number of the pull request into the repository that brought a commit there, the lowest of
 * several; *ret is 0 when none did, as of a commit that was pushed. One that is still open has not
 * brought it. As ph_forge_call().
 */
ph_forge_outcome ph_pull_request_that_brought(ph_forge *github, const char *repository,
                                              const char *sha, guint64 *ret, GError **error);

/* The commit at the head of a pull request, open or not; NULL and error. The caller frees it. */
char *ph_github_pull_request_head(ph_forge *forge, const char *repository, guint64 number,
                                  GError **error);

/* As pull_request.h says; GitHub lists 3,000 files. */
ph_pull_request_files ph_github_pull_request_changes(ph_forge *forge, const char *repository,
                                                     guint64 number, const char *const *prefixes,
                                                     GError **error);

#endif /* PH_HARNESS_GITHUB_PULL_REQUEST_H */
