/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Confining this process to what the code that it is going to load may ask the kernel, by the
 * programs that the harness hands over (measure/sandbox.h says what they forbid). A worker that was
 * handed none, as one started by hand, is not confined; one that was is, or does not go on.
 */
#ifndef PH_HARNESS_WORKER_SANDBOX_H
#define PH_HARNESS_WORKER_SANDBOX_H

#include "worker/request.h"

/*
 * The first stage, before any subject is loaded and after all that needs what it forbids: the event
 * stream and the beacon, on which a call that ends the process is named. Takes the descriptors of
 * both programs and closes them.
 *
 * False after a message on standard error: then nothing may be loaded.
 */
bool ph_sandbox_before_loading(const ph_request *request);

/* The second stage, once all subjects are opened. As above; after it nothing may be called. */
bool ph_sandbox_after_opening(void);

#endif /* PH_HARNESS_WORKER_SANDBOX_H */
