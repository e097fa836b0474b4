/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A bundle of what was measured (bundle.h): of a run's perf.json, or of a comparison.json.
 *
 * Not thread-safe: one thread at a time; no global state.
 */
#ifndef PH_HARNESS_BUNDLE_BUNDLE_MAKER_H
#define PH_HARNESS_BUNDLE_BUNDLE_MAKER_H

#include "bundle/bundle.h"
#include "model/recipe.h"

/* All borrowed. */
typedef struct ph_bundle_sources {
    const char *schemas;         /* The folder with the schemas. */
    const char *thresholds_path; /* What a run's verdict is by; NULL: the installation's. */
    GPtrArray *locks;            /* char *: files that may be the Cargo.lock of a build. */
    char *const *data;           /* Files of the user that are put in; NULL-terminated, or NULL. */
} ph_bundle_sources;

/*
 * Make one.
 *
 * @param path     A folder with a perf.json or else a comparison.json, or one of these.
 * @param missing  Receives char *: what of it is not at hand, in sentences; the bundle is made
 *                 without.
 * @return NULL and error: a document that cannot be read, or that does not say how to do it again;
 *         a file in data that was not measured, or is not as it was.
 */
ph_bundle *ph_bundle_make(const char *path, const ph_bundle_sources *sources, GPtrArray *missing,
                          GError **error);

/* The options of a run's recipe as a manifest's; NULL and error as ph_bundle_options_json(). */
cJSON *ph_bundle_recipe_options(const ph_recipe *recipe, GError **error);

#endif /* PH_HARNESS_BUNDLE_BUNDLE_MAKER_H */
