/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs that nobody measured, and a store for them. */
#ifndef PH_TESTS_HISTORY_MADE_UP_HISTORY_H
#define PH_TESTS_HISTORY_MADE_UP_HISTORY_H

#include "history/run_store.h"

#define MADE_UP_HOST  "0123456789abcdef"
#define MADE_UP_SUITE "critical"

/* A store in a folder of its own. */
typedef struct made_up_store {
    char *folder;
    ph_store_place *place;
    ph_run_store *store; /* Open for writing. */
} made_up_store;

/* For cmocka: *state is the made_up_store. */
int made_up_store_open(void **state);
int made_up_store_close(void **state);

/* Close it, and open it again. */
void made_up_store_reopen(made_up_store *made);

/*
 * The run of so many series "made-up-NUMBER/L2", metric time, at a position of the main branch; its
 * values are VALUE plus a hundredth of the series' number, and its digest and document follow from
 * number, which may be any.
 */
ph_run_entry *made_up_entry_at(guint number, gint64 position, guint series, double value);

/* The commit at a position: 40 hexadecimal digits. The caller frees it. */
char *made_up_sha(gint64 position);

/* The method of all made-up series. */
extern const char made_up_method[];

/* Add it, which it must be, and free it. Returns the run's id. */
gint64 made_up_add(ph_run_store *store, ph_run_entry *entry);

/* An alert of a case, with its event, or with 0 of none; FALSE: one of that name was there. */
gboolean made_up_alert(ph_run_store *store, const char *name, gint64 case_id,
                       const char *const *channels);

/* Two runs of two commits, of two series and of one, and one of each row that there is. */
void made_up_fill(ph_run_store *store);

/* The first series of the store. */
gint64 made_up_first_series(ph_run_store *store);

/* The chain of receipts is whole; how many there are. */
guint made_up_check_chain(ph_run_store *store);

#endif /* PH_TESTS_HISTORY_MADE_UP_HISTORY_H */
