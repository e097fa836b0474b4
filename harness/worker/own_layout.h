/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Does a subject lay out a user's own records as their copybook does? */
#ifndef PH_HARNESS_WORKER_OWN_LAYOUT_H
#define PH_HARNESS_WORKER_OWN_LAYOUT_H

#include "answer/reason.h"
#include "protocol/own_layout.h"
#include "worker/arm.h"
#include "worker/own_copybook.h"

typedef struct ph_own_layout {
    ph_layout_compared compared;
    char difference[PH_REASON_MAX]; /* A sentence that names the subject; "" for none. */
} ph_own_layout;

/*
 * Compare what the subject made of the copybook with what the reader did: all of it where the
 * subject describes its layout, else the records' length. The arm's layout is open.
 */
void ph_own_layout_compare(const ph_own_copybook *own, const ph_arm *arm, ph_own_layout *ret);

#endif /* PH_HARNESS_WORKER_OWN_LAYOUT_H */
