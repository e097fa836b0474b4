/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Issues that we write: found by their marker and their author, never by what a search knows. */
#ifndef PH_HARNESS_GITHUB_ISSUE_H
#define PH_HARNESS_GITHUB_ISSUE_H

#include <glib.h>

#include "forge/client.h"

/* So many characters the body of an issue or a comment may have. */
#define PH_ISSUE_BODY_CHARACTERS_MAX 65536
/* And a title. */
#define PH_ISSUE_TITLE_CHARACTERS_MAX 256

/* All owned. */
typedef struct ph_issue {
    guint64 number; /* 0: there is none. */
    char *author;   /* Who wrote it; NULL: nobody any more. */
    char *title;
    char *body;
    char *url; /* Of its page; NULL when GitHub gave none. */
    gboolean is_open;
    char *closer; /* Of one that is not open; NULL: it is not known who closed it. */
} ph_issue;

/* What one is to become; NULL: as it is. All borrowed. */
typedef struct ph_issue_change {
    const char *title;
    const char *body;
    const char *state;        /* "open", "closed". */
    const char *state_reason; /* "completed", "not_planned", "reopened"; with state alone. */
} ph_issue_change;

/* Read one; ABSENT when it was deleted, or never was. *ret is to be cleared. As ph_forge_call().
 */
ph_forge_outcome ph_issue_read(ph_forge *github, const char *repository, guint64 number,
                               ph_issue *ret, GError **error);

/*
 * The oldest by this author whose body begins with this marker (marker.h), open or not; its number
 * is 0 when there is none among the newest 2,000 of the author's. A list may lack one that was
 * written seconds ago.
 */
ph_forge_outcome ph_issue_find(ph_forge *github, const char *repository, const char *author,
                               const char *marker, ph_issue *ret, GError **error);

/* Write a new one. UNKNOWN: it may be there now, and a list says so in a while. */
ph_forge_outcome ph_issue_create(ph_forge *github, const char *repository, const char *title,
                                 const char *body, const char *label, ph_issue *ret,
                                 GError **error);

ph_forge_outcome ph_issue_edit(ph_forge *github, const char *repository, guint64 number,
                               const ph_issue_change *change, GError **error);

void ph_issue_clear(ph_issue *issue);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_issue, ph_issue_clear)

#endif /* PH_HARNESS_GITHUB_ISSUE_H */
