/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How the vector sets walk a column of texts. ASCII that fills its cells is one string as long as
 * the cells stand back to back; other texts are taken one by one.
 */
#ifndef PH_CODECS_KERNEL_TEXT_ENCODE_COLUMN_H
#define PH_CODECS_KERNEL_TEXT_ENCODE_COLUMN_H

#include "kernel/text_encode.h"

/* Functions whose constant arguments make a loop of its own for each. */
#define PH_TEXT_ENCODE_INLINE static inline __attribute__((always_inline))

/* What a set has. */
typedef struct ph_text_encode_set {
    /* Returns how many, of the first count cells, texts of width bytes fill; the first begins at
     * start. */
    size_t (*count_full)(const uint32_t *ends, size_t count, uint32_t start, uint32_t width);

    /* Encodes text as far as it is ASCII; returns how many bytes, which may be some too few.
     * Nothing is written behind them. */
    size_t (*encode_string)(const void *rule, const uint8_t *text, size_t size, uint8_t *out);

    /* Returns 0 for a text that the set is not sure of; the cell is then unspecified. */
    int (*encode_cell)(const void *rule, const uint8_t *text, size_t size, uint8_t *cell,
                       size_t width);

    const void *rule; /* Borrowed, as is the page. */
    const ph_reverse_page *page;
} ph_text_encode_set;

/* The texts of a column, as far as they have been encoded. */
typedef struct ph_text_encode_walk {
    ph_text_input input;
    ph_column_output column;
    size_t record, start; /* The next cell, and its text. */
} ph_text_encode_walk;

PH_TEXT_ENCODE_INLINE void ph_text_encode_step(ph_text_encode_walk *walk, size_t cells)
{
    if (cells == 0)
        return;
    walk->record += cells;
    walk->start = walk->input.ends[walk->record - 1];
}

/* Bytes of a string that is looked for at once: not so many that their ends are read in vain. */
#define PH_TEXT_ENCODE_STRING ((size_t)4096)

/* Full cells of ASCII, as many as there are. */
PH_TEXT_ENCODE_INLINE void ph_text_encode_full(ph_text_encode_set set, ph_text_encode_walk *walk)
{
    const size_t width = walk->column.width;
    const size_t most = PH_TEXT_ENCODE_STRING / width + 1;

    for (;;) {
        const size_t left = walk->column.count - walk->record;
        const size_t full =
            set.count_full(walk->input.ends + walk->record, left < most ? left : most,
                           (uint32_t)walk->start, (uint32_t)width);
        const size_t encoded =
            set.encode_string(set.rule, walk->input.bytes + walk->start, full * width,
                              walk->column.cells + walk->record * width);

        ph_text_encode_step(walk, encoded / width);
        if (full < most || encoded < full * width)
            return;
    }
}

/* The next cell. Returns what the specification says, and counts it, if that was asked. */
PH_TEXT_ENCODE_INLINE ph_encode_status ph_text_encode_one(ph_text_encode_set set,
                                                          ph_text_encode_walk *walk,
                                                          size_t *ret_bad, size_t *redone)
{
    uint8_t *const cell = walk->column.cells + walk->record * walk->column.stride;
    const uint8_t *const text = walk->input.bytes + walk->start;
    const size_t size = walk->input.ends[walk->record] - walk->start;
    const size_t width = walk->column.width;

    if (set.page->has_ascii && set.encode_cell(set.rule, text, size, cell, width))
        return PH_ENCODE_OK;
    (*redone)++;
    return ph_text_encode_cell(text, size, set.page, cell, width, ret_bad);
}

/* Cells that are encoded one by one before full ones are looked for again. */
#define PH_TEXT_ENCODE_APART ((size_t)16)

/* As a ph_text_encode_kernel. */
PH_TEXT_ENCODE_INLINE ph_encode_result ph_text_encode_column(ph_text_encode_set set,
                                                             ph_text_input input,
                                                             ph_column_output column,
                                                             size_t *ret_redone)
{
    const int is_string = column.stride == column.width && set.page->has_ascii;
    ph_text_encode_walk walk = { input, column, 0, 0 };

    *ret_redone = 0;
    while (walk.record < column.count) {
        if (is_string)
            ph_text_encode_full(set, &walk);
        for (size_t i = 0; i < PH_TEXT_ENCODE_APART && walk.record < column.count; i++) {
            size_t bad = 0;
            const ph_encode_status status = ph_text_encode_one(set, &walk, &bad, ret_redone);

            if (status != PH_ENCODE_OK)
                return (ph_encode_result){ status, walk.record, bad };
            ph_text_encode_step(&walk, 1);
        }
    }
    return (ph_encode_result){ PH_ENCODE_OK, column.count, 0 };
}

#endif /* PH_CODECS_KERNEL_TEXT_ENCODE_COLUMN_H */
