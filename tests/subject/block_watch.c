/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* clock_gettime */
#include "block_watch.h"

#include <time.h>

/* The worker needs less from call to call, and more from block to block; of as many blocks of one
 * length, the next has it, too. */
enum { PAUSE_NS = 1500, ALIKE = 3 };

static uint64_t left_at_ns;
static uint64_t calls;      /* Since the last pause. */
static uint64_t length;     /* Of the last block. */
static unsigned seen_alike; /* Blocks of this length, one after another. */

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

uint64_t block_watch_enter(void)
{
    if (now_ns() - left_at_ns > PAUSE_NS) {
        seen_alike = calls == length ? seen_alike + 1 : 0;
        length = calls;
        calls = 0;
    }
    return calls++;
}

void block_watch_leave(void)
{
    left_at_ns = now_ns();
}

uint64_t block_watch_length(void)
{
    return seen_alike >= ALIKE ? length : 0;
}
