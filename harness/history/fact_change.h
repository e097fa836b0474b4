/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What changed of a host, a program or settings beside the code that is measured: one fact, and the
 * one of the same kind, host and name before it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_FACT_CHANGE_H
#define PH_HARNESS_HISTORY_FACT_CHANGE_H

#include <glib.h>

#include "history/history_fact.h"

/* "kernel": what it is a fact of, if that is not the code. Static; NULL: it is the code, or what is
 * done with it. */
const char *ph_history_fact_what(ph_receipt_kind kind);

/* What it was, for people: facts are a word, or an object on one line. The caller frees it. */
char *ph_history_fact_words(const ph_history_fact *fact);

/*
 * The fact that the one at a place took over from; NULL: it is the first that is known of, which is
 * no change. Borrowed.
 *
 * @param facts  ph_history_fact, oldest first.
 */
const ph_history_fact *ph_history_fact_before(const GPtrArray *facts, guint at);

#endif /* PH_HARNESS_HISTORY_FACT_CHANGE_H */
