/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/commit_status.h"

#include "forge/event.h"
#include "forge/forge_kind.h"
#include "perfharness/require.h"

enum { DESCRIPTION_CHARACTERS_MAX = 140 };

/* The words of the two interfaces for one state. */
static const struct {
    const char *state;
    const char *conclusion; /* NULL: none so far. */
} words[] = {
    [PH_STATUS_PENDING] = { "pending", NULL },      [PH_STATUS_SUCCESS] = { "success", "success" },
    [PH_STATUS_NEUTRAL] = { "success", "neutral" }, [PH_STATUS_FAILURE] = { "failure", "failure" },
    [PH_STATUS_ERROR] = { "error", "failure" },
};

gboolean ph_github_commit_status_set(ph_forge *forge, const ph_commit_status *status,
                                     GError **error)
{
    PH_REQUIRE(ph_event_is_repository(status->repository) && ph_event_is_sha(status->sha));

    g_autofree char *path =
        g_strdup_printf("/repos/%s/statuses/%s", status->repository, status->sha);
    g_autofree char *line = ph_commit_status_line(status, DESCRIPTION_CHARACTERS_MAX);
    g_auto(ph_forge_reply) reply = { 0 };
    cJSON *body = cJSON_CreateObject();
    const ph_forge_request request = { .method = "POST",
                                       .path = path,
                                       .body = body,
                                       .purpose = "setting the commit status",
                                       .permission = ph_forge_kind_of(forge)->permissions.status,
                                       /* The latest of a context is the one that counts. */
                                       .is_repeatable = TRUE };
    ph_forge_outcome outcome;

    cJSON_AddStringToObject(body, "state", words[ph_commit_status_state(status)].state);
    cJSON_AddStringToObject(body, "context", status->context);
    cJSON_AddStringToObject(body, "description", line);
    if (status->url)
        cJSON_AddStringToObject(body, "target_url", status->url);
    outcome = ph_forge_call(forge, &request, &reply, error);
    cJSON_Delete(body);
    return outcome == PH_FORGE_DONE;
}

static cJSON *check_run(const ph_commit_status *status)
{
    const char *conclusion = words[ph_commit_status_state(status)].conclusion;
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

gboolean ph_check_run_set(ph_forge *forge, const ph_commit_status *status, gboolean *is_denied,
                          GError **error)
{
    PH_REQUIRE(ph_event_is_repository(status->repository) && ph_event_is_sha(status->sha));

    g_autofree char *path = g_strdup_printf("/repos/%s/check-runs", status->repository);
    g_auto(ph_forge_reply) reply = { 0 };
    cJSON *body = check_run(status);
    const ph_forge_request request = { .method = "POST",
                                       .path = path,
                                       .body = body,
                                       .purpose = "setting the check run",
                                       .permission = "checks: write",
                                       /* The latest of a name is the one that counts. */
                                       .is_repeatable = TRUE };
    const ph_forge_outcome outcome = ph_forge_call(forge, &request, &reply, error);

    *is_denied = outcome == PH_FORGE_DENIED || outcome == PH_FORGE_ABSENT;
    cJSON_Delete(body);
    return outcome == PH_FORGE_DONE;
}
