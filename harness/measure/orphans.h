/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The processes that a worker leaves behind: what the code that is measured has started, and what
 * would go on beside the next one's blocks.
 *
 * While a worker runs, this process is who orphans below it are handed to. Whatever children it has
 * at the worker's end that it had not before are the worker's; those it had before are left alone.
 * One worker at a time, from one thread.
 */
#ifndef PH_HARNESS_MEASURE_ORPHANS_H
#define PH_HARNESS_MEASURE_ORPHANS_H

#include <glib.h>

typedef struct ph_orphans {
    GHashTable *before;   /* Children that there were already. Owned. */
    gboolean was_adopter; /* Orphans were handed to this process all along. */
} ph_orphans;

/* What became of them. */
typedef struct ph_orphans_end {
    guint count;    /* That were running. */
    guint immortal; /* Of those, that could not be ended in 2 s. */
    double cpu_s;   /* What all used that are gone, those that had ended by themselves included. */
} ph_orphans_end;

/* Before the worker is started. */
void ph_orphans_watch(ph_orphans *ret);

/* Once it has been reaped: end, reap and count what it has left. Clears orphans. */
ph_orphans_end ph_orphans_take(ph_orphans *orphans);

#endif /* PH_HARNESS_MEASURE_ORPHANS_H */
