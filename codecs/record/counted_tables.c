/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/counted_tables.h"

#include "record/batch_plan.h"

uint32_t ph_line_tables_before(const ph_line_table *tables, uint32_t count, uint32_t at)
{
    uint32_t before = 0;

    while (before < count && tables[before].end <= at)
        before++;
    return before;
}

static bool is_in_table(const ph_line_decoder *decoder, uint32_t item)
{
    while ((item = decoder->items[item].parent) != PH_RECORD_NO_ITEM)
        if (decoder->items[item].is_table)
            return true;
    return false;
}

/* Is there a counter below it? */
static bool has_tables(const ph_line_decoder *decoder, uint32_t item)
{
    for (uint32_t i = item + 1; i <= item + decoder->items[item].descendants; i++)
        if (decoder->items[i].counter != PH_RECORD_NO_ITEM)
            return true;
    return false;
}

static bool is_readable(const ph_line_decoder *decoder, uint32_t counter)
{
    return decoder->items[counter].scale == 0 && !decoder->items[counter].is_table &&
           !is_in_table(decoder, counter);
}

static bool begins_group(const ph_line_decoder *decoder, uint32_t item)
{
    const uint32_t at = decoder->items[item].offset;

    while ((item = decoder->items[item].parent) != PH_RECORD_NO_ITEM)
        if (decoder->items[item].offset == at)
            return true;
    return false;
}

/* False: it is not one of those that kernels know. */
static bool take_table(const ph_line_decoder *decoder, uint32_t item, ph_line_table *tables,
                       uint32_t count)
{
    const ph_record_item *it = &decoder->items[item];

    if (count == PH_LINE_TABLES_MAX || is_in_table(decoder, item) || has_tables(decoder, item) ||
        ph_text_of(decoder, item)->is_in_views || !is_readable(decoder, it->counter))
        return false;
    tables[count] = (ph_line_table){
        .counter = ph_line_value_piece(decoder, it->counter, decoder->items[it->counter].offset),
        .counter_base = ph_line_tables_before(tables, count, decoder->items[it->counter].offset),
        .least = it->occurs_min,
        .most = it->occurs_max,
        .at = it->offset,
        .end = it->offset + it->stride * it->occurs_max,
        .stride = it->stride,
        .begins_group = begins_group(decoder, item),
    };
    return !tables[count].counter.is_wide;
}

bool ph_line_find_tables(const ph_line_decoder *decoder, ph_line_table tables[PH_LINE_TABLES_MAX],
                         uint32_t *count)
{
    *count = 0;
    if (!decoder->varies)
        return true;
    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        if (decoder->items[i].kind == PH_RECORD_KIND_RENAMES)
            return false;
        if (decoder->items[i].counter != PH_RECORD_NO_ITEM &&
            !take_table(decoder, i, tables, (*count)++))
            return false;
    }
    return true;
}
