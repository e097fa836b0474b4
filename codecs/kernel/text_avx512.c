/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text, 64 bytes a register. A column whose cells stand back to back is one string of bytes, of
 * which the cells' ends are then told.
 *
 * Characters beyond Latin-1, and those that the policy does not pass, are foreign: the scalar
 * kernel decodes the cells of a block that has one.
 */
#include "kernel/text_avx512.h"

/* Registers that are judged by one test. */
#define GROUP AVX512_TEXT_GROUP
#define BLOCK AVX512_TEXT_BLOCK

#define CONTROLS 0x20

static int is_control(unsigned character)
{
    return character < CONTROLS && character != '\t' && character != '\n' && character != '\r';
}

/* Half as many characters as bytes that a register holds. */
#define PART ((size_t)32)

/* Which of them are foreign. */
static inline __mmask32 foreign_of(__m512i characters, int passes_controls)
{
    const __m512i white = _mm512_set1_epi16((1 << '\t') | (1 << '\n') | (1 << '\r'));
    const __m512i bit = _mm512_sllv_epi16(_mm512_set1_epi16(1), characters); /* 0 from 16 on. */
    const __mmask32 beyond = _mm512_test_epi16_mask(characters, _mm512_set1_epi16(~0xff));
    const __mmask32 passed = _mm512_test_epi16_mask(characters, _mm512_set1_epi16(~(CONTROLS - 1)));

    return passes_controls ? beyond : beyond | ~(passed | _mm512_test_epi16_mask(bit, white));
}

/* The greatest value that no character of the page is decoded to, 0 when there is none but perhaps
 * that. */
static uint8_t unused_value(const ph_code_page *page)
{
    uint8_t is_used[AVX512_CODES] = { 0 }, value = AVX512_CODES - 1;

    for (size_t code = 0; code < AVX512_CODES; code++)
        if (page->to_unicode[code] < AVX512_CODES)
            is_used[page->to_unicode[code]] = 1;
    while (value > 0 && is_used[value])
        value--;
    return value;
}

/*
 * Where controls are foreign NUL is one of them, so 0 stands for them all; where they are not, the
 * page has no foreign character or fewer than 256 others, so there is a value that none of them
 * has.
 */
text_rule avx512_text_rule(const ph_code_page *page, ph_control_policy policy)
{
    const int passes_controls = policy == PH_CONTROL_PASS;
    __m512i characters[AVX512_CODES / PART];
    __mmask32 foreign[AVX512_CODES / PART], any = 0;
    text_rule rule = { .above = passes_controls ? -1 : 0 };

    for (size_t i = 0; i < AVX512_CODES / PART; i++) {
        characters[i] = _mm512_loadu_si512(page->to_unicode + i * PART);
        foreign[i] = foreign_of(characters[i], passes_controls);
        any |= foreign[i];
    }
    rule.has_foreign = any != 0;
    rule.foreign_as = passes_controls && any ? unused_value(page) : 0;
    for (size_t i = 0; i < AVX512_CODES / PART; i++)
        _mm256_storeu_si256((__m256i *)(void *)(rule.latin1 + i * PART),
                            _mm512_mask_cvtepi16_epi8(_mm256_set1_epi8((char)rule.foreign_as),
                                                      ~foreign[i], characters[i]));
    return rule;
}

/*
 * Whether sign and value tell foreign characters from ASCII. They do not when the page passes
 * controls and has all of Latin-1's upper half, but not all of its lower half.
 */
static int can_tell_plain(const text_rule *rule)
{
    return !rule->has_foreign || rule->above == 0 || rule->foreign_as >= 0x80;
}

/* Ends in a register. */
#define ENDS ((size_t)16)

/* Where decoded text goes, and where its cells end. */
typedef struct text_writer {
    uint8_t *bytes;
    size_t end; /* Bytes written. */
    uint32_t *ends;
    size_t width;
    size_t to_end; /* Bytes of input up to the end of the current cell. */
} text_writer;

/* first, first + width, ... */
static inline void put_multiples(uint32_t *out, size_t count, uint32_t first, uint32_t width)
{
    const __m512i numbers = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i step = _mm512_set1_epi32((int)(ENDS * width));
    __m512i ends = _mm512_add_epi32(_mm512_set1_epi32((int)first),
                                    _mm512_mullo_epi32(numbers, _mm512_set1_epi32((int)width)));

    for (; count >= ENDS; count -= ENDS, out += ENDS, ends = _mm512_add_epi32(ends, step))
        _mm512_storeu_si512(out, ends);
    _mm512_mask_storeu_epi32(out, (__mmask16)((1U << count) - 1), ends);
}

/* Tells the ends in so many bytes of input that became as many bytes of output, from offset at on.
 */
