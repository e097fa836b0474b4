/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* UTF-8 to EBCDIC: ASCII by table, sixteen bytes at a time; other letters as the scalar kernel. */
#include <string.h>

#include "kernel/neon.h"
#include "kernel/prefetch.h"
#include "kernel/text_encode_column.h"

#define VECTOR ((size_t)16)
#define GROUP  (4 * VECTOR)

typedef struct text_rule {
    ph_reverse_page page;
    uint8x16x4_t low, high; /* The codes of ASCII. */
} text_rule;

/* An index beyond the 64 of a half gives 0, or leaves the byte as it was. */
static inline uint8x16_t encode_vector(const text_rule *rule, uint8x16_t text)
{
    return vqtbx4q_u8(vqtbl4q_u8(rule->low, text), rule->high, vsubq_u8(text, vdupq_n_u8(64)));
}

/* As ph_text_encode_set has it. */
static size_t count_full(const uint32_t *ends, size_t count, uint32_t start, uint32_t width)
{
    size_t full = 0;

    while (full < count && ends[full] == start + (uint32_t)(full + 1) * width)
        full++;
    return full;
}

/* As ph_text_encode_set has it. */
static size_t encode_string(const void *context, const uint8_t *text, size_t size, uint8_t *out)
{
    const text_rule *const rule = context;
    size_t at = 0;

    for (; size - at >= GROUP; at += GROUP) {
        const uint8x16x4_t group = vld1q_u8_x4(text + at);
        const uint8x16_t all =
            vorrq_u8(vorrq_u8(group.val[0], group.val[1]), vorrq_u8(group.val[2], group.val[3]));

        ph_prefetch_ahead(text + at);
        if (vmaxvq_u8(all) >= 0x80)
            return at;
        for (size_t i = 0; i < GROUP / VECTOR; i++)
            vst1q_u8(out + at + i * VECTOR, encode_vector(rule, group.val[i]));
    }
    return at;
}

/* Returns the bytes, or-ed. */
static inline uint8x16_t encode_at(const text_rule *rule, const uint8_t *text, uint8_t *cell)
{
    const uint8x16_t vector = vld1q_u8(text);

    vst1q_u8(cell, encode_vector(rule, vector));
    return vector;
}

/* Returns 0 when the text, for which there is room, is not ASCII. The last vector overlaps the one
 * before it. */
static inline int encode_ascii(const text_rule *rule, const uint8_t *text, size_t size,
                               uint8_t *cell)
{
    unsigned others = 0;

    if (size >= VECTOR) {
        uint8x16_t all = encode_at(rule, text + size - VECTOR, cell + size - VECTOR);

        for (size_t at = 0; at < size - VECTOR; at += VECTOR)
            all = vorrq_u8(all, encode_at(rule, text + at, cell + at));
        return vmaxvq_u8(all) < 0x80;
    }
    for (size_t i = 0; i < size; i++) {
        cell[i] = rule->page.latin1[text[i]];
        others |= text[i];
    }
    return others < 0x80;
}

/* As ph_text_encode_set has it. */
static int encode_cell(const void *context, const uint8_t *text, size_t size, uint8_t *cell,
                       size_t width)
{
    const text_rule *const rule = context;

    if (size > width || !encode_ascii(rule, text, size, cell))
        return ph_text_encode_latin1_cell(text, size, &rule->page, cell, width);
    memset(cell + size, rule->page.latin1[' '], width - size);
    return 1;
}

ph_encode_result ph_text_encode_neon(ph_text_input input, const ph_code_page *page,
                                     ph_column_output column, size_t *ret_redone)
{
    text_rule rule = { .page = ph_reverse_page_of(page) };

    rule.low = vld1q_u8_x4(rule.page.latin1);
    rule.high = vld1q_u8_x4(rule.page.latin1 + 64);

    const ph_text_encode_set set = { count_full, encode_string, encode_cell, &rule, &rule.page };

    return ph_text_encode_column(set, input, column, ret_redone);
}
