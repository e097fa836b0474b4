/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A baseline.json, in whichever place (baseline/place.h), and what belongs to it: its histories;
 * while it is changed, baseline.json.lock, and baseline.json.unfinished/ with what is being done.
 *
 * An entry is committed once its line is whole in the history; baseline.json follows. Whatever was
 * cut short is found by the next who opens the store for writing, and is finished if it was
 * committed, else undone; who only reads sees the old baseline until then.
 *
 * Errors are PH_ERROR_BASELINE: file, what was found, what to do; or PH_ERROR_STORAGE.
 *
 * Not thread-safe: one thread at a time for each store; the lock keeps out other processes.
 */
#ifndef PH_HARNESS_BASELINE_STORE_H
#define PH_HARNESS_BASELINE_STORE_H

#include <glib.h>

#include "baseline/baseline.h"
#include "baseline/chain.h"
#include "baseline/place.h"

typedef struct ph_baseline_store ph_baseline_store;

typedef enum ph_baseline_store_access {
    PH_BASELINE_STORE_READ,  /* Changes nothing; in a folder that cannot be written to, without a
                                lock. */
    PH_BASELINE_STORE_WRITE, /* Makes the folder if need be, until it is closed where nothing is
                                put into it; finishes or undoes what was cut short. */
} ph_baseline_store_access;

/*
 * Open the store of a place, and keep others out until it is closed.
 *
 * @param schemas  The folder with the schemas.
 */
ph_baseline_store *ph_baseline_store_open_at(const ph_baseline_place *place, const char *schemas,
                                             ph_baseline_store_access access, GError **error);

/* The same of a FILE. */
ph_baseline_store *ph_baseline_store_open(const char *path, const char *schemas,
                                          ph_baseline_store_access access, GError **error);

void ph_baseline_store_close(ph_baseline_store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_baseline_store, ph_baseline_store_close)

/* What opening it for writing did about something that was cut short; static, NULL: nothing. */
const char *ph_baseline_store_recovery(const ph_baseline_store *store);

/* How baseline.json stands to its history. */
typedef enum ph_baseline_store_state {
    PH_BASELINE_STORE_NONE,  /* There is no baseline.json. */
    PH_BASELINE_STORE_PLAIN, /* It is in the specification's plain shape, which has no history. */
    PH_BASELINE_STORE_ALONE, /* Its history is not beside it. */
    PH_BASELINE_STORE_WHOLE, /* It is the last entry of its history. */
    PH_BASELINE_STORE_UNFINISHED, /* The same, and there is an entry that is not finished. */
    PH_BASELINE_STORE_UNWRITTEN, /* In a FOLDER: it is not there, and the last finished entry of its
                                    history stands for it. */
} ph_baseline_store_state;

/*
 * Read baseline.json, and compare it with its history where that is beside it.
 *
 * @param ret  Receives the baseline, which the caller owns; NULL in PH_BASELINE_STORE_NONE.
 * @return FALSE and error when it was edited or cut, or is not the last entry.
 */
gboolean ph_baseline_store_current(ph_baseline_store *store, ph_baseline **ret,
                                   ph_baseline_store_state *ret_state, GError **error);

/*
 * Read what a run is to be compared with: a FILE, which must be whole and the last entry of its
 * history where that is beside it, or a perf.json, with the system-info.json beside it.
 *
 * @return the measurement; NULL and error, of a perf.json those of ph_stored_run_read().
 */
ph_measurement *ph_baseline_store_read_base(const char *path, const char *schemas, GError **error);

/*
 * The same where neither of the two is expected more than the other.
 *
 * @return the measurement; NULL and error, PH_ERROR_BASELINE only of what says it is a baseline.
 */
ph_measurement *ph_baseline_store_read_run(const char *path, const char *schemas, GError **error);

/* The history of a host and suite among those of this store. */
ph_chain *ph_baseline_store_chain(const ph_baseline_store *store, const char *fingerprint,
                                  const char *suite, GError **error);

/*
 * Told of one history after another. FALSE ends it.
 *
 * @param chain   Becomes the function's own; NULL: it is damaged.
 * @param damage  Of that alone. Borrowed.
 */
typedef gboolean (*ph_chain_function)(ph_chain *chain, const GError *damage, gpointer data);

/* All histories of the place's folder, by host, then suite. */
void ph_baseline_store_each_chain(const ph_baseline_store *store, ph_chain_function each,
                                  gpointer data);

/* The same as an array: ph_chain. NULL and error at the first that is damaged. */
GPtrArray *ph_baseline_store_chains(const ph_baseline_store *store, GError **error);

/*
 * Make an entry the baseline: seal it, append it to its history, replace baseline.json. On an error
 * nothing has changed, unless the error says so. The store is open for writing, and its place,
 * where that is of a host and suite, is the entry's.
 */
gboolean ph_baseline_store_commit(ph_baseline_store *store, ph_baseline *entry, GError **error);

#endif /* PH_HARNESS_BASELINE_STORE_H */
