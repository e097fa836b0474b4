/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/github.h"

#include "github/actions_job.h"
#include "github/pull_request.h"
#include "github/status_choice.h"

static char *comments_path(const char *repository, guint64 number)
{
    return g_strdup_printf("/repos/%s/issues/%" G_GUINT64_FORMAT "/comments?per_page=100",
                           repository, number);
}

static char *comment_path(const char *repository, guint64 number, guint64 id)
{
    (void)number; /* Comments are counted in a repository, not in an issue. */
    return g_strdup_printf("/repos/%s/issues/comments/%" G_GUINT64_FORMAT, repository, id);
}

static const char *const headers[] = { "Accept: application/vnd.github+json",
                                       "X-GitHub-Api-Version: 2022-11-28", NULL };
static const char *const workflows[] = { ".github/", NULL };

const ph_forge_kind ph_github = {
    .name = "github",
    .title = "GitHub",
    .request_title = "pull request",
    .api_variable = "GITHUB_API_URL",
    .api_example = "https://HOST or https://HOST/api/v3",
    .api_suffix = "/api/v3",
    .token_variable = "GITHUB_TOKEN",
    .token_scheme = "Bearer",
    .author = "github-actions[bot]",
    .headers = headers,
    .answers = { .remaining = "x-ratelimit-remaining", .reset = "x-ratelimit-reset" },
    .permissions = { .comment = "pull-requests: write",
                     .status = "statuses: write",
                     .look = "pull-requests: read",
                     .user = "read:user" },
    .comments = { .list_path = comments_path,
                  .path = comment_path,
                  .edit_method = "PATCH",
                  .author = "user",
                  .login = "login" },
    .workflows = { workflows, "what is below `.github/`" },
    .is_repository = ph_event_is_repository,
    .repository_form = "OWNER/NAME",
    .read_job = ph_github_job_read,
    .find_pull_request = ph_github_pull_request_find,
    .head_of_pull_request = ph_github_pull_request_head,
    .pull_request_changes = ph_github_pull_request_changes,
    .set_status = ph_github_status_set,
};
