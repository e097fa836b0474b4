/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the parts of an installation are, from the program's own place, links to it followed:
 *
 *   PREFIX/bin/perfharness
 *   PREFIX/lib/perfharness/perfharness-worker
 *   PREFIX/lib/perfharness/subjects/NAME.so       or NAME.unavailable, with the reason in it
 *   PREFIX/share/perfharness/config/              thresholds.toml, suites/, schema/, ...
 *   PREFIX/share/perfharness/copybook-rs/         the crate that revisions are built with
 *
 * A build folder is laid out the same way, so there is nothing to search for: a part is in its
 * place or missing. Whoever opens a path says that it is.
 *
 * The system's administrator may change its installation: where PREFIX is /usr or /usr/local, a
 * setting (thresholds.toml, alerts.toml, audit_config.yaml, suites/NAME.toml, templates/NAME, ...)
 * that is in /etc/perfharness by the same name is used in the place of the one in config/. Schemas
 * are no settings: what they describe is the program's. Any other PREFIX, a build folder's too,
 * never looks into /etc.
 *
 * All paths are the caller's to free. Any thread; no state of its own.
 */
#ifndef PH_HARNESS_SETTINGS_INSTALLATION_H
#define PH_HARNESS_SETTINGS_INSTALLATION_H

#include <glib.h>

#include "settings/thresholds.h"

char *ph_installation_worker(void);

/* NAME.so or NAME.unavailable among the subjects; NULL: their folder. */
char *ph_installation_subject(const char *file_name);

/* The folder of the crate. */
char *ph_installation_crate(void);

/*
 * Where builds of the crate are kept, each in a folder of its own: with the user's other caches. In
 * each is PH_BUILD_LOCK, the Cargo.lock that it was built with.
 */
char *ph_installation_build_cache(void);
#define PH_BUILD_LOCK "copybook-rs.lock"

/* The folder of the schemas. */
char *ph_installation_schemas(void);

/* The setting of this name below config/, or the administrator's. */
char *ph_installation_setting(const char *name);

/*
 * The names of settings in this folder below config/, the administrator's among them: each once, in
 * order; none where there is no folder. The caller frees them with g_strfreev().
 */
char **ph_installation_setting_names(const char *folder);

/* The limits in this file (NULL: the setting thresholds.toml); NULL and error as it reads them. */
ph_thresholds *ph_installation_thresholds(const char *path, GError **error);

/*
 * The rule about the administrator's folder, for a program below this prefix: where each of the
 * name may be, the first that is there wins; NULL-terminated. The last is that of the installation.
 */
char **ph_installation_setting_places(const char *prefix, const char *name);

#endif /* PH_HARNESS_SETTINGS_INSTALLATION_H */
