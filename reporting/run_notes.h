/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run's own figures say that is out of line: for summaries. */
#ifndef PH_REPORTING_RUN_NOTES_H
#define PH_REPORTING_RUN_NOTES_H

#include <glib.h>

#include "model/measurement.h"
#include "model/noise_seen.h"

/*
 * What was set aside and why, the cause that took most first: "1,203 of 4,000 blocks were set
 * aside: …". NULL when so little was that it is not worth a word, and nothing else took time. The
 * caller frees it.
 *
 * @param samples_missing  So many launches gave no sample, as too few of their blocks were left.
 */
char *ph_noise_note(const ph_noise *noise, guint samples_missing);

/* "4000 kept, 12 set aside (…)": what became of the blocks of all results. The caller frees it. */
char *ph_run_blocks_text(const GPtrArray *results);

/* One line each, without an end; empty for a quiet run. Free with g_ptr_array_unref(). */
GPtrArray *ph_run_notes(const ph_run_facts *facts);

/* The share of sampling time that is not inside timed blocks; NAN when it is not known. */
double ph_run_harness_share(const ph_run_facts *facts);

#endif /* PH_REPORTING_RUN_NOTES_H */
