/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A verdict beside a commit: as a commit status, or as a check run. */
#ifndef PH_HARNESS_GITHUB_COMMIT_STATUS_H
#define PH_HARNESS_GITHUB_COMMIT_STATUS_H

#include <glib.h>

#include "github/client.h"
#include "verdict/verdict.h"

typedef struct ph_commit_status {
    const char *repository; /* "owner/name". */
    const char *sha;        /* On a pull request that of its head, not of the merge. */
    const char *context;    /* The status' name: branch protection refers to it. */
    const char *line;       /* Shown beside the name; cut to GitHub's 140 characters. */
    const char *report;     /* Markdown, below 65,536 characters; shown with a check run only. */
    const char *url;        /* Of the job's page; NULL: none. */
    ph_verdict verdict;
    gboolean is_pending;   /* There will be a verdict. */
    gboolean is_broken;    /* It could not be judged, whatever the verdict is: an error. */
    gboolean is_informing; /* The verdict gates nothing: it is shown, and the state is success. */
    gboolean is_inconclusive_failure; /* Where there is no verdict, the state is failure. */
} ph_commit_status;

/*
 * Set a commit status: success for a pass and WARN, failure for FAIL, error for what could not be
 * judged, pending for what is to come. Where there is no verdict it is success, as there is no
 * neutral one, unless that is a failure.
 */
gboolean ph_commit_status_set(ph_github *github, const ph_commit_status *status, GError **error);

/*
 * Set a check run: as above, but failure for what could not be judged, and neutral where there is
 * no verdict. Only a GitHub App's token may, as that of a job is: is_denied says that another may
 * not.
 */
gboolean ph_check_run_set(ph_github *github, const ph_commit_status *status, gboolean *is_denied,
                          GError **error);

#endif /* PH_HARNESS_GITHUB_COMMIT_STATUS_H */