static void tell_plain_ends(text_writer *writer, size_t at, size_t bytes)
{
    if (bytes < writer->to_end) {
        writer->to_end -= bytes;
        return;
    }
    const size_t behind_first = bytes - writer->to_end;
    const size_t cells = behind_first / writer->width + 1;
    const uint32_t first = (uint32_t)(at + writer->to_end), width = (uint32_t)writer->width;

    put_multiples(writer->ends, cells, first, width);
    writer->ends += cells;
    writer->to_end = cells * writer->width - behind_first;
}

/* As above, for up to a block that begins at writer->end; each of longer became two bytes. */
static inline void tell_ends(text_writer *writer, size_t bytes, __mmask64 longer)
{
    size_t place = writer->to_end;

    for (; place <= bytes; place += writer->width) {
        const uint64_t before = place < BLOCK ? longer & ~(UINT64_MAX << place) : longer;

        *writer->ends++ = (uint32_t)(writer->end + place + (size_t)__builtin_popcountll(before));
    }
    writer->to_end = place - bytes;
}

/* Writes a block of Latin-1, not all of it ASCII, to 128 bytes at out; returns how many count. */
static inline size_t put_latin1_block(__m512i latin1, __mmask64 longer, uint8_t *out)
{
    /* Unpacking takes from each half of a lane: here the halves of the block. */
    const __m512i order = _mm512_set_epi64(7, 3, 6, 2, 5, 1, 4, 0);
    const __m512i halves = _mm512_permutexvar_epi64(order, latin1);
    const __m512i lead = _mm512_mask_gf2p8affine_epi64_epi8(
        halves, _mm512_movepi8_mask(halves), halves, _mm512_set1_epi64(0x4080000000000000), 0xc0);
    const __m512i trail =
        _mm512_gf2p8affine_epi64_epi8(halves, _mm512_set1_epi64(0x0102040810200000), 0x80);
    const uint64_t leads = UINT64_C(0x5555555555555555);
    const __mmask64 first = _pdep_u64(longer, ~leads) | leads;
    const __mmask64 second = _pdep_u64(longer >> 32, ~leads) | leads;
    const size_t middle = (size_t)__builtin_popcountll(first);

    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(first, _mm512_unpacklo_epi8(lead, trail)));
    _mm512_storeu_si512(out + middle,
                        _mm512_maskz_compress_epi8(second, _mm512_unpackhi_epi8(lead, trail)));
    return middle + (size_t)__builtin_popcountll(second);
}

/* Decodes a block that has nothing foreign. Up to as many bytes behind its text are spoilt: only
 * where a block more is to follow may they be. */
static inline void put_block(text_writer *writer, __m512i latin1)
{
    const __mmask64 longer = _mm512_movepi8_mask(latin1);

    tell_ends(writer, BLOCK, longer);
    writer->end += put_latin1_block(latin1, longer, writer->bytes + writer->end);
}

/* As put_block(), of fewer bytes: nothing is written behind them. */
static void put_part_of_block(text_writer *writer, __m512i latin1, size_t bytes)
{
    const __mmask64 valid = UINT64_MAX >> (BLOCK - bytes);
    const __mmask64 longer = _mm512_movepi8_mask(latin1) & valid;

    tell_ends(writer, bytes, longer);
    if (longer == 0) {
        _mm512_mask_storeu_epi8(writer->bytes + writer->end, valid, latin1);
    } else {
        uint8_t text[2 * BLOCK];

        (void)put_latin1_block(latin1, longer, text);
        memcpy(writer->bytes + writer->end, text, bytes + (size_t)__builtin_popcountll(longer));
    }
    writer->end += bytes + (size_t)__builtin_popcountll(longer);
}

/* What a loop of its own is made for. */
typedef struct text_variant {
    avx512_tuning tuning;
    int is_staged; /* Plain text is: see put_plain_staged(). */
} text_variant;

/*
 * Translates a group to out; returns 0 and leaves out untouched when not all of it is plain, or
 * when it has bytes below 40 and has_first_quarter is not set.
 */
