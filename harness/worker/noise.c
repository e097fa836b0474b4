/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/noise.h"

#include <time.h>

uint64_t ph_clock_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

uint64_t ph_clock_grain_ns(void)
{
    uint64_t grain = UINT64_MAX;

    for (int i = 0; i < 200; i++) {
        const uint64_t start = ph_clock_ns();
        uint64_t now = start;

        while (now == start)
            now = ph_clock_ns();
        grain = now - start < grain ? now - start : grain;
    }
    return grain;
}

double ph_core_clock_hz(void)
{
    enum { TRIES = 32, STEPS = 4000, ADDITIONS = 8 };
    uint64_t fastest_ns = UINT64_MAX, chain = 1, step = 3;

    /* A step that the compiler does not know: some CPUs add constants for nothing. */
    __asm__ volatile("" : "+r"(step));
    for (int try = 0; try < TRIES; try++) {
        const uint64_t start = ph_clock_ns();

        for (int i = 0; i < STEPS; i++)
            for (int k = 0; k < ADDITIONS; k++) {
                chain += step;
                __asm__ volatile("" : "+r"(chain)); /* Do every addition. */
            }
        const uint64_t ns = ph_clock_ns() - start;
        fastest_ns = ns < fastest_ns ? ns : fastest_ns;
    }
    return (double)STEPS * ADDITIONS / (double)fastest_ns * 1e9;
}

uint64_t ph_throughput_probe_ns(void)
{
    enum { STEPS = 4000 };
    uint64_t a = 1, b = 2, c = 3, d = 4;
    const uint64_t start = ph_clock_ns();

    for (int i = 0; i < STEPS; i++) {
        a += b;
        b += c;
        c += d;
        d += 1;
        __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d)); /* Do every step. */
    }
    return ph_clock_ns() - start;
}
