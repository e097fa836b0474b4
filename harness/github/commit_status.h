/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A verdict beside a commit of GitHub: as a commit status, as Gitea has them, or as a check run. */
#ifndef PH_HARNESS_GITHUB_COMMIT_STATUS_H
#define PH_HARNESS_GITHUB_COMMIT_STATUS_H

#include "forge/commit_status.h"

/*
 * Set a commit status: success for a pass and WARN, failure for FAIL, error for what could not be
 * judged, pending for what is to come. Where there is no verdict it is success, as there is no
 * neutral one, unless that is a failure.
 */
gboolean ph_github_commit_status_set(ph_forge *forge, const ph_commit_status *status,
                                     GError **error);

/*
 * Set a check run: as above, but failure for what could not be judged, and neutral where there is
 * no verdict. Only a GitHub App's token may, as that of a job is: is_denied says that another may
 * not.
 */
gboolean ph_check_run_set(ph_forge *forge, const ph_commit_status *status, gboolean *is_denied,
                          GError **error);

#endif /* PH_HARNESS_GITHUB_COMMIT_STATUS_H */
