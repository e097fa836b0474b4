/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the items of one record stand: tables are as long as their counters say. */
#include "record/decoder.h"

/* An item in which nothing varies is as its layout says, but for where it begins. */
static uint32_t move(ph_line_decoder *decoder, uint32_t item, uint32_t at)
{
    const ph_record_item *items = decoder->items;
    const uint32_t moved = at - items[item].offset;

    for (uint32_t i = item; i <= item + items[item].descendants; i++)
        *ph_place_of(decoder, i) =
            (ph_item_place){ items[i].offset + moved, items[i].stride, items[i].occurs_max };
    return items[item].stride * items[item].occurs_max;
}

static bool find_place(ph_line_decoder *decoder, uint32_t item, uint32_t at, uint32_t *ret_bytes);

/* The items below a group; views take the place of the longest. */
static bool find_places_below(ph_line_decoder *decoder, uint32_t group, uint32_t at, uint32_t *ret)
{
    const ph_record_item *items = decoder->items;
    uint32_t planned = items[group].offset; /* Where the last area ends, by the layout */
    uint32_t end = at;                      /* and in this record. */
    uint32_t base = PH_RECORD_NO_ITEM;

    for (uint32_t i = ph_first_below(items, group); i != PH_RECORD_NO_ITEM; i = items[i].next) {
        uint32_t bytes;

        if (!ph_record_kind_has_storage(items[i].kind))
            continue;
        const bool is_view = items[i].redefines != PH_RECORD_NO_ITEM;
        const uint32_t begin =
            is_view ? ph_place_of(decoder, base)->at : end + (items[i].offset - planned);

        base = is_view ? base : i;
        if (!find_place(decoder, i, begin, &bytes))
            return false;
        const uint32_t planned_end = items[i].offset + items[i].stride * items[i].occurs_max;

        planned = is_view && planned > planned_end ? planned : planned_end;
        end = is_view && end > begin + bytes ? end : begin + bytes;
    }
    *ret = end - at + (items[group].offset + items[group].size - planned);
    return true;
}

static bool find_place(ph_line_decoder *decoder, uint32_t item, uint32_t at, uint32_t *ret_bytes)
{
    const ph_record_item *it = &decoder->items[item];
    ph_item_place *place = ph_place_of(decoder, item);

    if (!it->size_varies && it->counter == PH_RECORD_NO_ITEM) {
        *ret_bytes = move(decoder, item, at);
        return true;
    }
    *place = (ph_item_place){ at, it->stride, it->occurs_max };
    if (it->counter != PH_RECORD_NO_ITEM &&
        !ph_line_read_counter(decoder, it->counter, item, &place->count))
        return false;
    if (it->size_varies) {
        if (!find_places_below(decoder, item, at, &place->stride))
            return false;
    } else {
        const uint32_t count = place->count;

        (void)move(decoder, item, at);
        place->count = count;
    }
    *ret_bytes = place->stride * place->count;
    return true;
}

/* A range that was renamed begins where its first item does. */
static void place_renames(ph_line_decoder *decoder)
{
    for (uint32_t i = decoder->first; i < decoder->behind; i++)
        if (decoder->items[i].kind == PH_RECORD_KIND_RENAMES)
            *ph_place_of(decoder, i) =
                (ph_item_place){ ph_place_of(decoder, decoder->items[i].redefines)->at,
                                 decoder->items[i].size, 1 };
}

bool ph_line_find_places(ph_line_decoder *decoder)
{
    for (uint32_t view = decoder->first; view != PH_RECORD_NO_ITEM;
         view = decoder->items[view].next) {
        uint32_t bytes;

        if (!find_place(decoder, view, 0, &bytes))
            return false;
    }
    place_renames(decoder);
    return true;
}
