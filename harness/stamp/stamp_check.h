/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Chains held against stamps, whichever was read first: what a manifest has is there, and as it
 * was; each element was stamped soon after it says that it was made; and between stamps is no more
 * time than there is to be. Who can write everything can make a chain anew, but no time stamp of
 * an earlier day.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_STAMP_STAMP_CHECK_H
#define PH_HARNESS_STAMP_STAMP_CHECK_H

#include <glib.h>

#include "history/receipt_check.h"
#include "stamp/stamp.h"

/* How often there are to be stamps. */
typedef struct ph_stamp_rhythm {
    guint every_days; /* 0: nobody says; it is not looked at. */
    gint64 since_us;  /* From then on; G_MININT64: always. */
    gint64 now_us;
} ph_stamp_rhythm;

/* What is left unsaid of a time: jobs begin late, and clocks differ. */
#define PH_STAMP_SLACK_US ((gint64)G_TIME_SPAN_DAY)

typedef struct ph_stamp_check ph_stamp_check;

ph_stamp_check *ph_stamp_check_new(void);
void ph_stamp_check_free(ph_stamp_check *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_stamp_check, ph_stamp_check_free)

/* Add all stamps of a history, to be examined. FALSE and error as run_store.h has them. */
gboolean ph_stamps_take(ph_run_store *store, const char *name, ph_stamp_check *check,
                        GError **error);

/*
 * Begin a chain, and then show its elements one after another.
 *
 * @param name    What messages call it.
 * @param series  What manifests call it.
 * @param store   Of the receipts of a history, the history: only its own stamps have them. NULL: a
 *                baseline's.
 */
void ph_stamp_check_begin(ph_stamp_check *check, const char *name, const char *series,
                          const char *store);
void ph_stamp_check_element(ph_stamp_check *check, gint64 number, const char *sha256, gint64 at_us);

/*
 * All baselines of a place are shown: one that stamps have, and is not, is missing.
 *
 * @param are_all  FALSE, also later or before: some cannot be read, and nothing is said of others.
 */
void ph_stamp_check_all_baselines(ph_stamp_check *check, gboolean are_all);

/* Hold all that was shown against all stamps. */
void ph_stamp_check_end(ph_stamp_check *check, const ph_stamp_rhythm *rhythm,
                        ph_fault_function found, gpointer data);

/* ph_stamp; afterwards by the authority's time, counter-signatures by the history's. Borrowed. */
const GPtrArray *ph_stamp_check_stamps(const ph_stamp_check *check);

/* How far a chain is protected by more than itself. Borrowed. */
typedef struct ph_stamped_chain {
    const char *name;
    gint64 count;   /* Its elements, */
    gint64 stamped; /* and up to which of them the newest good stamp that fits has it; 0: none. */
} ph_stamped_chain;

guint ph_stamp_check_chains(const ph_stamp_check *check);
ph_stamped_chain ph_stamp_check_chain(const ph_stamp_check *check, guint at);

/* The longest time without a stamp, from the first one to now; 0 where there is none. */
gint64 ph_stamp_check_longest_gap_us(const ph_stamp_check *check, gint64 now_us, gint64 *ret_from,
                                     gint64 *ret_until);

#endif /* PH_HARNESS_STAMP_STAMP_CHECK_H */
