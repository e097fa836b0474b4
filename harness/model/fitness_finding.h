/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one check of the host says: as the doctor finds it, and as a run's document keeps it.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_FITNESS_FINDING_H
#define PH_HARNESS_MODEL_FITNESS_FINDING_H

#include <glib.h>

typedef enum ph_fitness_state {
    PH_FITNESS_FINE,
    PH_FITNESS_FINDING,
    PH_FITNESS_UNKNOWN, /* It could not be looked at, for want of a file or of the right to it. */
    PH_FITNESS_STATE_COUNT,
} ph_fitness_state;

/* "fine", "finding", "unknown". */
const char *ph_fitness_state_name(ph_fitness_state state);

/* All texts are owned. */
typedef struct ph_fitness_finding {
    char *check; /* "governor". */
    ph_fitness_state state;
    char *found;  /* What was seen; when unknown, why nothing was. */
    char *effect; /* What it does to figures when it is not as it should be; NULL: not kept. */
    char *fix;    /* What to type, or to do; NULL when fine, or not kept. */
    /* The check's weight: a finding leaves precisions of so many percent of a time; 0: all. */
    double weight_percent;
    /* The finding makes the host unfit for precisions finer than this; 0: for none, or none found.
     */
    double unfit_below_percent;
} ph_fitness_finding;

/* An array that owns its findings. Free with g_ptr_array_unref(). */
GPtrArray *ph_fitness_findings_new(void);

guint ph_fitness_count(const GPtrArray *findings, ph_fitness_state state);

#endif /* PH_HARNESS_MODEL_FITNESS_FINDING_H */
