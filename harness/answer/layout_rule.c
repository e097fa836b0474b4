/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/layout_rule.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "perfharness/codec.h"

static void put(char *ret, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(char *ret, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(ret, PH_LAYOUT_RULE_MAX, format, arguments);
    va_end(arguments);
}

static const ph_record_item *item_of(const ph_layout_place *place)
{
    return &place->copybook->items[place->item];
}

static const char *name_of(const ph_layout_place *place, uint32_t item)
{
    return place->copybook->items[item].name;
}

static const char *usage_of(const ph_record_item *item)
{
    return *item->usage ? item->usage : "DISPLAY";
}

/* The words that make it what it is. */
static const char *what_it_is(const ph_record_item *item)
{
    switch (item->kind) {
    case PH_RECORD_KIND_TEXT: return item->is_edited ? "an edited picture is text" : "it is text";
    case PH_RECORD_KIND_NATIONAL: return "PIC N is UTF-16, two bytes a character";
    case PH_RECORD_KIND_ZONED: return "a digit is a byte";
    case PH_RECORD_KIND_PACKED: return "two digits are a byte, the sign half of one";
    case PH_RECORD_KIND_BINARY: return "it is binary";
    case PH_RECORD_KIND_FLOAT: return "it is floating-point";
    case PH_RECORD_KIND_BYTES: return "it is an address";
    default: return "";
    }
}

void ph_rule_of_kind(const ph_layout_place *place, char *ret)
{
    const ph_record_item *item = item_of(place);
    const uint32_t parent = item->parent;

    if (item->kind == PH_RECORD_KIND_GROUP)
        put(ret, "it has items of a higher level below it: it is a group");
    else if (!*item->usage)
        put(ret, "PIC %s: %s", item->picture, what_it_is(item));
    else if (parent != PH_RECORD_NO_ITEM && *place->copybook->items[parent].usage)
        put(ret, "the USAGE of a group, %s of %s, is that of its items", item->usage,
            name_of(place, parent));
    else
        put(ret, "USAGE %s: %s", item->usage, what_it_is(item));
}

void ph_rule_of_digits(const ph_layout_place *place, char *ret)
{
    put(ret, "PIC %s has %u digits", item_of(place)->picture, item_of(place)->digits);
}

void ph_rule_of_scale(const ph_layout_place *place, char *ret)
{
    const ph_record_item *item = item_of(place);

    if (item->scale < 0)
        put(ret, "PIC %s: %d zeros stand before the point, and are not stored", item->picture,
            -item->scale);
    else
        put(ret, "PIC %s has %d digits behind the point", item->picture, item->scale);
}

void ph_rule_of_sign(const ph_layout_place *place, char *ret)
{
    const ph_record_item *item = item_of(place);

    put(ret, "PIC %s %s", item->picture,
        item->flags & PH_DECIMAL_SIGNED ? "has an S: it is signed" : "has no S: it is unsigned");
}

void ph_rule_of_sign_place(const ph_layout_place *place, char *ret)
{
    const uint32_t flags = item_of(place)->flags;
    const bool is_leading = flags & PH_DECIMAL_SIGN_LEADING;

    if (flags & PH_DECIMAL_SIGN_SEPARATE)
        put(ret, "SIGN %s SEPARATE: a byte of its own %s the digits",
            is_leading ? "LEADING" : "TRAILING", is_leading ? "before" : "behind");
    else
        put(ret, "%s: the sign is half of the %s digit's byte",
            is_leading ? "SIGN LEADING" : "no SIGN LEADING, nor SEPARATE",
            is_leading ? "first" : "last");
}

void ph_rule_of_occurs(const ph_layout_place *place, char *ret)
{
    const ph_record_item *item = item_of(place);

    if (item->occurs_min != item->occurs_max)
        put(ret, "OCCURS %" PRIu32 " TO %" PRIu32 ": there are %" PRIu32 " at most",
            item->occurs_min, item->occurs_max, item->occurs_max);
    else if (item->is_table)
        put(ret, "OCCURS %" PRIu32 ": there are so many", item->occurs_max);
    else
        put(ret, "it has no OCCURS");
}

static void rule_of_binary_size(const ph_record_item *item, char *ret)
{
    put(ret, "%s of %u digits: 1 to 4 are 2 bytes, 5 to 9 are 4, 10 to 18 are 8", usage_of(item),
        item->digits);
}

static void rule_of_zoned_size(const ph_record_item *item, char *ret)
{
    if (item->flags & PH_DECIMAL_SIGN_SEPARATE)
        put(ret, "SIGN SEPARATE: the sign has a byte of its own, beside %u digits", item->digits);
    else
        put(ret, "a digit is a byte, and the sign none: PIC %s has %u", item->picture,
            item->digits);
}

static bool holds_aligned(const ph_record_item *group)
{
    for (const ph_record_item *item = group + 1; item <= group + group->descendants; item++)
        if (item->boundary > 1)
            return true;
    return false;
}

static uint32_t end_of(const ph_record_item *item)
{
    return item->offset + item->stride * item->occurs_max;
}

/* It is longer than what is in it. */
static bool has_slack(const ph_record_item *group)
{
    uint32_t end = group->offset;

    for (const ph_record_item *item = group + 1; item <= group + group->descendants;
         item += 1 + item->descendants)
        if (item->kind != PH_RECORD_KIND_RENAMES && end_of(item) > end)
            end = end_of(item);
    return group->offset + group->size > end;
}

static const char *rule_of_group_size(const ph_record_item *group)
{
    if (!holds_aligned(group) && !has_slack(group))
        return "a group is as long as its items, at the longest of those that share storage";
    return group->is_table ? "SYNC: slack bytes fill up an element, so that the next one is aligned"
                           : "SYNC: slack bytes belong to the group of what stands before them";
}

void ph_rule_of_size(const ph_layout_place *place, char *ret)
{
    const ph_record_item *item = item_of(place);

    switch (item->kind) {
    case PH_RECORD_KIND_ZONED: rule_of_zoned_size(item, ret); break;
    case PH_RECORD_KIND_BINARY: rule_of_binary_size(item, ret); break;
    case PH_RECORD_KIND_PACKED:
        put(ret, "%s of %u digits is %u bytes: half of them, and one for the sign's",
            usage_of(item), item->digits, item->digits / 2u + 1u);
        break;
    case PH_RECORD_KIND_FLOAT:
    case PH_RECORD_KIND_BYTES:
        put(ret, "USAGE %s is %" PRIu32 " bytes", usage_of(item), item->size);
        break;
    case PH_RECORD_KIND_GROUP: put(ret, "%s", rule_of_group_size(item)); break;
    default: put(ret, "PIC %s: %s", item->picture, what_it_is(item)); break;
    }
}

/* The item, or what the item begins with, that is to be aligned; NULL: none is. */
static const ph_record_item *aligned_at(const ph_layout_place *place)
{
    const ph_record_item *item = item_of(place);
    const ph_record_item *last = item + item->descendants;

    for (; item <= last && item->offset == item_of(place)->offset; item++)
        if (item->boundary > 1)
            return item;
    return NULL;
}

/* Does anything in its group before it share storage with another? Its name, or NULL. */
static const char *shared_before(const ph_layout_place *place)
{
    const ph_record_item *before =
        place->before == PH_RECORD_NO_ITEM ? NULL : &place->copybook->items[place->before];

    return before && before->redefines != PH_RECORD_NO_ITEM ? name_of(place, before->redefines)
                                                            : NULL;
}

void ph_rule_of_offset(const ph_layout_place *place, char *ret)
{
    const ph_record_item *item = item_of(place), *aligned = aligned_at(place);
    const char *shared = shared_before(place);

    if (item->redefines != PH_RECORD_NO_ITEM)
        put(ret, "REDEFINES %s: the same storage, of the item of its own group",
            name_of(place, item->redefines));
    else if (aligned)
        put(ret, "SYNC: %s stands at a multiple of %u bytes from the record's first",
            usage_of(aligned), aligned->boundary);
    else if (shared)
        put(ret, "it stands behind the longest of %s and what redefines it", shared);
    else if (item->parent == PH_RECORD_NO_ITEM)
        put(ret, "a 01 is a record of its own, from its first byte on");
    else if (place->before == PH_RECORD_NO_ITEM)
        put(ret, "it is the first item of %s, and stands where that does",
            name_of(place, item->parent));
    else if (end_of(&place->copybook->items[place->before]) == item->offset)
        put(ret, "it stands right behind %s", name_of(place, place->before));
    else
        put(ret, "it stands behind %s and its slack bytes", name_of(place, place->before));
}

void ph_rule_of_varying(const ph_layout_place *place, char *ret)
{
    const ph_record_item *items = place->copybook->items, *item = item_of(place), *table = item;

    if (!item->offset_varies) {
        put(ret, "nothing that stands before it has a counter");
        return;
    }
    while (table > items && table->counter == PH_RECORD_NO_ITEM)
        table--;
    if (table->counter == PH_RECORD_NO_ITEM)
        put(ret, "it stands behind the occurrences that are there");
    else
        put(ret, "it stands behind the occurrences of %s that are there, by %s", table->name,
            items[table->counter].name);
}
