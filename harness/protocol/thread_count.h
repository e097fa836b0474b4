/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* On how many threads a subject may be asked to decode a file. Uses the C library only. */
#ifndef PH_HARNESS_PROTOCOL_THREAD_COUNT_H
#define PH_HARNESS_PROTOCOL_THREAD_COUNT_H

/* As many as copybook-rs takes. */
#define PH_THREADS_MAX      64
#define PH_THREADS_MAX_TEXT "64"

#endif /* PH_HARNESS_PROTOCOL_THREAD_COUNT_H */
