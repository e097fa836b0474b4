/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitlab/gitlab_job.h"

#include <string.h>

#include "error/error.h"
#include "gitlab/project.h"

#define API_DEFAULT "https://gitlab.com/api/v4"
#define NUMBER_MAX  1000000000

/* "group/project!7,group/other!9": those that the branch is open in. */
static void take_open_request(ph_job *job)
{
    const char *all = g_getenv("CI_OPEN_MERGE_REQUESTS");
    g_autofree char *first = all ? g_strndup(all, strcspn(all, ",")) : NULL;
    char *number = first ? strchr(first, '!') : NULL;

    if (!number)
        return;
    *number++ = '\0';
    if (!ph_gitlab_is_project(first) ||
        !g_ascii_string_to_unsigned(number, 10, 1, NUMBER_MAX, &job->event.pull_request, NULL))
        return;
    g_free(job->repository);
    job->repository = g_strdup(first);
    job->event.head_repository = ph_job_variable("CI_PROJECT_PATH");
    job->event.head_branch = ph_job_variable("CI_COMMIT_BRANCH");
}

static void take_request(ph_job *job)
{
    char *project = ph_job_variable("CI_MERGE_REQUEST_PROJECT_PATH");

    job->event.pull_request = ph_job_number("CI_MERGE_REQUEST_IID");
    job->is_on_pull_request = job->event.pull_request != 0;
    if (!job->is_on_pull_request || !project) {
        g_free(project);
        take_open_request(job);
        return;
    }
    g_free(job->repository);
    job->repository = project;
    job->event.head_sha = ph_job_variable("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA");
    if (!job->event.head_sha)
        job->event.head_sha = g_strdup(job->own_sha);
    job->event.head_repository = ph_job_variable("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH");
    job->event.head_branch = ph_job_variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME");
    job->is_from_fork =
        job->event.head_repository && g_ascii_strcasecmp(job->event.head_repository, project) != 0;
}

/* The pipeline is of the project that it runs in, and of the commit that it checked out. */
static void take_pipeline(ph_job *job)
{
    job->status_repository = ph_job_variable("CI_PROJECT_PATH");
    job->status_sha = g_strdup(job->own_sha);
    job->pipeline = ph_job_number("CI_PIPELINE_ID");
    job->own_run_id = job->run_id = job->pipeline;
    job->run_attempt = ph_job_number("CI_JOB_ID");
    job->page_url = ph_job_take_url(ph_job_variable("CI_JOB_URL"));
}

static gboolean check_project(const char *name, const char *value, GError **error)
{
    return !value || ph_gitlab_is_project(value) ||
           ph_refuse(error, PH_ERROR_USAGE, "%s: GROUP/PROJECT was expected, not %s", name, value);
}

static gboolean check_sha(const char *name, const char *value, GError **error)
{
    return !value || ph_event_is_sha(value) ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "%s: a commit's 40 hexadecimal digits were expected, not %s", name, value);
}

static gboolean check(const ph_job *job, GError **error)
{
    return check_project("CI_PROJECT_PATH", job->status_repository, error) &&
           check_project("CI_MERGE_REQUEST_PROJECT_PATH", job->repository, error) &&
           check_project("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", job->event.head_repository,
                         error) &&
           check_sha("CI_COMMIT_SHA", job->own_sha, error) &&
           check_sha("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", job->head_sha, error);
}

ph_job *ph_gitlab_job_read(GError **error)
{
    g_autoptr(ph_job) job = g_new0(ph_job, 1);

    job->api_url = ph_job_variable("CI_API_V4_URL");
    if (!job->api_url)
        job->api_url = g_strdup(API_DEFAULT);
    job->event_name = ph_job_variable("CI_PIPELINE_SOURCE");
    job->repository = ph_job_variable("CI_PROJECT_PATH");
    job->own_sha = ph_job_variable("CI_COMMIT_SHA");
    take_request(job);
    job->head_sha = g_strdup(job->event.head_sha ? job->event.head_sha : job->own_sha);
    take_pipeline(job);
    return check(job, error) ? g_steal_pointer(&job) : NULL;
}
