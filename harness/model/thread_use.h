/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * On how many threads a file was decoded, on which CPUs, and what became of it.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_THREAD_USE_H
#define PH_HARNESS_MODEL_THREAD_USE_H

#include <glib.h>

#include "model/statistics.h"

typedef struct ph_thread_use {
    guint count;           /* At least 1. */
    char *cpus;            /* "0-1": all of them were bound to these; NULL: not recorded. */
    gboolean shares_cores; /* Two of those are of one core, by the topology or as was measured. */
    double slowdown; /* Of work on one of these while another works, measured; NAN: it was not,
                        or there is none. */
    double start_ns; /* What it takes to start threads for the calls of one pass over the input.
                        NAN: of one thread, or not measured. */
    /* How many times the speed it has of the same subject on one thread, launch by launch. NAN: of
     * one thread, and where one of the two has no number. */
    double speed_up;
    ph_interval speed_up_ci95; /* NAN of a single launch. */
} ph_thread_use;

/* Of which nothing is known but the count. */
ph_thread_use *ph_thread_use_new(guint count);
void ph_thread_use_free(ph_thread_use *use);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_thread_use, ph_thread_use_free)

/* Above 1: several threads. 0 of NULL: not asked for. */
guint ph_thread_use_count(const ph_thread_use *use);

/* Of what so many threads could do if each did as much as one alone: 1 is all of it. NAN: likewise.
 */
double ph_thread_use_efficiency(const ph_thread_use *use);
ph_interval ph_thread_use_efficiency_ci95(const ph_thread_use *use);

/*
 * From what one thread took in each launch and what these did (double, ns; NAN: no sample): fill in
 * speed-up and interval. FALSE where no launch has both.
 */
gboolean ph_thread_use_estimate(ph_thread_use *use, const GArray *one_ns, const GArray *several_ns);

#endif /* PH_HARNESS_MODEL_THREAD_USE_H */
