/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The crates of copybook-rs that a subject is built with: in the place of those that the subject's
 * manifest names by default, a release of the registry or the crates of a checkout.
 */
#ifndef PH_HARNESS_BUILDER_CRATES_H
#define PH_HARNESS_BUILDER_CRATES_H

#include "builder/workplace.h"

/*
 * What is handed to cargo (through build-subject.sh) so that it builds with them, NULL-terminated,
 * for g_strfreev().
 */
typedef char **ph_cargo_arguments;

/*
 * Let the subject in its workplace be built with this release; its dependencies are those of the
 * release's own Cargo.lock, or the subject's where it names this release itself.
 *
 * @return NULL and error: PH_ERROR_USAGE for a release that the registry has not, or has withdrawn,
 *         PH_ERROR_SUBJECT_LOAD when the registry cannot be reached or cargo refuses.
 */
ph_cargo_arguments ph_crates_of_release(const ph_workplace *place, const char *cargo,
                                        const char *release, GError **error);

/*
 * The same with the crates among the source files in the workplace; dependencies are those of their
 * Cargo.lock, if they have one.
 *
 * @return NULL and error: PH_ERROR_USAGE for sources without the crates, PH_ERROR_SUBJECT_LOAD for
 *         manifests that cannot be read.
 */
ph_cargo_arguments ph_crates_of_source(const ph_workplace *place, const char *cargo,
                                       GError **error);

/* Whether what was built had its crates from the sources: FALSE and error when cargo took others.
 */
gboolean ph_crates_check_patched(const ph_workplace *place, GError **error);

#endif /* PH_HARNESS_BUILDER_CRATES_H */
