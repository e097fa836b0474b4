/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the AVX-512 kernels share: eight cells in the eight 64-bit lanes of a register, and columns
 * taken in blocks of cells.
 */
#ifndef PH_CODECS_KERNEL_AVX512_H
#define PH_CODECS_KERNEL_AVX512_H

#if !defined(__AVX512BW__) || !defined(__AVX512DQ__) || !defined(__AVX512VL__) ||                  \
    !defined(__AVX512VBMI__) || !defined(__AVX512VBMI2__) || !defined(__AVX512IFMA__) ||           \
    !defined(__AVX512BITALG__) || !defined(__AVX512VPOPCNTDQ__) || !defined(__GFNI__)
#error "compile this file with PH_AVX512_FLAGS; codecs/CMakeLists.txt sets them for *_avx512.c"
#endif

#include <immintrin.h>
#include <string.h>

#include "kernel/kernel.h"

/* Cells in the lanes of a register, and registers whose cells are judged by one test. */
#define AVX512_LANES ((size_t)8)
#define AVX512_BLOCK ((size_t)32)

/* Of fewer cells the scalar kernels have decoded the last before a rule is made for registers. */
#define AVX512_COUNT_MIN AVX512_LANES

/* Functions whose constant arguments make a loop of its own for each. */
#define AVX512_INLINE static inline __attribute__((always_inline))

/*
 * What is best told from the vendor. Intel's CPUs have one port for what moves bytes across a
 * register, which a pick of two sources takes three times; AMD's, from Zen 4 on, have two, and one
 * operation does it, as does one the product of 64 bits.
 *
 * Streamed input is asked for ahead, as the hardware's own prefetch stops at page ends: on Intel's
 * into the L2 cache, which has more requests under way than the L1 cache.
 */
typedef enum avx512_tuning {
    AVX512_ONE_SOURCE,
    AVX512_TWO_SOURCE,
} avx512_tuning;

/* Never faults, whatever stands there. Always in line: gcc takes a function that only prefetches
 * for one without effects, and leaves out its calls. */
AVX512_INLINE void avx512_prefetch(const uint8_t *bytes, avx512_tuning tuning)
{
    if (tuning == AVX512_TWO_SOURCE)
        _mm_prefetch((const char *)((uintptr_t)bytes + 8192), _MM_HINT_T0);
    else
        _mm_prefetch((const char *)((uintptr_t)bytes + 4096), _MM_HINT_T1);
}

/*
 * Registers behind each other, in that order, in which compilers see no use: where the output is in
 * the L2 cache, which fetches ahead what ascends, any other takes up to a fifth longer.
 */
AVX512_INLINE void avx512_store_ascending(void *out, const __m512i *registers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        _mm512_storeu_si512((uint8_t *)out + i * sizeof(*registers), registers[i]);
        __asm__ volatile("" : : : "memory");
    }
}

/*
 * Which bytes of eight cells, back to back, make up eight lanes. Eight cells that do not fit into a
 * register are loaded in two halves.
 */
typedef struct avx512_lanes {
    __m512i
        index; /* By byte of the lanes: its byte in the register or, from 64 on, in the second. */
    __mmask64 first, second; /* The bytes of the lanes that come of the register or its halves, */
    size_t at; /* which begin at this byte of a cell: 0, unless four cells are beyond 64 bytes. */
} avx512_lanes;

/* Whether eight cells take two halves. */
static inline int avx512_is_split(size_t width)
{
    return AVX512_LANES * width > 64;
}

/*
 * A lane's least significant byte is byte last of its cell, the next one that in front of it, and
 * so on for count bytes, 0 to 8; the others are zeros. In vectors throughout: columns may be short,
 * and what is stored byte by byte cannot be loaded at once.
 */
