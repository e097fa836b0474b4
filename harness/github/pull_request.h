/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding a pull request by the commit that was measured, from our branches and from forks. */
#ifndef PH_HARNESS_GITHUB_PULL_REQUEST_H
#define PH_HARNESS_GITHUB_PULL_REQUEST_H

#include <glib.h>

#include "github/client.h"

/* What is known of it. All are borrowed. */
typedef struct ph_pull_request_wanted {
    const char *repository;      /* "owner/name" that it is to be merged into. */
    const char *sha;             /* At its head, when it was measured. */
    const char *head_repository; /* Where its branch is, a fork or ours; NULL: not known. */
    const char *head_branch;     /* NULL: not known. */
} ph_pull_request_wanted;

typedef struct ph_pull_request {
    guint64 number; /* 0: there is none. */
    char *head_sha; /* Now; NULL where there is none. Owned. */
} ph_pull_request;

/*
 * The open pull request into the repository whose head is this commit, the one with the lowest
 * number if there are several; else, where repository and branch of its head are known, one of that
 * branch, whose head has moved on since. *ret is to be cleared. FALSE and error as ph_github_call()
 * has it.
 *
 * A fork's commit is in no list of the repository's: GET /repos/BASE/commits/SHA/pulls answers with
 * an empty one. So the list of the branch's pull requests is asked for, and the fork for its own.
 */
gboolean ph_pull_request_find(ph_github *github, const ph_pull_request_wanted *wanted,
                              ph_pull_request *ret, GError **error);

/*
 * The number of the pull request into the repository that brought a commit there, the lowest of
 * several; *ret is 0 when none did, as of a commit that was pushed. One that is still open has not
 * brought it. As ph_github_call().
 */
ph_github_outcome ph_pull_request_that_brought(ph_github *github, const char *repository,
                                               const char *sha, guint64 *ret, GError **error);

/* The commit at the head of a pull request, open or not; NULL and error. The caller frees it. */
char *ph_pull_request_head(ph_github *github, const char *repository, guint64 number,
                           GError **error);

typedef enum ph_pull_request_files {
    PH_FILES_UNKNOWN, /* Some are not known: one of them may. */
    PH_FILES_ELSEWHERE,
    PH_FILES_THERE,
} ph_pull_request_files;

/*
 * Does a pull request change a file whose path begins so, or has it moved one away from there?
 * UNKNOWN and error, as ph_github_call() has it, where GitHub does not say it, or has more files
 * than it lists (3,000).
 */
ph_pull_request_files ph_pull_request_changes(ph_github *github, const char *repository,
                                              guint64 number, const char *prefix, GError **error);

void ph_pull_request_clear(ph_pull_request *pull);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_pull_request, ph_pull_request_clear)

#endif /* PH_HARNESS_GITHUB_PULL_REQUEST_H */
