/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A process of ours that is not to outlive us, and is asked to end in order. Main thread. */
#ifndef PH_HARNESS_PLATFORM_CHILD_H
#define PH_HARNESS_PLATFORM_CHILD_H

#include <gio/gio.h>

/* What is launched ends in order when this process is killed, where the system can have it so:
 * nobody would look at what it leaves. */
void ph_child_end_with_us(GSubprocessLauncher *launcher);

/* Ask it to end; on Windows nobody can ask, and it is ended. */
void ph_child_ask_to_end(GSubprocess *process);

#endif /* PH_HARNESS_PLATFORM_CHILD_H */
