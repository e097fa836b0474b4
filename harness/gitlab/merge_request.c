/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitlab/merge_request.h"

#include "document/json_member.h"
#include "forge/event.h"
#include "gitlab/project.h"
#include "perfharness/require.h"

static gboolean look(const cJSON *json, gpointer data)
{
    ph_pull_request_search *search = data;
    const double from = ph_json_number(json, "source_project_id");
    const gboolean is_ours = from == ph_json_number(json, "target_project_id");
    /* A project's list has those into it. */
    const ph_pull_request_seen seen = {
        .number = ph_pull_request_number(json, "iid"),
        .head_sha = ph_json_text(json, "sha"),
        .is_open = g_strcmp0(ph_json_text(json, "state"), "opened") == 0,
        .repository = search->wanted->repository,
        .head_repository = is_ours ? search->wanted->repository : NULL,
        .head_branch = ph_json_text(json, "source_branch"),
    };

    ph_pull_request_search_see(search, &seen);
    return TRUE;
}

static gboolean look_by_branch(ph_pull_request_search *search, const char *at, GError **error)
{
    g_autofree char *branch = g_uri_escape_string(search->wanted->head_branch, NULL, FALSE);
    g_autofree char *path =
        g_strdup_printf("%s/merge_requests?state=opened&source_branch=%s&per_page=100", at, branch);

    return ph_pull_request_search_list(search, path, look, error);
}

gboolean ph_gitlab_merge_request_find(ph_forge *forge, const ph_pull_request_wanted *wanted,
                                      ph_pull_request *ret, GError **error)
{
    PH_REQUIRE(ph_gitlab_is_project(wanted->repository) && ph_event_is_sha(wanted->sha));

    ph_pull_request_search search = { forge, wanted, ret, PH_PULL_REQUEST_OTHER };
    g_autofree char *at = ph_gitlab_project_path(wanted->repository);
    g_autofree char *path = g_strdup_printf(
        "%s/repository/commits/%s/merge_requests?state=opened&per_page=100", at, wanted->sha);

    *ret = (ph_pull_request){ 0 };
    if (ph_pull_request_search_list(&search, path, look, error) &&
        (!wanted->head_branch || look_by_branch(&search, at, error)))
        return TRUE;
    ph_pull_request_clear(ret);
    return FALSE;
}

static const char *head(const cJSON *json)
{
    return ph_json_text(json, "sha");
}

char *ph_gitlab_merge_request_head(ph_forge *forge, const char *project, guint64 number,
                                   GError **error)
{
    g_autofree char *at = ph_gitlab_project_path(project);
    g_autofree char *path = g_strdup_printf("%s/merge_requests/%" G_GUINT64_FORMAT, at, number);

    return ph_pull_request_head_at(forge, path, head, error);
}

ph_pull_request_files ph_gitlab_merge_request_changes(ph_forge *forge, const char *project,
                                                      guint64 number, const char *const *prefixes,
                                                      GError **error)
{
    g_autofree char *at = ph_gitlab_project_path(project);
    g_autofree char *path =
        g_strdup_printf("%s/merge_requests/%" G_GUINT64_FORMAT "/diffs?per_page=100", at, number);
    const ph_changed_files files = { path, "new_path", "old_path" };

    return ph_changed_files_look(forge, &files, prefixes, error);
}
