/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a job of Gitea's or Forgejo's Actions knows of itself. */
#ifndef PH_HARNESS_GITEA_GITEA_JOB_H
#define PH_HARNESS_GITEA_GITEA_JOB_H

#include "forge/job.h"

/*
 * As ph_actions_job_read(): their runners set GitHub's variables. The API's address is that of
 * GITEA_API_URL; in a job, which GITEA_ACTIONS or FORGEJO_ACTIONS says, GITHUB_API_URL does as
 * well, but not in a job of GitHub's, which would be sent the token.
 *
 * Source: docs.gitea.com, "Gitea Actions variables"; forgejo.org, "Forgejo Actions reference".
 */
ph_job *ph_gitea_job_read(GError **error);

/* Does a job of theirs run? */
gboolean ph_gitea_is_job(void);

/* Where a run is shown; NULL where a part is not known. The caller frees it. */
char *ph_gitea_run_url(void);

#endif /* PH_HARNESS_GITEA_GITEA_JOB_H */
