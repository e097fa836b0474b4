/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decimal text from packed and zoned cells. Each cell has a slot of a register, where a template
 * puts its digits between the other characters; those that are not written are compressed away.
 * Whether they are good, and which have a minus sign, is found out first.
 */
#include "kernel/avx512.h"

/* A slot holds, left to right, the minus sign, whole digits, the point and the decimals. */
typedef struct text_template {
    __m512i index;      /* By byte of the slots: the byte of the cells with its digit. */
    __m512i digit_bits; /* 0f where there is a digit of the cell... */
    __m512i characters; /* ...and the character, of a digit 0. */
    __mmask64 is_digit; /* As digit_bits. */
    __mmask64 is_high;  /* The digit is in the high half of its byte. */

    /* One bit a slot: the minus sign, and the last whole digit, from which on all is written. */
    uint64_t signs, units;
    uint64_t characters_behind_sign;
    size_t width, slot;
} text_template;

/* Room for the longest text: no scale and no number of digits needs more. */
#define SLOT_MAX 64

typedef struct digit_place {
    size_t byte;
    int is_high;
} digit_place;

/* Where in a cell the digit stands that counts 10^exponent. */
static digit_place place_of(const avx512_decimals *decimals, size_t width, uint32_t exponent)
{
    if (!decimals->is_packed)
        return (digit_place){ width - 1 - exponent, 0 };
    return (digit_place){ width - 1 - (exponent + 1) / 2, exponent % 2 == 0 };
}

/* A template whose vectors are still bytes. */
typedef struct template_builder {
    text_template *template;
    uint8_t index[64], digit_bits[64], characters[64];
} template_builder;

/* Puts the digit that counts 10^exponent, or a zero when the cells have none, into all slots. */
static void put_digit(template_builder *builder, const avx512_decimals *decimals, size_t at,
                      uint32_t exponent)
{
    text_template *const template = builder->template;

    for (size_t i = at, cell = 0; i < 64; i += template->slot, cell++) {
        builder->characters[i] = '0';
        template->characters_behind_sign |= UINT64_C(1) << i;
        if (exponent >= decimals->digits)
            continue;

        const digit_place place = place_of(decimals, template->width, exponent);

        builder->index[i] = (uint8_t)(cell * template->width + place.byte);
        builder->digit_bits[i] = 0x0f;
        template->is_digit |= UINT64_C(1) << i;
        template->is_high |= (uint64_t)place.is_high << i;
    }
}

static void put_point(template_builder *builder, size_t at)
{
    for (size_t i = at; i < 64; i += builder->template->slot) {
        builder->characters[i] = '.';
        builder->template->characters_behind_sign |= UINT64_C(1) << i;
    }
}

static text_template template_of(const avx512_decimals *decimals, size_t width, uint32_t scale)
{
    const uint32_t whole = decimals->digits > scale ? decimals->digits - scale : 1;
    const size_t length = 1 + whole + (scale > 0 ? 1 + scale : 0);
    text_template template = { .width = width, .slot = 8 };
    template_builder builder = { .template = &template };

    while (template.slot < length)
        template.slot *= 2;
    for (size_t i = 0; i < 64; i += template.slot) {
        builder.characters[i] = '-';
        template.signs |= UINT64_C(1) << i;
        template.units |= UINT64_C(1) << (i + whole);
    }
    for (uint32_t i = 0; i < whole; i++)
        put_digit(&builder, decimals, 1 + i, scale + whole - 1 - i);
    if (scale > 0)
        put_point(&builder, 1 + whole);
    for (uint32_t i = 0; i < scale; i++)
        put_digit(&builder, decimals, 2 + whole + i, scale - 1 - i);
    template.index = _mm512_loadu_si512(builder.index);
    template.digit_bits = _mm512_loadu_si512(builder.digit_bits);
    template.characters = _mm512_loadu_si512(builder.characters);
    return template;
}

/* In each slot the lowest bit where any of those above it is set in shown. */
static inline uint64_t slots_with_digits(uint64_t shown, uint64_t signs, size_t slot)
{
    const uint64_t all_but_highest = ~(signs << (slot - 1));

    return ((shown >> 1) + all_but_highest) >> (slot - 1) & signs;
}

/* Cells whose ends are told at once. */
#define ENDS ((size_t)16)

/* The lengths of 16 texts, from the first on whose characters kept names, slot bits each. */
AVX512_INLINE __m512i lengths_of(const uint64_t *kept, size_t slot)
{
    switch (slot) {
    case 8: return _mm512_cvtepu8_epi32(_mm_popcnt_epi8(_mm_loadu_si128((const __m128i *)kept)));
    case 16:
        return _mm512_cvtepu16_epi32(
            _mm256_popcnt_epi16(_mm256_loadu_si256((const __m256i *)kept)));
    case 32: return _mm512_popcnt_epi32(_mm512_loadu_si512(kept));
    default:
        return _mm512_inserti64x4(
            _mm512_castsi256_si512(
                _mm512_cvtepi64_epi32(_mm512_popcnt_epi64(_mm512_loadu_si512(kept)))),
            _mm512_cvtepi64_epi32(_mm512_popcnt_epi64(_mm512_loadu_si512(kept + 8))), 1);
    }
}

