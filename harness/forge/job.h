/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a job knows of itself, from its environment and what began it: whatever forge it is of. */
#ifndef PH_HARNESS_FORGE_JOB_H
#define PH_HARNESS_FORGE_JOB_H

#include <glib.h>

#include "forge/event.h"

typedef struct ph_job {
    char *api_url;    /* NULL: not known. */
    char *repository; /* Where pull requests are: "owner/name"; NULL: not known. */
    char *event_name; /* "pull_request", ...; NULL outside of a job. */
    char *event_path; /* Of the file with it; NULL: none. */
    ph_event event;
    gboolean is_on_pull_request; /* It began with one, whose merge own_sha may be. */
    gboolean is_from_fork;       /* And that is of a fork, whose jobs have no secrets of ours. */
    char *own_sha; /* Of which this job's workflow is, and what it checks out; NULL: not known. */
    /*
     * What is judged: on a pull request its head, not the merge; in a workflow_run what that run
     * measured, and after a comment nothing, as GITHUB_SHA is the default branch's head there.
     * NULL: not known.
     */
    char *head_sha;
    /* Where a status of what is judged belongs, where it is not to head_sha of the repository. */
    char *status_repository; /* NULL: repository. */
    char *status_sha;        /* NULL: head_sha. */
    guint64 pipeline;        /* Of GitLab, to which the status belongs; 0: none is known. */
    /* The run that measured: in a workflow_run that one, else this job's. 0: not known. */
    guint64 run_id;
    guint64 run_attempt;
    guint64 own_run_id; /* This job's, whatever measured. 0: not known. */
    char *page_url;     /* Where that run is shown; NULL: not known. */
    char *summary_path; /* What is appended to this file is shown there; NULL: none. */
    char *output_path;  /* Lines NAME=VALUE in it are for later steps; NULL: none. */
} ph_job;

void ph_job_free(ph_job *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_job, ph_job_free)

/* A variable of the environment: a copy to be freed; NULL where it is not set, or empty. */
char *ph_job_variable(const char *name);

/* 0 for what is no number from 1 on. */
guint64 ph_job_number(const char *name);

/* Another commit is judged: a status is of that one, and of no pipeline. */
void ph_job_judge(ph_job *job, const char *head_sha);

/* Publish there: a status goes there, too, and to no pipeline of another repository. */
void ph_job_publish_to(ph_job *job, const char *repository);

/* NULL where it would not stay an address, within a link, either. It takes the text. */
char *ph_job_take_url(char *url);

/* Append a text to the job's summary. FALSE and error (PH_ERROR_STORAGE). */
gboolean ph_job_append_summary(const ph_job *job, const char *markdown, GError **error);

/* Append lines NAME=VALUE to the job's outputs. FALSE and error (PH_ERROR_STORAGE). */
gboolean ph_job_append_output(const ph_job *job, const char *lines, GError **error);

#endif /* PH_HARNESS_FORGE_JOB_H */
