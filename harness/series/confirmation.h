/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a candidate is the code's: builds are compared side by side, twice at least, each time in
 * other layouts; first for what is sudden, and then, with the level's start, for what creeps. This
 * says what to compare next and what came of it; who compares tells it the results.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_SERIES_CONFIRMATION_H
#define PH_HARNESS_SERIES_CONFIRMATION_H

#include <glib.h>

#include "model/statistics.h"
#include "series/level_detector.h"

typedef enum ph_confirmation_state {
    PH_CONFIRMATION_OPEN,
    PH_CONFIRMATION_CONFIRMED,
    PH_CONFIRMATION_CONFIRMED_CREEP, /* Beside the level's start. */
    PH_CONFIRMATION_REFUTED,
    PH_CONFIRMATION_IMPOSSIBLE, /* No source, another toolchain, too busy a host. */
} ph_confirmation_state;

/* One comparison's figures of the candidate's benchmark. */
typedef struct ph_compared_change {
    double change;    /* Logarithm of head's time by base's. */
    ph_interval ci95; /* Of it. */
    double p_value;   /* Two-sided, of no change. */
} ph_compared_change;

/* Make one with ph_confirmation_begin(); read the members, call functions to change them. */
typedef struct ph_confirmation {
    ph_candidate candidate;
    ph_confirmation_state state;
    gboolean is_of_creep; /* The comparison is one with the level's start. */
    guint agreed;         /* So many of this kind found it. */
    /*
     * What was found by those that agreed: mean of the changes, the interval that holds all of
     * theirs, the largest p-value. Of a candidate that is refuted, the last comparison's.
     */
    ph_compared_change found;
} ph_confirmation;

ph_confirmation ph_confirmation_begin(const ph_candidate *candidate);

/* What is to be compared with the candidate's head while it is open; the layouts' number, from 1.
 */
ph_series_place ph_confirmation_base(const ph_confirmation *confirmation);
guint ph_confirmation_layouts(const ph_confirmation *confirmation);

/* Take a comparison's result. It is open. */
void ph_confirmation_add(ph_confirmation *confirmation, const ph_compared_change *compared);

/* It could not be compared. It is open. */
void ph_confirmation_give_up(ph_confirmation *confirmation);

/*
 * The decision that it comes to for the series, at the newest of its points. FALSE while it is
 * open, and of one that cannot be compared until it has stayed long enough to warn of it.
 */
gboolean ph_confirmation_decide(const ph_confirmation *confirmation, const GArray *points,
                                const GArray *decisions, ph_level_decision *decision);

#endif /* PH_HARNESS_SERIES_CONFIRMATION_H */
