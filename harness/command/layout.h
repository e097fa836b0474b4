/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the parts of an installation are, from the program's own place: PREFIX/bin/perfharness,
 * PREFIX/subjects/NAME.so, PREFIX/config/. A build folder is laid out the same way.
 */
#ifndef PH_LAYOUT_H
#define PH_LAYOUT_H

#include <glib.h>

#include "settings/thresholds.h"

/* PREFIX and these folders and names below it; the caller frees the path. */
char *ph_layout_path(const char *folder, const char *name);

/* The limits in this file (NULL: PREFIX/config/thresholds.toml); NULL and error as it reads them.
 */
ph_thresholds *ph_layout_thresholds(const char *path, GError **error);

/* The worker beside this program; the caller frees the path. */
char *ph_layout_worker(void);

/*
 * The subjects to measure: those in PREFIX/subjects, and those named on the command line.
 *
 * @param selection  NULL-terminated, or NULL: "NAME=FILE" adds a library, or takes the place of the
 *                   one of that name; "NAME" leaves out all others that are not named.
 * @return ph_run_subject, the published one (copybook-rs) first; NULL and error for a name that is
 *         not one, or is given twice, or is not there.
 */
GPtrArray *ph_layout_subjects(char **selection, GError **error);

#endif /* PH_LAYOUT_H */
