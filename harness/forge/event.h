/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What began a job, as far as it says what is to be judged. */
#ifndef PH_HARNESS_FORGE_EVENT_H
#define PH_HARNESS_FORGE_EVENT_H

#include <glib.h>

/* A run of a workflow that is over: what a workflow_run event is about. Texts are anybody's. */
typedef struct ph_event_run {
    guint64 id;      /* 0: the event is about no run. */
    guint64 attempt; /* From 1 on; 0: not known. */
    char *event;     /* That began it: "pull_request", ...; NULL: not known. */
    char *path;      /* Of its workflow's file: ".github/workflows/it.yml"; NULL: not known. */
    char *workflow;  /* Its name; NULL: not known. */
} ph_event_run;

/*
 * Commits and repositories are fit to be put into an address (ph_event_is_sha(),
 * ph_event_is_repository()); the name of a branch is whatever somebody chose.
 */
typedef struct ph_event {
    guint64 pull_request;  /* 0: none is named. */
    char *head_sha;        /* The commit it is about; NULL: none is named. */
    char *head_repository; /* Where that was pushed: a fork, or ours. NULL: not known. */
    char *head_branch;     /* As that; NULL: not known. */
    gboolean is_comment;   /* Somebody commented: what GITHUB_SHA says is not what it is about. */
    ph_event_run run;
} ph_event;

void ph_event_clear(ph_event *event);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_event, ph_event_clear)

/* "owner/name" of GitHub and Gitea, and a commit's full hash: fit to be put into an address. */
gboolean ph_event_is_repository(const char *text);
gboolean ph_event_is_sha(const char *text);

#endif /* PH_HARNESS_FORGE_EVENT_H */
