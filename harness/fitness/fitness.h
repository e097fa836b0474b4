/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether a host is fit to measure on: what would blur the figures, how much, what mends it. */
#ifndef PH_FITNESS_H
#define PH_FITNESS_H

#include <glib.h>

typedef enum ph_fitness_state {
    PH_FITNESS_FINE,
    PH_FITNESS_FINDING,
    PH_FITNESS_UNKNOWN, /* It could not be looked at, for want of a file or of the right to it. */
} ph_fitness_state;

/* "fine", "finding", "unknown". */
const char *ph_fitness_state_name(ph_fitness_state state);

/* What one check says. */
typedef struct ph_fitness_finding {
    const char *check; /* "governor". Static. */
    ph_fitness_state state;
    char *found;        /* What was seen; when unknown, why nothing was. Owned. */
    const char *effect; /* What it does to figures when it is not as it should be. Static. */
    char *fix;          /* What to type, or to do; NULL when fine. Owned. */
    /* A finding makes the host unfit for precisions finer than so many percent of a time; 0: for
     * none. 0 where there is no finding. */
    double unfit_below_percent;
} ph_fitness_finding;

typedef struct ph_fitness_request {
    const char *sysfs_root; /* "": this machine. */
    guint cpu;              /* The one to measure on. */
    /* Keep it and each other CPU busy in turn to find those that share a core; 0.4 s each. Not
     * with a sysfs_root: the CPUs would be another machine's. */
    gboolean is_measuring;
    const char *not_measuring_because; /* Said when it is not. */
} ph_fitness_request;

/* One entry a check, in the order of the table in fitness.c. Free with g_ptr_array_unref(). */
GPtrArray *ph_fitness_examine(const ph_fitness_request *request);

/* The finest precision, in percent, that the findings leave: the largest unfit_below_percent. */
double ph_fitness_finest_percent(const GPtrArray *findings);

guint ph_fitness_count(const GPtrArray *findings, ph_fitness_state state);

#endif /* PH_FITNESS_H */
