/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the parts of an installation are, from the program's own place: PREFIX/bin/perfharness,
 * PREFIX/subjects/NAME.so, PREFIX/config/. A build folder is laid out the same way.
 *
 * Any thread; no state of its own.
 */
#ifndef PH_HARNESS_SETTINGS_INSTALLATION_H
#define PH_HARNESS_SETTINGS_INSTALLATION_H

#include <glib.h>

#include "settings/thresholds.h"

/* PREFIX and these folders and names below it; the caller frees the path. */
char *ph_installation_path(const char *folder, const char *name);

/* The limits in this file (NULL: PREFIX/config/thresholds.toml); NULL and error as it reads them.
 */
ph_thresholds *ph_installation_thresholds(const char *path, GError **error);

/* The worker beside this program; the caller frees the path. */
char *ph_installation_worker(void);

#endif /* PH_HARNESS_SETTINGS_INSTALLATION_H */
