/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the harness does not know when it writes the seccomp programs that confine a worker: numbers
 * that stand for it there, and that the worker replaces by its own before it installs them. Uses
 * the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_SANDBOX_H
#define PH_HARNESS_PROTOCOL_SANDBOX_H

#include <stdint.h>

/* Unlike any system call, flag, descriptor or process: no other constant of a program is so large
 * and none of these. */
#define PH_SANDBOX_OWN_PROCESS  UINT32_C(0x70680001) /* The worker's process id. */
#define PH_SANDBOX_EVENT_STREAM UINT32_C(0x70680002) /* The descriptor it says its events on. */

#endif /* PH_HARNESS_PROTOCOL_SANDBOX_H */
