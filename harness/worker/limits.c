/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each loop is compiled for every vector width, and the widest that the CPU has is run: a limit of
 * half the machine's width would be none.
 */
#include "worker/limits.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* One cache line. */
typedef uint64_t line __attribute__((vector_size(64), aligned(1), may_alias));

enum { LINE_BYTES = sizeof(line), LINES_AT_ONCE = 4, STEP_BYTES = LINES_AT_ONCE * LINE_BYTES };

#define INLINE static inline __attribute__((always_inline))

/* Four sums, so that no addition waits for the one before it. */
INLINE void read_lines(const uint8_t *bytes, size_t length)
{
    line a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
    uint64_t rest = 0;
    size_t i = 0;

    for (; i + STEP_BYTES <= length; i += STEP_BYTES) {
        const line *lines = (const line *)(const void *)(bytes + i);

        a += lines[0];
        b += lines[1];
        c += lines[2];
        d += lines[3];
    }
    for (; i < length; i++)
        rest += bytes[i];
    a += b + c + d + rest;
    __asm__ volatile("" : : "m"(a)); /* The sums are needed. */
}

INLINE void write_lines(uint8_t *bytes, size_t length)
{
    const line value = { 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40 };
    size_t i = 0;

    for (; i + STEP_BYTES <= length; i += STEP_BYTES) {
        line *lines = (line *)(void *)(bytes + i);

        lines[0] = value;
        lines[1] = value;
        lines[2] = value;
        lines[3] = value;
        __asm__ volatile("" : : "r"(bytes) : "memory"); /* Not a call of memset. */
    }
    for (; i < length; i++)
        bytes[i] = 0x40;
    __asm__ volatile("" : : "r"(bytes) : "memory"); /* The bytes are needed. */
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) static void read_512(const uint8_t *bytes, size_t length)
{
    read_lines(bytes, length);
}

__attribute__((target("avx2"))) static void read_256(const uint8_t *bytes, size_t length)
{
    read_lines(bytes, length);
}

__attribute__((target("avx512f"))) static void write_512(uint8_t *bytes, size_t length)
{
    write_lines(bytes, length);
}

__attribute__((target("avx2"))) static void write_256(uint8_t *bytes, size_t length)
{
    write_lines(bytes, length);
}

/* Write combining buffers take whole lines, in whatever pieces: the width does not matter. */
INLINE void copy_line_past_caches(uint8_t *restrict to, const uint8_t *restrict from)
{
    for (size_t k = 0; k < LINE_BYTES; k += sizeof(__m128i))
        _mm_stream_si128((__m128i *)(void *)(to + k),
                         _mm_loadu_si128((const __m128i *)(const void *)(from + k)));
}
#elif defined(__aarch64__)
INLINE void copy_line_past_caches(uint8_t *restrict to, const uint8_t *restrict from)
{
    typedef uint8_t quad __attribute__((vector_size(16), aligned(1), may_alias));
    const quad *quads = (const quad *)(const void *)from;

    __asm__ volatile("stnp %q1, %q2, [%0]\n\tstnp %q3, %q4, [%0, #32]"
                     :
                     : "r"(to), "w"(quads[0]), "w"(quads[1]), "w"(quads[2]), "w"(quads[3])
                     : "memory");
}
#else
INLINE void copy_line_past_caches(uint8_t *restrict to, const uint8_t *restrict from)
{
    memcpy(to, from, LINE_BYTES); /* The architecture has no such stores, or none known here. */
}
#endif

static void read_portable(const uint8_t *bytes, size_t length)
{
    read_lines(bytes, length);
}

static void write_portable(uint8_t *bytes, size_t length)
{
    write_lines(bytes, length);
}

void ph_limit_read(const uint8_t *bytes, size_t length)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        read_512(bytes, length);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        read_256(bytes, length);
        return;
    }
#endif
    read_portable(bytes, length);
}

static void run_memcpy(uint8_t *restrict to, const uint8_t *restrict from, size_t length)
{
    memcpy(to, from, length);
    __asm__ volatile("" : : "r"(to) : "memory"); /* The copy is needed. */
}

static void run_nt_copy(uint8_t *restrict to, const uint8_t *restrict from, size_t length)
{
    size_t i = 0;

    if ((uintptr_t)to % LINE_BYTES == 0)
        for (; i + LINE_BYTES <= length; i += LINE_BYTES)
            copy_line_past_caches(to + i, from + i);
    memcpy(to + i, from + i, length - i);
    __sync_synchronize(); /* The stores are done when the copy is. */
}

/* All limits have one signature. NOLINTNEXTLINE(readability-non-const-parameter) */
static void run_read(uint8_t *restrict to, const uint8_t *restrict from, size_t length)
{
    (void)to;
    ph_limit_read(from, length);
}

static void run_write(uint8_t *restrict to, const uint8_t *restrict from, size_t length)
{
    (void)from;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        write_512(to, length);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        write_256(to, length);
        return;
    }
#endif
    write_portable(to, length);
}

static const ph_limit limits[] = {
#define X(id, name) { (name), run_##id },
    PH_LIMIT_LIST(X)
#undef X
};

const ph_limit *ph_limit_find(const char *name)
{
    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
        if (strcmp(limits[i].name, name) == 0)
            return &limits[i];
    return NULL;
}
