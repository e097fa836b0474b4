/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs of many nights, sorted into series: one for each host and suite. The newest ones of a series
 * say together whether its baseline moves (baseline/promotion.h).
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BASELINE_RUN_SERIES_H
#define PH_HARNESS_BASELINE_RUN_SERIES_H

#include <glib.h>

#include "baseline/run_file.h"

typedef struct ph_run_series {
    GPtrArray *files;  /* ph_run_file, oldest first. */
    char *fingerprint; /* Of all of them. */
    char *suite;
    guint of_others;   /* So many were left out as of another release or kind of core. */
    guint of_rejected; /* So many, as they are not newer than what was rejected. */
} ph_run_series;

/*
 * Sort files, whose runs are possible as baselines, into series. A file that is there twice counts
 * once.
 *
 * @param files  Taken over.
 * @return ph_run_series, by host, then suite. Free with g_ptr_array_unref().
 */
GPtrArray *ph_run_series_split(GPtrArray *files);

/*
 * Leave so many: the newest ones of the newest one's release and kind of core, of those that are
 * newer than what was rejected: older ones would show again what somebody has decided on.
 *
 * @param rejected  The time of the newest run that was rejected; NULL: none was.
 */
void ph_run_series_narrow(ph_run_series *series, GDateTime *rejected, guint count);

#endif /* PH_HARNESS_BASELINE_RUN_SERIES_H */
