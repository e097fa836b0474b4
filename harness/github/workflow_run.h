/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The runs of a workflow on a branch: those of a schedule, or that somebody began by hand. */
#ifndef PH_HARNESS_GITHUB_WORKFLOW_RUN_H
#define PH_HARNESS_GITHUB_WORKFLOW_RUN_H

#include <glib.h>

#include "forge/client.h"

/* All borrowed. */
typedef struct ph_workflow_runs_wanted {
    const char *repository; /* "owner/name". */
    const char *workflow;   /* The name of its file below .github/workflows: "nightly.yml". */
    const char *branch;
    guint count; /* So many at most, the newest. */
} ph_workflow_runs_wanted;

typedef struct ph_workflow_run {
    guint64 id;
    char *head_sha;
} ph_workflow_run;

/* A file below .github/workflows, by its name alone? */
gboolean ph_workflow_is_file_name(const char *text);

/*
 * The newest that are over, whether they failed or not: a run that only informs is red, and has
 * measured. What GitHub was asked for is looked at in its answer again: the file, the branch, that
 * it is not a fork's, and that neither a pull request nor a push began it.
 *
 * @param ret_others  How many were passed over as not so; they are of somebody else.
 * @return ph_workflow_run, newest first; free with g_ptr_array_unref(). NULL and error.
 */
GPtrArray *ph_workflow_runs_find(ph_forge *github, const ph_workflow_runs_wanted *wanted,
                                 guint *ret_others, GError **error);

#endif /* PH_HARNESS_GITHUB_WORKFLOW_RUN_H */
