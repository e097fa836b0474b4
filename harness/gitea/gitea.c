/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitea/gitea.h"

#include "gitea/gitea_job.h"
#include "gitea/gitea_pull_request.h"
#include "github/commit_status.h"
#include "github/pull_request.h"

/* All of them, as this list has no pages. */
static char *comments_path(const char *repository, guint64 number)
{
    return g_strdup_printf("/repos/%s/issues/%" G_GUINT64_FORMAT "/comments", repository, number);
}

static char *comment_path(const char *repository, guint64 number, guint64 id)
{
    (void)number; /* Comments are counted in the whole server, not in an issue. */
    return g_strdup_printf("/repos/%s/issues/comments/%" G_GUINT64_FORMAT, repository, id);
}

static gboolean set_status(ph_forge *forge, const ph_commit_status *status, ph_status_set *ret,
                           GError **error)
{
    *ret = (ph_status_set){ 0 };
    return ph_github_commit_status_set(forge, status, error);
}

static const char *const headers[] = { "Accept: application/json", NULL };
static const char *const workflows[] = { ".gitea/", ".forgejo/", ".github/", NULL };

const ph_forge_kind ph_gitea = {
    .name = "gitea",
    .title = "Gitea",
    .request_title = "pull request",
    .api_variable = "GITEA_API_URL",
    .api_example = "https://HOST/api/v1",
    .api_suffix = "/api/v1",
    .token_variable = "GITEA_TOKEN",
    .token_scheme = "token",
    .headers = headers,
    .answers = { .remaining = "x-ratelimit-remaining", .reset = "x-ratelimit-reset" },
    .permissions = { .comment = "write:issue, in a job pull-requests: write",
                     .status = "write:repository, in a job contents: write",
                     .look = "read:repository",
                     .user = "read:user" },
    .comments = { .list_path = comments_path,
                  .path = comment_path,
                  .edit_method = "PATCH",
                  .author = "user",
                  .login = "login" },
    .workflows = { workflows, "what is below `.gitea/`, `.forgejo/` or `.github/`" },
    .is_repository = ph_event_is_repository,
    .repository_form = "OWNER/NAME",
    .read_job = ph_gitea_job_read,
    .find_pull_request = ph_gitea_pull_request_find,
    .head_of_pull_request = ph_github_pull_request_head,
    .pull_request_changes = ph_gitea_pull_request_changes,
    .set_status = set_status,
};
