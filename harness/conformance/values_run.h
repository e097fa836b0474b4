/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a build makes of the records of constructs: each that has one, and whose layout was found
 * right, is given to a process of its own.
 *
 * From the main thread only: it runs the default main context.
 */
#ifndef PH_HARNESS_CONFORMANCE_VALUES_RUN_H
#define PH_HARNESS_CONFORMANCE_VALUES_RUN_H

#include "measure/run.h"
#include "model/conformance.h"

/*
 * Ask.
 *
 * @param folder  Holds each construct's copybook, NAME.cpy; receives the records, NAME.bin.
 * @return FALSE and error when the records cannot be written (PH_ERROR_STORAGE), no worker can be
 *         run, or it is interrupted.
 */
gboolean ph_conformance_ask_values(const ph_worker_host *host, const ph_run_subject *subject,
                                   const char *folder, ph_conformance *conformance, GError **error);

#endif /* PH_HARNESS_CONFORMANCE_VALUES_RUN_H */
