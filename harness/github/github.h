/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GitHub, and GitHub Enterprise Server. */
#ifndef PH_HARNESS_GITHUB_GITHUB_H
#define PH_HARNESS_GITHUB_GITHUB_H

#include "forge/forge_kind.h"

extern const ph_forge_kind ph_github;

#endif /* PH_HARNESS_GITHUB_GITHUB_H */
