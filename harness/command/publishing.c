/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/publishing.h"

#include <stdio.h>
#include <string.h>

#include "error/error.h"
#include "forge/publication.h"
#include "platform/path.h"
#include "report.h"

gboolean ph_publish_check_comment(const ph_publish_target *target, const ph_thresholds *thresholds,
                                  GError **error)
{
    return !target->is_comment_required || thresholds->is_pr_comment_enabled ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--require-comment: comments are switched off by pr_comment_enabled in the "
                     "thresholds");
}

/* "": there is none. */
static char *witness_text(const ph_publish_target *target)
{
    return target->witness ? g_strdup_printf("\nReceipts of the history: `%s`\n", target->witness)
                           : g_strdup("");
}

gsize ph_publish_room(const ph_publish_target *target, const char *marker)
{
    g_autofree char *witness = witness_text(target);

    return PH_COMMENT_CHARACTERS_MAX - ph_publication_overhead(marker) - strlen(witness);
}

static void notice(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    (void)fprintf(stderr, "perfharness publish: %s\n", printable);
}

ph_forge *ph_publish_connect(const ph_publish_target *target, GError **error)
{
    const ph_forge_kind *kind = target->forge;
    const ph_forge_settings settings = {
        .kind = kind,
        .api_url = target->job->api_url,
        .token = g_getenv(kind->token_variable),
        .token_hint = target->job->is_from_fork
                          ? "a job of a fork's has none, so that its code cannot take it"
                          : kind->token_hint,
        .ca_file = target->access.ca_file,
        .deadline_s = target->access.deadline_s,
        .unit_s = target->access.unit_s,
        .notice = notice,
    };

    return ph_forge_new(&settings, error);
}

/* Was the document made by another job than this one, maybe with somebody else's code? */
static gboolean is_artefact(const ph_publish_target *target)
{
    const ph_event *event = &target->job->event;

    return target->is_to_be_found || event->run.id || event->is_comment;
}

gboolean ph_publish_check_artefact(const ph_publish_target *target, const char *path,
                                   GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *system = ph_path_join(folder, "system-info.json", NULL);
    g_autofree char *baseline = ph_path_join(folder, "baseline.json", NULL);
    const char *const files[] = { path, system, baseline };

    for (gsize i = 0; is_artefact(target) && i < G_N_ELEMENTS(files); i++)
        if (g_file_test(files[i], G_FILE_TEST_IS_SYMLINK))
            return ph_refuse(error, PH_ERROR_STORAGE,
                             "reading %s: it is a link, which no artefact of ours holds", files[i]);
    return TRUE;
}

static ph_commit_status status_of(const ph_publish_target *target,
                                  const ph_publish_content *content)
{
    const ph_job *job = target->job;

    return (ph_commit_status){
        .repository = job->status_repository ? job->status_repository : job->repository,
        .sha = job->status_sha ? job->status_sha : job->head_sha,
        .pipeline = job->pipeline,
        .context = target->context ? target->context : content->context,
        .line = content->line,
        .report = content->report,
        .url = job->page_url,
        .verdict = content->verdict,
        .is_broken = content->is_broken,
        .is_informing = content->is_informing,
        .is_inconclusive_failure = content->thresholds->inconclusive == PH_INCONCLUSIVE_FAILURE,
        .is_check_run = target->is_check_run
    };
}

static ph_publication publication_of(const ph_publish_target *target,
                                     const ph_publish_content *content, const char *folder)
{
    return (ph_publication){ .kind = target->forge,
                             .repository = target->job->repository,
                             .pull_request = target->pull_request,
                             .is_to_be_found = target->is_to_be_found,
                             .head_sha = target->job->head_sha,
                             .head_repository = target->head_repository,
                             .head_branch = target->head_branch,
                             .is_own_workflow = target->job->event.is_comment,
                             .run_id = target->job->run_id,
                             .run_attempt = target->job->run_attempt,
                             .author = target->author,
                             .is_on_change = target->comment == PH_COMMENT_ON_CHANGE,
                             .marker = content->marker,
                             .report = content->report,
                             .folder = folder,
                             .status = status_of(target, content) };
}

