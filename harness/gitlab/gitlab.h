/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GitLab, on gitlab.com or a server of one's own.
 *
 * Source: GitLab's documentation, doc/api/notes.md, commits.md and merge_requests.md of its
 * repository, and of what its program does lib/api/ and app/services/ci/.
 */
#ifndef PH_HARNESS_GITLAB_GITLAB_H
#define PH_HARNESS_GITLAB_GITLAB_H

#include "forge/forge_kind.h"

extern const ph_forge_kind ph_gitlab;

#endif /* PH_HARNESS_GITLAB_GITLAB_H */
