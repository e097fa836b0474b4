/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one comment on a pull request for a suite and a host. */
#ifndef PH_HARNESS_FORGE_COMMENT_H
#define PH_HARNESS_FORGE_COMMENT_H

#include <glib.h>

#include "forge/client.h"

typedef struct ph_comment_place {
    const char *repository; /* "owner/name". */
    guint64 pull_request;   /* Or an issue. */
    const char *author;     /* Login under which the token comments: "github-actions[bot]". */
    const char *head_sha;   /* Of the pull request, now; NULL: not known. */
    const char *permission; /* That the token needs; NULL: the forge's for pull requests. */
    gboolean is_on_change;  /* A comment that says the same verdict is left as it is. */
} ph_comment_place;

typedef enum ph_comment_change {
    PH_COMMENT_CREATED,
    PH_COMMENT_UPDATED,
    PH_COMMENT_UNCHANGED,
    PH_COMMENT_LATER, /* What is there is about a newer commit, or of a later run: it stays. */
} ph_comment_change;

typedef struct ph_comment_result {
    ph_comment_change change;
    char *url; /* Where it is shown; NULL when that is not known. Owned. */
    char
        *author; /* The login the token turned out to have; NULL when it is the one named. Owned. */
} ph_comment_result;

/*
 * Make the pull request have this body, whose first line is a marker (marker.h), as its one comment
 * that begins with that marker and is by the author: the oldest is changed, younger ones are
 * removed, comments by others are left alone whatever they hold. One that is about a newer commit,
 * or of a later run, is left as it is: who is late must not take back what was said since. FALSE
 * and error as ph_forge_call() has it.
 */
gboolean ph_comment_publish(ph_forge *forge, const ph_comment_place *place, const char *body,
                            ph_comment_result *ret, GError **error);

void ph_comment_result_clear(ph_comment_result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_comment_result, ph_comment_result_clear)

#endif /* PH_HARNESS_FORGE_COMMENT_H */
