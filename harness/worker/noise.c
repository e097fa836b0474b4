/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/noise.h"

#include <dlfcn.h>
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>

typedef int clock_reader(clockid_t clock, struct timespec *ret);

/* The largest page of any kernel's. Room for one such page wherever the linker puts it. */
enum { PAGE_BYTES = 65536 };
static unsigned char kept_room[2 * PAGE_BYTES];

/* On a page of its own, which nothing writes to once it is kept; NULL: not kept. No variable says
 * where that is: it could be overwritten as well. */
static clock_reader **kept_reader(void)
{
    const uintptr_t room = (uintptr_t)kept_room;
    const size_t offset = (PAGE_BYTES - room % PAGE_BYTES) % PAGE_BYTES;

    return (clock_reader **)(void *)(kept_room + offset);
}

/*
 * The kernel's own, which it maps into every process: behind it there is no slot that anybody could
 * write to. Where it has none (as under valgrind), the C library's.
 */
static clock_reader *find_reader(void)
{
    void *kernel = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);
    void *function = kernel ? dlsym(kernel, "__vdso_clock_gettime") : NULL;
    clock_reader *reader = clock_gettime;

    if (kernel && !function)
        function = dlsym(kernel, "__kernel_clock_gettime"); /* Of 64-bit ARM. */
    if (function)
        *(void **)&reader = function; /* As POSIX has it for dlsym(). */
    return reader;
}

void ph_clock_keep(void)
{
    *kept_reader() = find_reader();
    (void)mprotect((void *)kept_reader(), PAGE_BYTES, PROT_READ);
}

uint64_t ph_clock_ns(void)
{
    clock_reader *const reader = *kept_reader();
    struct timespec now;

    (void)(reader ? reader : clock_gettime)(CLOCK_MONOTONIC, &now);
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
