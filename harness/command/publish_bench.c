/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/publish_bench.h"

#include <stdio.h>

#include "error/error.h"
#include "github/bench_request.h"

static ph_exit tell(const ph_job *job, const ph_bench_request *request, GError **error)
{
    /* None of it can hold a line's end: a number, hashes and a repository's name. */
    g_autofree char *lines = g_strdup_printf(
        "pull-request=%" G_GUINT64_FORMAT "\nsha=%s\nhead-repository=%s\n"
        "base-sha=%s",
        request->pull_request, request->head_sha, request->head_repository, request->base_sha);

    if (job->output_path && !ph_job_append_output(job, lines, error))
        return PH_EXIT_FAILED;
    (void)printf("%s\n", lines);
    return PH_EXIT_PASS;
}

ph_exit ph_publish_may_bench(const ph_publish_target *target, GError **error)
{
    const ph_job *job = target->job;
    g_auto(ph_bench_request) request = { 0 };
    g_autoptr(ph_forge) github = NULL;

    if (g_strcmp0(job->event_name, "issue_comment") != 0 || !job->event_path) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--may-bench: a job was expected that a comment (issue_comment) began");
        return PH_EXIT_USAGE;
    }
    github = ph_publish_connect(target, error);
    if (!github)
        return PH_EXIT_FAILED;
    switch (ph_bench_request_judge(github, job->repository, job->event_path, &request, error)) {
    case PH_BENCH_MAY: return tell(job, &request, error);
    case PH_BENCH_MAY_NOT: return PH_EXIT_REGRESSION;
    case PH_BENCH_UNKNOWN: break;
    }
    return PH_EXIT_FAILED;
}
