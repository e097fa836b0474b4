/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What takes time away from a measurement, and what tells of it. Uses the C library only. */
#ifndef PH_HARNESS_PROTOCOL_NOISE_CAUSE_H
#define PH_HARNESS_PROTOCOL_NOISE_CAUSE_H

#include <stdint.h>

/*
 * Identifier, member of documents (with its unit), and how a summary puts so much of it. The deeper
 * cause stands first: a block that has several is counted for that. Who is throttled has lost its
 * CPU, too. "unknown" are blocks, all others what a launch saw whether it disturbed a block or not.
 */
#define PH_NOISE_LIST(X)                                                                           \
    X(STEAL, "steal_s", "%.2f s stolen from the CPU by the hypervisor")                            \
    X(THROTTLING, "throttled_periods", "a CPU quota used up in %.0f periods")                      \
    X(MEMORY_STALL, "memory_stall_s", "%.2f s waited for memory")                                  \
    X(MAJOR_FAULT, "major_faults", "%.0f times memory had to be read from a disk")                 \
    X(MIGRATION, "migrations", "moved to another CPU %.0f times")                                  \
    X(SWITCH, "involuntary_switches", "%.0f times the CPU was taken by another thread")            \
    X(UNKNOWN, "unknown",                                                                          \
      "%.0f times nothing that the kernel counts, probably a neighbour on the host")

typedef enum ph_noise_cause {
#define X(name, member, text) PH_NOISE_##name,
    PH_NOISE_LIST(X)
#undef X
        PH_NOISE_COUNT,
} ph_noise_cause;

/* One cause as a bit of a set of them, uint32_t. */
#define PH_NOISE_BIT(cause) (UINT32_C(1) << (cause))

/*
 * A throughput probe (worker/noise.h) that takes more than so many times what quiet ones beside the
 * same code take tells of a disturbance, whether the kernel counts its cause or not.
 */
#define PH_PROBE_SLOWED_ABOVE 1.15

/* Of the probes of a launch, one in so many is a quiet one: the fastest. */
#define PH_PROBE_QUIET_ONE_IN 10

#endif /* PH_HARNESS_PROTOCOL_NOISE_CAUSE_H */
