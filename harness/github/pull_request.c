/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/pull_request.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "forge/event.h"
#include "forge/forge_kind.h"
#include "forge/list.h"
#include "perfharness/require.h"

enum { PAGES_MAX = 30 };

#define PERMISSION "pull-requests: read"

static const char *repository_of(const cJSON *side)
{
    return ph_json_text(ph_json_member(side, "repo"), "full_name");
}

static ph_pull_request_seen seen_in(const cJSON *json)
{
    const cJSON *head = ph_json_member(json, "head");

    return (ph_pull_request_seen){
        .number = ph_pull_request_number(json, "number"),
        .head_sha = ph_json_text(head, "sha"),
        .is_open = g_strcmp0(ph_json_text(json, "state"), "open") == 0,
        .repository = repository_of(ph_json_member(json, "base")),
        .head_repository = repository_of(head),
        .head_branch = ph_json_text(head, "ref"),
    };
}

gboolean ph_github_pull_request_look(const cJSON *json, gpointer search)
{
    const ph_pull_request_seen seen = seen_in(json);

    ph_pull_request_search_see(search, &seen);
    return TRUE;
}

static gboolean look_by_commit(ph_pull_request_search *search, const char *repository,
                               GError **error)
{
    g_autofree char *path =
        g_strdup_printf("/repos/%s/commits/%s/pulls?per_page=100", repository, search->wanted->sha);

    return ph_pull_request_search_list(search, path, ph_github_pull_request_look, error);
}

static gboolean look_by_branch(ph_pull_request_search *search, GError **error)
{
    const ph_pull_request_wanted *wanted = search->wanted;
    g_autofree char *owner =
        g_strndup(wanted->head_repository, strcspn(wanted->head_repository, "/"));
    g_autofree char *branch = g_uri_escape_string(wanted->head_branch, NULL, FALSE);
    g_autofree char *path = g_strdup_printf("/repos/%s/pulls?state=open&head=%s:%s&per_page=100",
                                            wanted->repository, owner, branch);

    return ph_pull_request_search_list(search, path, ph_github_pull_request_look, error);
}

gboolean ph_github_pull_request_find(ph_forge *github, const ph_pull_request_wanted *wanted,
                                     ph_pull_request *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(wanted->repository) && ph_event_is_sha(wanted->sha));
    PH_REQUIRE(!wanted->head_repository || ph_event_is_repository(wanted->head_repository));

    ph_pull_request_search search = { github, wanted, ret, PH_PULL_REQUEST_OTHER };
    const gboolean is_fork = wanted->head_repository &&
                             g_ascii_strcasecmp(wanted->head_repository, wanted->repository) != 0;

    *ret = (ph_pull_request){ 0 };
    if ((is_fork || look_by_commit(&search, wanted->repository, error)) &&
        (!wanted->head_repository || !wanted->head_branch || look_by_branch(&search, error)) &&
        (!is_fork || look_by_commit(&search, wanted->head_repository, error)))
        return TRUE;
    ph_pull_request_clear(ret);
    return FALSE;
}

/* The merged one with the lowest number so far. */
typedef struct ph_merged_search {
    const char *repository;
    guint64 found; /* 0: none. */
} ph_merged_search;

static gboolean look_whether_merged(const cJSON *json, gpointer data)
{
    ph_merged_search *search = data;
    const ph_pull_request_seen seen = seen_in(json);

    if (ph_json_text(json, "merged_at") && seen.repository &&
        g_ascii_strcasecmp(seen.repository, search->repository) == 0 && seen.number &&
        seen.head_sha && ph_event_is_sha(seen.head_sha) &&
        (!search->found || seen.number < search->found))
        search->found = seen.number;
    return TRUE;
}

ph_forge_outcome ph_pull_request_that_brought(ph_forge *github, const char *repository,
                                              const char *sha, guint64 *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository) && ph_event_is_sha(sha));

    g_autofree char *path =
        g_strdup_printf("/repos/%s/commits/%s/pulls?per_page=100", repository, sha);
    const ph_list list = { .path = path,
                           .purpose = PH_PULL_REQUEST_PURPOSE,
                           .permission = PERMISSION,
                           .pages_max = PAGES_MAX };
    ph_merged_search search = { .repository = repository };
    const ph_list_end end = ph_list_visit(github, &list, look_whether_merged, &search, error);

    *ret = search.found;
    switch (end) {
    case PH_LIST_ABSENT: return PH_FORGE_ABSENT;
    case PH_LIST_DENIED: return PH_FORGE_DENIED;
    case PH_LIST_FAILED: return PH_FORGE_FAILED;
    default: return PH_FORGE_DONE;
    }
}

static const char *seen_head(const cJSON *json)
{
    return seen_in(json).head_sha;
}

char *ph_github_pull_request_head(ph_forge *forge, const char *repository, guint64 number,
                                  GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository) && number > 0);

    g_autofree char *path =
        g_strdup_printf("/repos/%s/pulls/%" G_GUINT64_FORMAT, repository, number);

    return ph_pull_request_head_at(forge, path, seen_head, error);
}

ph_pull_request_files ph_github_pull_request_changes(ph_forge *forge, const char *repository,
                                                     guint64 number, const char *const *prefixes,
                                                     GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository) && number > 0);

    g_autofree char *path = g_strdup_printf(
        "/repos/%s/pulls/%" G_GUINT64_FORMAT "/files?per_page=100", repository, number);
    const ph_changed_files files = { path, "filename", "previous_filename" };

    return ph_changed_files_look(forge, &files, prefixes, error);
}
