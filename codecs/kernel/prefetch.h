/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Telling the CPU what a kernel is going to read. */
#ifndef PH_CODECS_KERNEL_PREFETCH_H
#define PH_CODECS_KERNEL_PREFETCH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Columns are streamed, and a loop has too few loads in flight to reach memory speed: this asks for
 * what comes a page later. Never faults, whatever stands there.
 */
static inline __attribute__((always_inline)) void ph_prefetch_at(const uint8_t *bytes,
                                                                 size_t distance)
{
    __builtin_prefetch((const void *)((uintptr_t)bytes + distance));
}

static inline __attribute__((always_inline)) void ph_prefetch_ahead(const uint8_t *bytes)
{
    ph_prefetch_at(bytes, 4096);
}

#endif /* PH_CODECS_KERNEL_PREFETCH_H */
