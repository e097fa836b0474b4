/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file with the event that began a job of GitHub Actions, or of Gitea's or Forgejo's Actions.
 */
#ifndef PH_HARNESS_GITHUB_EVENT_FILE_H
#define PH_HARNESS_GITHUB_EVENT_FILE_H

#include "forge/event.h"

/*
 * Read the file of GITHUB_EVENT_PATH: of pull_request, pull_request_target, merge_group,
 * workflow_run and issue_comment; any other names nothing. *ret is to be cleared. FALSE and error
 * (PH_ERROR_STORAGE, PH_ERROR_PARSE) when it is not as GitHub writes it; *ret is empty then.
 *
 * Source: docs.github.com, "Webhook events and payloads".
 */
gboolean ph_event_file_read(const char *path, ph_event *ret, GError **error);

#endif /* PH_HARNESS_GITHUB_EVENT_FILE_H */
