/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/pull_request.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "github/event.h"
#include "github/list.h"
#include "perfharness/require.h"

/* As many as GitHub has of a pull request's files. */
enum { PAGES_MAX = 30 };

/* Numbers of pull requests are small; this is far beyond. */
#define NUMBER_MAX 1e9

#define PURPOSE    "looking for the pull request"
#define PERMISSION "pull-requests: read"

/* Best first: an answer is kept until there is a better one. */
typedef enum ph_fit {
    PH_FIT_HEAD,   /* The commit is its head. */
    PH_FIT_BRANCH, /* It is of the branch, whose head is another one by now. */
    PH_FIT_NONE,
} ph_fit;

/* What was found so far. */
typedef struct ph_search {
    ph_github *github;
    const ph_pull_request_wanted *wanted;
    ph_fit fit;
    ph_pull_request *found;
} ph_search;

static gboolean is_same_name(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

static const char *repository_of(const cJSON *side)
{
    return ph_json_text(ph_json_member(side, "repo"), "full_name");
}

/* FALSE when it has no number and no head as they should be. */
static gboolean take(const cJSON *json, ph_pull_request *ret)
{
    const double number = ph_json_number(json, "number");
    const char *head = ph_json_text(ph_json_member(json, "head"), "sha");

    if (!(number >= 1.0 && number <= NUMBER_MAX) || !head || !ph_event_is_sha(head))
        return FALSE;
    *ret = (ph_pull_request){ (guint64)number, g_strdup(head) };
    return TRUE;
}

static ph_fit fit_of(const ph_pull_request_wanted *wanted, const cJSON *json)
{
    const cJSON *head = ph_json_member(json, "head");

    if (g_strcmp0(ph_json_text(json, "state"), "open") != 0 ||
        !is_same_name(repository_of(ph_json_member(json, "base")), wanted->repository))
        return PH_FIT_NONE;
    if (g_strcmp0(ph_json_text(head, "sha"), wanted->sha) == 0)
        return PH_FIT_HEAD;
    return wanted->head_branch && is_same_name(repository_of(head), wanted->head_repository) &&
                   g_strcmp0(ph_json_text(head, "ref"), wanted->head_branch) == 0
               ? PH_FIT_BRANCH
               : PH_FIT_NONE;
}

/* All are looked at: the lowest number counts. */
static gboolean look_at(const cJSON *json, gpointer data)
{
    ph_search *search = data;
    const ph_fit fit = fit_of(search->wanted, json);
    ph_pull_request pull = { 0 };

    if (fit == PH_FIT_NONE || fit > search->fit || !take(json, &pull))
        return TRUE;
    if (fit == search->fit && pull.number > search->found->number) {
        ph_pull_request_clear(&pull);
        return TRUE;
    }
    ph_pull_request_clear(search->found);
    *search->found = pull;
    search->fit = fit;
    return TRUE;
}

/* A list that is not there, or not for this token, is empty. */
static gboolean look_through(ph_search *search, const char *path, GError **error)
{
    const ph_list list = {
        .path = path, .purpose = PURPOSE, .permission = PERMISSION, .pages_max = PAGES_MAX
    };
    g_autoptr(GError) cause = NULL;
    const ph_list_end end = ph_list_visit(search->github, &list, look_at, search, &cause);

    if (end != PH_LIST_DENIED && end != PH_LIST_FAILED)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static gboolean look_by_commit(ph_search *search, const char *repository, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("/repos/%s/commits/%s/pulls?per_page=100", repository, search->wanted->sha);

    return search->fit == PH_FIT_HEAD || look_through(search, path, error);
}

static gboolean look_by_branch(ph_search *search, GError **error)
{
    const ph_pull_request_wanted *wanted = search->wanted;
    g_autofree char *owner =
        g_strndup(wanted->head_repository, strcspn(wanted->head_repository, "/"));
    g_autofree char *branch = g_uri_escape_string(wanted->head_branch, NULL, FALSE);
    g_autofree char *path = g_strdup_printf("/repos/%s/pulls?state=open&head=%s:%s&per_page=100",
                                            wanted->repository, owner, branch);

    return search->fit == PH_FIT_HEAD || look_through(search, path, error);
}

gboolean ph_pull_request_find(ph_github *github, const ph_pull_request_wanted *wanted,
                              ph_pull_request *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(wanted->repository) && ph_event_is_sha(wanted->sha));
    PH_REQUIRE(!wanted->head_repository || ph_event_is_repository(wanted->head_repository));

    ph_search search = { github, wanted, PH_FIT_NONE, ret };
    const gboolean is_fork =
        wanted->head_repository && !is_same_name(wanted->head_repository, wanted->repository);

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
    g_auto(ph_pull_request) pull = { 0 };

    if (ph_json_text(json, "merged_at") &&
        is_same_name(repository_of(ph_json_member(json, "base")), search->repository) &&
        take(json, &pull) && (!search->found || pull.number < search->found))
        search->found = pull.number;
    return TRUE;
}

ph_github_outcome ph_pull_request_that_brought(ph_github *github, const char *repository,
                                               const char *sha, guint64 *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository) && ph_event_is_sha(sha));

    g_autofree char *path =
        g_strdup_printf("/repos/%s/commits/%s/pulls?per_page=100", repository, sha);
    const ph_list list = {
        .path = path, .purpose = PURPOSE, .permission = PERMISSION, .pages_max = PAGES_MAX
    };
    ph_merged_search search = { .repository = repository };
    const ph_list_end end = ph_list_visit(github, &list, look_whether_merged, &search, error);

    *ret = search.found;
    switch (end) {
    case PH_LIST_ABSENT: return PH_GITHUB_ABSENT;
    case PH_LIST_DENIED: return PH_GITHUB_DENIED;
    case PH_LIST_FAILED: return PH_GITHUB_FAILED;
    default: return PH_GITHUB_DONE;
    }
}

