/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The continuous-integration job this process runs in, as far as its environment says. */
#ifndef PH_HARNESS_COMMAND_CI_JOB_H
#define PH_HARNESS_COMMAND_CI_JOB_H

#include "report.h"

/*
 * Read the variables of GitHub Actions. On a pull request the branch is the one that asks to be
 * merged. No variable that holds the name of a person or of a runner is read.
 *
 * @param ret          Borrows from the environment, and from ret_run_url.
 * @param ret_run_url  The run's address, to be g_free()d; NULL when it is not known.
 * @return FALSE outside of GitHub Actions; *ret is empty then.
 */
gboolean ph_ci_job_read(ph_ci_job *ret, char **ret_run_url);

#endif /* PH_HARNESS_COMMAND_CI_JOB_H */
