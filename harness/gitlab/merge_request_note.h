/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Notes on a merge request, GitLab's comments. */
#ifndef PH_HARNESS_GITLAB_MERGE_REQUEST_NOTE_H
#define PH_HARNESS_GITLAB_MERGE_REQUEST_NOTE_H

#include "forge/client.h"

/* All are to be freed by the caller. */

char *ph_gitlab_notes_path(const char *project, guint64 number);
char *ph_gitlab_note_path(const char *project, guint64 number, guint64 id);

/* Where people see it. */
char *ph_gitlab_note_url(const ph_forge *forge, const char *project, guint64 number, guint64 id);

/*
 * A text in which no line is a command: GitLab does what a line "/merge" says, and takes it out.
 * Shown, it is the same.
 */
char *ph_gitlab_note_text(const char *body);

#endif /* PH_HARNESS_GITLAB_MERGE_REQUEST_NOTE_H */
