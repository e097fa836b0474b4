/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* That the host lock leaves a doubt is said on standard error, whatever else has it. */
#ifndef PH_HARNESS_SESSION_LOCK_DOUBT_H
#define PH_HARNESS_SESSION_LOCK_DOUBT_H

#include "system/host_lock.h"

/* Nothing where there is none. @param lead  What stands before it, "" or with a space behind. */
void ph_lock_doubt_say(const ph_host_lock *lock, const char *lead);

#endif /* PH_HARNESS_SESSION_LOCK_DOUBT_H */
