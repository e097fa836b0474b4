/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What chance decides in a process that counts instructions, decided by us: which random numbers
 * the kernel gives, which hash tables are seeded with, and how the heap looks that is allocated
 * from. Two builds of the same draw meet with the same chance.
 *
 * getrandom() is defined here in the place of the C library's; until chance is given it asks the
 * kernel, as that does. Not thread-safe: subjects may not start threads where it matters.
 */
#ifndef PH_HARNESS_WORKER_CHANCE_H
#define PH_HARNESS_WORKER_CHANCE_H

#include <stdint.h>

/* From now on. Before subjects are loaded; another draw is as good, and another. */
void ph_chance_give(uint64_t seed, uint64_t draw);

#endif /* PH_HARNESS_WORKER_CHANCE_H */
