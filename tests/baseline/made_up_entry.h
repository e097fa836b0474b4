/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of a baseline's history, made up for tests. */
#ifndef PH_TESTS_BASELINE_MADE_UP_ENTRY_H
#define PH_TESTS_BASELINE_MADE_UP_ENTRY_H

#include "baseline/baseline.h"

#define MADE_UP_HOST       "0123456789abcdef"
#define MADE_UP_OTHER_HOST "fedcba9876543210"
#define MADE_UP_SUITE      "standard"

/* A run of that suite with both published figures in so many launches each. */
ph_measurement *made_up_suite_run(const char *timestamp, const char *host, const char *suite,
                                  double display_mib_s, guint launches);

/* Who promotes it, for a reason of a test's. Static. */
const ph_baseline_origin *made_up_origin(void);

/* An entry of such a run on MADE_UP_HOST, not sealed. The day, 1 to 9, tells it from others. */
ph_baseline *made_up_entry(int day);
ph_baseline *made_up_entry_of(int day, const char *host, const char *suite);

/* The same, sealed behind another; NULL: it is the first. */
ph_baseline *made_up_sealed(int day, const ph_baseline *before);

/* An entry as a history has it: its line with the line's end. The caller frees it. */
char *made_up_line(const ph_baseline *entry);

/* A baseline.json in the specification's plain shape. Static. */
const char *made_up_plain(void);

#endif /* PH_TESTS_BASELINE_MADE_UP_ENTRY_H */
