/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Counting what is allocated between two points of this process, where it was started with
 * perfharness-allocations.so before the C library; and whether all of its memory came that way.
 *
 * From one thread only.
 */
#ifndef PH_HARNESS_WORKER_ALLOCATION_COUNTER_H
#define PH_HARNESS_WORKER_ALLOCATION_COUNTER_H

#include <stdint.h>

#include "interposer/allocation_marks.h"

typedef struct ph_allocation_counter {
    const ph_allocation_marks *marks; /* NULL: there is nobody to count here. */
    int64_t elsewhere_bytes;          /* When it was opened. */
} ph_allocation_counter;

/* Find out whether there is somebody to count. Before anything is loaded: who asks later is told
 * that there is not. */
ph_allocation_counter ph_allocation_counter_open(void);

/* Between these two, allocations of all threads are counted. There must be somebody to count. */
void ph_allocation_counter_start(const ph_allocation_counter *counter);
void ph_allocation_counter_stop(const ph_allocation_counter *counter, ph_allocation_counts *ret);

/*
 * How many bytes of writable memory this process has got since the counter was opened that came
 * neither from malloc() nor with a library that was loaded: by an allocator of a library's own.
 *
 * @param mapped  What is known to be mapped by the worker itself.
 */
uint64_t ph_allocation_counter_elsewhere(const ph_allocation_counter *counter, uint64_t mapped);

#endif /* PH_HARNESS_WORKER_ALLOCATION_COUNTER_H */
