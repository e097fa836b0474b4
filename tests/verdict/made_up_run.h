/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Measurements and limits made up for tests of verdicts. */
#ifndef PH_TESTS_VERDICT_MADE_UP_RUN_H
#define PH_TESTS_VERDICT_MADE_UP_RUN_H

#include "model/measurement.h"
#include "settings/thresholds.h"

/* The shipped limits: floors of 80 and 40 MB/s, 5 % without a suite, 2 % for "critical". */
ph_thresholds *ph_made_up_thresholds(void);

/* A run of that time and host (NULL: not recorded), without results. */
ph_measurement *ph_made_up_run(const char *timestamp, const char *fingerprint);

/* Say what copybook-rs of a run is, with a build of which nothing is known yet. */
ph_subject_info *ph_made_up_subject(ph_measurement *run, const char *version);

/* Add copybook-rs' figure without launches, at kernel level. */
ph_result *ph_made_up_figure(ph_measurement *run, const char *benchmark, double mib_s);

/* Anchor the run by a library whose digest is 64 times this digit. */
void ph_made_up_anchor(ph_measurement *run, char digit, const char *options);

/* Give a figure launches around the time it stands for, apart by a share of it. */
void ph_made_up_launches(ph_result *result, guint launches, double spread);

#endif /* PH_TESTS_VERDICT_MADE_UP_RUN_H */
