/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Attempts of a run of GitHub Actions, which may end in another order than they began in. */
#ifndef PH_HARNESS_GITHUB_ATTEMPT_H
#define PH_HARNESS_GITHUB_ATTEMPT_H

#include <glib.h>

#include "forge/client.h"
#include "forge/commit_status.h"

/*
 * Has a later attempt of the same run set this status already, or this check run? Known by the
 * addresses of their pages; where ours names no attempt, none is later. *ret is FALSE as well where
 * the token may not ask: then it may not set one, either. FALSE and error when GitHub did not say.
 */
gboolean ph_attempt_is_late(ph_forge *github, const ph_commit_status *status, gboolean is_check_run,
                            gboolean *ret, GError **error);

#endif /* PH_HARNESS_GITHUB_ATTEMPT_H */
