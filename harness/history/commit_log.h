/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a checkout knows of commits that are shown to people: the first line of each one's message,
 * and its page where the repository is kept.
 *
 * One thread at a time for each object; git is run and waited for.
 */
#ifndef PH_HARNESS_HISTORY_COMMIT_LOG_H
#define PH_HARNESS_HISTORY_COMMIT_LOG_H

#include <glib.h>

typedef struct ph_commit_log ph_commit_log;

/*
 * Ask a checkout, once for all. Where there is none, or no git, it knows nothing: that is no error.
 *
 * @param repository  Its folder; NULL: this one.
 * @param shas        char *, in full; others are passed over.
 */
ph_commit_log *ph_commit_log_read(const char *repository, const GPtrArray *shas);
void ph_commit_log_free(ph_commit_log *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_commit_log, ph_commit_log_free)

/* Printable, and no longer than a line; NULL: the checkout has no such commit. Borrowed. */
const char *ph_commit_log_subject(const ph_commit_log *log, const char *sha);

/* "https://github.com/OWNER/NAME/commit/SHA", of a commit that the checkout has. NULL: it has none,
 * or where origin is its pages are not known. The caller frees it. */
char *ph_commit_log_page(const ph_commit_log *log, const char *sha);

/*
 * What the pages of commits begin with where a repository is kept. NULL: it is not an address by
 * https of a repository on a host that is known to have them. The caller frees it.
 */
char *ph_commit_pages_of(const char *url);

#endif /* PH_HARNESS_HISTORY_COMMIT_LOG_H */
