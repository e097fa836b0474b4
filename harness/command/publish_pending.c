/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/publish_pending.h"

#include "command/ci_job.h"
#include "error/error.h"
#include "forge/publication.h"

/* What is going on, where somebody waits for it. */
static char *description(void)
{
    g_auto(ph_ci_source) source = { 0 };
    g_autofree char *workflow = NULL;
    ph_ci_job ci_job;

    (void)ph_ci_job_read(&ci_job, &source);
    workflow = ph_error_printable(ci_job.workflow ? ci_job.workflow : "a job");
    return ci_job.run_id ? g_strdup_printf("Being measured by %s, run %s", workflow, ci_job.run_id)
                         : g_strdup_printf("Being measured by %s", workflow);
}

ph_exit ph_publish_pending(const ph_publish_target *target, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *line = description();
    const ph_job *job = target->job;
    const ph_publication publication = {
        .kind = target->forge,
        .repository = job->repository,
        .status = { .repository = job->status_repository ? job->status_repository : job->repository,
                    .sha = job->status_sha ? job->status_sha : job->head_sha,
                    .pipeline = job->pipeline,
                    .context = target->context,
                    .line = line,
                    .report = line,
                    .url = job->page_url,
                    .is_pending = TRUE,
                    .is_check_run = target->is_check_run },
    };
    g_autoptr(ph_forge) github = NULL;

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
