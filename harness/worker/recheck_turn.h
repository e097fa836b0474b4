/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which chunks of whole records are decoded again after timing. All of them would take as long as
 * what is timed, so a launch has one of every four neighbours, and the next launch another: four
 * launches in a row have each chunk once. Which one a launch begins with is drawn for every four.
 *
 * Any thread, no state.
 */
#ifndef PH_HARNESS_WORKER_RECHECK_TURN_H
#define PH_HARNESS_WORKER_RECHECK_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Launches in which each chunk has its turn once. */
enum { PH_RECHECK_LAUNCHES = 4 };

/* Of fewer chunks than so many all are decoded again in every launch. */
enum { PH_RECHECK_CHUNKS_MIN = 8 };

/*
 * @param seed    Of the run.
 * @param launch  From 0.
 * @param count   Chunks that are timed; chunk is one of them.
 */
bool ph_recheck_is_turn(uint64_t seed, uint64_t launch, size_t chunk, size_t count);

#endif /* PH_HARNESS_WORKER_RECHECK_TURN_H */
