/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitea/gitea_job.h"

#include "github/actions_job.h"

gboolean ph_gitea_is_job(void)
{
    return g_strcmp0(g_getenv("GITEA_ACTIONS"), "true") == 0 ||
           g_strcmp0(g_getenv("FORGEJO_ACTIONS"), "true") == 0;
}

/*
 * A run has the repository's count of runs in its address, and one page for all attempts. From
 * Gitea 1.26 on it has GITHUB_RUN_ID there, and is asked to take the count for one; who does not
 * know what that asks overlooks it.
 */
char *ph_gitea_run_url(void)
{
    g_autofree char *page =
        ph_actions_run_url(g_getenv("GITHUB_SERVER_URL"), g_getenv("GITHUB_REPOSITORY"),
                           ph_job_number("GITHUB_RUN_NUMBER"), 0);

    return page ? g_strconcat(page, "?by_index=1", NULL) : NULL;
}

ph_job *ph_gitea_job_read(GError **error)
{
    ph_job *job = ph_actions_job_read(error);
    char *named = ph_job_variable("GITEA_API_URL");

    if (job && (named || !ph_gitea_is_job())) {
        g_free(job->api_url);
        job->api_url = g_steal_pointer(&named);
    }
    g_free(named);
    if (!job)
        return NULL;
    g_free(job->page_url);
    job->page_url = ph_gitea_run_url();
    return job;
}
