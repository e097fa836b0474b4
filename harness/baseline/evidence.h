/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an entry is based on: the published figures before and after, how sure a gain is, and the
 * files that show it. Entries have it as members: values, confidence, runs.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BASELINE_EVIDENCE_H
#define PH_HARNESS_BASELINE_EVIDENCE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "baseline/run_file.h"
#include "model/measurement.h"

/* One published figure, in the unit of its name; NAN: it has none. */
typedef struct ph_evidence_value {
    double before;
    double after;
    double least_gain; /* A share that was shown with the confidence; NAN: none was. */
} ph_evidence_value;

typedef struct ph_evidence {
    ph_evidence_value display_gibs;
    ph_evidence_value comp3_mibs;
    double confidence;     /* Of the gains; NAN: nothing was to be shown. */
    const GPtrArray *runs; /* ph_run_file, oldest first. Borrowed; NULL: a rollback has none. */
} ph_evidence;

/* The figures before (NULL: there was no baseline) and after; no gain. */
ph_evidence ph_evidence_of(const ph_measurement *before, const ph_measurement *after);

/* Add the members to an entry. */
void ph_evidence_add(cJSON *document, const ph_evidence *evidence);

/* The members' names, which an entry has or lacks. */
#define PH_EVIDENCE_VALUES     "values"
#define PH_EVIDENCE_CONFIDENCE "confidence"
#define PH_EVIDENCE_RUNS       "runs"

#endif /* PH_HARNESS_BASELINE_EVIDENCE_H */
