/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/publish_pending.h"

#include "command/ci_job.h"
#include "error/error.h"
#include "github/publication.h"

/* What is going on, where somebody waits for it. */
static char *description(void)
{
    g_auto(ph_ci_source) source = { 0 };
    g_autofree char *workflow = NULL;
    ph_ci_job job;

    (void)ph_ci_job_read(&job, &source);
    workflow = ph_error_printable(job.workflow ? job.workflow : "a job");
    return job.run_id ? g_strdup_printf("Being measured by %s, run %s", workflow, job.run_id)
                      : g_strdup_printf("Being measured by %s", workflow);
}

ph_exit ph_publish_pending(const ph_publish_target *target, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *line = description();
    const ph_publication publication = { .repository = target->job->repository,
                                         .status = { .repository = target->job->repository,
                                                     .sha = target->job->head_sha,
                                                     .context = target->context,
                                                     .line = line,
                                                     .report = line,
                                                     .url = target->job->page_url,
                                                     .is_pending = TRUE },
                                         .is_check_run = target->is_check_run };
    g_autoptr(ph_github) github = NULL;

    if (!publication.status.sha) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--pending: the commit is not known: --pull-request-of SHA was expected");
        return PH_EXIT_USAGE;
    }
    github = ph_publish_connect(target, &cause);
    if (!github && g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return PH_EXIT_USAGE;
    }
    if (!github || !ph_publication_send_status(github, &publication, &cause))
        ph_publication_warn("the commit status is not set", cause);
    return PH_EXIT_PASS;
}
