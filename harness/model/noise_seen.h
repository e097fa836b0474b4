/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What took time away from launches while they measured, by cause: in all, as read before and after
 * each launch, and block by block, as the worker found out when a block was disturbed.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_NOISE_SEEN_H
#define PH_HARNESS_MODEL_NOISE_SEEN_H

#include <glib.h>
#include <stdint.h>

#include "protocol/noise_cause.h"

/* One cause over one launch or many. A block that was set aside has exactly one: the deepest. */
typedef struct ph_noise_seen {
    double total;              /* In the unit of its name; NAN: nothing here tells. */
    uint64_t launches;         /* Those that saw any. */
    uint64_t blocks_set_aside; /* For this cause. */
    double lost_s;             /* These blocks took so much longer than those that were kept. */
} ph_noise_seen;

typedef struct ph_noise {
    ph_noise_seen seen[PH_NOISE_COUNT];
    uint64_t blocks; /* Timed, of all arms, kept or not. */
} ph_noise;

/* Nothing seen so far, and nothing that tells. */
void ph_noise_init(ph_noise *noise);

/* Add what one launch, or several, saw. */
void ph_noise_merge(ph_noise *noise, const ph_noise *more);

/* Of one launch: a counter went from one reading to the next by so much; NAN: it cannot be told. */
void ph_noise_count(ph_noise *launch, ph_noise_cause cause, double amount);

uint64_t ph_noise_blocks_set_aside(const ph_noise *noise);

/*
 * The causes of which anything was seen, those first that took most time from blocks; the unknown
 * one, which explains nothing, last. @return how many.
 */
guint ph_noise_order(const ph_noise *noise, ph_noise_cause ret[PH_NOISE_COUNT]);

const char *ph_noise_member(ph_noise_cause cause);
/* PH_NOISE_COUNT when there is no such member. */
ph_noise_cause ph_noise_find(const char *member);
/*
 * "0.12 s stolen from the CPU by the hypervisor", "moved to another CPU once". The caller frees it.
 */
char *ph_noise_text(ph_noise_cause cause, double total);

#endif /* PH_HARNESS_MODEL_NOISE_SEEN_H */
