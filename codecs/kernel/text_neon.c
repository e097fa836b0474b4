/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text: sixteen bytes at a time through a table of all 256. Cells that stand back to back are one
 * string of bytes; the scalar kernel does a part of it that is not plain throughout.
 */
#include "kernel/neon.h"
#include "kernel/prefetch.h"
#include "kernel/text.h"

#define VECTOR ((size_t)16)

/* Bytes of a part: enough for one more call of the scalar kernel not to matter. */
#define PART ((size_t)2048)

typedef struct plain_table {
    uint8x16x4_t quarters[4];
} plain_table;

static plain_table plain_table_of(const ph_code_page *page, ph_control_policy policy)
{
    uint8_t plain[PH_TEXT_CODES];
    plain_table table;

    for (size_t code = 0; code < PH_TEXT_CODES; code++)
        plain[code] = ph_text_plain(page, policy, code);
    for (size_t i = 0; i < 4; i++)
        table.quarters[i] = vld1q_u8_x4(plain + i * PH_TEXT_CODES / 4);
    return table;
}

/* Returns what was stored. An index beyond a quarter's 64 leaves the byte as it was. */
static inline uint8x16_t copy_vector(const uint8_t *restrict in, const plain_table *table,
                                     uint8_t *restrict out)
{
    const uint8x16_t codes = vld1q_u8(in);
    uint8x16_t text = vqtbl4q_u8(table->quarters[0], codes);

    text = vqtbx4q_u8(text, table->quarters[1], vsubq_u8(codes, vdupq_n_u8(64)));
    text = vqtbx4q_u8(text, table->quarters[2], vsubq_u8(codes, vdupq_n_u8(128)));
    text = vqtbx4q_u8(text, table->quarters[3], vsubq_u8(codes, vdupq_n_u8(192)));
    vst1q_u8(out, text);
    return text;
}

/* VECTOR bytes or more; returns 0 when one of them is not plain: size bytes of out are then
 * unspecified. */
static inline int copy_plain(const uint8_t *restrict in, size_t size, const plain_table *table,
                             uint8_t *restrict out)
{
    /* The last vector overlaps the one before it. */
    const size_t last = size - VECTOR;
    uint8x16_t seen = copy_vector(in + last, table, out + last);

    for (size_t i = 0; i < last; i += VECTOR) {
        ph_prefetch_ahead(in + i);
        seen = vorrq_u8(seen, copy_vector(in + i, table, out + i));
    }
    return vmaxvq_u8(seen) < PH_TEXT_NOT_PLAIN;
}

/* Whether a column's cells, or all of it as one string, fill a vector. */
static int takes(ph_column column)
{
    const size_t size = column.stride == column.width ? column.count * column.width : column.width;

    return size >= VECTOR;
}

static int copy_part(ph_column part, const plain_table *table, uint8_t *restrict out,
                     uint32_t *restrict ends, size_t end)
{
    if (part.stride == part.width) {
        if (!copy_plain(part.cells, part.count * part.width, table, out + end))
            return 0;
    } else {
        for (size_t i = 0; i < part.count; i++)
            if (!copy_plain(part.cells + i * part.stride, part.width, table,
                            out + end + i * part.width))
                return 0;
    }
    for (size_t i = 0; i < part.count; i++)
        ends[i] = (uint32_t)(end + (i + 1) * part.width);
    return 1;
}

/*
 * The part by the scalar kernel, its text at end. Cells that this finds all plain should not have
 * come here: they count as redone.
 */
static ph_decode_result redo_part(ph_column part, const ph_code_page *page,
                                  ph_control_policy policy, ph_text_output output, size_t end,
                                  size_t *ret_redone)
{
    const ph_text_output there = { output.bytes + end, output.capacity - end, output.ends };
    size_t redone;
    const ph_decode_result result = ph_text_decode_scalar(part, page, policy, there, &redone);

    for (size_t i = 0; i < result.record; i++)
        output.ends[i] += (uint32_t)end;
    *ret_redone += takes(part) && redone == 0 ? part.count : redone;
    return result;
}

ph_decode_result ph_text_decode_neon(ph_column column, const ph_code_page *page,
                                     ph_control_policy policy, ph_text_output output,
                                     size_t *ret_redone)
{
    const plain_table table = plain_table_of(page, policy);
    const size_t part_cells = column.width < PART ? PART / column.width : 1;
    size_t end = 0;

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record += part_cells) {
        const size_t left = column.count - record;
        const ph_column part = { column.cells + record * column.stride, column.stride, column.width,
                                 left < part_cells ? left : part_cells };
        ph_text_output there = output;

        there.ends += record;
        if (!takes(part) || !copy_part(part, &table, output.bytes, there.ends, end)) {
            const ph_decode_result result = redo_part(part, page, policy, there, end, ret_redone);

            if (result.status != PH_CODEC_OK)
                return (ph_decode_result){ result.status, record + result.record, result.byte };
        }
        end = there.ends[part.count - 1];
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
