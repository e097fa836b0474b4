/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A stored run, and what its host is.
 *
 * Any thread, but one at a time: cJSON keeps the place of its last error in a global.
 */
#ifndef PH_HARNESS_DOCUMENT_STORED_RUN_H
#define PH_HARNESS_DOCUMENT_STORED_RUN_H

#include "model/measurement.h"

/*
 * Read a perf.json. It knows its host's fingerprint; what the host is stands in the
 * system-info.json that a run leaves beside it. One that is not there, or is of another host, says
 * nothing about this run.
 *
 * @param schemas  The folder with the schemas.
 * @return NULL and error as ph_perf_document_read() has it.
 */
ph_measurement *ph_stored_run_read(const char *perf_path, const char *schemas, GError **error);

/* The second half of that, for a perf.json that was read. */
void ph_stored_run_complete(ph_measurement *measurement, const char *perf_path,
                            const char *schemas);

#endif /* PH_HARNESS_DOCUMENT_STORED_RUN_H */
