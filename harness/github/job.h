/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a job of GitHub Actions knows of itself, from its environment and the event that began it.
 */
#ifndef PH_HARNESS_GITHUB_JOB_H
#define PH_HARNESS_GITHUB_JOB_H

#include <glib.h>

#include "github/event.h"

typedef struct ph_job {
    char *api_url;    /* "https://api.github.com" unless the environment says otherwise. */
    char *repository; /* "owner/name"; NULL: not known. */
    char *event_name; /* "pull_request", ...; NULL outside of a job. */
    char *event_path; /* Of the file with it; NULL: none. */
    ph_event event;
    char *own_sha; /* GITHUB_SHA: of which this job's workflow is; NULL: not known. */
    /*
     * What is judged: on a pull request its head, not the merge; in a workflow_run what that run
     * measured, and after a comment nothing, as GITHUB_SHA is the default branch's head there.
     * NULL: not known.
     */
    char *head_sha;
    /* The run that measured: in a workflow_run that one, else this job's. 0: not known. */
    guint64 run_id;
    guint64 run_attempt;
    guint64 own_run_id; /* GITHUB_RUN_ID: this job's, whatever measured. 0: not known. */
    char *page_url;     /* Where that run is shown; NULL: not known. */
    char *summary_path; /* What is appended to this file is shown there; NULL: none. */
    char *output_path;  /* Lines NAME=VALUE in it are for later steps; NULL: none. */
} ph_job;

/*
 * Read GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_SHA,
 * GITHUB_SERVER_URL, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_STEP_SUMMARY and GITHUB_OUTPUT. What
 * is not set is not known. NULL and error when the event's file cannot be read, or one of them
 * cannot be what it should.
 */
ph_job *ph_job_read(GError **error);

void ph_job_free(ph_job *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_job, ph_job_free)

/*
 * Where a run is shown: the attempt of it, where that is known. NULL where a part is not known, or
 * would not stay an address, within a link, either. The caller frees it.
 */
char *ph_job_run_url(const char *server, const char *repository, guint64 id, guint64 attempt);

/* Append a text to the job's summary. FALSE and error (PH_ERROR_STORAGE). */
gboolean ph_job_append_summary(const ph_job *job, const char *markdown, GError **error);

/* Append lines NAME=VALUE to the job's outputs. FALSE and error (PH_ERROR_STORAGE). */
gboolean ph_job_append_output(const ph_job *job, const char *lines, GError **error);

#endif /* PH_HARNESS_GITHUB_JOB_H */
