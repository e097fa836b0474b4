/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said beside a verdict and does not change it. */
#ifndef PH_HARNESS_VERDICT_REMARKS_H
#define PH_HARNESS_VERDICT_REMARKS_H

#include <glib.h>

#include "model/measurement.h"
#include "settings/thresholds.h"
#include "verdict/change.h"

/* A baseline that is so many days older than what is held against it is stale. */
#define PH_BASELINE_STALE_DAYS 30

/* That there was no referee, safety margins under the multiplier, and missed enterprise targets:
 * char *, to be unreffed. */
GPtrArray *ph_remarks_warnings(const ph_measurement *run, const GArray *floors,
                               const ph_thresholds *thresholds);

/* Add to notes (char *): why subjects were not confined, where they could not be. */
void ph_remarks_sandbox(GPtrArray *notes, const ph_measurement *run);

/* Add to notes (char *): whose layout of own records is proven, or was not compared in all; which
 * figures are proven, and why not; whose data the referee could not make afresh; how floats were
 * read. */
void ph_remarks_own_data(GPtrArray *notes, const ph_measurement *run);

/* A run, and what notes call it. */
typedef struct ph_named_run {
    const ph_measurement *measurement;
    const char *name;
} ph_named_run;

/* A subject, and what notes call where it is. */
typedef struct ph_named_build {
    const ph_subject_info *info;
    const char *name;
} ph_named_build;

/* Add to notes (char *): launches, host or suite that either document does not hold. */
void ph_remarks_unrecorded(GPtrArray *notes, ph_named_run run, ph_named_run baseline);

/*
 * Add to notes (char *): kernel, microcode, and copybook-rs' compiler and its flags, each where it
 * is known of both and not the same.
 */
void ph_remarks_differences(GPtrArray *notes, ph_named_run run, ph_named_run baseline);

/* The same of two builds alone. */
void ph_remarks_builds(GPtrArray *notes, ph_named_build build, ph_named_build baseline);

/*
 * Add to notes (char *): what the comparison rests on, and what it cannot show: no baseline, no
 * interval, host or suite not recorded, a kernel, microcode or compiler that differs, what is
 * allocated and cannot be compared, a stale or slack baseline, a reference that changed too.
 *
 * @param baseline  NULL: there is none.
 * @param changes   ph_change; empty: nothing was compared.
 */
void ph_remarks_notes(GPtrArray *notes, const ph_measurement *run, const ph_measurement *baseline,
                      const GPtrArray *changes, ph_change_limits limits);

#endif /* PH_HARNESS_VERDICT_REMARKS_H */
