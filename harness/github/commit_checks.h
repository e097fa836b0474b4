/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What others found of a commit: its check runs and statuses, and which of them are required. */
#ifndef PH_HARNESS_GITHUB_COMMIT_CHECKS_H
#define PH_HARNESS_GITHUB_COMMIT_CHECKS_H

#include <glib.h>

#include "forge/client.h"

/* All borrowed. */
typedef struct ph_commit_checks_wanted {
    const char *repository; /* "owner/name". */
    const char *sha;
    const char *branch;          /* Whose rules say what is required; NULL: nobody is asked. */
    const char *const *required; /* Names, beside those of the rules; NULL-terminated. */
    const char *const *except;   /* Patterns (*, ?) of names that are our own; NULL-terminated. */
    guint64 own_run;             /* The workflow run that asks, whose jobs do not count; 0: none. */
} ph_commit_checks_wanted;

typedef enum ph_check_state {
    PH_CHECK_GREEN, /* success, neutral, skipped. */
    PH_CHECK_PENDING,
    PH_CHECK_RED,
    PH_CHECK_MISSING, /* It is required, and nobody has reported it. */
} ph_check_state;

typedef struct ph_commit_check {
    char *name;       /* Anybody's. */
    char *conclusion; /* GitHub's word: "success", ...; of one that is not over, its status. */
    guint64 app; /* Which GitHub App reported it; of what is missing, who should. 0: unknown. */
    ph_check_state state;
} ph_commit_check;

typedef struct ph_commit_checks {
    /* Those that count, ph_commit_check: the required ones; where none is known to be, all. */
    GPtrArray *checks;
    gboolean is_required_known;
    char *unread; /* Why the branch's rules could not be read; NULL: they were, or nobody asked. */
} ph_commit_checks;

/*
 * Ask for all of it. Rules that this token cannot read are no error: all checks count then. *ret is
 * to be cleared. FALSE and error when check runs or statuses cannot be had; *ret is empty then.
 */
gboolean ph_commit_checks_ask(ph_forge *github, const ph_commit_checks_wanted *wanted,
                              ph_commit_checks *ret, GError **error);

void ph_commit_checks_clear(ph_commit_checks *checks);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_commit_checks, ph_commit_checks_clear)

#endif /* PH_HARNESS_GITHUB_COMMIT_CHECKS_H */
