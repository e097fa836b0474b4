/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/bench_request.h"

#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "forge/event.h"
#include "perfharness/require.h"

#define COMMAND "/bench"

/* Fewer digits of a commit's hash could be made to fit. */
enum { PREFIX_DIGITS_MIN = 12 };

/* The comment, as the event has it. Borrowed from the event. */
typedef struct bench_comment {
    guint64 pull_request;
    const char *login;
    const char *association;
    const char *created_at;
    char *commit; /* Behind the command; NULL: none. Owned. */
} bench_comment;

static gboolean refuse(GError **error, const char *why)
{
    return ph_refuse(error, PH_ERROR_AUTHENTICATION, COMMAND ": %s", why);
}

/* Of GitHub's logins, those of people. */
static gboolean is_login(const char *text)
{
    return g_regex_match_simple("^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", text, G_REGEX_DOLLAR_ENDONLY,
                                0);
}

/* The first line is the command, and maybe the beginning of a commit's hash. */
static gboolean take_command(const char *body, bench_comment *ret, GError **error)
{
    g_autofree char *line = g_strchomp(g_strndup(body, strcspn(body, "\r\n")));
    const char *rest = g_str_has_prefix(line, COMMAND) ? line + strlen(COMMAND) : NULL;

    if (rest && !*rest)
        return TRUE;
    if (!rest || *rest != ' ')
        return refuse(error, "the comment does not begin with a line that says it, alone or with "
                             "a commit");
    rest += strspn(rest, " ");
    if (strlen(rest) < PREFIX_DIGITS_MIN || strspn(rest, "0123456789abcdef") != strlen(rest))
        return refuse(error, "behind it, 12 or more hexadecimal digits of the commit at the head "
                             "were expected");
    ret->commit = g_strdup(rest);
    return TRUE;
}

/* What can be seen without asking anybody. */
static gboolean take_comment(const cJSON *event, bench_comment *ret, GError **error)
{
    const cJSON *issue = ph_json_member(event, "issue");
    const cJSON *comment = ph_json_member(event, "comment");
    const char *body = ph_json_text(comment, "body");

    ret->pull_request = ph_json_count(issue, "number");
    ret->login = ph_json_text(ph_json_member(comment, "user"), "login");
    ret->association = ph_json_text(comment, "author_association");
    ret->created_at = ph_json_text(comment, "created_at");
    if (!body || !ret->pull_request || !cJSON_IsObject(ph_json_member(issue, "pull_request")))
        return refuse(error, "the event is no comment on a pull request");
    if (g_strcmp0(ph_json_text(event, "action"), "created") != 0)
        return refuse(error, "only a comment that was just written counts, not one that was "
                             "changed");
    return take_command(body, ret, error);
}

static gboolean check_association(const bench_comment *comment, GError **error)
{
    static const char *const those[] = { "OWNER", "MEMBER", "COLLABORATOR", NULL };

    return (comment->login && is_login(comment->login) && comment->association &&
            g_strv_contains(those, comment->association)) ||
           refuse(error, "who wrote it is no owner, member or collaborator of the repository");
}

/* DONE, with the permission's word in *ret, or ABSENT for a stranger. */
static ph_forge_outcome ask_permission(ph_forge *github, const char *repository, const char *login,
                                       char **ret, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("/repos/%s/collaborators/%s/permission", repository, login);
    const ph_forge_request request = { .method = "GET",
                                       .path = path,
                                       .purpose = "asking what who commented may do",
                                       .permission = "metadata: read",
                                       .is_repeatable = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };
    const ph_forge_outcome outcome = ph_forge_call(github, &request, &reply, error);

    *ret = outcome == PH_FORGE_DONE ? g_strdup(ph_json_text(reply.json, "permission")) : NULL;
    return outcome;
}

