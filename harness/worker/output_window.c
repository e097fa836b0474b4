/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/output_window.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "perfharness/require.h"

enum { LINE_BYTES = 64, LINES_A_PAGE = 64, GUARD_BYTES = 256, POISON = 0xa5 };

/* An offset inside each part would need its own bookkeeping to free: the window is allocated once
 * per process and never freed before its end, but the addresses are still remembered. */
typedef struct part_header {
    void *allocation;
} part_header;

static void *allocate_part(size_t bytes, uint64_t random)
{
    const size_t shift = (1 + random % LINES_A_PAGE) * LINE_BYTES;
    uint8_t *allocation = aligned_alloc(LINE_BYTES, (bytes + shift + GUARD_BYTES + LINE_BYTES - 1) /
                                                        LINE_BYTES * LINE_BYTES);

    if (!allocation)
        return NULL;
    ((part_header *)(void *)(allocation + shift - LINE_BYTES))->allocation = allocation;
    memset(allocation + shift, POISON, bytes + GUARD_BYTES);
    return allocation + shift;
}

static void free_part(void *part)
{
    if (part)
        free(((part_header *)(void *)((uint8_t *)part - LINE_BYTES))->allocation);
}

bool ph_output_window_allocate(size_t value_capacity, size_t byte_capacity, uint64_t random,
                               ph_output_window *ret)
{
    ph_output_window window = {
        .values = allocate_part(value_capacity * sizeof(*window.values), random),
        .value_capacity = value_capacity,
        .bytes = allocate_part(byte_capacity, random >> 8),
        .byte_capacity = byte_capacity,
        .text_ends = allocate_part(value_capacity * sizeof(*window.text_ends), random >> 16),
    };

    if (!window.values || !window.bytes || !window.text_ends) {
        ph_output_window_free(&window);
        return false;
    }
    *ret = window;
    return true;
}

void ph_output_window_free(ph_output_window *window)
{
    free_part(window->values);
    free_part(window->bytes);
    free_part(window->text_ends);
    *window = (ph_output_window){ 0 };
}

void ph_output_window_poison(ph_output_window *window, ph_output_extent extent)
{
    PH_REQUIRE(extent.values <= window->value_capacity && extent.bytes <= window->byte_capacity &&
               extent.text_ends <= window->value_capacity);

    /* Behind a full part stands its guard, so a guard's length more is always ours to write. */
    memset(window->values, POISON, extent.values * sizeof(*window->values) + GUARD_BYTES);
    memset(window->bytes, POISON, extent.bytes + GUARD_BYTES);
    memset(window->text_ends, POISON, extent.text_ends * sizeof(*window->text_ends) + GUARD_BYTES);
}

/* Each changes: they stand in as many parts of equal length, one in each. */
static void spoil_bytes(void *part, size_t length, ph_random *random)
{
    enum { BYTES = 16 };
    const size_t count = length < BYTES ? length : BYTES;
    uint8_t *bytes = part;

    for (size_t i = 0; i < count; i++) {
        const size_t from = length * i / count, to = length * (i + 1) / count;
        const size_t at = from + ph_random_below(random, to - from);

        bytes[at] = (uint8_t)~bytes[at];
    }
}

void ph_output_window_spoil(ph_output_window *window, ph_output_extent extent,
                            ph_output_extent guarded, ph_random *random)
{
    PH_REQUIRE(extent.values <= guarded.values && extent.bytes <= guarded.bytes &&
               extent.text_ends <= guarded.text_ends);
    PH_REQUIRE(guarded.values <= window->value_capacity && guarded.bytes <= window->byte_capacity &&
               guarded.text_ends <= window->value_capacity);

    spoil_bytes(window->values, extent.values * sizeof(*window->values), random);
    spoil_bytes(window->bytes, extent.bytes, random);
    spoil_bytes(window->text_ends, extent.text_ends * sizeof(*window->text_ends), random);
    memset(window->values + guarded.values, POISON, GUARD_BYTES);
    memset(window->bytes + guarded.bytes, POISON, GUARD_BYTES);
    memset(window->text_ends + guarded.text_ends, POISON, GUARD_BYTES);
}

static bool is_poison(const void *guard)
{
    const uint8_t *bytes = guard;

    for (size_t i = 0; i < GUARD_BYTES; i++)
        if (bytes[i] != POISON)
            return false;
    return true;
}

bool ph_output_window_is_intact(const ph_output_window *window, ph_output_extent extent)
{
    PH_REQUIRE(extent.values <= window->value_capacity && extent.bytes <= window->byte_capacity &&
               extent.text_ends <= window->value_capacity);

    return is_poison(window->values + extent.values) && is_poison(window->bytes + extent.bytes) &&
           is_poison(window->text_ends + extent.text_ends);
}

uint64_t ph_output_window_checksum(const ph_output_window *window, ph_output_extent extent)
{
    uint64_t sum = XXH3_64bits(window->values, extent.values * sizeof(*window->values));

    sum = XXH3_64bits_withSeed(window->bytes, extent.bytes, sum);
    return XXH3_64bits_withSeed(window->text_ends, extent.text_ends * sizeof(*window->text_ends),
                                sum);
}
