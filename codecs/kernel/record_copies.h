/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a line has twice, copied when the next line is written: a load of what was just stored in
 * pieces waits until it has come to the cache.
 */
#ifndef PH_CODECS_KERNEL_RECORD_COPIES_H
#define PH_CODECS_KERNEL_RECORD_COPIES_H

#include <string.h>

#include "kernel/record_line.h"

/* As many bytes as the set's registers have: of several, compilers make detours through memory. */
#if defined(__AVX512BW__)
#define PH_LINE_CHUNK 64
#elif defined(__AVX2__)
#define PH_LINE_CHUNK 32
#else
#define PH_LINE_CHUNK 16
#endif
typedef uint8_t ph_line_chunk __attribute__((vector_size(PH_LINE_CHUNK), aligned(1), may_alias));

typedef struct ph_line_copy {
    const uint8_t *from;
    uint8_t *to;
    size_t length, most; /* The longest that it can be. */
} ph_line_copy;

/* Of one line. */
typedef struct ph_line_copies {
    ph_line_copy copies[PH_LINE_MARKS_MAX / 2];
    uint32_t count;
} ph_line_copies;

/*
 * Nothing more than there is: what is behind it has been written. As many chunks for the shortest
 * as for the longest, so that no branch depends on the length.
 */
static inline void ph_line_copy_exactly(const ph_line_copy *copy)
{
    const uint8_t *const from = copy->from;
    uint8_t *const to = copy->to;
    const size_t most = copy->most, last = copy->length - sizeof(ph_line_chunk);

    if (copy->length < sizeof(ph_line_chunk)) {
        memcpy(to, from, copy->length);
        return;
    }
    for (size_t i = 0; i < most; i += sizeof(ph_line_chunk)) {
        const size_t at = i < last ? i : last;

        *(ph_line_chunk *)(void *)(to + at) = *(const ph_line_chunk *)(const void *)(from + at);
    }
}

static inline void ph_line_copies_take(ph_line_copies *copies)
{
    for (uint32_t i = 0; i < copies->count; i++)
        ph_line_copy_exactly(&copies->copies[i]);
    copies->count = 0;
}

/* Returns where the line goes on. */
static inline uint8_t *ph_line_copies_note(ph_line_copies *copies, const ph_line_piece *piece,
                                           uint8_t *const marks[PH_LINE_MARKS_MAX], uint8_t *out)
{
    const uint8_t *from = marks[piece->mark];
    const size_t length = (size_t)(marks[piece->behind] - from);

    copies->copies[copies->count++] =
        (ph_line_copy){ from, out, length, piece->length > 0 ? piece->length : length };
    return out + length;
}

#endif /* PH_CODECS_KERNEL_RECORD_COPIES_H */