/* Each number and all in front of it. */
static inline __m512i sums_of(__m512i numbers)
{
    const __m512i zero = _mm512_setzero_si512();

    numbers = _mm512_add_epi32(numbers, _mm512_alignr_epi32(numbers, zero, 15));
    numbers = _mm512_add_epi32(numbers, _mm512_alignr_epi32(numbers, zero, 14));
    numbers = _mm512_add_epi32(numbers, _mm512_alignr_epi32(numbers, zero, 12));
    return _mm512_add_epi32(numbers, _mm512_alignr_epi32(numbers, zero, 8));
}

/* Tells where the texts of so many blocks end, the first of which begins at begin. */
AVX512_INLINE void put_ends(const uint64_t *kept, size_t blocks, uint32_t begin, uint32_t *ends,
                            size_t slot)
{
    const __m512i last = _mm512_set1_epi32(ENDS - 1);
    __m512i before = _mm512_set1_epi32((int)begin);

    for (size_t cell = 0; cell < blocks * AVX512_BLOCK; cell += ENDS) {
        const __m512i lengths = lengths_of(kept + cell * slot / 64, slot);

        before = _mm512_add_epi32(before, sums_of(lengths));
        _mm512_storeu_si512(ends + cell, before);
        before = _mm512_permutexvar_epi32(last, before);
    }
}

/*
 * Writes the text of a block of good cells behind offset end, up to 63 bytes more, and returns the
 * new end; which characters of the slots it is goes to kept. slot is that of the template, given
 * apart for the compiler to make one loop for each.
 */
AVX512_INLINE uint32_t put_block(const text_template *template, const uint8_t *cells,
                                 uint32_t negative, uint8_t *bytes, uint64_t *ret_kept,
                                 uint32_t end, size_t slot)
{
    const __m512i high_nibbles = _mm512_set1_epi64(0x1020408000000000);
    const size_t cells_at_once = 64 / slot;

    for (size_t cell = 0; cell < AVX512_BLOCK; cell += cells_at_once) {
        const __m512i loaded =
            _mm512_maskz_permutexvar_epi8(template->is_digit, template->index,
                                          _mm512_loadu_si512(cells + cell * template->width));
        const __m512i digits =
            _mm512_mask_gf2p8affine_epi64_epi8(loaded, template->is_high, loaded, high_nibbles, 0);
        const __m512i characters =
            _mm512_ternarylogic_epi64(digits, template->digit_bits, template->characters, 0xea);
        const uint64_t significant = _mm512_test_epi8_mask(digits, template->digit_bits);
        const uint64_t shown = significant | template->units;
        /* In each slot: the lowest bit, and all above it. */
        const uint64_t written = shown | ~(shown - template->signs);
        const uint64_t signs = _pdep_u64(negative >> cell, template->signs) &
                               slots_with_digits(significant, template->signs, slot);
        const uint64_t kept = (written & template->characters_behind_sign) | signs;

        _mm512_storeu_si512(bytes + end, _mm512_maskz_compress_epi8(kept, characters));
        ret_kept[cell / cells_at_once] = kept;
        end += (uint32_t)__builtin_popcountll(kept);
    }
    return end;
}

/*
 * As put_blocks(). Ends are told when all text is written: what was just stored in parts cannot be
 * loaded at once.
 */
AVX512_INLINE void put_blocks_of(const text_template *template, const uint8_t *cells, size_t blocks,
                                 const uint32_t *negative, ph_text_output output, uint32_t end,
                                 size_t slot)
{
    const text_template fixed = *template;
    const size_t kept_a_block = AVX512_BLOCK * slot / 64;
    uint64_t kept[PH_KERNEL_TEXT_BLOCK * SLOT_MAX / 64];
    uint32_t to = end;

    for (size_t i = 0; i < blocks; i++) {
        to = put_block(&fixed, cells, negative[i], output.bytes, kept + i * kept_a_block, to, slot);
        cells += AVX512_BLOCK * fixed.width;
    }
    put_ends(kept, blocks, end, output.ends, slot);
}

