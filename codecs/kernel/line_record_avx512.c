/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines to records 64 bytes at a time. */
#include "kernel/avx512.h"
#include "kernel/line_digits_x86.h"
#include "kernel/line_record_run.h"

#define PART ((size_t)64)

/* Of ASCII; 0 where JSON escapes it. */
typedef struct code_table {
    __m512i low, high;
} code_table;

static inline __mmask64 first_bytes(size_t count)
{
    return _bzhi_u64(UINT64_MAX, (unsigned)(count < PART ? count : PART));
}

AVX512_INLINE bool take_plain(const void *context, const uint8_t *text, size_t length,
                              uint8_t *cell)
{
    const code_table *const codes = context;
    __mmask64 escaped = 0;

    for (size_t at = 0; at < length; at += PART) {
        const __mmask64 there = first_bytes(length - at);
        const __m512i part = _mm512_maskz_loadu_epi8(there, text + at);
        const __m512i encoded = _mm512_permutex2var_epi8(codes->low, part, codes->high);

        _mm512_mask_storeu_epi8(cell + at, there, encoded);
        escaped |= (_mm512_cmpeq_epi8_mask(encoded, _mm512_setzero_si512()) & there) |
                   _mm512_movepi8_mask(part);
    }
    return escaped == 0;
}

AVX512_INLINE bool match(const uint8_t *text, const uint8_t *key, size_t length)
{
    __mmask64 differs = 0;

    for (size_t at = 0; at < length; at += PART)
        differs |= _mm512_mask_cmpneq_epi8_mask(
            first_bytes(length - at), _mm512_loadu_si512(text + at), _mm512_loadu_si512(key + at));
    return differs == 0;
}

ph_record_taken ph_record_take_avx512(const ph_record_program *program, const uint8_t *line,
                                      const uint8_t *end, uint8_t *record)
{
    const code_table codes = { _mm512_loadu_si512(program->ascii),
                               _mm512_loadu_si512(program->ascii + PART) };
    const ph_record_set set = { match, take_plain, ph_line_digits_x86, &codes };

    return ph_record_take_line(set, program, line, end, record);
}
