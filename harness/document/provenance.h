/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What was measured, with what and on what, as perf.json and baseline.json have it: the members
 * "harness" and "subjects", in each subject "built_from", and in "environment" what may change on a
 * host that stays the same: "kernel", "microcode" and "core_kind". What is not known is left out.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_DOCUMENT_PROVENANCE_H
#define PH_HARNESS_DOCUMENT_PROVENANCE_H

#include <cjson/cJSON.h>

#include "model/measurement.h"

/* Add the member "harness" to a document, and take it from one that is valid. */
void ph_provenance_add_harness(cJSON *document, const ph_harness_info *harness);
void ph_provenance_take_harness(ph_harness_info *harness, const cJSON *document);

/* Add harness and subjects to a document. */
void ph_provenance_add(cJSON *document, const ph_measurement *measurement);

/* Take them from one that is valid; its texts become printable. */
void ph_provenance_take(ph_measurement *measurement, const cJSON *document);

/*
 * Add what may change on a host to a document's environment.
 *
 * @param system  As ph_measurement has it; NULL: nothing is known.
 */
void ph_provenance_add_host(cJSON *environment, const cJSON *system);

/* Take them into the measurement's system, which is an object that has none of it. */
void ph_provenance_take_host(ph_measurement *measurement, const cJSON *environment);

#endif /* PH_HARNESS_DOCUMENT_PROVENANCE_H */
