/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a build makes of every construct (perfharness/construct.h): fresh processes are asked for
 * their layouts, and these held against the copybooks' reader.
 *
 * From the main thread only: it runs the default main context.
 */
#ifndef PH_HARNESS_CONFORMANCE_CONFORMANCE_RUN_H
#define PH_HARNESS_CONFORMANCE_CONFORMANCE_RUN_H

#include "measure/run.h"
#include "model/conformance.h"

/*
 * Ask. One process is given all copybooks; what ends it is marked and left out from then on, and
 * another one is given the rest.
 *
 * @param processes  At least 1. A layout that depends on chance shows in several.
 * @return What names the build and the reader is the caller's to set. NULL and error when the
 *         library cannot be used (PH_ERROR_SUBJECT_LOAD, PH_ERROR_SUBJECT_CRASH: "it …"), the
 *         copybooks cannot be written (PH_ERROR_STORAGE), no worker can be run, or it is
 *         interrupted.
 */
ph_conformance *ph_conformance_run(const ph_worker_host *host, const ph_run_subject *subject,
                                   guint processes, GError **error);

#endif /* PH_HARNESS_CONFORMANCE_CONFORMANCE_RUN_H */
