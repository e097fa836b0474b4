/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a job of GitHub Actions knows of itself, from its environment and the event that began it.
 */
#ifndef PH_HARNESS_GITHUB_JOB_H
#define PH_HARNESS_GITHUB_JOB_H

#include <glib.h>

typedef struct ph_job {
    char *api_url;    /* "https://api.github.com" unless the environment says otherwise. */
    char *repository; /* "owner/name"; NULL: not known. */
    char *event;      /* "pull_request", ...; NULL outside of a job. */
    char *head_sha;   /* On a pull request that of its head, not of the merge; NULL: not known. */
    guint64 pull_request; /* 0: none. */
    char *page_url;       /* Where the job is shown; NULL: not known. */
    char *summary_path;   /* What is appended to this file is shown there; NULL: none. */
} ph_job;

/*
 * Read GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_SHA,
 * GITHUB_SERVER_URL, GITHUB_RUN_ID and GITHUB_STEP_SUMMARY. What is not set is not known. NULL and
 * error when the event's file cannot be read, or one of them cannot be what it should.
 */
ph_job *ph_job_read(GError **error);

void ph_job_free(ph_job *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_job, ph_job_free)

/* "owner/name" and a commit's full hash, as GitHub has them: fit to be put into an address. */
gboolean ph_job_is_repository(const char *text);
gboolean ph_job_is_sha(const char *text);

/* Append a text to the job's summary. FALSE and error (PH_ERROR_STORAGE). */
gboolean ph_job_append_summary(const ph_job *job, const char *markdown, GError **error);

#endif /* PH_HARNESS_GITHUB_JOB_H */
