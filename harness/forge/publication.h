/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What of a judged run goes to a forge, and what is kept of it when that is out of reach. */
#ifndef PH_HARNESS_FORGE_PUBLICATION_H
#define PH_HARNESS_FORGE_PUBLICATION_H

#include <glib.h>

#include "forge/client.h"
#include "forge/commit_status.h"

/* All are borrowed. */
typedef struct ph_publication {
    const ph_forge_kind *kind;
    const char *repository;
    guint64 pull_request; /* 0: none, ... */
    /* ... or, with is_to_be_found, the one whose head this is, or was (pull_request.h). */
    gboolean is_to_be_found;
    const char *head_sha;        /* The commit that was measured; NULL: not known. */
    const char *head_repository; /* Where it was pushed; NULL: not known. */
    const char *head_branch;     /* NULL: not known. */
    /* The workflow that measured is the default branch's, whatever the pull request changes. */
    gboolean is_own_workflow;
    guint64 run_id; /* That measured it, and which attempt; 0: not known. */
    guint64 run_attempt;
    const char *author;    /* Whose comments are ours; NULL: the forge is asked who the token is. */
    gboolean is_on_change; /* A comment that says the same verdict stays as it is. */
    const char *marker;
    const char *report;      /* Markdown. */
    const char *folder;      /* Where perf.json is, and what cannot be sent is kept. */
    ph_commit_status status; /* Its sha NULL: none is set. Its verdict is the comment's, too. */
} ph_publication;

/* So many characters a comment with this marker has beside its report, at most. */
gsize ph_publication_overhead(const char *marker);

/* A warning on standard error: what did not work, and that the rest goes on. */
void ph_publication_warn(const char *what, const GError *cause);

/*
 * Set the commit status, or what the forge has in its place, and say so; or leave that of a later
 * attempt of the same run. FALSE and error when none could be set.
 */
gboolean ph_publication_send_status(ph_forge *forge, const ph_publication *publication,
                                    GError **error);

/*
 * Create or update the comment, and say so. FALSE and error when that failed, or there is no pull
 * request; the report is then kept in the folder, with what `publish --spooled` needs to send it,
 * as far as that is known.
 *
 * @param forge  NULL: there is none, because of `unusable`.
 */
gboolean ph_publication_send_comment(ph_forge *forge, const GError *unusable,
                                     const ph_publication *publication, GError **error);

/* Send what an earlier publish kept in this file, and remove it. */
gboolean ph_publication_send_spooled(ph_forge *forge, const char *path, const char *author,
                                     gboolean is_on_change, GError **error);

#endif /* PH_HARNESS_FORGE_PUBLICATION_H */
