/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the items of a record stand. */
#include "record/reader.h"

/* What is known while the items of a record get their places, in the order of the source. */
typedef struct placing {
    ph_reader *reader;
    ph_record_item *items;
    bool varies;          /* What was placed so far has a table with a counter. */
    uint32_t varied_view; /* A redefined item of which a view has; PH_RECORD_NO_ITEM: none. */
    uint64_t occurrences; /* Of the item being placed: its own tables' left out. */
    uint64_t elements;    /* So far. */
} placing;

/* Bytes that an extent takes at least and at most. */
typedef struct extent {
    uint64_t min;
    uint64_t max;
} extent;

/* The first child that has storage; PH_RECORD_NO_ITEM: it is elementary. */
static uint32_t first_child(const ph_record_item *items, uint32_t item)
{
    uint32_t child = items[item].descendants > 0 ? item + 1 : PH_RECORD_NO_ITEM;

    while (child != PH_RECORD_NO_ITEM && !ph_record_kind_has_storage(items[child].kind))
        child = items[child].next;
    return child;
}

/*
 * SYNC: IBM's boundaries. Halfwords of up to 4 digits, fullwords of more, be they of 8 bytes;
 * COMP-1 fullwords, COMP-2 doublewords; pointers and indexes as long as an address is.
 */
static uint8_t boundary_of(const ph_record_item *item, uint32_t pointer_bytes)
{
    if (!item->is_synchronized)
        return 1;
    switch ((ph_record_kind)item->kind) {
    case PH_RECORD_KIND_BINARY: return item->size < 4 ? 2 : 4;
    case PH_RECORD_KIND_FLOAT: return (uint8_t)item->size;
    case PH_RECORD_KIND_BYTES: return pointer_bytes == 8 ? 8 : 4;
    default: return 1;
    }
}

/* Where an item begins is where the first elementary item in it does: slack before that belongs to
 * the group of the item before it. */
static uint32_t leading_boundary(const ph_record_item *items, uint32_t item)
{
    for (uint32_t child = item; child != PH_RECORD_NO_ITEM; child = first_child(items, item))
        item = child;
    return items[item].boundary;
}

/* The largest boundary in an item: its occurrences are filled up to it. */
static uint32_t largest_boundary(const ph_record_item *items, uint32_t item)
{
    uint32_t largest = 1;

    for (uint32_t i = item; i <= item + items[item].descendants; i++)
        if (items[i].boundary > largest)
            largest = items[i].boundary;
    return largest;
}

static uint64_t round_up(uint64_t at, uint32_t boundary)
{
    return (at + boundary - 1) / boundary * boundary;
}

static bool refuse_long(const placing *p, uint32_t item)
{
    return ph_reader_refuse_item(p->reader, item, PH_COPYBOOK_ERROR_TOO_LARGE,
                                 "with %s the record is longer than %u bytes, the most that can be "
                                 "read",
                                 p->items[item].name, PH_RECORD_LENGTH_MAX);
}

/* What stands behind a view of another length than its neighbours' has no one place. */
static bool check_views(const placing *p, uint32_t item)
{
    return p->varied_view == PH_RECORD_NO_ITEM ||
           ph_reader_refuse_item(p->reader, item, PH_COPYBOOK_ERROR_BAD_REDEFINES,
                                 "%s stands behind %s, which is redefined and has a table with "
                                 "DEPENDING ON in one of its views: where would it begin?",
                                 p->items[item].name, p->items[p->varied_view].name);
}

static bool find_start(placing *p, uint32_t item, uint64_t at, uint64_t *ret)
{
    const ph_record_item *it = &p->items[item];
    const uint32_t boundary = leading_boundary(p->items, item);

    if (it->redefines == PH_RECORD_NO_ITEM) {
        *ret = round_up(at, boundary);
        return check_views(p, item);
    }
    *ret = p->items[it->redefines].offset;
    return *ret % boundary == 0 ||
           ph_reader_refuse_item(
               p->reader, item, PH_COPYBOOK_ERROR_BAD_REDEFINES,
               "%s begins with a SYNC item, and redefines %s, which stands at %u: "
               "not at a multiple of %u",
               it->name, p->items[it->redefines].name, (unsigned)*ret, boundary);
}

