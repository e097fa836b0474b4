/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a job of GitLab CI/CD knows of itself. */
#ifndef PH_HARNESS_GITLAB_GITLAB_JOB_H
#define PH_HARNESS_GITLAB_GITLAB_JOB_H

#include "forge/job.h"

/*
 * Read the predefined variables: of a merge request's pipeline its project, number and head, which
 * may be merged with the target already; of a branch's the first merge request that it is open in.
 * An attempt is the job's number: a job that is retried has another one, in the same pipeline. What
 * is not set is not known. NULL and error when one of them cannot be what it should.
 *
 * Source: GitLab's documentation, doc/ci/variables/predefined_variables.md.
 */
ph_job *ph_gitlab_job_read(GError **error);

#endif /* PH_HARNESS_GITLAB_GITLAB_JOB_H */
