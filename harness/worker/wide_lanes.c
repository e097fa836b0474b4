/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/wide_lanes.h"

#if defined(__x86_64__)
#include <stdint.h>

typedef uint64_t lanes __attribute__((vector_size(64)));

/* Each waits for the one before it: 15 cycles of a multiplication, 7 µs of all. A tenth of that was
 * too little, and with ten times as many all that followed was slower again, as the core saves
 * power. */
enum { ROUNDS = 1500 };

__attribute__((target("avx512f,avx512dq"))) static void multiply(void)
{
    lanes product = { 3, 5, 7, 9, 11, 13, 15, 17 };

    for (int round = 0; round < ROUNDS; round++) {
        product *= product;
        __asm__ volatile("" : "+v"(product)); /* The product is needed. */
    }
}

void ph_wide_lanes_wake(void)
{
    if (__builtin_cpu_supports("avx512dq"))
        multiply();
}
#else
void ph_wide_lanes_wake(void)
{
    /* Others have no lanes that sleep. */
}
#endif
