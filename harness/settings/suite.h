/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A suite: which workloads are measured together, from config/suites/NAME.toml.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_SETTINGS_SUITE_H
#define PH_HARNESS_SETTINGS_SUITE_H

#include <glib.h>

#include "perfharness/workload.h"

/* More launches of one benchmark take a day. */
#define PH_LAUNCHES_MAX 1000

typedef struct ph_suite_workload {
    const ph_workload *workload; /* Static. */
    ph_expectation expectation;
} ph_suite_workload;

typedef struct ph_suite {
    char *name;
    char *description;
    guint launches;       /* Per benchmark, 1 to PH_LAUNCHES_MAX. */
    gboolean has_latency; /* Of whole records, `run` times single calls, too. */
    char *anchor;         /* The build that `run` measures beside copybook-rs; NULL: none. */
    /* Its runs are quick: no launch but each benchmark's first begins after so many seconds, and
     * they are never a baseline. 0: they are not. */
    guint quick_seconds;
    /* So long it may take to measure it, up to PH_TIMEOUT_MINUTES_MAX; 0: nobody says. */
    double budget_minutes;
    double sustained_minutes; /* So long launches go on, whatever their number; 0: they do not. */
    /* guint, ascending: `run` decodes the files of its records on so many threads, too; NULL: it
     * does not. */
    GArray *threads;
    char *file_size;   /* Of files that it has, as file_size.h reads it; NULL: the usual. */
    GArray *workloads; /* ph_suite_workload, at least one. */
} ph_suite;

/* Read a suite file. NULL and error when it is malformed or names an unknown workload. */
ph_suite *ph_suite_read(const char *path, const char *name, GError **error);

void ph_suite_free(ph_suite *suite);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_suite, ph_suite_free)

#endif /* PH_HARNESS_SETTINGS_SUITE_H */