/* Writes the text of so many blocks of good cells, at most PH_KERNEL_TEXT_BLOCK cells. */
static void put_blocks(const text_template *template, const uint8_t *cells, size_t blocks,
                       const uint32_t *negative, ph_text_output output, uint32_t end)
{
    switch (template->slot) {
    case 8: put_blocks_of(template, cells, blocks, negative, output, end, 8); break;
    case 16: put_blocks_of(template, cells, blocks, negative, output, end, 16); break;
    case 32: put_blocks_of(template, cells, blocks, negative, output, end, 32); break;
    default: put_blocks_of(template, cells, blocks, negative, output, end, 64); break;
    }
}

/* A column in the course of being decoded. */
typedef struct text_job {
    ph_column column;
    const avx512_decimals *decimals;
    uint32_t scale;
    text_template template;
    ph_text_output output;
} text_job;

static uint32_t end_before(const text_job *job, size_t record)
{
    return record > 0 ? job->output.ends[record - 1] : 0;
}

/* Fills up to a whole number of blocks with the last of the count cells that were staged. */
static void fill_blocks(ph_column column, size_t first, size_t count, avx512_stage *stage)
{
    const __m256i last = _mm256_maskz_loadu_epi8(
        UINT32_MAX >> (32 - column.width), column.cells + (first + count - 1) * column.stride);
    uint8_t *out = stage->cells + count * column.width;

    for (size_t i = count; i % AVX512_BLOCK != 0; i++, out += column.width)
        _mm256_storeu_si256((__m256i *)(void *)out, last);
}

/* As decode_good(), of cells that are copied, and so is their text: it may not be followed by 63
 * bytes more. */
static size_t decode_staged(const text_job *job, size_t first)
{
    const size_t left = job->column.count - first;
    const size_t count = left < AVX512_STAGED ? left : AVX512_STAGED;
    const uint32_t end = end_before(job, first);
    uint8_t bytes[AVX512_STAGED * PH_DECIMAL_TEXT_MAX + SLOT_MAX];
    uint32_t ends[AVX512_STAGED];
    uint32_t negative[AVX512_STAGED / AVX512_BLOCK];
    avx512_stage stage;

    avx512_stage_cells(job->column, first, count, &stage);
    fill_blocks(job->column, first, count, &stage);
    const size_t good = job->decimals->kernel.judge(
        job->decimals->rule, stage.cells, (count + AVX512_BLOCK - 1) / AVX512_BLOCK, negative);
    const size_t wanted = AVX512_BLOCK * good < count ? AVX512_BLOCK * good : count;

    if (wanted == 0)
        return 0;
    put_blocks(&job->template, stage.cells, good, negative,
               (ph_text_output){ bytes, sizeof(bytes), ends }, 0);
    memcpy(job->output.bytes + end, bytes, ends[wanted - 1]);
    for (size_t i = 0; i < wanted; i++)
        job->output.ends[first + i] = end + ends[i];
    return wanted;
}

/* Decodes as many cells from first on as are good and can be read at once; returns how many. */
static size_t decode_good(const text_job *job, size_t first)
{
    const size_t left = job->column.count - first, width = job->column.width;
    const size_t in_place = job->column.stride == width ? avx512_blocks_in_place(left, width) : 0;
    const size_t most = PH_KERNEL_TEXT_BLOCK / AVX512_BLOCK;
    const uint8_t *const cells = job->column.cells + first * job->column.stride;
    uint32_t negative[PH_KERNEL_TEXT_BLOCK / AVX512_BLOCK];

    if (in_place == 0)
        return decode_staged(job, first);
    const size_t good = job->decimals->kernel.judge(job->decimals->rule, cells,
                                                    in_place < most ? in_place : most, negative);

    put_blocks(
        &job->template, cells, good, negative,
        (ph_text_output){ job->output.bytes, job->output.capacity, job->output.ends + first },
        end_before(job, first));
    return AVX512_BLOCK * good;
}

ph_decode_result avx512_decode_text(ph_column column, const avx512_decimals *decimals,
                                    uint32_t scale, ph_text_output output, size_t *ret_redone)
{
    const text_job job = { column, decimals, scale, template_of(decimals, column.width, scale),
                           output };
    size_t record = 0;

    *ret_redone = 0;
    while (record < column.count) {
        const size_t good = decode_good(&job, record);

        record += good;
        if (good > 0)
            continue;

        const size_t left = column.count - record, end = end_before(&job, record);
        const ph_column block = { column.cells + record * column.stride, column.stride,
                                  column.width, left < AVX512_BLOCK ? left : AVX512_BLOCK };
        const ph_text_output rest = { output.bytes + end, output.capacity - end,
                                      output.ends + record };
        size_t redone;
        const ph_decode_result result =
            decimals->scalar_text(block, decimals->decimal, scale, rest, &redone);

        avx512_move_ends(rest.ends, result.record, end);
        *ret_redone += block.count;
        record += result.record;
        if (result.status != PH_CODEC_OK)
            return (ph_decode_result){ result.status, record, result.byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
