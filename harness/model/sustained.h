/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sustained load: when each launch of a run began that went on for a given time, and what became of
 * the speed meanwhile.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_SUSTAINED_H
#define PH_HARNESS_MODEL_SUSTAINED_H

#include <glib.h>

#include "model/statistics.h"

/* The launches of one benchmark, in their order. */
typedef struct ph_sustained_benchmark {
    char *name;
    GArray *started_s;     /* double: since the first launch of the run began. */
    GArray *core_clock_hz; /* double: as the launch measured it; NAN: it did not. As many. */
} ph_sustained_benchmark;

typedef struct ph_sustained {
    double asked_s;
    double core_throttles;    /* Of the measured core in that time; NAN: not known, ... */
    double package_throttles; /* ... as of its package. */
    char *throttles_missing;  /* Why; NULL: both are known. */
    GPtrArray *benchmarks;    /* ph_sustained_benchmark. */
} ph_sustained;

ph_sustained *ph_sustained_new(void);
void ph_sustained_free(ph_sustained *sustained);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_sustained, ph_sustained_free)

/* Add one without launches; borrowed. */
ph_sustained_benchmark *ph_sustained_add(ph_sustained *sustained, const char *name);

/* The one of that name; NULL: there is none. Borrowed. */
const ph_sustained_benchmark *ph_sustained_find(const ph_sustained *sustained, const char *name);

/* Parts of the time, of which the first and the last are compared. */
enum { PH_DRIFT_PARTS = 10 };

/* Shares are of throughput: -0.03 is 3 % slower. */
typedef struct ph_drift {
    double part_ns[PH_DRIFT_PARTS]; /* The median of each part; NAN: it has no sample. */
    double change;                  /* From the first part to the last. */
    double slope;                   /* The line through all launches, over the whole time, ... */
    ph_interval ci95;               /* ... as if launches knew nothing of one another. */
    double from_s; /* From here on at least half of the change is there; NAN: there is none. */
    double span_s; /* From the first launch to the last. */
} ph_drift;

/*
 * What became of a result's launches (double, ns; NAN: no sample). FALSE when there are fewer than
 * ten with a sample, or none in the first or last part.
 */
gboolean ph_drift_of(const ph_sustained_benchmark *benchmark, const GArray *launch_ns,
                     ph_drift *ret);

#endif /* PH_HARNESS_MODEL_SUSTAINED_H */
