/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a job of GitHub Actions knows of itself, or one of Actions made after them. */
#ifndef PH_HARNESS_GITHUB_ACTIONS_JOB_H
#define PH_HARNESS_GITHUB_ACTIONS_JOB_H

#include "forge/job.h"

/*
 * Read GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_SHA,
 * GITHUB_SERVER_URL, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_STEP_SUMMARY and GITHUB_OUTPUT. What
 * is not set is not known. NULL and error when the event's file cannot be read, or one of them
 * cannot be what it should.
 */
ph_job *ph_actions_job_read(GError **error);

/* As that; the API's address is https://api.github.com unless the environment says otherwise. */
ph_job *ph_github_job_read(GError **error);

/*
 * Where a run is shown: the attempt of it, where that is known. NULL where a part is not known, or
 * would not stay an address, within a link, either. The caller frees it.
 */
char *ph_actions_run_url(const char *server, const char *repository, guint64 id, guint64 attempt);

#endif /* PH_HARNESS_GITHUB_ACTIONS_JOB_H */
