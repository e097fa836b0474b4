/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/chance.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "perfharness/random.h"

/* Most blocks are small; every eighth may be large. */
enum { BLOCKS = 1024, SMALL_BYTES = 512, LARGE_BYTES = 8192, LARGE_ONE_IN = 8 };

static ph_random numbers;
static bool is_given;
static void *blocks[BLOCKS]; /* Never freed: the holes between them are the point. */

/* As a program that has run for a while leaves it. */
static void use_heap(ph_random *random)
{
    for (size_t i = 0; i < BLOCKS; i++) {
        const bool is_large = ph_random_below(random, LARGE_ONE_IN) == 0;

        blocks[i] = malloc(1 + ph_random_below(random, is_large ? LARGE_BYTES : SMALL_BYTES));
    }
    for (size_t i = 0; i < BLOCKS; i++)
        if (ph_random_below(random, 2) == 0) {
            free(blocks[i]);
            blocks[i] = NULL;
        }
}

void ph_chance_give(uint64_t seed, uint64_t draw)
{
    ph_random random = ph_random_stream(seed, draw);

    use_heap(&random);
    numbers = random;
    is_given = true;
}

/* A program's own definition comes before the C library's, for libraries that it loads as well. */
ssize_t getrandom(void *buffer, size_t length, unsigned flags)
{
    uint8_t *bytes = buffer;

    if (!is_given)
        return syscall(SYS_getrandom, buffer, length, flags);
    for (size_t i = 0; i < length; i += sizeof(uint64_t)) {
        const uint64_t number = ph_random_next(&numbers);
        const size_t left = length - i;

        memcpy(bytes + i, &number, left < sizeof(number) ? left : sizeof(number));
    }
    return (ssize_t)length;
}
