/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/issue.h"

#include "document/json_member.h"
#include "error/error.h"
#include "forge/event.h"
#include "forge/list.h"
#include "forge/marker.h"
#include "perfharness/require.h"

enum { PAGES_MAX = 20 }; /* Of 100 each. */

/* Numbers of issues are small; this is far beyond. */
#define NUMBER_MAX 1e9

#define PERMISSION_TO_READ  "issues: read"
#define PERMISSION_TO_WRITE "issues: write"

static const char *login_of(const cJSON *json, const char *member)
{
    return ph_json_text(ph_json_member(json, member), "login");
}

/* FALSE when it has no number, or is a pull request, which lists of issues have as well. */
static gboolean take(const cJSON *json, ph_issue *ret)
{
    const double number = ph_json_number(json, "number");

    if (!(number >= 1.0 && number <= NUMBER_MAX) || ph_json_member(json, "pull_request"))
        return FALSE;
    *ret = (ph_issue){ .number = (guint64)number,
                       .author = g_strdup(login_of(json, "user")),
                       .title = g_strdup(ph_json_text(json, "title")),
                       .body = g_strdup(ph_json_text(json, "body")),
                       .url = g_strdup(ph_json_text(json, "html_url")),
                       .is_open = g_strcmp0(ph_json_text(json, "state"), "closed") != 0,
                       .closer = g_strdup(login_of(json, "closed_by")) };
    return TRUE;
}

/* Of an answer that is to be an issue. */
static ph_forge_outcome take_answer(const ph_forge_reply *reply, const char *purpose, ph_issue *ret,
                                    GError **error)
{
    if (take(reply->json, ret))
        return PH_FORGE_DONE;
    (void)ph_refuse(error, PH_ERROR_NETWORK, "%s: GitHub's answer is no issue", purpose);
    return PH_FORGE_FAILED;
}

static char *path_of(const char *repository, guint64 number)
{
    PH_REQUIRE(ph_event_is_repository(repository) && number > 0);

    return g_strdup_printf("/repos/%s/issues/%" G_GUINT64_FORMAT, repository, number);
}

ph_forge_outcome ph_issue_read(ph_forge *github, const char *repository, guint64 number,
                               ph_issue *ret, GError **error)
{
    g_autofree char *path = path_of(repository, number);
    const ph_forge_request request = { .method = "GET",
                                       .path = path,
                                       .purpose = "reading the issue",
                                       .permission = PERMISSION_TO_READ,
                                       .is_repeatable = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };
    const ph_forge_outcome outcome = ph_forge_call(github, &request, &reply, error);

    *ret = (ph_issue){ 0 };
    return outcome == PH_FORGE_DONE ? take_answer(&reply, request.purpose, ret, error) : outcome;
}

/* What is looked for, and the oldest that was found. */
typedef struct ph_issue_search {
    const char *author;
    const char *marker;
    guint64 found; /* 0: none yet. */
} ph_issue_search;

/* Anybody may write our marker into an issue of theirs. The newest come first. */
static gboolean look_at(const cJSON *json, gpointer data)
{
    ph_issue_search *search = data;
    g_auto(ph_issue) issue = { 0 };
    g_autofree char *marker = NULL;

    if (!take(json, &issue) || !issue.author || !issue.body ||
        g_ascii_strcasecmp(issue.author, search->author) != 0)
        return TRUE;
    marker = ph_marker_of(issue.body);
    if (g_strcmp0(marker, search->marker) == 0)
        search->found = issue.number;
    return TRUE;
}

ph_forge_outcome ph_issue_find(ph_forge *github, const char *repository, const char *author,
                               const char *marker, ph_issue *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository));

    g_autofree char *creator = g_uri_escape_string(author, NULL, FALSE);
    g_autofree char *path = g_strdup_printf("/repos/%s/issues?creator=%s&state=all&sort=created"
                                            "&direction=desc&per_page=100",
                                            repository, creator);
    const ph_list list = { .path = path,
                           .purpose = "looking for the issue",
                           .permission = PERMISSION_TO_READ,
                           .pages_max = PAGES_MAX };
    ph_issue_search search = { .author = author, .marker = marker };

    *ret = (ph_issue){ 0 };
    switch (ph_list_visit(github, &list, look_at, &search, error)) {
    case PH_LIST_ABSENT: return PH_FORGE_ABSENT;
    case PH_LIST_DENIED: return PH_FORGE_DENIED;
    case PH_LIST_FAILED: return PH_FORGE_FAILED;
    default: break;
    }
    /* Lists do not say who closed one. */
    return search.found ? ph_issue_read(github, repository, search.found, ret, error)
                        : PH_FORGE_DONE;
}

ph_forge_outcome ph_issue_create(ph_forge *github, const char *repository, const char *title,
                                 const char *body, const char *label, ph_issue *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository));

    g_autofree char *path = g_strdup_printf("/repos/%s/issues", repository);
    cJSON *json = cJSON_CreateObject();
    const ph_forge_request request = { .method = "POST",
                                       .path = path,
                                       .body = json,
                                       .purpose = "creating the issue",
                                       .permission = PERMISSION_TO_WRITE };
    g_auto(ph_forge_reply) reply = { 0 };
    ph_forge_outcome outcome;

    *ret = (ph_issue){ 0 };
    cJSON_AddStringToObject(json, "title", title);
    cJSON_AddStringToObject(json, "body", body);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(json, "labels"), cJSON_CreateString(label));
    outcome = ph_forge_call(github, &request, &reply, error);
    cJSON_Delete(json);
    return outcome == PH_FORGE_DONE ? take_answer(&reply, request.purpose, ret, error) : outcome;
}

static void add_text(cJSON *object, const char *name, const char *text)
{
    if (text)
        cJSON_AddStringToObject(object, name, text);
}

ph_forge_outcome ph_issue_edit(ph_forge *github, const char *repository, guint64 number,
                               const ph_issue_change *change, GError **error)
{
    g_autofree char *path = path_of(repository, number);
    cJSON *json = cJSON_CreateObject();
    const ph_forge_request request = { .method = "PATCH",
                                       .path = path,
                                       .body = json,
                                       .purpose = "changing the issue",
                                       .permission = PERMISSION_TO_WRITE,
                                       .is_repeatable = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };
    ph_forge_outcome outcome;

    add_text(json, "title", change->title);
    add_text(json, "body", change->body);
    add_text(json, "state", change->state);
    add_text(json, "state_reason", change->state_reason);
    outcome = ph_forge_call(github, &request, &reply, error);
    cJSON_Delete(json);
    return outcome;
}

void ph_issue_clear(ph_issue *issue)
{
    g_free(issue->author);
    g_free(issue->title);
    g_free(issue->body);
    g_free(issue->url);
    g_free(issue->closer);
    *issue = (ph_issue){ 0 };
}
