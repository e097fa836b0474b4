/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/ci_job.h"

#include "command/forge_choice.h"
#include "gitea/gitea.h"
#include "gitea/gitea_job.h"
#include "github/actions_job.h"
#include "github/event_file.h"
#include "gitlab/gitlab.h"

/* Unset and empty are the same to a workflow; what is not UTF-8 is no name of anything. */
static const char *variable(const char *name)
{
    const char *value = g_getenv(name);

    return value && *value && g_utf8_validate(value, -1, NULL) ? value : NULL;
}

static guint64 number(const char *text)
{
    guint64 value = 0;

    (void)(text && g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &value, NULL));
    return value;
}

static void take_run(ph_ci_source *source, guint64 id, guint64 attempt, const char *id_text)
{
    source->run_id = attempt > 1
                         ? g_strdup_printf("%s, attempt %" G_GUINT64_FORMAT, id_text, attempt)
                         : g_strdup(id_text);
    source->run_url = ph_forge_of_environment() == &ph_gitea
                          ? ph_gitea_run_url()
                          : ph_actions_run_url(variable("GITHUB_SERVER_URL"),
                                               variable("GITHUB_REPOSITORY"), id, attempt);
}

/* Of the run that a workflow_run is about. */
static void read_measured(ph_ci_job *ret, ph_ci_source *source)
{
    const ph_event *event = &source->event;
    g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, event->run.id);

    ret->commit = event->head_sha;
    ret->branch = event->head_branch;
    ret->event = event->run.event;
    ret->workflow = event->run.workflow;
    if (event->run.id)
        take_run(source, event->run.id, event->run.attempt, id);
}

static void read_own(ph_ci_job *ret, ph_ci_source *source)
{
    const ph_event *event = &source->event;
    const char *id = variable("GITHUB_RUN_ID");
    const char *head = variable("GITHUB_HEAD_REF");

    ret->commit = event->head_sha ? event->head_sha : variable("GITHUB_SHA");
    ret->branch = head ? head : variable("GITHUB_REF_NAME");
    ret->event = variable("GITHUB_EVENT_NAME");
    ret->workflow = variable("GITHUB_WORKFLOW");
    if (id)
        take_run(source, number(id), number(variable("GITHUB_RUN_ATTEMPT")), id);
}

/* A merge request's head, where what is checked out is its merge. */
static void read_gitlab(ph_ci_job *ret, ph_ci_source *source)
{
    const char *head = variable("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA");
    const char *branch = variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME");

    ret->commit = head ? head : variable("CI_COMMIT_SHA");
    ret->branch = branch ? branch : variable("CI_COMMIT_REF_NAME");
    ret->event = variable("CI_PIPELINE_SOURCE");
    ret->workflow = variable("CI_JOB_NAME");
    source->run_id = ph_job_variable("CI_PIPELINE_ID");
    source->run_url = ph_job_take_url(ph_job_variable("CI_JOB_URL"));
}

gboolean ph_ci_job_read(ph_ci_job *ret, ph_ci_source *ret_source)
{
    const char *path = variable("GITHUB_EVENT_PATH");

    *ret = (ph_ci_job){ 0 };
    *ret_source = (ph_ci_source){ 0 };
    if (ph_forge_of_environment() == &ph_gitlab) {
        read_gitlab(ret, ret_source);
        ret->run_id = ret_source->run_id;
        ret->run_url = ret_source->run_url;
        return TRUE;
    }
    if (g_strcmp0(variable("GITHUB_ACTIONS"), "true") != 0)
        return FALSE;
    if (path)
        (void)ph_event_file_read(path, &ret_source->event, NULL);
    if (g_strcmp0(variable("GITHUB_EVENT_NAME"), "workflow_run") == 0)
        read_measured(ret, ret_source);
    else
        read_own(ret, ret_source);
    ret->run_id = ret_source->run_id;
    ret->run_url = ret_source->run_url;
    return TRUE;
}

void ph_ci_source_clear(ph_ci_source *source)
{
    ph_event_clear(&source->event);
    g_free(source->run_id);
    g_free(source->run_url);
    *source = (ph_ci_source){ 0 };
}
