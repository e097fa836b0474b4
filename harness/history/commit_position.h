/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a commit stands, as git knows it: its place on the first-parent line of the main branch,
 * which is the order of a history.
 *
 * One thread at a time; git is run and waited for.
 */
#ifndef PH_HARNESS_HISTORY_COMMIT_POSITION_H
#define PH_HARNESS_HISTORY_COMMIT_POSITION_H

#include <glib.h>

typedef struct ph_commit_position {
    gint64 position;       /* 1 is the first commit; PH_NO_POSITION: it stands nowhere. */
    gint64 committed_us;   /* PH_NO_TIME: not known. */
    char *summary;         /* Printable; NULL: not known. */
    char *reason;          /* Why it has no position, in words; NULL where it has one. */
    gboolean is_elsewhere; /* The checkout has no such commit: another one may. */
} ph_commit_position;

/*
 * Ask a checkout.
 *
 * @param repository   Its folder; NULL: this one.
 * @param sha          The commit, in full.
 * @param main_branch  NULL: what origin says is its main branch, else "main" or "master".
 * @param ret          To be cleared.
 */
void ph_commit_position_find(const char *repository, const char *sha, const char *main_branch,
                             ph_commit_position *ret);

/*
 * The same of many, for which git is asked as often as for a few.
 *
 * @param shas  char *: what is no commit's hash in full is left out.
 * @return ph_commit_position by commit, to be freed with g_hash_table_unref().
 */
GHashTable *ph_commit_positions_find(const char *repository, const GPtrArray *shas,
                                     const char *main_branch);

void ph_commit_position_clear(ph_commit_position *position);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_commit_position, ph_commit_position_clear)

/* A commit's hash in full, as git has it. */
gboolean ph_commit_is_sha(const char *text);

#endif /* PH_HARNESS_HISTORY_COMMIT_POSITION_H */
