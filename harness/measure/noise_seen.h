/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What took time away from launches while they measured, by cause: read before and after each,
 * never within. It explains blocks that were set aside; it sets none aside itself.
 */
#ifndef PH_NOISE_SEEN_H
#define PH_NOISE_SEEN_H

#include <glib.h>
#include <stdint.h>

/* Identifier, member of perf.json (with its unit), and how a summary puts so much of it. */
#define PH_NOISE_LIST(X)                                                                           \
    X(STEAL, "steal_s", "%.2f s stolen from the CPU by the hypervisor")                            \
    X(THROTTLING, "throttled_periods", "a CPU quota used up in %.0f periods")                      \
    X(MEMORY_STALL, "memory_stall_s", "%.2f s waited for memory")                                  \
    X(MIGRATION, "migrations", "moved to another CPU %.0f times")                                  \
    X(SWITCH, "involuntary_switches", "%.0f times the CPU was taken by another thread")

typedef enum ph_noise_cause {
#define X(name, member, text) PH_NOISE_##name,
    PH_NOISE_LIST(X)
#undef X
        PH_NOISE_COUNT,
} ph_noise_cause;

/* One cause over all launches of a run. */
typedef struct ph_noise_seen {
    double total;              /* In the unit of its name; NAN: nothing here tells. */
    uint64_t launches;         /* Those that saw any. */
    uint64_t blocks_set_aside; /* In those launches, for whatever reason. */
} ph_noise_seen;

const char *ph_noise_member(ph_noise_cause cause);
/* "0.12 s stolen from the CPU by the hypervisor". The caller frees it. */
char *ph_noise_text(ph_noise_cause cause, double total);

/* Add what one launch saw: PH_NOISE_COUNT numbers, NAN where it could not tell. */
void ph_noise_add(ph_noise_seen seen[PH_NOISE_COUNT], const double launch[PH_NOISE_COUNT],
                  uint64_t blocks_set_aside);

#endif /* PH_NOISE_SEEN_H */
