/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The anchor of a run (model/anchor.h) as it is measured: one more subject, a copy of its own even
 * where it is the build under test.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_ANCHOR_BUILD_H
#define PH_HARNESS_SESSION_ANCHOR_BUILD_H

#include "model/measurement.h"

/* Holds the copy: it must outlive the run. */
typedef struct ph_anchor_build ph_anchor_build;

/*
 * Find the build, make it where it is not at hand, and add it to the subjects.
 *
 * @param text      Names it (builder/build_name.h).
 * @param subjects  ph_run_subject; copybook-rs is to be among them, and none that is called anchor.
 * @return NULL and error: that is not so (PH_ERROR_USAGE); as ph_builds_find(); or it cannot be
 *         copied.
 */
ph_anchor_build *ph_anchor_build_find(const char *text, GPtrArray *subjects, GError **error);

/* Say in a measurement, before it is taken, what it is anchored by. */
void ph_anchor_build_record(const ph_anchor_build *anchor, ph_measurement *measurement);

/* Once it is taken: where it names the copy, which does not stay, it names the build's file. */
void ph_anchor_build_name_original(const ph_anchor_build *anchor, ph_measurement *measurement);

void ph_anchor_build_free(ph_anchor_build *anchor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_anchor_build, ph_anchor_build_free)

#endif /* PH_HARNESS_SESSION_ANCHOR_BUILD_H */
