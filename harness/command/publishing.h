/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all that `perfharness publish` shows has in common: where it goes, and how. */
#ifndef PH_HARNESS_COMMAND_PUBLISHING_H
#define PH_HARNESS_COMMAND_PUBLISHING_H

#include <glib.h>

#include "command/forge_access.h"
#include "forge/forge_kind.h"
#include "forge/job.h"
#include "settings/thresholds.h"
#include "verdict/verdict.h"

typedef enum ph_comment_when {
    PH_COMMENT_ALWAYS,
    PH_COMMENT_ON_CHANGE, /* Of the verdict. */
    PH_COMMENT_NEVER,
} ph_comment_when;

/* The job, and what the command line says beside it or in its stead. All are borrowed. */
typedef struct ph_publish_target {
    const ph_forge_kind *forge;
    const ph_job *job;
    guint64 pull_request; /* 0: none, or it is to be found by its head. */
    gboolean is_to_be_found;
    const char *head_repository; /* NULL: not known. */
    const char *head_branch;
    const char *author;  /* Whose comments are ours; NULL: whoever the token is. */
    const char *context; /* The status' name; NULL: the document's. */
    ph_comment_when comment;
    gboolean is_comment_required;
    gboolean is_check_run;
    const char *witness; /* Of the history's receipts (history/receipt.h); NULL: none. */
    ph_forge_access access;
} ph_publish_target;

/* What a document says of itself, whatever kind it is of. All are borrowed. */
typedef struct ph_publish_content {
    const char *path;    /* Of the document. */
    const char *marker;  /* ph_marker() */
    const char *context; /* The status' name, where the command line says none. */
    const char *report;  /* Markdown, at most ph_publish_room() characters. */
    const char *line;    /* The status' description. */
    ph_verdict verdict;
    gboolean is_broken;    /* It could not be judged, or not be compared: the status is an error. */
    gboolean is_informing; /* The settings say that what it says gates nothing. */
    const ph_thresholds *thresholds;
} ph_publish_content;

/* FALSE and error (PH_ERROR_USAGE) for a comment that is required and switched off. */
gboolean ph_publish_check_comment(const ph_publish_target *target, const ph_thresholds *thresholds,
                                  GError **error);

/* So many characters a report may have beside its marker and the witness, for a comment to hold
 * all.
 */
gsize ph_publish_room(const ph_publish_target *target, const char *marker);

/*
 * Of a document that another job made, maybe with somebody else's code: neither it nor what is
 * read beside it, system-info.json and baseline.json, may be a link. FALSE and error
 * (PH_ERROR_STORAGE).
 */
gboolean ph_publish_check_artefact(const ph_publish_target *target, const char *path,
                                   GError **error);

/*
 * Of a document of another commit than the one that is told of: set the status to an error, as
 * nothing else is said of that commit. FALSE and error (PH_ERROR_SCHEMA).
 *
 * @param commit  That the document is of; NULL: not known.
 */
gboolean ph_publish_check_commit(const ph_publish_target *target, const ph_publish_content *content,
                                 const char *commit, GError **error);

/* NULL and error as ph_forge_new() has it. */
ph_forge *ph_publish_connect(const ph_publish_target *target, GError **error);

/*
 * Append to the job's summary, set the status, write the comment. What the forge does not do is a
 * warning; FALSE and error for a comment that is required, and, before anything is sent, for an
 * address that no token goes to.
 */
gboolean ph_publish_send(const ph_publish_target *target, const ph_publish_content *content,
                         GError **error);

#endif /* PH_HARNESS_COMMAND_PUBLISHING_H */