AVX512_INLINE int put_plain_group(const text_rule *rule, const text_table *table,
                                  const uint8_t *codes, uint8_t *out, int has_first_quarter,
                                  avx512_tuning tuning)
{
    const __m512i a = _mm512_loadu_si512(codes), b = _mm512_loadu_si512(codes + BLOCK);
    const __m512i c = _mm512_loadu_si512(codes + 2 * BLOCK);
    const __m512i d = _mm512_loadu_si512(codes + 3 * BLOCK);
    const __m512i least = _mm512_min_epu8(_mm512_min_epu8(a, b), _mm512_min_epu8(c, d));
    const __m512i ta = translate(table, a, has_first_quarter);
    const __m512i tb = translate(table, b, has_first_quarter);
    const __m512i tc = translate(table, c, has_first_quarter);
    const __m512i td = translate(table, d, has_first_quarter);
    const __m512i smallest = _mm512_min_epi8(_mm512_min_epi8(ta, tb), _mm512_min_epi8(tc, td));
    const __mmask64 low = _mm512_cmplt_epu8_mask(least, _mm512_set1_epi8(0x40));
    const __mmask64 other = _mm512_cmple_epi8_mask(smallest, _mm512_set1_epi8(rule->above));

    for (size_t i = 0; i < GROUP; i++)
        avx512_prefetch(codes + i * BLOCK, tuning);
    if (!_kortestz_mask64_u8(has_first_quarter ? 0 : low, other))
        return 0;
    _mm512_storeu_si512(out, ta), _mm512_storeu_si512(out + BLOCK, tb);
    _mm512_storeu_si512(out + 2 * BLOCK, tc), _mm512_storeu_si512(out + 3 * BLOCK, td);
    return 1;
}

/* Translates whole groups up to one that is not plain; returns the bytes. */
AVX512_INLINE size_t put_plain_groups(const text_rule *rule, const text_table *table,
                                      const uint8_t *codes, size_t length, uint8_t *out,
                                      avx512_tuning tuning)
{
    size_t done = 0;

    while (length - done >= GROUP * BLOCK &&
           (put_plain_group(rule, table, codes + done, out + done, 0, tuning) ||
            put_plain_group(rule, table, codes + done, out + done, 1, tuning)))
        done += GROUP * BLOCK;
    return done;
}

#define PLAIN_STAGE ((size_t)4096)

/* One instruction, whatever the C library makes of so many bytes. */
static inline void move_string(void *to, const void *from, size_t length)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
}

/* As put_plain_groups(), through a stage: stores to it, which stays in the L1 cache, leave to the
 * loads what that can have under way, and the CPU moves a string without them. */
AVX512_INLINE size_t put_plain_staged(const text_rule *rule, const text_table *table,
                                      const uint8_t *codes, size_t length, uint8_t *out,
                                      avx512_tuning tuning)
{
    _Alignas(BLOCK) uint8_t stage[PLAIN_STAGE];
    size_t done = 0, part;

    do {
        const size_t left = length - done;

        part = put_plain_groups(rule, table, codes + done, left < PLAIN_STAGE ? left : PLAIN_STAGE,
                                stage, tuning);
        move_string(out + done, stage, part);
        done += part;
    } while (part == PLAIN_STAGE);
    return done;
}

/* Decodes whole groups up to one that is not plain; returns the bytes of input. */
AVX512_INLINE size_t decode_plain(const text_rule *rule, const text_table *table,
                                  const uint8_t *codes, size_t length, text_writer *writer,
                                  text_variant variant)
{
    uint8_t *const out = writer->bytes + writer->end;
    const size_t done = variant.is_staged
                            ? put_plain_staged(rule, table, codes, length, out, variant.tuning)
                            : put_plain_groups(rule, table, codes, length, out, variant.tuning);

    if (done > 0)
        tell_plain_ends(writer, writer->end, done);
    writer->end += done;
    return done;
}

/* A group, and the block more that put_block() wants. */
#define GROUP_AND_MORE ((size_t)(GROUP + 1) * BLOCK)

/*
 * Decodes whole groups up to one that is plain, which is decoded as well, or to a block with a
 * foreign character; returns the bytes of input. *ret_is_foreign tells which.
 */
AVX512_INLINE size_t decode_mixed(const text_rule *rule, const text_table *table,
                                  const uint8_t *codes, size_t length, text_writer *writer,
                                  int *ret_is_foreign, avx512_tuning tuning)
{
    size_t done = 0;

    *ret_is_foreign = 0;
    while (length - done >= GROUP_AND_MORE) {
        __mmask64 longer = 0;

        for (size_t i = 0; i < GROUP; i++, done += BLOCK) {
            const __m512i latin1 = translate(table, _mm512_loadu_si512(codes + done), 1);

            avx512_prefetch(codes + done, tuning);
            *ret_is_foreign = has_foreign(rule, latin1, UINT64_MAX);
            if (*ret_is_foreign)
                return done;
            longer |= _mm512_movepi8_mask(latin1);
            put_block(writer, latin1);
        }
        if (longer == 0)
            break;
    }
    return done;
}

