/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A git checkout of copybook-rs, which is only read. */
#ifndef PH_HARNESS_BUILDER_CHECKOUT_H
#define PH_HARNESS_BUILDER_CHECKOUT_H

#include <glib.h>

/*
 * The full hash of a revision's commit, for the caller to free. NULL and error: PH_ERROR_USAGE with
 * what git has against it, PH_ERROR_ENVIRONMENT without git.
 */
char *ph_checkout_resolve(const char *checkout, const char *revision, GError **error);

/*
 * What the repository is called: the last part of its remote's address, else of its folder's path.
 * The caller frees it.
 */
char *ph_checkout_name(const char *checkout);

/* Put a commit's files into a folder that is there. FALSE and error as ph_tool_run(). */
gboolean ph_checkout_extract(const char *checkout, const char *commit, const char *folder,
                             GError **error);

#endif /* PH_HARNESS_BUILDER_CHECKOUT_H */
