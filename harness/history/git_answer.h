/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What git prints of a repository that is asked for. The program is the first `git` of PATH.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_GIT_ANSWER_H
#define PH_HARNESS_HISTORY_GIT_ANSWER_H

#include <glib.h>

/*
 * @param repository  A folder of it; NULL: the current one.
 * @param arguments   char *, after `git -C FOLDER`. Who passes on what others wrote has
 *                    "--end-of-options" before it. Borrowed.
 * @return Without its last line end; NULL: it did not go well. The bytes are anybody's. The caller
 *         frees them.
 */
char *ph_git_answer_of(const char *repository, const GPtrArray *arguments);

/* The same, of arguments that end with NULL. */
char *ph_git_answer(const char *repository, ...) G_GNUC_NULL_TERMINATED;

#endif /* PH_HARNESS_HISTORY_GIT_ANSWER_H */
