/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which forge is published to. */
#ifndef PH_HARNESS_COMMAND_FORGE_CHOICE_H
#define PH_HARNESS_COMMAND_FORGE_CHOICE_H

#include "forge/forge_kind.h"

/*
 * That whose job this is: of Gitea and Forgejo where GITEA_ACTIONS or FORGEJO_ACTIONS says so,
 * which set GITHUB_ACTIONS as well; of GitLab where GITLAB_CI does; else GitHub.
 */
const ph_forge_kind *ph_forge_of_environment(void);

/* The one of that name, or that of the environment for NULL; NULL and error (PH_ERROR_USAGE). */
const ph_forge_kind *ph_forge_choose(const char *name, GError **error);

/* All names, NULL-terminated. The caller frees them. */
char **ph_forge_names(void);

#endif /* PH_HARNESS_COMMAND_FORGE_CHOICE_H */
