/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The commits of a checkout that changed settings of perfharness, each with the lines that went and
 * came. What is in them is anybody's: it is made printable, and bounded.
 *
 * Any thread; git is run and waited for.
 */
#ifndef PH_HARNESS_AUDIT_SETTINGS_COMMITS_H
#define PH_HARNESS_AUDIT_SETTINGS_COMMITS_H

#include <cjson/cJSON.h>
#include <glib.h>

/* More commits, and more lines of one file in one commit, are counted and not shown. */
#define PH_SETTINGS_COMMITS_MAX 500
#define PH_SETTINGS_LINES_MAX   40

/*
 * An array, oldest first: commit, committed_at, author (null unless it is to be named), subject,
 * files: path, lines_left_out, removed, added.
 *
 * @param repository  A folder of it; NULL: the current one.
 * @return NULL: there is no checkout, or no git.
 */
cJSON *ph_settings_commits(const char *repository, gint64 since_us, gint64 until_us,
                           gboolean are_authors_named);

/* The same from what git printed. */
cJSON *ph_settings_commits_parse(const char *printed, gboolean are_authors_named);

#endif /* PH_HARNESS_AUDIT_SETTINGS_COMMITS_H */
