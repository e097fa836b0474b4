/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What runs of workflows left: listed, and fetched. */
#ifndef PH_HARNESS_GITHUB_ARTIFACT_H
#define PH_HARNESS_GITHUB_ARTIFACT_H

#include <glib.h>

#include "forge/client.h"

typedef struct ph_artifact {
    guint64 id;
    char *name;    /* Anybody's. */
    char *digest;  /* "sha256:…"; NULL: not known. */
    guint64 bytes; /* As GitHub says; 0: not known. */
    gboolean is_expired;
} ph_artifact;

/*
 * Those of a run whose names begin so.
 *
 * @param repository  "owner/name".
 * @return ph_artifact; free with g_ptr_array_unref(). NULL and error.
 */
GPtrArray *ph_artifacts_of_run(ph_forge *github, const char *repository, guint64 run,
                               const char *prefix, GError **error);

/* Fetch one: a ZIP archive, as ph_download() has it. */
GString *ph_artifact_download(ph_forge *github, const char *repository, const ph_artifact *artifact,
                              guint *ret_attempts, GError **error);

#endif /* PH_HARNESS_GITHUB_ARTIFACT_H */
