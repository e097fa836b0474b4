/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What witnesses a baseline's history (history/witness.h), or stamps it (stamp/stamp_check.h): the
 * number of an entry, counted from 1, its SHA-256, and when it was promoted.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_AUDIT_BASELINE_WITNESS_H
#define PH_HARNESS_AUDIT_BASELINE_WITNESS_H

#include "baseline/chain.h"
#include "stamp/stamp_check.h"

/* The line of the newest entry, of which there is one. The caller frees it. */
char *ph_baseline_witness(const ph_chain *history);

/* Hold all entries against witnesses: ph_witness. */
void ph_baseline_witnesses_hold(const ph_chain *history, GPtrArray *witnesses);

/* Show all entries to a check of stamps. */
void ph_baseline_stamps_hold(const ph_chain *history, ph_stamp_check *stamps);

#endif /* PH_HARNESS_AUDIT_BASELINE_WITNESS_H */