static gboolean is_comment_wanted(const ph_publish_target *target,
                                  const ph_publish_content *content)
{
    const gboolean has_place = target->pull_request || target->is_to_be_found;

    if (!content->thresholds->is_pr_comment_enabled)
        (void)printf("comment: none, pr_comment_enabled is false\n");
    else if (target->comment == PH_COMMENT_NEVER)
        (void)printf("comment: none, as --comment never says\n");
    else if (!has_place && !target->is_comment_required)
        (void)printf("comment: none, there is no %s\n", target->forge->request_title);
    else
        return TRUE;
    return FALSE;
}

/* github is NULL when the token cannot be used, for the reason given. */
static gboolean send_comment(const ph_publish_target *target, ph_forge *github,
                             const GError *unusable, const ph_publication *publication,
                             GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (ph_publication_send_comment(github, unusable, publication, &cause))
        return TRUE;
    if (target->is_comment_required)
        g_propagate_error(error, g_steal_pointer(&cause));
    else
        ph_publication_warn("the comment is not made", cause);
    return !target->is_comment_required;
}

static void send_status(ph_forge *github, const GError *unusable, const ph_publication *publication)
{
    g_autoptr(GError) cause = NULL;

    if (!publication->status.sha)
        (void)printf("commit status: none, the commit is not known\n");
    else if (!github)
        ph_publication_warn("the commit status is not set", unusable);
    else if (!ph_publication_send_status(github, publication, &cause))
        ph_publication_warn("the commit status is not set", cause);
}

/* In the job of a pull request it may be the merge that is checked out. */
static gboolean is_what_is_told(const ph_publish_target *target, const char *commit)
{
    const ph_job *job = target->job;
    const gboolean is_own_head =
        job->is_on_pull_request && g_strcmp0(job->event.head_sha, job->head_sha) == 0;
    const gboolean is_merge =
        is_own_head && job->own_sha && g_ascii_strcasecmp(commit, job->own_sha) == 0;

    return is_merge || g_ascii_strcasecmp(commit, job->head_sha) == 0;
}

/* A status that says why there is nothing else. FALSE and error for the document. */
static gboolean refuse_document(const ph_publish_target *target, const ph_publish_content *content,
                                const char *commit, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *folder = g_path_get_dirname(content->path);
    g_autofree char *shown = ph_error_printable(commit);
    g_autofree char *line =
        g_strdup_printf("What was measured is another commit than this one: %s", shown);
    ph_publish_content refused = *content;

    refused.line = refused.report = line;
    refused.is_broken = TRUE;
    const ph_publication publication = publication_of(target, &refused, folder);
    g_autoptr(ph_forge) github = ph_publish_connect(target, &cause);

    if (!github && g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    send_status(github, cause, &publication);
    return ph_refuse(error, PH_ERROR_SCHEMA, "%s: it is of the commit %s, and not of %s",
                     content->path, shown, target->job->head_sha);
}

gboolean ph_publish_check_commit(const ph_publish_target *target, const ph_publish_content *content,
                                 const char *commit, GError **error)
{
    return !commit || !target->job->head_sha || is_what_is_told(target, commit) ||
           refuse_document(target, content, commit, error);
}

static gboolean send_all(const ph_publish_target *target, const ph_publish_content *content,
                         GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GError) summary_error = NULL;
    g_autoptr(ph_forge) github = ph_publish_connect(target, &cause);
    g_autofree char *folder = g_path_get_dirname(content->path);
    const ph_publication publication = publication_of(target, content, folder);

    if (target->job->summary_path &&
        !ph_job_append_summary(target->job, content->report, &summary_error))
        ph_publication_warn("the step summary is not written", summary_error);
    if (!github && g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    send_status(github, cause, &publication);
    return !is_comment_wanted(target, content) ||
           send_comment(target, github, cause, &publication, error);
}

/* Who can write the history anew cannot write what was told of it. */
gboolean ph_publish_send(const ph_publish_target *target, const ph_publish_content *content,
                         GError **error)
{
    g_autofree char *witness = witness_text(target);
    g_autofree char *report = g_strconcat(content->report, witness, NULL);
    ph_publish_content witnessed = *content;

    witnessed.report = report;
    return send_all(target, &witnessed, error);
}