/* Decodes a string of bytes; returns how many come before the first block with a foreign one. */
AVX512_INLINE size_t decode_string(const text_rule *rule, const text_table *table,
                                   const uint8_t *codes, size_t length, text_writer *writer,
                                   text_variant variant)
{
    size_t done = 0;

    while (length - done >= GROUP_AND_MORE) {
        int is_foreign;

        done += decode_plain(rule, table, codes + done, length - done, writer, variant);
        done += decode_mixed(rule, table, codes + done, length - done, writer, &is_foreign,
                             variant.tuning);
        if (is_foreign)
            return done;
    }
    while (done < length) {
        const size_t bytes = length - done < BLOCK ? length - done : BLOCK;
        const __mmask64 valid = UINT64_MAX >> (BLOCK - bytes);
        const __m512i latin1 = translate(table, _mm512_maskz_loadu_epi8(valid, codes + done), 1);

        avx512_prefetch(codes + done, variant.tuning);
        if (has_foreign(rule, latin1, valid))
            break;
        put_part_of_block(writer, latin1, bytes);
        done += bytes;
    }
    return done;
}

/* A column in the course of being decoded. */
typedef struct text_job {
    ph_column column;
    const ph_code_page *page;
    ph_control_policy policy;
    ph_text_output output;
} text_job;

/*
 * Decodes cells from first on until one is in a block with a foreign character; returns its index.
 * *ret_suspects receives how many cells from there on the block has bytes of.
 */
AVX512_INLINE size_t decode_cells(const text_job *job, const text_rule *rule,
                                  const text_table *table, size_t first, size_t *ret_suspects,
                                  text_variant variant)
{
    const ph_column column = job->column;
    const size_t width = column.width;
    text_writer writer = { job->output.bytes, first > 0 ? job->output.ends[first - 1] : 0,
                           job->output.ends + first, width, width };
    const int is_staged = text_is_staged(column);
    text_stage stage;

    for (size_t cell = first, cells; cell < column.count; cell += cells) {
        cells = text_cells_a_string(column, cell, is_staged);
        if (is_staged)
            text_stage_cells(column, cell, cells, &stage, variant.tuning);

        const uint8_t *codes = is_staged ? stage.bytes : column.cells + cell * column.stride;
        const size_t done = decode_string(rule, table, codes, cells * width, &writer, variant);

        if (done < cells * width) {
            const size_t begun = (done + BLOCK + width - 1) / width;

            *ret_suspects = (begun < cells ? begun : cells) - done / width;
            return cell + done / width;
        }
    }
    *ret_suspects = 0;
    return column.count;
}

/* Has the scalar kernel decode so many cells. */
static ph_decode_result redo_cells(const text_job *job, size_t first, size_t count)
{
    const size_t end = first > 0 ? job->output.ends[first - 1] : 0;
    const ph_column part = { job->column.cells + first * job->column.stride, job->column.stride,
                             job->column.width, count };
    const ph_text_output output = { job->output.bytes + end, job->output.capacity - end,
                                    job->output.ends + first };
    size_t redone;
    ph_decode_result result = ph_text_decode_scalar(part, job->page, job->policy, output, &redone);

    avx512_move_ends(output.ends, result.record, end);
    result.record += first;
    return result;
}

int ph_text_takes_avx512(const ph_code_page *page, ph_control_policy policy, uint8_t code)
{
    const unsigned character = page->to_unicode[code];

    return character <= 0xff && (policy == PH_CONTROL_PASS || !is_control(character));
}

AVX512_INLINE ph_decode_result decode(ph_column column, const ph_code_page *page,
                                      ph_control_policy policy, ph_text_output output,
                                      size_t *ret_redone, text_variant variant)
{
    const text_job job = { column, page, policy, output };
    const text_rule rule = avx512_text_rule(page, policy);

    *ret_redone = 0;
    if (!can_tell_plain(&rule))
        return ph_text_decode_scalar(column, page, policy, output, ret_redone);

    const text_table table = load_table(rule.latin1);
    size_t record = 0, suspects;

    while ((record = decode_cells(&job, &rule, &table, record, &suspects, variant)) <
           column.count) {
        const size_t left = column.count - record, count = suspects < left ? suspects : left;
        const ph_decode_result result = redo_cells(&job, record, count);

        *ret_redone += count;
        if (result.status != PH_CODEC_OK)
            return result;
        record = result.record;
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

ph_decode_result ph_text_decode_avx512(ph_column column, const ph_code_page *page,
                                       ph_control_policy policy, ph_text_output output,
                                       size_t *ret_redone)
{
    return decode(column, page, policy, output, ret_redone, (text_variant){ AVX512_ONE_SOURCE, 0 });
}

ph_decode_result ph_text_decode_avx512_two_source(ph_column column, const ph_code_page *page,
                                                  ph_control_policy policy, ph_text_output output,
                                                  size_t *ret_redone)
{
    return decode(column, page, policy, output, ret_redone, (text_variant){ AVX512_TWO_SOURCE, 0 });
}

ph_decode_result ph_text_decode_avx512_two_source_staged(ph_column column, const ph_code_page *page,
                                                         ph_control_policy policy,
                                                         ph_text_output output, size_t *ret_redone)
{
    return decode(column, page, policy, output, ret_redone, (text_variant){ AVX512_TWO_SOURCE, 1 });
}
