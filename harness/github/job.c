/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "perfharness/require.h"

static char *variable(const char *name)
{
    const char *value = g_getenv(name);

    return value && *value ? g_strdup(value) : NULL;
}

gboolean ph_job_is_repository(const char *text)
{
    return g_regex_match_simple("^(?!\\.{1,2}/)[A-Za-z0-9._-]{1,100}/(?!\\.{1,2}$)"
                                "[A-Za-z0-9._-]{1,100}$",
                                text, G_REGEX_DOLLAR_ENDONLY, 0);
}

gboolean ph_job_is_sha(const char *text)
{
    return g_regex_match_simple("^([0-9a-f]{40}|[0-9a-f]{64})$", text, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
static gboolean take_event(ph_job *job, const char *path, GError **error)
{
    cJSON *event = ph_document_read(path, error);
    const cJSON *pull = cJSON_GetObjectItemCaseSensitive(event, "pull_request");
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(pull, "number");
    const cJSON *head = cJSON_GetObjectItemCaseSensitive(pull, "head");
    const char *sha = ph_json_text(head, "sha");
    gboolean is_good = event != NULL;

    if (pull && (!cJSON_IsNumber(number) || number->valueint < 1 || !sha)) {
        g_set_error(error, PH_ERROR, PH_ERROR_PARSE,
                    "%s: /pull_request: a number and head/sha were expected, as in GitHub's events",
                    path);
        is_good = FALSE;
    } else if (pull) {
        job->pull_request = (guint64)number->valueint;
        g_free(job->head_sha);
        job->head_sha = g_strdup(sha);
    }
    cJSON_Delete(event);
    return is_good;
}

static gboolean check(const ph_job *job, GError **error)
{
    if (job->repository && !ph_job_is_repository(job->repository)) {
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                    "GITHUB_REPOSITORY: OWNER/NAME was expected, not %s", job->repository);
        return FALSE;
    }
    if (job->head_sha && !ph_job_is_sha(job->head_sha)) {
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                    "the commit (GITHUB_SHA, or the event's): 40 hexadecimal digits were expected, "
                    "not %s",
                    job->head_sha);
        return FALSE;
    }
    return TRUE;
}

ph_job *ph_job_read(GError **error)
{
    g_autoptr(ph_job) job = g_new0(ph_job, 1);
    g_autofree char *event_path = variable("GITHUB_EVENT_PATH");
    g_autofree char *server = variable("GITHUB_SERVER_URL");
    g_autofree char *run = variable("GITHUB_RUN_ID");

    job->api_url = variable("GITHUB_API_URL");
    if (!job->api_url)
        job->api_url = g_strdup("https://api.github.com");
    job->repository = variable("GITHUB_REPOSITORY");
    job->event = variable("GITHUB_EVENT_NAME");
    job->head_sha = variable("GITHUB_SHA");
    job->summary_path = variable("GITHUB_STEP_SUMMARY");
    if ((event_path && !take_event(job, event_path, error)) || !check(job, error))
        return NULL;
    if (server && run && job->repository)
        job->page_url = g_strdup_printf("%s/%s/actions/runs/%s", server, job->repository, run);
    return g_steal_pointer(&job);
}

void ph_job_free(ph_job *job)
{
    g_free(job->api_url);
    g_free(job->repository);
    g_free(job->event);
    g_free(job->head_sha);
    g_free(job->page_url);
    g_free(job->summary_path);
    g_free(job);
}

gboolean ph_job_append_summary(const ph_job *job, const char *markdown, GError **error)
{
    PH_REQUIRE(job->summary_path != NULL);

    FILE *file = fopen(job->summary_path, "ae");
    gboolean has_failed = !file;

    if (file) {
        has_failed = fputs(markdown, file) < 0 || fputc('\n', file) == EOF;
        has_failed |= fclose(file) != 0;
    }
    if (has_failed)
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "appending to the step summary %s: %s",
                    job->summary_path, g_strerror(errno));
    return !has_failed;
}
