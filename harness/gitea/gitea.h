/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gitea, and Forgejo, which began as a copy of it. Much of its API is GitHub's.
 *
 * Source: templates/swagger/v1_json.tmpl of Gitea's repository, which its servers show under
 * /api/swagger.
 */
#ifndef PH_HARNESS_GITEA_GITEA_H
#define PH_HARNESS_GITEA_GITEA_H

#include "forge/forge_kind.h"

extern const ph_forge_kind ph_gitea;

#endif /* PH_HARNESS_GITEA_GITEA_H */
