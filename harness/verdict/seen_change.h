/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Holding the change that two builds claim, timed side by side in one process, against the one that
 * a referee saw of them, each in a process of its own.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_SEEN_CHANGE_H
#define PH_HARNESS_VERDICT_SEEN_CHANGE_H

#include "verdict/contrast.h"

/* The two may lie so far apart: the referee's data are in a cache, and it has fewer launches. */
#define PH_SEEN_CHANGE_SLACK 0.03

/* Of whom one limit of the interval is so many times the other, the referee saw nothing. */
#define PH_SEEN_CHANGE_BLIND 1.3

/*
 * Take over what was seen of a contrast's builds, for one pass over the input.
 * Its ratio and interval must be those of all launches that were timed. Sorts what it is given.
 */
void ph_seen_change_take(ph_contrast *contrast, const ph_seen_work *base, const ph_seen_work *head,
                         ph_referee_bound bound);

/* By what was taken over, further launches of the referee are worth taking. */
gboolean ph_seen_change_doubts(const ph_contrast *contrast);

/*
 * Why what is claimed, and was not made void, is not borne out either, so that it is neither an
 * improvement nor, where the referee's launches lie too far apart, or it cannot tell for noise, no
 * slowdown: in words, without a full stop. An improvement that the referee saw as well stands,
 * whatever its size. The caller frees it. NULL: it stands, or was not refereed.
 */
char *ph_seen_change_unproven(const ph_contrast *contrast);

/* Is it claimed what cannot be: a change that neither interval can explain, or a build's own time,
 * as in a run? */
gboolean ph_seen_change_contradicts(const ph_contrast *contrast);

/* Make that void. TRUE when it is. */
gboolean ph_seen_change_judge(ph_contrast *contrast);

/* There is no number, for this reason of this side's; text is taken over. */
void ph_seen_change_void(ph_contrast *contrast, ph_contrast_fault *fault, ph_fault_kind kind,
                         char *reason);

/* "the referee saw 0.10 % slower (3 launches)"; NULL: it was not asked. The caller frees it. */
char *ph_seen_change_text(const ph_contrast *contrast);

#endif /* PH_HARNESS_VERDICT_SEEN_CHANGE_H */
