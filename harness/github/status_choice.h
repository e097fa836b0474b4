/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* As what a verdict stands beside a commit of GitHub. */
#ifndef PH_HARNESS_GITHUB_STATUS_CHOICE_H
#define PH_HARNESS_GITHUB_STATUS_CHOICE_H

#include "forge/commit_status.h"

/*
 * Set a check run where that is asked for and the token may, else a commit status; or leave that of
 * a later attempt of the same run: who comes late takes nothing back. FALSE and error when neither
 * could be set; *ret is to be cleared in any case.
 */
gboolean ph_github_status_set(ph_forge *forge, const ph_commit_status *status, ph_status_set *ret,
                              GError **error);

#endif /* PH_HARNESS_GITHUB_STATUS_CHOICE_H */