static bool place(placing *p, uint32_t item, uint64_t at, extent *ret);

/* An item of a group and the views that redefine it: they take the place of the longest. */
typedef struct area {
    uint32_t item; /* The one that is redefined. */
    extent bytes;
    bool varies_before; /* What placing.varies was where it begins, */
    bool varies_behind; /* and is where it ends. */
} area;

static bool place_view(placing *p, uint32_t item, area *views)
{
    extent bytes = { 0, 0 };

    p->varies = views->varies_before;
    if (!place(p, item, 0, &bytes))
        return false;
    views->varies_behind = views->varies_behind || p->varies;
    p->varies = views->varies_behind;
    if (bytes.min != bytes.max || views->bytes.min != views->bytes.max)
        p->varied_view = views->item;
    views->bytes.min = bytes.min > views->bytes.min ? bytes.min : views->bytes.min;
    views->bytes.max = bytes.max > views->bytes.max ? bytes.max : views->bytes.max;
    return true;
}

/* The last child that has storage; PH_RECORD_NO_ITEM: it is elementary. */
static uint32_t last_child(const ph_record_item *items, uint32_t item)
{
    uint32_t last = PH_RECORD_NO_ITEM;

    for (uint32_t child = first_child(items, item); child != PH_RECORD_NO_ITEM;
         child = items[child].next)
        if (ph_record_kind_has_storage(items[child].kind))
            last = child;
    return last;
}

/* Slack is as an item of the same level behind the elementary item before it: all groups that end
 * there hold it. Not so what is read in more than one way, or more than once. */
static void take_slack(ph_record_item *items, uint32_t before, uint64_t slack)
{
    uint32_t last = before;

    while (last != PH_RECORD_NO_ITEM && !items[last].is_table &&
           items[last].redefines == PH_RECORD_NO_ITEM && items[last].kind == PH_RECORD_KIND_GROUP) {
        items[last].size += (uint32_t)slack;
        items[last].stride = items[last].size;
        last = last_child(items, last);
    }
}

/* The items below a group, one behind the other. */
static bool place_children(placing *p, uint32_t group, uint32_t first, extent *ret)
{
    const uint64_t start = p->items[group].offset;
    uint64_t end = start; /* Of what was placed so far, every table at its maximum. */
    uint64_t shorter = 0; /* By so much at most, with the tables before the last area at their
                             minimum. */
    uint32_t before = PH_RECORD_NO_ITEM;
    area last = { .item = PH_RECORD_NO_ITEM };

    for (uint32_t i = first; i != PH_RECORD_NO_ITEM; i = p->items[i].next) {
        if (!ph_record_kind_has_storage(p->items[i].kind))
            continue;
        if (p->items[i].redefines != PH_RECORD_NO_ITEM) {
            if (!place_view(p, i, &last))
                return false;
        } else {
            shorter += last.bytes.max - last.bytes.min;
            last = (area){ .item = i, .varies_before = p->varies };
            if (!place(p, i, end, &last.bytes))
                return false;
            last.varies_behind = p->varies;
            if (p->items[i].offset > end)
                take_slack(p->items, before, p->items[i].offset - end);
        }
        before = i;
        end = p->items[last.item].offset + last.bytes.max;
    }
    shorter += last.bytes.max - last.bytes.min;
    *ret = (extent){ end - start - shorter, end - start };
    return true;
}

static bool count_elements(placing *p, uint32_t item)
{
    p->elements += p->occurrences;
    return p->elements <= PH_RECORD_ELEMENTS_MAX ||
           ph_reader_refuse_item(p->reader, item, PH_COPYBOOK_ERROR_TOO_LARGE,
                                 "with %s the record has more than %u elements, the occurrences of "
                                 "all its items, which is too many for this reader",
                                 p->items[item].name, PH_RECORD_ELEMENTS_MAX);
}

