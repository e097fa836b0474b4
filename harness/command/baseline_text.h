/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Baselines and their histories as text for a person. What others wrote is escaped. */
#ifndef PH_HARNESS_COMMAND_BASELINE_TEXT_H
#define PH_HARNESS_COMMAND_BASELINE_TEXT_H

#include <stdio.h>

#include "baseline/candidate.h"
#include "baseline/chain.h"

/* One baseline: where it is from, why it is one, and its figures. */
void ph_baseline_show(FILE *out, const ph_baseline *baseline);

/* One line: "critical on 0123456789abcdef: DISPLAY 0.72 GiB/s, COMP-3 1002 MiB/s, entry ...". */
void ph_baseline_show_line(FILE *out, const ph_baseline *baseline);

/* What waits, and what was rejected; nothing where there is neither. */
void ph_baseline_show_candidate(FILE *out, const ph_candidate *candidate, gboolean is_live);

/* One line on the one that waits. */
void ph_baseline_show_waiting(FILE *out, const ph_candidate *candidate);

/* A history, newest first: hash, time, how, commit, figures, reason. */
void ph_baseline_show_history(FILE *out, const ph_chain *history);

#endif /* PH_HARNESS_COMMAND_BASELINE_TEXT_H */