static ph_bench_answer check_permission(ph_forge *github, const char *repository,
                                        const bench_comment *comment, GError **error)
{
    static const char *const enough[] = { "admin", "write", NULL };
    g_autofree char *permission = NULL;
    g_autoptr(GError) cause = NULL;
    const ph_forge_outcome outcome =
        ask_permission(github, repository, comment->login, &permission, &cause);

    if (outcome != PH_FORGE_DONE && outcome != PH_FORGE_ABSENT) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return PH_BENCH_UNKNOWN;
    }
    if (permission && g_strv_contains(enough, permission))
        return PH_BENCH_MAY;
    (void)refuse(error, "who wrote it may not write to the repository");
    return PH_BENCH_MAY_NOT;
}

/* Was something pushed to the fork since the comment was written, or could it have been? */
static gboolean is_pushed_since(const cJSON *fork, const bench_comment *comment)
{
    const char *pushed_at = ph_json_text(fork, "pushed_at");
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) pushed = pushed_at ? g_date_time_new_from_iso8601(pushed_at, utc) : NULL;
    g_autoptr(GDateTime) written =
        comment->created_at ? g_date_time_new_from_iso8601(comment->created_at, utc) : NULL;

    return !pushed || !written || g_date_time_compare(pushed, written) >= 0;
}

static gboolean take_head(const cJSON *pull, const char *repository, const bench_comment *comment,
                          ph_bench_request *ret, GError **error)
{
    const cJSON *head = ph_json_member(pull, "head");
    const cJSON *source = ph_json_member(head, "repo");
    const char *sha = ph_json_text(head, "sha");
    const char *base = ph_json_text(ph_json_member(pull, "base"), "sha");
    const char *from = ph_json_text(source, "full_name");

    if (g_strcmp0(ph_json_text(pull, "state"), "open") != 0)
        return refuse(error, "the pull request is not open");
    if (!sha || !ph_event_is_sha(sha) || !base || !ph_event_is_sha(base) || !from ||
        !ph_event_is_repository(from))
        return refuse(error, "the pull request has no branch any more");
    if (comment->commit && !g_str_has_prefix(sha, comment->commit))
        return refuse(error, "the commit it names is not at the pull request's head");
    if (!comment->commit && g_ascii_strcasecmp(from, repository) != 0 &&
        is_pushed_since(source, comment))
        return refuse(error, "something was pushed to the fork since: read it, and write " COMMAND
                             " with the commit's hash");
    *ret =
        (ph_bench_request){ comment->pull_request, g_strdup(sha), g_strdup(from), g_strdup(base) };
    return TRUE;
}

static ph_bench_answer check_pull_request(ph_forge *github, const char *repository,
                                          const bench_comment *comment, ph_bench_request *ret,
                                          GError **error)
{
    g_autofree char *path =
        g_strdup_printf("/repos/%s/pulls/%" G_GUINT64_FORMAT, repository, comment->pull_request);
    const ph_forge_request request = { .method = "GET",
                                       .path = path,
                                       .purpose = "looking at the pull request",
                                       .permission = "pull-requests: read",
                                       .is_repeatable = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };

    if (ph_forge_call(github, &request, &reply, error) != PH_FORGE_DONE)
        return PH_BENCH_UNKNOWN;
    return take_head(reply.json, repository, comment, ret, error) ? PH_BENCH_MAY : PH_BENCH_MAY_NOT;
}

ph_bench_answer ph_bench_request_judge(ph_forge *github, const char *repository,
                                       const char *event_path, ph_bench_request *ret,
                                       GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository));

    cJSON *event = ph_document_read(event_path, error);
    bench_comment comment = { 0 };
    ph_bench_answer answer = PH_BENCH_MAY_NOT;

    if (!event)
        return PH_BENCH_UNKNOWN;
    if (take_comment(event, &comment, error) && check_association(&comment, error))
        answer = check_permission(github, repository, &comment, error);
    if (answer == PH_BENCH_MAY)
        answer = check_pull_request(github, repository, &comment, ret, error);
    g_free(comment.commit);
    cJSON_Delete(event);
    return answer;
}

void ph_bench_request_clear(ph_bench_request *request)
{
    g_free(request->head_sha);
    g_free(request->head_repository);
    g_free(request->base_sha);
    *request = (ph_bench_request){ 0 };
}
