/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file of GitHub's: the API says on which server it is, and there nobody is shown the token. */
#ifndef PH_HARNESS_GITHUB_DOWNLOAD_H
#define PH_HARNESS_GITHUB_DOWNLOAD_H

#include <glib.h>

#include "forge/client.h"

#define PH_DOWNLOAD_ATTEMPTS_MAX 3
#define PH_DOWNLOAD_BYTES_MAX    (64ul * 1024 * 1024) /* What http/http.h takes of an answer. */

typedef struct ph_download_wanted {
    const char *path;   /* Of the API. */
    const char *digest; /* "sha256:…", which the bytes have; NULL, or of another kind: not known. */
    const char *purpose;
    const char *permission;
} ph_download_wanted;

/*
 * Get it, at most PH_DOWNLOAD_BYTES_MAX, in up to PH_DOWNLOAD_ATTEMPTS_MAX attempts, each asking
 * anew where it is: such addresses are good for a minute.
 *
 * @param ret_attempts  How many there were, also on failure.
 * @return the bytes, for the caller to free; NULL and error.
 */
GString *ph_download(ph_forge *github, const ph_download_wanted *wanted, guint *ret_attempts,
                     GError **error);

#endif /* PH_HARNESS_GITHUB_DOWNLOAD_H */
