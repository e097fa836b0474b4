/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Compiled as the codecs are, for the same CPU: a limit of a weaker instruction set is none. */
#include "worker/limits.h"

#include <string.h>

void ph_limit_memcpy(uint8_t *restrict to, const uint8_t *restrict from, size_t length)
{
    memcpy(to, from, length);
    __asm__ volatile("" : : "r"(to) : "memory"); /* The copy is needed. */
}

void ph_limit_read(const uint8_t *bytes, size_t length)
{
    enum { LANES = 16 }; /* Enough that no addition waits for the one before it. */
    uint64_t sums[LANES] = { 0 }, words[LANES], sum = 0;
    size_t i = 0;

    for (; i + sizeof(words) <= length; i += sizeof(words)) {
        memcpy(words, bytes + i, sizeof(words));
        for (int lane = 0; lane < LANES; lane++)
            sums[lane] += words[lane];
    }
    for (; i < length; i++)
        sums[0] += bytes[i];
    for (int lane = 0; lane < LANES; lane++)
        sum += sums[lane];
    __asm__ volatile("" : : "r"(sum)); /* The sum is needed. */
}
