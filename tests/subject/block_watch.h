/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a subject can tell of the blocks it is timed in: calls follow at once on one another, and
 * between blocks the worker does something else.
 */
#ifndef PH_TESTS_SUBJECT_BLOCK_WATCH_H
#define PH_TESTS_SUBJECT_BLOCK_WATCH_H

#include <stdint.h>

/** A call begins. Returns how many there were since the last pause: 0 for the first of a block. */
uint64_t block_watch_enter(void);

/** It ends. */
void block_watch_leave(void);

/** How many calls a block has; 0 while the last few were not of one length. */
uint64_t block_watch_length(void);

#endif /* PH_TESTS_SUBJECT_BLOCK_WATCH_H */