char *ph_pull_request_head(ph_github *github, const char *repository, guint64 number,
                           GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository) && number > 0);

    g_autofree char *path =
        g_strdup_printf("/repos/%s/pulls/%" G_GUINT64_FORMAT, repository, number);
    const ph_github_request request = { .method = "GET",
                                        .path = path,
                                        .purpose = PURPOSE,
                                        .permission = PERMISSION,
                                        .is_repeatable = TRUE };
    g_auto(ph_github_reply) reply = { 0 };
    g_auto(ph_pull_request) pull = { 0 };

    if (ph_github_call(github, &request, &reply, error) != PH_GITHUB_DONE)
        return NULL;
    if (take(reply.json, &pull))
        return g_steal_pointer(&pull.head_sha);
    (void)ph_refuse(error, PH_ERROR_NETWORK, PURPOSE ": GitHub's answer to %s names no head", path);
    return NULL;
}

static gboolean is_elsewhere(const cJSON *file, gpointer data)
{
    const char *path = ph_json_text(file, "filename");
    const char *before = ph_json_text(file, "previous_filename");

    return !(path && g_str_has_prefix(path, data)) && !(before && g_str_has_prefix(before, data));
}

ph_pull_request_files ph_pull_request_changes(ph_github *github, const char *repository,
                                              guint64 number, const char *prefix, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository) && number > 0);

    g_autofree char *path = g_strdup_printf(
        "/repos/%s/pulls/%" G_GUINT64_FORMAT "/files?per_page=100", repository, number);
    const ph_list list = { .path = path,
                           .purpose = "listing the pull request's files",
                           .permission = PERMISSION,
                           .pages_max = PAGES_MAX };

    switch (ph_list_visit(github, &list, is_elsewhere, (gpointer)prefix, error)) {
    case PH_LIST_ENDED: return PH_FILES_ELSEWHERE;
    case PH_LIST_ENOUGH: return PH_FILES_THERE;
    case PH_LIST_CUT:
        (void)ph_refuse(error, PH_ERROR_NETWORK, "%s: there are more than %d pages of them",
                        list.purpose, PAGES_MAX);
        break;
    default: break;
    }
    return PH_FILES_UNKNOWN;
}

void ph_pull_request_clear(ph_pull_request *pull)
{
    g_free(pull->head_sha);
    *pull = (ph_pull_request){ 0 };
}