static inline avx512_lanes avx512_lanes_of(size_t width, size_t last, size_t count)
{
    const int is_split = avx512_is_split(width);
    const size_t half = is_split ? AVX512_LANES / 2 : AVX512_LANES;
    const size_t at = half * width > 64 && count > 0 ? last + 1 - count : 0;
    const uint64_t bytes = UINT64_C(0x0101010101010101);
    const __m512i lane = _mm512_set_epi64(7 * bytes, 6 * bytes, 5 * bytes, 4 * bytes, 3 * bytes,
                                          2 * bytes, bytes, 0);
    const __m512i in_half = _mm512_and_si512(lane, _mm512_set1_epi8((char)(half - 1)));
    /* No byte carries into the next one. */
    const __m512i in_register = _mm512_mullo_epi16(in_half, _mm512_set1_epi16((short)width));
    const __m512i first =
        _mm512_mask_add_epi64(in_register, is_split ? 0xf0 : 0, in_register, _mm512_set1_epi8(64));
    const __m512i sources =
        _mm512_sub_epi8(_mm512_set1_epi8((char)(last - at)), _mm512_set1_epi64(0x0706050403020100));
    const __mmask64 used = (UINT64_C(0xff) >> (8 - count)) * bytes;
    const __mmask64 of_first = is_split ? UINT32_MAX : UINT64_MAX;

    return (avx512_lanes){ _mm512_maskz_add_epi8(used, first, sources), used & of_first,
                           used & ~of_first, at };
}

/* Eight cells, or those of them that are there: at the end of a column. */
typedef struct avx512_lot {
    const uint8_t *cells;
    size_t bytes; /* That may be read, of a lot that is_last; of others 64 behind it may be, too. */
    __mmask8 there;
    int is_last; /* Known to the compiler. */
} avx512_lot;

AVX512_INLINE __mmask8 avx512_first_lanes(size_t count)
{
    return (__mmask8)_bzhi_u32(0xff, count < AVX512_LANES ? (unsigned)count : AVX512_LANES);
}

/* The first of count cells, 1 and more. */
AVX512_INLINE avx512_lot avx512_lot_of(const uint8_t *cells, size_t width, size_t count,
                                       int is_last)
{
    const size_t lanes = count < AVX512_LANES ? count : AVX512_LANES;

    return (avx512_lot){ cells, lanes * width, avx512_first_lanes(count), is_last };
}

/* What a lane shows that is there. */
AVX512_INLINE __m512i avx512_lot_only(avx512_lot lot, __m512i lanes)
{
    return lot.is_last ? _mm512_maskz_mov_epi64(lot.there, lanes) : lanes;
}

/* The 64 bytes from one on, as far as they may be read. */
AVX512_INLINE __m512i avx512_lot_load(avx512_lot lot, size_t from)
{
    if (!lot.is_last)
        return _mm512_loadu_si512(lot.cells + from);

    const size_t bytes = lot.bytes > from ? lot.bytes - from : 0;

    return _mm512_maskz_loadu_epi8(_bzhi_u64(UINT64_MAX, (unsigned)bytes), lot.cells + from);
}

/* The register of eight cells, or its halves. */
typedef struct avx512_cells {
    __m512i first, second;
} avx512_cells;

/* 64 bytes from the first cell on and, is_split, from the fifth; from byte at of theirs. */
AVX512_INLINE avx512_cells avx512_cells_load(avx512_lot lot, size_t width, size_t at, int is_split)
{
    const size_t half = AVX512_LANES / 2 * width;

    return (avx512_cells){ avx512_lot_load(lot, at),
                           is_split ? avx512_lot_load(lot, at + half) : _mm512_setzero_si512() };
}

AVX512_INLINE __m512i avx512_lanes_pick(const avx512_lanes *lanes, avx512_cells cells, int is_split,
                                        avx512_tuning tuning)
{
    if (is_split && tuning == AVX512_TWO_SOURCE)
        return _mm512_maskz_permutex2var_epi8(lanes->first | lanes->second, cells.first,
                                              lanes->index, cells.second);

    /* One source looks at six bits of the index. */
    const __m512i all = _mm512_maskz_permutexvar_epi8(lanes->first, lanes->index, cells.first);

    return is_split ? _mm512_mask_permutexvar_epi8(all, lanes->second, lanes->index, cells.second)
                    : all;
}

