/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness publish`: a judged run, or a comparison, on a forge. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/compared_options.h"
#include "command/forge_choice.h"
#include "command/publish_bench.h"
#include "command/publish_comparison.h"
#include "command/publish_pending.h"
#include "command/publish_run.h"
#include "command/publishing.h"
#include "document/document.h"
#include "error/error.h"
#include "forge/publication.h"
#include "github/github.h"
#include "history/witness.h"

#define PULL_REQUEST_MAX 1000000000

static char *baseline_path;
static char *thresholds_path;
static char *forge_name;
static char *repository;
static gint64 pull_request = G_MININT64; /* Not given. */
static char *pull_request_of;
static char *head_repository;
static char *head_branch;
static char *measured_by;
static char *comment_author;
static char *comment_when;
static gboolean is_comment_required;
static gboolean is_check_run;
static char *context;
static char *spooled_path;
static char *witness_text;
static gboolean is_pending;
static gboolean is_bench;

static const char *const comment_words[] = { [PH_COMMENT_ALWAYS] = "always",
                                             [PH_COMMENT_ON_CHANGE] = "on-change",
                                             [PH_COMMENT_NEVER] = "never",
                                             NULL };

static const GOptionEntry options[] = {
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "Compare with this baseline.json, another perf.json, or what a folder of baselines has for "
      "the run's host and suite (default: only the floors are judged)",
      "PATH" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "The limits to judge by (default: config/thresholds.toml)", "FILE" },
    { "forge", 0, 0, G_OPTION_ARG_STRING, &forge_name,
      "Publish on github, gitlab, or gitea, which Forgejo is as well (default: the one whose job "
      "this is; outside of one github)",
      "NAME" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &repository,
      "Publish there (default: GITHUB_REPOSITORY; of GitLab the merge request's project)",
      "OWNER/NAME" },
    { "pull-request", 0, 0, G_OPTION_ARG_INT64, &pull_request,
      "Comment on this pull request, GitLab's merge request (default: the one that began the job)",
      "NUMBER" },
    { "pull-request-of", 0, 0, G_OPTION_ARG_STRING, &pull_request_of,
      "The commit that was measured: comment on the open pull request whose head it is (default: "
      "what the event says)",
      "SHA" },
    { "head-repository", 0, 0, G_OPTION_ARG_STRING, &head_repository,
      "With --pull-request-of: where the commit was pushed, a fork (default: what a workflow_run's "
      "event says)",
      "OWNER/NAME" },
    { "head-branch", 0, 0, G_OPTION_ARG_STRING, &head_branch,
      "With --head-repository: to which branch", "NAME" },
    { "measured-by", 0, 0, G_OPTION_ARG_STRING, &measured_by,
      "In a job after a workflow_run: the workflow that is to have measured, as "
      ".github/workflows/performance.yml; another of its name, which a pull request may bring "
      "along, is refused",
      "PATH" },
    { "comment", 0, 0, G_OPTION_ARG_STRING, &comment_when,
      "Make the comment, and update it: always; on-change, where the verdict is not the last "
      "comment's; or never (default: always)",
      "WHEN" },
    { "comment-author", 0, 0, G_OPTION_ARG_STRING, &comment_author,
      "Whose comments are ours, the login that the token comments as (default: on GitHub "
      "github-actions[bot], elsewhere whoever the token is)",
      "LOGIN" },
    { "require-comment", 0, 0, G_OPTION_ARG_NONE, &is_comment_required,
      "A comment that cannot be made is exit status 1, not a warning", NULL },
    { "context", 0, 0, G_OPTION_ARG_STRING, &context,
      "Name of the commit status (default: perfharness/SUITE/HOST; of a comparison "
      "performance/comparison/SUITE)",
      "NAME" },
    { "check-run", 0, 0, G_OPTION_ARG_NONE, &is_check_run,
      "On GitHub: set a check run, which can be neutral, in place of the commit status where the "
      "token may",
      NULL },
    { "pending", 0, 0, G_OPTION_ARG_NONE, &is_pending,
      "Set the status that --context names to pending, before anything is measured, and do nothing "
      "else",
      NULL },
    { "may-bench", 0, 0, G_OPTION_ARG_NONE, &is_bench,
      "On GitHub, in a job that a comment /bench began: say whether who wrote it may, and what is "
      "to be "
      "measured, and do nothing else",
      NULL },
    { "witness", 0, 0, G_OPTION_ARG_FILENAME, &witness_text,
      "Show this line of `perfharness history witness`, or the last one of a file of them, so that "
      "it is kept where the history is not",
      "WITNESS" },
    { "spooled", 0, 0, G_OPTION_ARG_FILENAME, &spooled_path,
      "Send a comment that an earlier publish could not send, and nothing else", "FILE" },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_forge_access_entries, NULL };

static gboolean check_numbers(GError **error)
{
    const gboolean has_number = pull_request != G_MININT64;

    if (has_number && (pull_request < 1 || pull_request > PULL_REQUEST_MAX || pull_request_of))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--pull-request: a number from 1 on was expected, and not also "
                         "--pull-request-of");
    return TRUE;
}

static gboolean check_head(const ph_forge_kind *forge, GError **error)
{
    if (repository && !forge->is_repository(repository))
        return ph_refuse(error, PH_ERROR_USAGE, "--repository: %s was expected",
                         forge->repository_form);
    if (pull_request_of && !ph_event_is_sha(pull_request_of))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--pull-request-of: a commit's 40 hexadecimal digits were expected");
    if (head_repository && (!forge->is_repository(head_repository) || !pull_request_of))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--head-repository: %s was expected, and --pull-request-of",
                         forge->repository_form);
    if (head_branch && (!*head_branch || !head_repository))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--head-branch: a name was expected, and --head-repository");
    return TRUE;
}

static gboolean take_comment_when(ph_comment_when *ret, GError **error)
{
    const char *word = comment_when ? comment_when : comment_words[PH_COMMENT_ALWAYS];
    guint i = 0;

    while (comment_words[i] && !g_str_equal(comment_words[i], word))
        i++;
    if (!comment_words[i])
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--comment: always, on-change or never was expected");
    *ret = (ph_comment_when)i;
    if (*ret == PH_COMMENT_NEVER && is_comment_required)
        return ph_refuse(error, PH_ERROR_USAGE, "--comment never: not also --require-comment");
    return TRUE;
}

/* What the other forges have nothing for. */
static gboolean check_forge(const ph_forge_kind *forge, GError **error)
{
    const char *given = is_check_run ? "--check-run" : is_bench ? "--may-bench" : NULL;

    return !given || forge == &ph_github ||
           ph_refuse(error, PH_ERROR_USAGE, "%s: %s has none; it is for --forge github", given,
                     forge->title);
}

static gboolean check_options(const ph_forge_kind *forge, char **operands, ph_publish_target *ret,
                              GError **error)
{
    const int jobs = (spooled_path != NULL) + is_pending + is_bench;

    if (jobs > 1 || (jobs && operands[0]))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--spooled, --pending and --may-bench: one of them was expected, and no "
                         "document beside it");
    if (!jobs && (!operands[0] || operands[1]))
        return ph_refuse(error, PH_ERROR_USAGE, "one perf.json or comparison.json was expected");
    if (is_pending && !context)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--pending: the status' --context NAME was expected, as suite and host "
                         "are not known yet");
    *ret = (ph_publish_target){
        .forge = forge,
        .author = comment_author ? comment_author : forge->author,
        .context = context,
        .is_comment_required = is_comment_required,
        .is_check_run = is_check_run,
    };
    return check_numbers(error) && ph_forge_access_take(&ret->access, error) &&
           check_forge(forge, error) && check_head(forge, error) &&
           take_comment_when(&ret->comment, error);
}

/* A workflow is called by its name, and a pull request may bring another one of that name. */
static gboolean check_workflow(const ph_job *job, GError **error)
{
    const char *path = job->event.run.path;
    g_autofree char *by = path ? g_strndup(path, strcspn(path, "@")) : NULL;
    g_autofree char *shown =
        ph_error_printable(by ? by : "a workflow that its event does not name");

    return !measured_by || g_strcmp0(by, measured_by) == 0 ||
           ph_refuse(error, PH_ERROR_AUTHENTICATION, "--measured-by: %s was expected, not %s",
                     measured_by, shown);
}

/* Which commit was measured must be known for sure, or a status would stand beside another. */
static gboolean apply_commit(ph_job *job, GError **error)
{
    const gboolean is_run = g_strcmp0(job->event_name, "workflow_run") == 0;

    if (pull_request_of && is_run && job->head_sha && !g_str_equal(job->head_sha, pull_request_of))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--pull-request-of: the run that is over was of %s, as its event says",
                         job->head_sha);
    if (pull_request_of && job->event.is_comment && g_strcmp0(job->own_sha, pull_request_of) == 0)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--pull-request-of: %s is the default branch's head, where a comment "
                         "brings no status",
                         pull_request_of);
    if (pull_request_of)
        ph_job_judge(job, pull_request_of);
    return job->head_sha || !(is_run || job->event.is_comment) ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "the event %s does not say which commit was measured: --pull-request-of SHA "
                     "was expected",
                     job->event_name);
}

/* The pull request to comment on: by its number where that is known, else by its head. */
static void aim(const ph_job *job, ph_publish_target *ret)
{
    const ph_event *event = &job->event;
    const char *of = event->run.event;
    const gboolean is_run = g_strcmp0(job->event_name, "workflow_run") == 0;

    ret->pull_request = pull_request != G_MININT64 ? (guint64)pull_request : event->pull_request;
    if (pull_request_of && !event->is_comment)
        ret->pull_request = 0;
    ret->is_to_be_found = !ret->pull_request &&
                          (pull_request_of || (is_run && (!of || g_str_equal(of, "pull_request"))));
    ret->head_repository = head_repository ? head_repository : event->head_repository;
    ret->head_branch = head_repository ? head_branch : event->head_branch;
}

/* What the command line says instead of the job's environment. */
static gboolean apply_options(ph_job *job, ph_publish_target *ret, GError **error)
{
    const gboolean is_document = !spooled_path && !is_pending && !is_bench;

    if (repository)
        ph_job_publish_to(job, repository);
    if (is_document && g_strcmp0(job->event_name, "pull_request_target") == 0)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "pull_request_target gives rights to a job that may hold a pull "
                         "request's code: measure on pull_request, and publish on workflow_run");
    if ((is_document || is_pending) && (!check_workflow(job, error) || !apply_commit(job, error)))
        return FALSE;
    aim(job, ret);
    return job->repository || spooled_path ||
           ph_refuse(error, PH_ERROR_USAGE, "outside of a job of %s, --repository %s was expected",
                     ret->forge->title, ret->forge->repository_form);
}

/* The last one that was given, as it is printed; NULL and error. */
static char *read_witness(GError **error)
{
    g_autoptr(GPtrArray) witnesses = ph_witnesses_new();

    return ph_witnesses_take(witnesses, witness_text, error)
               ? ph_witness_line(witnesses->pdata[witnesses->len - 1])
               : NULL;
}

static ph_exit send_spooled(const ph_publish_target *target, GError **error)
{
    g_autoptr(ph_forge) github = ph_publish_connect(target, error);

    return github && ph_publication_send_spooled(github, spooled_path, target->author,
                                                 target->comment == PH_COMMENT_ON_CHANGE, error)
               ? PH_EXIT_PASS
               : PH_EXIT_FAILED;
}

static ph_exit publish_document(const char *path, const ph_publish_target *target, GError **error)
{
    if (!ph_publish_check_artefact(target, path, error))
        return PH_EXIT_FAILED;
    if (!ph_document_is_comparison(path))
        return ph_publish_run(path, target, baseline_path, thresholds_path, error);
    return ph_comparison_takes(baseline_path, NULL, error)
               ? ph_publish_comparison(path, target, thresholds_path, error)
               : PH_EXIT_USAGE;
}

static ph_exit run(char **operands, GError **error)
{
    const ph_forge_kind *forge = ph_forge_choose(forge_name, error);
    g_autoptr(ph_job) job = NULL;
    ph_publish_target target = { 0 };
    g_autofree char *witness = NULL;

    if (!forge || !check_options(forge, operands, &target, error))
        return PH_EXIT_USAGE;
    if (witness_text && !(witness = read_witness(error)))
        return PH_EXIT_FAILED;
    target.witness = witness;
    job = forge->read_job(error);
    target.job = job;
    if (!job || !apply_options(job, &target, error))
        return PH_EXIT_FAILED;
    if (spooled_path)
        return send_spooled(&target, error);
    if (is_bench)
        return ph_publish_may_bench(&target, error);
    return is_pending ? ph_publish_pending(&target, error)
                      : publish_document(operands[0], &target, error);
}

static char **values(const char *option)
{
    if (g_strcmp0(option, "forge") == 0)
        return ph_forge_names();
    return g_strcmp0(option, "comment") == 0 ? g_strdupv((char **)comment_words) : NULL;
}

const ph_command ph_command_publish = {
    .name = "publish",
    .operands = "perf.json|comparison.json",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .run = run,
};
