/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Counting what is allocated between two points of a process. The library that has these functions,
 * perfharness-allocations.so, stands before the C library (LD_PRELOAD), whose malloc() and the like
 * all code of the process then calls through it. What calls the C library's inner names, or takes
 * pages from the kernel by itself, is not seen.
 *
 * Any thread; what all of them allocate is counted together.
 */
#ifndef PH_HARNESS_INTERPOSER_ALLOCATION_MARKS_H
#define PH_HARNESS_INTERPOSER_ALLOCATION_MARKS_H

#include <stdint.h>

typedef struct ph_allocation_counts {
    uint64_t calls; /* malloc, calloc, realloc, posix_memalign, ... that gave memory; not free. */
    uint64_t bytes; /* They were asked for; a realloc() of so many bytes for all of them. */
    /* At most so many bytes more than at the start were in use at a time, as they were asked for.
     */
    uint64_t peak_live_bytes;
} ph_allocation_counts;

typedef struct ph_allocation_marks {
    void (*start)(void);                     /* From here on; from nothing. */
    void (*stop)(ph_allocation_counts *ret); /* Up to here. */
    uint64_t (*own_bytes)(void);             /* That the counting itself has from the kernel. */
} ph_allocation_marks;

/*
 * Lends the marks to who asks first, which is the worker, before it loads anything; NULL to all who
 * come later. To be found by its name, with dlsym().
 */
#define PH_ALLOCATION_MARKS_NAME "ph_allocation_marks_take"
const ph_allocation_marks *ph_allocation_marks_take(void);
typedef const ph_allocation_marks *ph_allocation_marks_taking(void);

#endif /* PH_HARNESS_INTERPOSER_ALLOCATION_MARKS_H */
