/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/actions_job.h"

#include "error/error.h"
#include "github/event_file.h"

static gboolean check(const ph_job *job, GError **error)
{
    if (job->repository && !ph_event_is_repository(job->repository))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "GITHUB_REPOSITORY: OWNER/NAME was expected, not %s", job->repository);
    if (job->head_sha && !ph_event_is_sha(job->head_sha))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "GITHUB_SHA: a commit's 40 hexadecimal digits were expected, not %s",
                         job->head_sha);
    return TRUE;
}

char *ph_actions_run_url(const char *server, const char *repository, guint64 id, guint64 attempt)
{
    g_autofree char *page =
        attempt ? g_strdup_printf("/attempts/%" G_GUINT64_FORMAT, attempt) : g_strdup("");

    if (!server || !repository || !id)
        return NULL;
    return ph_job_take_url(g_strdup_printf("%s/%s/actions/runs/%" G_GUINT64_FORMAT "%s", server,
                                           repository, id, page));
}

/* What is judged, and by which run: the event knows better than the environment. */
static void take_measured(ph_job *job)
{
    const gboolean is_run = job->event.run.id != 0;
    const char *sha = job->event.head_sha ? job->event.head_sha : job->own_sha;
    /* It would be the default branch's, which nobody measured. */
    const gboolean is_known =
        job->event.head_sha ||
        (!job->event.is_comment && g_strcmp0(job->event_name, "workflow_run") != 0);

    job->is_on_pull_request = g_strcmp0(job->event_name, "pull_request") == 0;
    job->is_from_fork = job->is_on_pull_request && job->event.head_repository && job->repository &&
                        g_ascii_strcasecmp(job->event.head_repository, job->repository) != 0;
    job->head_sha = is_known ? g_strdup(sha) : NULL;
    job->own_run_id = ph_job_number("GITHUB_RUN_ID");
    job->run_id = is_run ? job->event.run.id : job->own_run_id;
    job->run_attempt = is_run ? job->event.run.attempt : ph_job_number("GITHUB_RUN_ATTEMPT");
    job->page_url = ph_actions_run_url(g_getenv("GITHUB_SERVER_URL"), job->repository, job->run_id,
                                       job->run_attempt);
}

ph_job *ph_actions_job_read(GError **error)
{
    g_autoptr(ph_job) job = g_new0(ph_job, 1);

    job->api_url = ph_job_variable("GITHUB_API_URL");
    job->repository = ph_job_variable("GITHUB_REPOSITORY");
    job->event_name = ph_job_variable("GITHUB_EVENT_NAME");
    job->event_path = ph_job_variable("GITHUB_EVENT_PATH");
    job->own_sha = ph_job_variable("GITHUB_SHA");
    job->summary_path = ph_job_variable("GITHUB_STEP_SUMMARY");
    job->output_path = ph_job_variable("GITHUB_OUTPUT");
    if (job->event_path && !ph_event_file_read(job->event_path, &job->event, error))
        return NULL;
    take_measured(job);
    return check(job, error) ? g_steal_pointer(&job) : NULL;
}

ph_job *ph_github_job_read(GError **error)
{
    ph_job *job = ph_actions_job_read(error);

    if (job && !job->api_url)
        job->api_url = g_strdup("https://api.github.com");
    return job;
}
