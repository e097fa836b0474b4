/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the AVX2 kernels share: ways to load cells, and the walk over a column block by block. */
#ifndef PH_CODECS_KERNEL_AVX2_H
#define PH_CODECS_KERNEL_AVX2_H

#ifndef __AVX2__
#error "kernels of this set are compiled with PH_AVX2_FLAGS"
#endif

#include <immintrin.h>

#include "kernel/kernel.h"
#include "kernel/word.h"

/* Cells that one test says good or bad of. */
#define PH_AVX2_BLOCK_CELLS ((size_t)16)

#define PH_AVX2_INLINE static inline __attribute__((always_inline))

PH_AVX2_INLINE __m256i ph_avx2_load(const uint8_t *bytes)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)bytes);
}

PH_AVX2_INLINE void ph_avx2_store(void *out, __m256i vector)
{
    _mm256_storeu_si256((__m256i *)out, vector);
}

/* The same sixteen bytes in both lanes. */
PH_AVX2_INLINE __m256i ph_avx2_both_lanes(const uint8_t bytes[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)bytes));
}

/* Streamed cells are fetched as far ahead as memory takes to answer. Never faults. */
PH_AVX2_INLINE void ph_avx2_prefetch(const uint8_t *bytes)
{
    __builtin_prefetch((const void *)((uintptr_t)bytes + 4096));
}

/* The same into the L2 cache, which has more requests under way: for text, which is read faster
 * than the L1 cache is filled. */
PH_AVX2_INLINE void ph_avx2_prefetch_text(const uint8_t *bytes)
{
    __builtin_prefetch((const void *)((uintptr_t)bytes + 4096), 0, 2);
}

/* The eight bytes in front of end, in all lanes. */
PH_AVX2_INLINE __m256i load_last_word(const uint8_t *end)
{
    uint64_t word;

    memcpy(&word, end - PH_WORD_BYTES, sizeof(word));
    return _mm256_set1_epi64x((int64_t)word);
}

/* The eight bytes in front of end, and of what is one to three strides behind it. Broadcasts and
 * blends keep the shuffle port free. */
PH_AVX2_INLINE __m256i ph_avx2_load_words(const uint8_t *end, size_t stride)
{
    const __m256i low = _mm256_blend_epi32(load_last_word(end), load_last_word(end + stride), 0x0c);
    const __m256i high = _mm256_blend_epi32(load_last_word(end + 2 * stride),
                                            load_last_word(end + 3 * stride), 0xc0);

    return _mm256_blend_epi32(low, high, 0xf0);
}

/* The last eight bytes of each of four cells, the first of which ends at end. */
PH_AVX2_INLINE __m256i ph_avx2_load_last_words(const uint8_t *end, size_t stride)
{
    for (size_t i = 0; i < 4; i++)
        ph_avx2_prefetch(end + i * stride);
    return ph_avx2_load_words(end, stride);
}

/* The last sixteen bytes of two cells, a lane each. */
PH_AVX2_INLINE __m256i ph_avx2_load_last_lanes(const uint8_t *end, const uint8_t *other_end)
{
    const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(end - 16));
    const __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(other_end - 16));

    ph_avx2_prefetch(end);
    ph_avx2_prefetch(other_end);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

/*
 * Four cells no farther apart than a word in one load: the first two end where the lower lane ends,
 * the others begin where the upper one does.
 */
#define PH_AVX2_NEAR_STRIDE PH_WORD_BYTES

PH_AVX2_INLINE __m256i ph_avx2_load_near(const uint8_t *cell, size_t stride)
{
    ph_avx2_prefetch(cell);
    return ph_avx2_load(cell + 2 * stride - 16);
}

/* Of a load of near cells, the offset of cell 0 to 3 in its own lane. */
static inline size_t ph_avx2_near_offset(size_t cell, size_t stride)
{
    return (cell < 2 ? 16 - 2 * stride : 0) + cell % 2 * stride;
}

