/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The subjects that a command is about: the installation's, and those of the command line. */
#ifndef PH_HARNESS_SESSION_SUBJECTS_H
#define PH_HARNESS_SESSION_SUBJECTS_H

#include <glib.h>

#include "measure/run.h"

/* The names of the installation's; free with g_strfreev(). */
char **ph_subjects_names(void);

/*
 * The subjects to measure: the installation's, and those named on the command line.
 *
 * @param selection  NULL-terminated, or NULL: "NAME=BUILD" adds a build (builder/build_name.h), or
 *                   takes the place of the one of that name; "NAME" leaves out all others that are
 * not named.
 * @return ph_run_subject, the published one (copybook-rs) first; NULL and error for a name that is
 *         not one, or is given twice, or is not there; and as ph_builds_find(): what is to be built
 *         is built here.
 */
GPtrArray *ph_subjects_find(const char *const *selection, GError **error);

/*
 * The one that a build's name is: a subject of the installation (ph_subjects_names()), or any
 * build, which is made here, and called "build".
 *
 * @return free with ph_run_subject_free(); NULL and error as ph_builds_find(), or where there is no
 *         library of it.
 */
ph_run_subject *ph_subjects_find_build(const char *build, GError **error);

#endif /* PH_HARNESS_SESSION_SUBJECTS_H */
