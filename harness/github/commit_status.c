/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/commit_status.h"

#include "github/event.h"
#include "perfharness/require.h"

enum { DESCRIPTION_CHARACTERS_MAX = 140 };

/* The words of the two interfaces for one verdict. */
typedef struct ph_status_words {
    const char *state;
    const char *conclusion; /* NULL: none so far. */
} ph_status_words;

static ph_status_words words_of(const ph_commit_status *status)
{
    static const ph_status_words success = { "success", "success" };
    static const ph_status_words failure = { "failure", "failure" };

    if (status->is_pending)
        return (ph_status_words){ "pending", NULL };
    if (status->is_broken)
        return (ph_status_words){ "error", "failure" };
    if (status->is_informing)
        return success;
    switch (status->verdict) {
    case PH_VERDICT_UNCHANGED:
    case PH_VERDICT_IMPROVED:
    case PH_VERDICT_PASS:
    case PH_VERDICT_WARN: return success;
    case PH_VERDICT_FAIL: return failure;
    case PH_VERDICT_NEUTRAL:
    case PH_VERDICT_INCONCLUSIVE: break;
    }
    return status->is_inconclusive_failure ? failure : (ph_status_words){ "success", "neutral" };
}

static char *description(const char *line)
{
    g_autofree char *cut = NULL;

    if (g_utf8_strlen(line, -1) <= DESCRIPTION_CHARACTERS_MAX)
        return g_strdup(line);
    cut = g_utf8_substring(line, 0, DESCRIPTION_CHARACTERS_MAX - 1);
    return g_strconcat(cut, "…", NULL);
}

gboolean ph_commit_status_set(ph_github *github, const ph_commit_status *status, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(status->repository) && ph_event_is_sha(status->sha));

    g_autofree char *path =
        g_strdup_printf("/repos/%s/statuses/%s", status->repository, status->sha);
    g_autofree char *line = description(status->line);
    g_auto(ph_github_reply) reply = { 0 };
    cJSON *body = cJSON_CreateObject();
    const ph_github_request request = { .method = "POST",
                                        .path = path,
                                        .body = body,
                                        .purpose = "setting the commit status",
                                        .permission = "statuses: write",
                                        /* The latest of a context is the one that counts. */
                                        .is_repeatable = TRUE };
    ph_github_outcome outcome;

    cJSON_AddStringToObject(body, "state", words_of(status).state);
    cJSON_AddStringToObject(body, "context", status->context);
    cJSON_AddStringToObject(body, "description", line);
    if (status->url)
        cJSON_AddStringToObject(body, "target_url", status->url);
    outcome = ph_github_call(github, &request, &reply, error);
    cJSON_Delete(body);
    return outcome == PH_GITHUB_DONE;
}

static cJSON *check_run(const ph_commit_status *status)
{
    const char *conclusion = words_of(status).conclusion;
    cJSON *body = cJSON_CreateObject();
    cJSON *output;

    cJSON_AddStringToObject(body, "name", status->context);
    cJSON_AddStringToObject(body, "head_sha", status->sha);
    cJSON_AddStringToObject(body, "status", conclusion ? "completed" : "in_progress");
    if (conclusion)
        cJSON_AddStringToObject(body, "conclusion", conclusion);
    if (status->url)
        cJSON_AddStringToObject(body, "details_url", status->url);
    /* Of a check run that a job makes, GitHub shows a page of its own; this one it keeps. */
    if (status->url)
        cJSON_AddStringToObject(body, "external_id", status->url);
    output = cJSON_AddObjectToObject(body, "output");
    cJSON_AddStringToObject(output, "title", status->line);
    cJSON_AddStringToObject(output, "summary", status->report);
    return body;
}

gboolean ph_check_run_set(ph_github *github, const ph_commit_status *status, gboolean *is_denied,
                          GError **error)
{
    PH_REQUIRE(ph_event_is_repository(status->repository) && ph_event_is_sha(status->sha));

    g_autofree char *path = g_strdup_printf("/repos/%s/check-runs", status->repository);
    g_auto(ph_github_reply) reply = { 0 };
    cJSON *body = check_run(status);
    const ph_github_request request = { .method = "POST",
                                        .path = path,
                                        .body = body,
                                        .purpose = "setting the check run",
                                        .permission = "checks: write",
                                        /* The latest of a name is the one that counts. */
                                        .is_repeatable = TRUE };
    const ph_github_outcome outcome = ph_github_call(github, &request, &reply, error);

    *is_denied = outcome == PH_GITHUB_DENIED || outcome == PH_GITHUB_ABSENT;
    cJSON_Delete(body);
    return outcome == PH_GITHUB_DONE;
}