/* One item, and what is below it. @param at  Where the item before it ends. */
static bool place(placing *p, uint32_t item, uint64_t at, extent *ret)
{
    ph_record_item *it = &p->items[item];
    const uint64_t outer = p->occurrences;
    const uint32_t first = first_child(p->items, item);
    uint64_t start;
    extent one = { it->size, it->size };

    if (!find_start(p, item, at, &start))
        return false;
    if (start > PH_RECORD_LENGTH_MAX)
        return refuse_long(p, item);
    it->offset = (uint32_t)start;
    it->offset_varies = p->varies;
    p->occurrences = outer * it->occurs_max;
    if (p->occurrences > PH_RECORD_LENGTH_MAX)
        return refuse_long(p, item);
    if (first == PH_RECORD_NO_ITEM ? !count_elements(p, item)
                                   : !place_children(p, item, first, &one))
        return false;
    p->occurrences = outer;
    if (it->is_table) {
        const uint64_t filled = round_up(one.max, largest_boundary(p->items, item));

        one.min += filled - one.max;
        one.max = filled;
    }
    if (one.max * it->occurs_max + start > PH_RECORD_LENGTH_MAX)
        return refuse_long(p, item);
    it->size = it->stride = (uint32_t)one.max;
    it->size_varies = one.min != one.max;
    p->varies = p->varies || it->occurs_min != it->occurs_max;
    *ret = (extent){ one.min * it->occurs_min, one.max * it->occurs_max };
    return true;
}

/* Level 66: from the first item of its range to the end of the last. */
static bool place_renames(placing *p, uint32_t item)
{
    ph_record_item *it = &p->items[item];
    const ph_record_item *first = &p->items[it->redefines];
    const ph_record_item *last = &p->items[it->last];
    const uint32_t end = last->offset + last->size;

    if (last->offset < first->offset || end <= first->offset)
        return ph_reader_refuse_item(p->reader, item, PH_COPYBOOK_ERROR_BAD_RENAMES,
                                     "%s renames a range whose last item, %s, stands before the "
                                     "first, %s",
                                     it->name, last->name, first->name);
    for (uint32_t i = it->redefines; i <= it->last + last->descendants; i++)
        if (p->items[i].occurs_min != p->items[i].occurs_max)
            return ph_reader_refuse_item(
                p->reader, item, PH_COPYBOOK_ERROR_BAD_RENAMES,
                "%s renames a range with %s in it, which DEPENDING ON makes "
                "shorter",
                it->name, p->items[i].name);
    it->offset = first->offset;
    it->offset_varies = first->offset_varies;
    it->size = it->stride = end - first->offset;
    return true;
}

bool ph_reader_lay_out(ph_reader *reader, uint32_t first, uint32_t behind, ph_record *record)
{
    placing p = { .reader = reader, .items = reader->items, .occurrences = 1 };
    const ph_record_item *root = &reader->items[first];
    extent longest = { 0, 0 };

    for (uint32_t i = first; i < behind; i++)
        reader->items[i].boundary =
            boundary_of(&reader->items[i], reader->words.options->pointer_bytes);
    for (uint32_t view = first; view != PH_RECORD_NO_ITEM; view = reader->items[view].next) {
        extent bytes = { 0, 0 };

        p.varies = false;
        p.varied_view = PH_RECORD_NO_ITEM;
        if (!place(&p, view, 0, &bytes))
            return false;
        longest.min = bytes.min > longest.min ? bytes.min : longest.min;
        longest.max = bytes.max > longest.max ? bytes.max : longest.max;
    }
    for (uint32_t i = first; i < behind; i++) {
        if (reader->items[i].kind == PH_RECORD_KIND_CONDITION)
            reader->items[i].offset = 0; /* It was the link of its name. */
        if (reader->items[i].kind == PH_RECORD_KIND_RENAMES && !place_renames(&p, i))
            return false;
    }
    *record = (ph_record){ .name = root->name,
                           .first = first,
                           .item_count = behind - first,
                           .length_min = (uint32_t)longest.min,
                           .length_max = (uint32_t)longest.max,
                           .is_independent = root->level == 77,
                           .is_wrapped = root->source_begin == root->source_end,
                           .source_begin = root->source_begin,
                           .source_end = reader->items[behind - 1].source_end };
    return true;
}
