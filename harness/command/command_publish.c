/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness publish`: a judged run on GitHub. */
#include <stdio.h>
#include <string.h>

#include "baseline/judged_run.h"
#include "command/ci_job.h"
#include "command/command.h"
#include "error/error.h"
#include "github/job.h"
#include "github/marker.h"
#include "github/publication.h"
#include "report.h"
#include "report_line.h"
#include "settings/installation.h"
#include "settings/template_file.h"

#define PULL_REQUEST_MAX 1000000000
#define DEADLINE_S_MAX   3600.0
#define UNIT_S_MAX       60.0

static char *baseline_path;
static char *thresholds_path;
static char *repository;
static gint64 pull_request = G_MININT64; /* Not given. */
static char *pull_request_of;
static char *comment_author;
static gboolean is_comment_required;
static gboolean is_check_run;
static char *context;
static char *spooled_path;
static double deadline_s = 300.0;
static double unit_s = 1.0;

static const GOptionEntry options[] = {
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "Compare with this baseline.json, or another perf.json (default: only the floors are judged)",
      "FILE" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "The limits to judge by (default: config/thresholds.toml)", "FILE" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &repository,
      "Publish there (default: GITHUB_REPOSITORY)", "OWNER/NAME" },
    { "pull-request", 0, 0, G_OPTION_ARG_INT64, &pull_request,
      "Comment on this pull request (default: the one in GITHUB_EVENT_PATH)", "NUMBER" },
    { "pull-request-of", 0, 0, G_OPTION_ARG_STRING, &pull_request_of,
      "Comment on the open pull request whose head is this commit, for workflow_run jobs", "SHA" },
    { "comment-author", 0, 0, G_OPTION_ARG_STRING, &comment_author,
      "Whose comments are ours, the login that GITHUB_TOKEN comments as (default: "
      "github-actions[bot])",
      "LOGIN" },
    { "require-comment", 0, 0, G_OPTION_ARG_NONE, &is_comment_required,
      "A comment that cannot be made is exit status 1, not a warning", NULL },
    { "context", 0, 0, G_OPTION_ARG_STRING, &context,
      "Name of the commit status (default: perfharness/SUITE/HOST)", "NAME" },
    { "check-run", 0, 0, G_OPTION_ARG_NONE, &is_check_run,
      "Set a check run, which can be neutral, in place of the commit status where the token may",
      NULL },
    { "deadline-seconds", 0, 0, G_OPTION_ARG_DOUBLE, &deadline_s,
      "Give up on GitHub after this time (default: 300)", "S" },
    { "retry-base-seconds", 0, 0, G_OPTION_ARG_DOUBLE, &unit_s,
      "First pause before another attempt; the others follow from it (default: 1)", "S" },
    { "spooled", 0, 0, G_OPTION_ARG_FILENAME, &spooled_path,
      "Send a comment that an earlier publish could not send, and nothing else", "FILE" },
    G_OPTION_ENTRY_NULL
};

static gboolean check_options(char **operands, GError **error)
{
    const gboolean has_number = pull_request != G_MININT64;

    if (spooled_path ? operands[0] != NULL : !operands[0] || operands[1])
        return ph_refuse(error, PH_ERROR_USAGE, "%s",
                         spooled_path ? "--spooled: no perf.json was expected beside it"
                                      : "one perf.json was expected");
    if (has_number && (pull_request < 1 || pull_request > PULL_REQUEST_MAX || pull_request_of))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--pull-request: a number from 1 on was expected, and not also "
                         "--pull-request-of");
    if (repository && !ph_job_is_repository(repository))
        return ph_refuse(error, PH_ERROR_USAGE, "--repository: OWNER/NAME was expected");
    if (pull_request_of && !ph_job_is_sha(pull_request_of))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--pull-request-of: a commit's 40 hexadecimal digits were expected");
    if (!(deadline_s > 0.0 && deadline_s <= DEADLINE_S_MAX))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--deadline-seconds: above 0, at most 3600 was expected");
    if (!(unit_s > 0.0 && unit_s <= UNIT_S_MAX))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--retry-base-seconds: above 0, at most 60 was expected");
    return TRUE;
}

/* What the command line says instead of the job's environment. */
static gboolean apply_options(ph_job *job, GError **error)
{
    if (repository) {
        g_free(job->repository);
        job->repository = g_strdup(repository);
    }
    if (pull_request != G_MININT64)
        job->pull_request = (guint64)pull_request;
    if (pull_request_of) {
        g_free(job->head_sha);
        job->head_sha = g_strdup(pull_request_of);
    }
    if (g_strcmp0(job->event, "workflow_run") == 0 && !pull_request_of && !spooled_path)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "a workflow_run job does not say which commit was measured: "
                         "--pull-request-of SHA was expected");
    return job->repository || spooled_path ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "outside of a job of GitHub Actions, --repository OWNER/NAME was expected");
}

static void notice(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    (void)fprintf(stderr, "perfharness publish: %s\n", printable);
}

static ph_github *connect_to(const ph_job *job, GError **error)
{
    const ph_github_settings settings = {
        .api_url = job->api_url,
        .token = g_getenv("GITHUB_TOKEN"),
        .deadline_s = deadline_s,
        .unit_s = unit_s,
        .notice = notice,
    };

    return ph_github_new(&settings, error);
}

static const char *author(void)
{
    return comment_author ? comment_author : "github-actions[bot]";
}

static gboolean is_comment_wanted(const ph_publication *publication,
                                  const ph_thresholds *thresholds)
{
    const gboolean has_place = publication->pull_request || publication->is_to_be_found;

    if (!thresholds->is_pr_comment_enabled)
        (void)printf("comment: none, pr_comment_enabled is false\n");
    else if (!has_place && !is_comment_required)
        (void)printf("comment: none, there is no pull request\n");
    else
        return TRUE;
    return FALSE;
}

/* github is NULL when the token cannot be used, for the reason given. */
static gboolean send_comment(ph_github *github, const GError *unusable,
                             const ph_publication *publication, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (ph_publication_send_comment(github, unusable, publication, &cause))
        return TRUE;
    if (is_comment_required)
        g_propagate_error(error, g_steal_pointer(&cause));
    else
        ph_publication_warn("the comment is not made", cause);
    return !is_comment_required;
}

static void send_status(ph_github *github, const GError *unusable,
                        const ph_publication *publication)
{
    g_autoptr(GError) cause = NULL;

    if (!publication->status.sha)
        (void)printf("commit status: none, the commit is not known\n");
    else if (!github)
        ph_publication_warn("the commit status is not set", unusable);
    else if (!ph_publication_send_status(github, publication, &cause))
        ph_publication_warn("the commit status is not set", cause);
}

static gboolean publish(const ph_job *job, const ph_publication *publication,
                        const ph_thresholds *thresholds, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_github) github = connect_to(job, &cause);

    if (!github && g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    send_status(github, cause, publication);
    return !is_comment_wanted(publication, thresholds) ||
           send_comment(github, cause, publication, error);
}

/* Markdown that fits into a comment below its marker. */
static char *render(const ph_judged_run *judged, const char *marker, GError **error)
{
    g_autofree char *path = ph_installation_setting("pr_template.md");
    g_autofree char *text = ph_template_file_read(path, error);
    g_autofree char *run_url = NULL;
    ph_ci_job ci_job;
    const gboolean has_job = ph_ci_job_read(&ci_job, &run_url);
    const ph_template from = { path, text };
    const ph_report report = { judged->run, judged->baseline, judged->judgement,
                               has_job ? &ci_job : NULL, judged->thresholds->is_runner_name_shown };

    return text ? ph_report_markdown(&report, &from, PH_COMMENT_CHARACTERS_MAX - strlen(marker) - 1,
                                     error)
                : NULL;
}

static char *default_context(const ph_measurement *run)
{
    const char *host = ph_measurement_fingerprint(run);

    return g_strdup_printf("perfharness/%s/%s", run->suite ? run->suite : "no suite",
                           host ? host : "host not recorded");
}

static ph_exit report_and_publish(const char *path, const ph_job *job, ph_judged_run *judged,
                                  GError **error)
{
    const ph_verdict verdict = judged->judgement->verdict;
    g_autoptr(GError) summary_error = NULL;
    g_autofree char *line = ph_report_line(judged->run, verdict);
    g_autofree char *marker =
        ph_marker(judged->run->suite, ph_measurement_fingerprint(judged->run));
    g_autofree char *report = render(judged, marker, error);
    g_autofree char *name = context ? g_strdup(context) : default_context(judged->run);
    g_autofree char *folder = g_path_get_dirname(path);
    const ph_publication publication = {
        .repository = job->repository,
        .pull_request = pull_request_of ? 0 : job->pull_request,
        .head_sha = job->head_sha,
        .is_to_be_found = pull_request_of != NULL,
        .author = author(),
        .marker = marker,
        .report = report,
        .folder = folder,
        .status = { .repository = job->repository,
                    .sha = job->head_sha,
                    .context = name,
                    .line = line,
                    .report = report,
                    .url = job->page_url,
                    .verdict = verdict,
                    .is_informing = judged->thresholds->gate == PH_GATE_INFORM },
        .is_check_run = is_check_run,
    };

    if (!report)
        return PH_EXIT_FAILED;
    if (job->summary_path && !ph_job_append_summary(job, report, &summary_error))
        ph_publication_warn("the step summary is not written", summary_error);
    if (!publish(job, &publication, judged->thresholds, error))
        return PH_EXIT_FAILED;
    (void)printf("%s\n", line);
    if (!judged->baseline_error)
        return ph_judgement_exit(judged->judgement, judged->thresholds, FALSE);
    g_propagate_error(error, g_steal_pointer(&judged->baseline_error));
    return PH_EXIT_FAILED;
}

static ph_exit send_spooled(const ph_job *job, GError **error)
{
    g_autoptr(ph_github) github = connect_to(job, error);

    return github && ph_publication_send_spooled(github, spooled_path, author(), error)
               ? PH_EXIT_PASS
               : PH_EXIT_FAILED;
}

/* An artefact of somebody else's is read, and nothing that it points to. */
static gboolean check_file(const char *path, GError **error)
{
    if (!pull_request_of || !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE,
                "reading %s: it is a link, which no artefact of ours holds", path);
    return FALSE;
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_job) job = NULL;
    g_autoptr(ph_judged_run) judged = NULL;

    if (!check_options(operands, error))
        return PH_EXIT_USAGE;
    job = ph_job_read(error);
    if (!job || !apply_options(job, error))
        return PH_EXIT_FAILED;
    if (spooled_path)
        return send_spooled(job, error);
    if (!check_file(operands[0], error))
        return PH_EXIT_FAILED;
    judged = ph_judged_run_read(operands[0], baseline_path, thresholds_path, error);
    if (judged && is_comment_required && !judged->thresholds->is_pr_comment_enabled) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--require-comment: comments are switched off by pr_comment_enabled in "
                        "the thresholds");
        return PH_EXIT_USAGE;
    }
    return judged ? report_and_publish(operands[0], job, judged, error) : PH_EXIT_FAILED;
}

const ph_command ph_command_publish = {
    .name = "publish",
    .operands = "perf.json",
    .options = options,
    .run = run,
};
