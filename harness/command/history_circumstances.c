/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_circumstances.h"

/* GitHub's names for what the history has a word for; all others are by hand. */
static const struct {
    const char *name;
    ph_run_event event;
} github_events[] = {
    { "schedule", PH_RUN_EVENT_SCHEDULE },
    { "push", PH_RUN_EVENT_PUSH },
    { "merge_group", PH_RUN_EVENT_PULL_REQUEST },
    { "pull_request", PH_RUN_EVENT_PULL_REQUEST },
    { "pull_request_target", PH_RUN_EVENT_PULL_REQUEST },
    { "issue_comment", PH_RUN_EVENT_PULL_REQUEST },
    { "release", PH_RUN_EVENT_RELEASE },
};

static ph_run_event event_of_job(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(github_events); i++)
        if (g_strcmp0(name, github_events[i].name) == 0)
            return github_events[i].event;
    return PH_RUN_EVENT_MANUAL;
}

static void take_job(ph_history_circumstances *ret)
{
    ph_run_circumstances *known = &ret->known;
    ph_ci_job job;

    if (!ph_ci_job_read(&job, &ret->source))
        return;
    known->event = event_of_job(job.event);
    known->branch = job.branch;
    known->pull_request = (gint64)ret->source.event.pull_request;
    if (known->pull_request > 0)
        known->event = PH_RUN_EVENT_PULL_REQUEST;
}

static void take_options(const ph_history_request *request, ph_history_circumstances *ret)
{
    ph_run_circumstances *known = &ret->known;

    if (request->pull_request > 0) {
        known->pull_request = request->pull_request;
        known->event = PH_RUN_EVENT_PULL_REQUEST;
    }
    if (request->event)
        known->event = ph_run_event_of(request->event);
    if (request->branch)
        known->branch = request->branch;
}

void ph_history_circumstances_find(const ph_history_request *request,
                                   const ph_run_document *document, ph_history_circumstances *ret)
{
    ph_run_circumstances *known = &ret->known;

    *ret = (ph_history_circumstances){ .known.event = PH_RUN_EVENT_MANUAL };
    take_job(ret);
    take_options(request, ret);
    if (document->measurement)
        known->machine = ph_measurement_machine(document->measurement);
    known->sha = request->commit ? request->commit : ph_run_document_commit(document);
    ph_commit_position_find(request->repository, known->sha, request->main_branch, &ret->position);
    known->summary = ret->position.summary;
    if (ret->position.committed_us != PH_NO_TIME)
        known->committed_us = ret->position.committed_us;
    if (request->position > 0)
        known->position = request->position;
    else if (ret->position.position != PH_NO_POSITION)
        known->position = ret->position.position;
}

void ph_history_circumstances_clear(ph_history_circumstances *circumstances)
{
    ph_ci_source_clear(&circumstances->source);
    ph_commit_position_clear(&circumstances->position);
    *circumstances = (ph_history_circumstances){ 0 };
}
