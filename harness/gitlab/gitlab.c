/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitlab/gitlab.h"

#include "gitlab/gitlab_job.h"
#include "gitlab/gitlab_status.h"
#include "gitlab/merge_request.h"
#include "gitlab/merge_request_note.h"
#include "gitlab/project.h"

static const char *const headers[] = { "Accept: application/json", NULL };
static const char *const workflows[] = { ".gitlab-ci.yml", ".gitlab/", NULL };

const ph_forge_kind ph_gitlab = {
    .name = "gitlab",
    .title = "GitLab",
    .request_title = "merge request",
    .api_variable = "CI_API_V4_URL",
    .api_example = "https://HOST/api/v4",
    .api_suffix = "/api/v4",
    .token_variable = "GITLAB_TOKEN",
    .token_hint = "a protected variable is there in jobs of protected branches alone",
    .token_scheme = "Bearer",
    .headers = headers,
    .answers = { .remaining = "ratelimit-remaining",
                 .reset = "ratelimit-reset",
                 .is_conflict_passing = TRUE },
    .permissions = { .comment = "api, and the role Reporter or a higher one",
                     .status = "api, and the role Developer or a higher one",
                     .look = "read_api, and the role Reporter or a higher one",
                     .user = "read_user" },
    .comments = { .list_path = ph_gitlab_notes_path,
                  .path = ph_gitlab_note_path,
                  .edit_method = "PUT",
                  .author = "author",
                  .login = "username",
                  .url = ph_gitlab_note_url,
                  .text = ph_gitlab_note_text },
    .workflows = { workflows, "`.gitlab-ci.yml` or what is below `.gitlab/`" },
    .is_repository = ph_gitlab_is_project,
    .repository_form = "GROUP/PROJECT",
    .read_job = ph_gitlab_job_read,
    .find_pull_request = ph_gitlab_merge_request_find,
    .head_of_pull_request = ph_gitlab_merge_request_head,
    .pull_request_changes = ph_gitlab_merge_request_changes,
    .set_status = ph_gitlab_status_set,
};