/* The first cell from which neither loads of last words nor of near cells, if these are near, begin
 * before the column. */
static inline size_t ph_avx2_word_first(ph_column column)
{
    const size_t first = ph_word_first_cell(column.width, column.stride, PH_WORD_BYTES);
    const size_t near_first = ph_word_first_cell(2 * column.stride, column.stride, 16);

    return first > near_first ? first : near_first;
}

/* How many cells in front of the column's end blocks of near cells may take, for their loads not to
 * go past it. */
static inline size_t ph_avx2_near_count(ph_column column)
{
    const size_t past = ph_word_first_cell(column.stride + column.width, column.stride, 16);

    return column.count > past ? column.count - past : 0;
}

/* The values of a block. */
PH_AVX2_INLINE void ph_avx2_store_block(const __m256i values[PH_AVX2_BLOCK_CELLS / 4],
                                        int64_t *restrict out)
{
    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++)
        ph_avx2_store(out + 4 * i, values[i]);
}

/* Decodes the block of cells that begins at cell, if all are good; else returns 0, with nothing
 * written. */
typedef int ph_avx2_block(const uint8_t *cell, ph_column column, const void *rule,
                          int64_t *restrict out);

/* Decodes blocks of cells from record on that end before cell end, for as long as they are good.
 * Returns the first cell that was not decoded. As in ph_avx2_decode_rest(), decode is inlined. */
PH_AVX2_INLINE size_t ph_avx2_decode_blocks(ph_column column, const void *rule,
                                            ph_avx2_block *decode, size_t end, size_t record,
                                            int64_t *restrict out)
{
    while (record + PH_AVX2_BLOCK_CELLS <= end &&
           decode(column.cells + record * column.stride, column, rule, out + record))
        record += PH_AVX2_BLOCK_CELLS;
    return record;
}

/* ...all that are left, the last block overlapping the one before it but not the cells in front of
 * first. */
PH_AVX2_INLINE size_t ph_avx2_decode_rest(ph_column column, const void *rule, ph_avx2_block *decode,
                                          size_t first, size_t record, int64_t *restrict out)
{
    record = ph_avx2_decode_blocks(column, rule, decode, column.count, record, out);

    const size_t left = column.count - record;

    if (left > 0 && left < PH_AVX2_BLOCK_CELLS && column.count >= first + PH_AVX2_BLOCK_CELLS) {
        const size_t last = column.count - PH_AVX2_BLOCK_CELLS;

        if (decode(column.cells + last * column.stride, column, rule, out + last))
            return column.count;
    }
    return record;
}

/* ph_avx2_decode_rest() with the rule's type of block filled in. */
typedef size_t ph_avx2_run(ph_column column, const void *rule, size_t first, size_t record,
                           int64_t *restrict out);

/* How a column is walked. */
typedef struct ph_avx2_walk {
    ph_avx2_run *run;
    const void *rule;
    size_t first;              /* The cells in front of it are left to the scalar kernel... */
    ph_decimal_kernel *scalar; /* ...as is a block that is not good. */
} ph_avx2_walk;

static inline ph_decode_result ph_avx2_decode(ph_avx2_walk walk, ph_column column,
                                              ph_decimal decimal, int64_t *restrict out,
                                              size_t *ret_redone)
{
    size_t record = 0, redo = walk.first;

    *ret_redone = 0;
    while (record < column.count) {
        const size_t left = column.count - record;
        const ph_column block = { column.cells + record * column.stride, column.stride,
                                  column.width, left < redo ? left : redo };
        size_t slow;
        const ph_decode_result result = walk.scalar(block, decimal, out + record, &slow);

        *ret_redone += block.count;
        if (result.status != PH_CODEC_OK)
            return (ph_decode_result){ result.status, record + result.record, result.byte };
        record += block.count;
        record = walk.run(column, walk.rule, walk.first, record, out);
        redo = PH_AVX2_BLOCK_CELLS;
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

#endif /* PH_CODECS_KERNEL_AVX2_H */
