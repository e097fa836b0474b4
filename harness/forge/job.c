/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/open_flags.h"

void ph_job_free(ph_job *job)
{
    g_free(job->api_url);
    g_free(job->repository);
    g_free(job->event_name);
    g_free(job->event_path);
    ph_event_clear(&job->event);
    g_free(job->own_sha);
    g_free(job->head_sha);
    g_free(job->status_repository);
    g_free(job->status_sha);
    g_free(job->page_url);
    g_free(job->summary_path);
    g_free(job->output_path);
    g_free(job);
}

char *ph_job_variable(const char *name)
{
    const char *value = g_getenv(name);

    return value && *value ? g_strdup(value) : NULL;
}

guint64 ph_job_number(const char *name)
{
    const char *text = g_getenv(name);
    guint64 value = 0;

    (void)g_ascii_string_to_unsigned(text ? text : "", 10, 1, G_MAXINT64, &value, NULL);
    return value;
}

static void leave_pipeline(ph_job *job)
{
    g_clear_pointer(&job->status_repository, g_free);
    g_clear_pointer(&job->status_sha, g_free);
    job->pipeline = 0;
}

static void replace(ph_job *job, char **text, const char *by)
{
    if (g_strcmp0(*text, by) == 0)
        return;
    g_free(*text);
    *text = g_strdup(by);
    leave_pipeline(job);
}

void ph_job_judge(ph_job *job, const char *head_sha)
{
    replace(job, &job->head_sha, head_sha);
}

void ph_job_publish_to(ph_job *job, const char *repository)
{
    replace(job, &job->repository, repository);
}

char *ph_job_take_url(char *url)
{
    if (url && (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://")) &&
        strspn(url, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ":/._~%-") == strlen(url))
        return url;
    g_free(url);
    return NULL;
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
