/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The continuous-integration job that measured, as far as this process is told of it. */
#ifndef PH_HARNESS_COMMAND_CI_JOB_H
#define PH_HARNESS_COMMAND_CI_JOB_H

#include "forge/event.h"
#include "report.h"

/* What a ph_ci_job borrows from. */
typedef struct ph_ci_source {
    ph_event event;
    char *run_id;
    char *run_url;
} ph_ci_source;

/*
 * Read the variables of GitHub Actions, and of those made after them, with the event, or those of
 * GitLab CI/CD. On a pull request commit and branch are those
 * that ask to be merged. In a job after a workflow_run, all is of the run that is over, and of
 * this job nothing; where its event cannot be read, nothing is known. No variable that holds the
 * name of a person or of a runner is read.
 *
 * @param ret         Borrows from the environment, and from ret_source, which is to be cleared.
 * @return FALSE outside of a job; *ret is empty then.
 */
gboolean ph_ci_job_read(ph_ci_job *ret, ph_ci_source *ret_source);

void ph_ci_source_clear(ph_ci_source *source);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_ci_source, ph_ci_source_clear)

#endif /* PH_HARNESS_COMMAND_CI_JOB_H */
