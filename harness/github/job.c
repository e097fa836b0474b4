/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/open_flags.h"

static char *variable(const char *name)
{
    const char *value = g_getenv(name);

    return value && *value ? g_strdup(value) : NULL;
}

/* 0 for what is no number. */
static guint64 number(const char *name)
{
    guint64 value = 0;

    (void)g_ascii_string_to_unsigned(g_getenv(name) ? g_getenv(name) : "", 10, 1, G_MAXINT64,
                                     &value, NULL);
    return value;
}

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

char *ph_job_run_url(const char *server, const char *repository, guint64 id, guint64 attempt)
{
    g_autofree char *page =
        attempt ? g_strdup_printf("/attempts/%" G_GUINT64_FORMAT, attempt) : g_strdup("");
    g_autofree char *url = NULL;

    if (!server || !repository || !id)
        return NULL;
    url =
        g_strdup_printf("%s/%s/actions/runs/%" G_GUINT64_FORMAT "%s", server, repository, id, page);
    if ((g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://")) &&
        strspn(url, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ":/._~%-") == strlen(url))
        return g_steal_pointer(&url);
    return NULL;
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

    job->head_sha = is_known ? g_strdup(sha) : NULL;
    job->own_run_id = number("GITHUB_RUN_ID");
    job->run_id = is_run ? job->event.run.id : job->own_run_id;
    job->run_attempt = is_run ? job->event.run.attempt : number("GITHUB_RUN_ATTEMPT");
    job->page_url = ph_job_run_url(g_getenv("GITHUB_SERVER_URL"), job->repository, job->run_id,
                                   job->run_attempt);
}

ph_job *ph_job_read(GError **error)
{
    g_autoptr(ph_job) job = g_new0(ph_job, 1);

    job->api_url = variable("GITHUB_API_URL");
    if (!job->api_url)
        job->api_url = g_strdup("https://api.github.com");
    job->repository = variable("GITHUB_REPOSITORY");
    job->event_name = variable("GITHUB_EVENT_NAME");
    job->event_path = variable("GITHUB_EVENT_PATH");
    job->own_sha = variable("GITHUB_SHA");
    job->summary_path = variable("GITHUB_STEP_SUMMARY");
    job->output_path = variable("GITHUB_OUTPUT");
    if (job->event_path && !ph_event_read(job->event_path, &job->event, error))
        return NULL;
    take_measured(job);
    return check(job, error) ? g_steal_pointer(&job) : NULL;
}

void ph_job_free(ph_job *job)
{
    g_free(job->api_url);
    g_free(job->repository);
    g_free(job->event_name);
    g_free(job->event_path);
    ph_event_clear(&job->event);
    g_free(job->own_sha);
    g_free(job->head_sha);
    g_free(job->page_url);
    g_free(job->summary_path);
    g_free(job->output_path);
    g_free(job);
}

static gboolean append(const char *path, const char *what, const char *text, GError **error)
{
    FILE *file = fopen(path, PH_STREAM_APPEND);
    gboolean has_failed = !file;

    if (file) {
        has_failed = fputs(text, file) < 0 || fputc('\n', file) == EOF;
        has_failed |= fclose(file) != 0;
    }
    return !has_failed || ph_refuse(error, PH_ERROR_STORAGE, "appending to the %s %s: %s", what,
                                    path, g_strerror(errno));
}

gboolean ph_job_append_summary(const ph_job *job, const char *markdown, GError **error)
{
    PH_REQUIRE(job->summary_path != NULL);

    return append(job->summary_path, "step summary", markdown, error);
}

gboolean ph_job_append_output(const ph_job *job, const char *lines, GError **error)
{
    PH_REQUIRE(job->output_path != NULL);

    return append(job->output_path, "step's outputs", lines, error);
}
