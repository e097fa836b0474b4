/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A verdict beside a commit, whatever forge it is of. */
#ifndef PH_HARNESS_FORGE_COMMIT_STATUS_H
#define PH_HARNESS_FORGE_COMMIT_STATUS_H

#include <glib.h>

#include "forge/client.h"
#include "verdict/verdict.h"

/* All are borrowed. */
typedef struct ph_commit_status {
    const char *repository; /* "owner/name". */
    const char *sha;        /* On a pull request that of its head, not of the merge. */
    guint64 pipeline;       /* Of GitLab, and of that commit; 0: whichever it has. */
    const char *context;    /* The status' name: branch protection refers to it. */
    const char *line;       /* Shown beside the name; cut to what the forge has room for. */
    const char *report;     /* Markdown, below 65,536 characters; shown with a check run only. */
    const char *url;        /* Of the job's page; NULL: none. */
    ph_verdict verdict;
    gboolean is_pending;   /* There will be a verdict. */
    gboolean is_broken;    /* It could not be judged, whatever the verdict is: an error. */
    gboolean is_informing; /* The verdict gates nothing: it is shown, and the state is success. */
    gboolean is_inconclusive_failure; /* Where there is no verdict, the state is failure. */
    gboolean is_check_run; /* Of GitHub: a check run in its place, where the token may set one. */
} ph_commit_status;

typedef enum ph_status_state {
    PH_STATUS_PENDING,
    PH_STATUS_SUCCESS, /* Of a pass and WARN, and of what only informs. */
    PH_STATUS_NEUTRAL, /* There is no verdict, and that stops nobody. */
    PH_STATUS_FAILURE, /* FAIL. */
    PH_STATUS_ERROR,   /* It could not be judged. */
} ph_status_state;

ph_status_state ph_commit_status_state(const ph_commit_status *status);

/* Its line, with an ellipsis where that is longer. The caller frees it. */
char *ph_commit_status_line(const ph_commit_status *status, guint characters_max);

/* What became of one that was to be set. To be cleared. */
typedef struct ph_status_set {
    gboolean is_check_run; /* Rather than a commit status. */
    gboolean is_left;      /* Nothing was set: what is there is of a later attempt. */
    GError *denied;        /* Why no check run was set, but a commit status; NULL. */
} ph_status_set;

void ph_status_set_clear(ph_status_set *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_status_set, ph_status_set_clear)

#endif /* PH_HARNESS_FORGE_COMMIT_STATUS_H */
