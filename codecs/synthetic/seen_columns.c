/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "seen_columns.h"

#include <string.h>

enum { LOOKS = 8 };

/* Random cells never agree in all that is looked at. */
static uint64_t key_of(const ph_subject_column *column)
{
    const uint64_t bytes = (column->count - 1) * column->stride + column->width;
    uint64_t key = column->count, word = 0;
    const uint64_t word_bytes = bytes < sizeof(word) ? bytes : sizeof(word);

    for (uint64_t i = 0; i < LOOKS; i++) {
        memcpy(&word, column->cells + (bytes - word_bytes) / (LOOKS - 1) * i, word_bytes);
        key = (key ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        key ^= key >> 29;
    }
    return key;
}

void synthetic_seen_init(synthetic_seen *seen)
{
    /* Zeroes that are written, through a pointer that the compiler may not know: no calloc(). */
    volatile uint32_t *keys = seen->keys;

    for (size_t i = 0; i < SYNTHETIC_SEEN_MAX; i++)
        keys[i] = 0;
    seen->count = 0;
}

int synthetic_seen_before(synthetic_seen *seen, const ph_subject_column *column)
{
    if (column->count == 0)
        return 1;

    const uint64_t whole = key_of(column);
    const uint32_t key = (uint32_t)whole | 1;
    uint64_t at = (whole >> 32) % SYNTHETIC_SEEN_MAX;
    while (seen->keys[at] && seen->keys[at] != key)
        at = (at + 1) % SYNTHETIC_SEEN_MAX;
    if (seen->keys[at])
        return 1;
    /* One place in four stays free: no search is long. */
    if (seen->count < SYNTHETIC_SEEN_MAX - SYNTHETIC_SEEN_MAX / 4) {
        seen->keys[at] = key;
        seen->count++;
    }
    return 0;
}
