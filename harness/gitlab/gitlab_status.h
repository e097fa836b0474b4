/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A verdict beside a commit of GitLab, as a job of its pipeline's stage "external". */
#ifndef PH_HARNESS_GITLAB_GITLAB_STATUS_H
#define PH_HARNESS_GITLAB_GITLAB_STATUS_H

#include "forge/commit_status.h"

/* Set it: GitLab shows the last of a name. *ret is to be cleared. FALSE and error. */
gboolean ph_gitlab_status_set(ph_forge *forge, const ph_commit_status *status, ph_status_set *ret,
                              GError **error);

#endif /* PH_HARNESS_GITLAB_GITLAB_STATUS_H */
