/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding a pull request of Gitea, and what it changes: where that is not as on GitHub. */
#ifndef PH_HARNESS_GITEA_GITEA_PULL_REQUEST_H
#define PH_HARNESS_GITEA_GITEA_PULL_REQUEST_H

#include "forge/pull_request_search.h"

/*
 * As pull_request.h says. Gitea knows the pull request of a commit that is merged, and no filter by
 * branch, so all that are open are looked at, 1,500 at most.
 */
gboolean ph_gitea_pull_request_find(ph_forge *forge, const ph_pull_request_wanted *wanted,
                                    ph_pull_request *ret, GError **error);

/* As pull_request.h says. */
ph_pull_request_files ph_gitea_pull_request_changes(ph_forge *forge, const char *repository,
                                                    guint64 number, const char *const *prefixes,
                                                    GError **error);

#endif /* PH_HARNESS_GITEA_GITEA_PULL_REQUEST_H */