/* Compilers put off what a test may make needless: here it never does, and waiting costs up to 5 %.
 */
AVX512_INLINE void avx512_finish(__m512i *values, size_t count)
{
#if defined(__AVX512F__) /* Not where the instructions are emulated. */
    for (size_t i = 0; i < count; i++)
        __asm__("" : "+v"(values[i]));
#else
    (void)values, (void)count;
#endif
}

static inline __m512i avx512_negate(__m512i values, __mmask8 where)
{
    return _mm512_mask_sub_epi64(values, where, _mm512_setzero_si512(), values);
}

/* Cells that do not stand back to back are copied. */
#define AVX512_STAGED    ((size_t)PH_KERNEL_BLOCK_CELLS_MAX)
#define AVX512_WIDTH_MAX 18

typedef struct avx512_stage {
    uint8_t cells[AVX512_STAGED * AVX512_WIDTH_MAX + 64];
} avx512_stage;

/* Copies count cells, 1 to AVX512_STAGED, from first on. */
static inline void avx512_stage_cells(ph_column column, size_t first, size_t count,
                                      avx512_stage *stage)
{
    const __mmask32 bytes = UINT32_MAX >> (32 - column.width);
    const uint8_t *cell = column.cells + first * column.stride;
    uint8_t *out = stage->cells;

    /* What is stored behind a cell is overwritten by the next one. */
    for (size_t i = 0; i < count; i++, cell += column.stride, out += column.width) {
        _mm256_storeu_si256((__m256i *)(void *)out, _mm256_maskz_loadu_epi8(bytes, cell));
        avx512_prefetch(cell, AVX512_ONE_SOURCE);
    }
}

/* Of so many cells back to back, the blocks that have 64 bytes behind them. */
static inline size_t avx512_blocks_in_place(size_t count, size_t width)
{
    const size_t bytes = count * width;

    return bytes < 64 ? 0 : (bytes - 64) / (AVX512_BLOCK * width);
}

/*
 * Decodes blocks of cells, back to back with 64 more bytes to read behind them, until one of
 * them is not good throughout; returns its index. Nothing is written for it.
 */
typedef size_t avx512_run(const void *rule, const uint8_t *cells, size_t blocks,
                          int64_t *restrict out);

/* Decodes count cells, 1 to AVX512_BLOCK, back to back with nothing to read behind them. Returns 0,
 * and writes nothing, when they are not good throughout. */
typedef int avx512_last(const void *rule, const uint8_t *cells, size_t count,
                        int64_t *restrict out);

/* As avx512_run, of blocks whose values are not asked for: negative receives a bit by cell of each,
 * set where the sign is minus; so it is with minus zero. */
typedef size_t avx512_judge(const void *rule, const uint8_t *cells, size_t blocks,
                            uint32_t *restrict negative);

typedef struct avx512_kernel {
    avx512_run *run;
    avx512_last *last;
    avx512_judge *judge;
} avx512_kernel;

/* Decimals of one description. */
typedef struct avx512_decimals {
    ph_decimal decimal;
    uint32_t digits; /* As the profile has it. */
    int is_packed;
    avx512_kernel kernel;
    const void *rule; /* Borrowed. */
    ph_decimal_kernel *scalar;
    ph_decimal_cell_text_kernel *scalar_text;
} avx512_decimals;

/* Decode a column by run and, for a block that is not good, by the scalar kernel. */
ph_decode_result avx512_decode_column(ph_column column, const avx512_decimals *decimals,
                                      int64_t *restrict out, size_t *ret_redone);
ph_decode_result avx512_decode_text(ph_column column, const avx512_decimals *decimals,
                                    uint32_t scale, ph_text_output output, size_t *ret_redone);

/* What a kernel that was given the rest of an output has put there. */
static inline void avx512_move_ends(uint32_t *ends, size_t count, size_t by)
{
    for (size_t i = 0; i < count; i++)
        ends[i] += (uint32_t)by;
}

#endif /* PH_CODECS_KERNEL_AVX512_H */
