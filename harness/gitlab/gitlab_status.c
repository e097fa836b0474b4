/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitlab/gitlab_status.h"

#include <string.h>

#include "forge/event.h"
#include "forge/forge_kind.h"
#include "gitlab/project.h"
#include "perfharness/require.h"

/* As many as GitLab has room for in a description, and in an address. */
enum { CHARACTERS_MAX = 255 };

static const char *const states[] = {
    [PH_STATUS_PENDING] = "pending", [PH_STATUS_SUCCESS] = "success",
    [PH_STATUS_NEUTRAL] = "success", [PH_STATUS_FAILURE] = "failed",
    [PH_STATUS_ERROR] = "failed",
};

/* Without its number, GitLab may put the status into a pipeline of its own beside the job's. */
static cJSON *body_of(const ph_commit_status *status)
{
    g_autofree char *line = ph_commit_status_line(status, CHARACTERS_MAX);
    cJSON *body = cJSON_CreateObject();

    cJSON_AddStringToObject(body, "state", states[ph_commit_status_state(status)]);
    cJSON_AddStringToObject(body, "name", status->context);
    cJSON_AddStringToObject(body, "description", line);
    if (status->url && strlen(status->url) <= CHARACTERS_MAX)
        cJSON_AddStringToObject(body, "target_url", status->url);
    if (status->pipeline)
        cJSON_AddNumberToObject(body, "pipeline_id", (double)status->pipeline);
    return body;
}

/* GitLab refuses to make pending what is pending already. */
static gboolean is_there(const ph_commit_status *status, const GError *refused)
{
    return ph_commit_status_state(status) == PH_STATUS_PENDING &&
           strstr(refused->message, "Cannot transition status") != NULL;
}

gboolean ph_gitlab_status_set(ph_forge *forge, const ph_commit_status *status, ph_status_set *ret,
                              GError **error)
{
    PH_REQUIRE(ph_gitlab_is_project(status->repository) && ph_event_is_sha(status->sha));

    g_autofree char *at = ph_gitlab_project_path(status->repository);
    g_autofree char *path = g_strdup_printf("%s/statuses/%s", at, status->sha);
    g_auto(ph_forge_reply) reply = { 0 };
    g_autoptr(GError) cause = NULL;
    cJSON *body = body_of(status);
    const ph_forge_request request = { .method = "POST",
                                       .path = path,
                                       .body = body,
                                       .purpose = "setting the commit status",
                                       .permission = ph_forge_kind_of(forge)->permissions.status,
                                       .is_repeatable = TRUE };
    const ph_forge_outcome outcome = ph_forge_call(forge, &request, &reply, &cause);

    *ret = (ph_status_set){ 0 };
    cJSON_Delete(body);
    if (outcome == PH_FORGE_DONE || is_there(status, cause))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}
