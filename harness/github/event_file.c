/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/event_file.h"

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"

/* Numbers of pull requests are small; this is far beyond. */
#define PULL_REQUEST_MAX 1e9

/* A member that, if it is there, has to be what is_good says. NULL when there is none. */
static gboolean take_text(const cJSON *object, const char *name,
                          gboolean (*is_good)(const char *text), char **ret)
{
    const char *text = ph_json_text(object, name);

    if (text && is_good && !is_good(text))
        return FALSE;
    *ret = g_strdup(text);
    return TRUE;
}

static gboolean take_number(const cJSON *object, guint64 *ret)
{
    const double number = ph_json_number(object, "number");

    if (!(number >= 1.0 && number <= PULL_REQUEST_MAX))
        return FALSE;
    *ret = (guint64)number;
    return TRUE;
}

static gboolean take_pull_request(const cJSON *pull, ph_event *ret)
{
    const cJSON *head = ph_json_member(pull, "head");

    return take_number(pull, &ret->pull_request) &&
           take_text(head, "sha", ph_event_is_sha, &ret->head_sha) && ret->head_sha &&
           take_text(head, "ref", NULL, &ret->head_branch) &&
           take_text(ph_json_member(head, "repo"), "full_name", ph_event_is_repository,
                     &ret->head_repository);
}

static gboolean take_merge_group(const cJSON *group, ph_event *ret)
{
    return take_text(group, "head_sha", ph_event_is_sha, &ret->head_sha) && ret->head_sha &&
           take_text(group, "head_ref", NULL, &ret->head_branch);
}

/* A run that a comment began stands at the default branch's head: that is not what it measured. */
static gboolean take_run(const cJSON *run, ph_event *ret)
{
    ret->run.id = ph_json_count(run, "id");
    ret->run.attempt = ph_json_count(run, "run_attempt");
    if (!take_text(run, "event", NULL, &ret->run.event) ||
        !take_text(run, "path", NULL, &ret->run.path) ||
        !take_text(run, "name", NULL, &ret->run.workflow))
        return FALSE;
    if (g_strcmp0(ret->run.event, "issue_comment") == 0)
        return TRUE;
    return take_text(run, "head_sha", ph_event_is_sha, &ret->head_sha) && ret->head_sha &&
           take_text(run, "head_branch", NULL, &ret->head_branch) &&
           take_text(ph_json_member(run, "head_repository"), "full_name", ph_event_is_repository,
                     &ret->head_repository);
}

/* An issue is a pull request where GitHub says so. */
static gboolean take_issue(const cJSON *issue, ph_event *ret)
{
    ret->is_comment = TRUE;
    return !cJSON_IsObject(ph_json_member(issue, "pull_request")) ||
           take_number(issue, &ret->pull_request);
}

/* Which member says what an event is about, and what is expected there. */
static const struct {
    const char *name;
    gboolean (*take)(const cJSON *object, ph_event *ret);
    const char *expected;
} subjects[] = {
    { "pull_request", take_pull_request, "a number and head/sha" },
    { "merge_group", take_merge_group, "head_sha" },
    { "workflow_run", take_run, "head_sha, and OWNER/NAME as head_repository/full_name" },
    { "issue", take_issue, "a number" },
};

gboolean ph_event_file_read(const char *path, ph_event *ret, GError **error)
{
    cJSON *document = ph_document_read(path, error);
    gboolean is_good = document != NULL;

    *ret = (ph_event){ 0 };
    for (gsize i = 0; is_good && i < G_N_ELEMENTS(subjects); i++) {
        const cJSON *object = ph_json_member(document, subjects[i].name);

        if (object && !cJSON_IsNull(object) && !subjects[i].take(object, ret)) {
            is_good =
                ph_refuse(error, PH_ERROR_PARSE, "%s: /%s: %s was expected, as in GitHub's events",
                          path, subjects[i].name, subjects[i].expected);
            ph_event_clear(ret);
        }
    }
    cJSON_Delete(document);
    return is_good;
}
