/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding a pull request by the commit at its head. */
#ifndef PH_HARNESS_GITHUB_PULL_REQUEST_H
#define PH_HARNESS_GITHUB_PULL_REQUEST_H

#include <glib.h>

#include "github/client.h"

/*
 * The number of the open pull request into the repository whose head is this commit, the first one
 * if there are several; 0: there is none. FALSE and error as ph_github_call() has it.
 */
gboolean ph_pull_request_find(ph_github *github, const char *repository, const char *sha,
                              guint64 *ret, GError **error);

#endif /* PH_HARNESS_GITHUB_PULL_REQUEST_H */
