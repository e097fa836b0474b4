/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where subjects write: one window of the host's memory, used again for every call by every arm, so
 * that all of them find the same cache lines. A guard of known bytes stands behind each part.
 */
#ifndef PH_HARNESS_WORKER_OUTPUT_WINDOW_H
#define PH_HARNESS_WORKER_OUTPUT_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perfharness/random.h"

typedef struct ph_output_window {
    int64_t *values; /* Room for value_capacity, then the guard. Owned. */
    size_t value_capacity;
    uint8_t *bytes; /* UTF-8, JSON lines or cells; room for byte_capacity, then the guard. Owned. */
    size_t byte_capacity;
    uint32_t *text_ends; /* Room for value_capacity, then the guard. Owned. */
} ph_output_window;

/* What a call wrote. */
typedef struct ph_output_extent {
    size_t values;    /* In values. */
    size_t bytes;     /* In bytes. */
    size_t text_ends; /* In text_ends. */
} ph_output_extent;

/* False when there is no memory. The random number moves the parts against page boundaries. */
bool ph_output_window_allocate(size_t value_capacity, size_t byte_capacity, uint64_t random,
                               ph_output_window *ret);
void ph_output_window_free(ph_output_window *window);

/* Overwrite what a call is expected to write, so that a call which writes nothing shows. */
void ph_output_window_poison(ph_output_window *window, ph_output_extent extent);

/*
 * Make sure that what is there is no answer, and do no more: some bytes of each part become others
 * than they are, and the guard stands behind where the longest answer ends. Who looks at the window
 * before it writes sees an answer of before, as it does without this.
 */
void ph_output_window_spoil(ph_output_window *window, ph_output_extent extent,
                            ph_output_extent guarded, ph_random *random);

/* True when nothing behind the extent was written to: as far as the guard reaches. */
bool ph_output_window_is_intact(const ph_output_window *window, ph_output_extent extent);

/* Checksum of what a call wrote. */
uint64_t ph_output_window_checksum(const ph_output_window *window, ph_output_extent extent);

#endif /* PH_HARNESS_WORKER_OUTPUT_WINDOW_H */
