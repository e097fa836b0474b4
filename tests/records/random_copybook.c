/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "random_copybook.h"

#include <string.h>

#include "random_picture.h"
#include "random_words.h"

enum { ITEMS_MOST = 60, BYTES_MOST = 200000, QUALIFIERS_MOST = 5 };

/* What a record may hold beside plain items: slack and moving offsets do not go together. */
typedef enum record_features {
    HAS_SYNC = 1 << 0,
    HAS_COUNTERS = 1 << 1,
} record_features;

typedef struct layout_maker {
    ph_random *random;
    random_copybook *copybook;
    random_copybook_scope scope;
    GArray *facts;     /* Of each item: item_facts. */
    uint32_t record;   /* Its 01. */
    uint32_t previous; /* The elementary item before, or PH_RECORD_NO_ITEM. */
    unsigned features; /* record_features. */
    uint32_t most;     /* Items of this copybook. */
    uint32_t depth_most;
    bool is_wrapped;  /* The 01 is not written. */
    bool is_variable; /* Something before is shorter with a smaller counter. */
} layout_maker;

/* What the layout of the items behind one hangs on. */
typedef struct item_facts {
    uint32_t alignment;  /* The largest that something in it asks for. */
    uint32_t shorter_by; /* Bytes between all its counters at the maximum, and at the minimum. */
    bool is_redefined;
    bool is_named_elsewhere; /* A reference is to find it: no other item gets its name. */
} item_facts;

/* Where an item is put. */
typedef struct item_place {
    uint32_t parent;
    uint32_t depth;
    uint32_t tables;   /* OCCURS around it. */
    uint32_t elements; /* Occurrences of what is around it. */
    uint8_t level;
    bool is_view;       /* It redefines something, or stands in what does. */
    random_usage usage; /* Of a group around it, or DISPLAY. */
    bool has_usage;
} item_place;

static ph_record_item *item_at(const layout_maker *maker, uint32_t index)
{
    return &g_array_index(maker->copybook->items, ph_record_item, index);
}

static item_facts *facts_at(const layout_maker *maker, uint32_t index)
{
    return &g_array_index(maker->facts, item_facts, index);
}

static uint32_t item_count(const layout_maker *maker)
{
    return maker->copybook->items->len;
}

static bool happens(layout_maker *maker, unsigned percent)
{
    return ph_random_below(maker->random, 100) < percent;
}

static uint32_t between(layout_maker *maker, uint32_t low, uint32_t high)
{
    return low + (uint32_t)ph_random_below(maker->random, high - low + 1);
}

static uint32_t round_up(uint32_t bytes, uint32_t alignment)
{
    return (bytes + alignment - 1) / alignment * alignment;
}

static uint32_t item_end(const ph_record_item *item)
{
    return item->offset + item->stride * item->occurs_max;
}

/* Whether one item is another's group, at whatever distance, or itself. */
static bool is_within(const layout_maker *maker, uint32_t index, uint32_t group)
{
    while (index != PH_RECORD_NO_ITEM && index != group)
        index = item_at(maker, index)->parent;
    return index == group;
}

/* A name that another group's item has: no reference asks for it, nor is it a sibling's. */
static const char *find_used_name(layout_maker *maker, uint32_t parent)
{
    const uint32_t candidate = between(maker, 0, item_count(maker) - 1);
    const ph_record_item *const item = item_at(maker, candidate);

    if (item->level > 49 || facts_at(maker, candidate)->is_named_elsewhere ||
        item->parent == parent || is_within(maker, parent, candidate) ||
        strcmp(item->name, "FILLER") == 0)
        return NULL;
    for (uint32_t i = 0; i < item_count(maker); i++)
        if (item_at(maker, i)->parent == parent &&
            g_ascii_strcasecmp(item_at(maker, i)->name, item->name) == 0)
            return NULL;
    return item->name;
}

static const char *choose_name(layout_maker *maker, uint32_t parent)
{
    const char *used = NULL;
    g_autofree char *name = NULL;

    if (happens(maker, 8))
        return "FILLER";
    if (parent != PH_RECORD_NO_ITEM && item_count(maker) > 0 && happens(maker, 12))
        used = find_used_name(maker, parent);
    if (used)
        return used;
    name = random_words_name(maker->random, item_count(maker));
    return g_string_chunk_insert(maker->copybook->texts, name);
}

static const char *choose_record_name(layout_maker *maker, uint8_t level)
{
    const char *name = maker->is_wrapped ? "FILLER" : choose_name(maker, PH_RECORD_NO_ITEM);

    while (level == 77 && strcmp(name, "FILLER") == 0)
        name = choose_name(maker, PH_RECORD_NO_ITEM);
    return name;
}

static uint32_t add_item(layout_maker *maker, uint32_t parent, uint8_t level, const char *name)
{
    const ph_record_item item = {
        .name = name,
        .picture = "",
        .usage = "",
        .level = level,
        .occurs_min = 1,
        .occurs_max = 1,
        .counter = PH_RECORD_NO_ITEM,
        .redefines = PH_RECORD_NO_ITEM,
        .last = PH_RECORD_NO_ITEM,
        .parent = parent,
        .next = PH_RECORD_NO_ITEM,
    };
    const item_facts facts = { .alignment = 1 };

    g_array_append_val(maker->copybook->items, item);
    g_array_append_val(maker->facts, facts);
    return item_count(maker) - 1;
}

/* The item that was put last into the same group, or PH_RECORD_NO_ITEM. */
static uint32_t last_sibling(const layout_maker *maker, uint32_t parent)
{
    for (uint32_t i = item_count(maker); i-- > 0;)
        if (item_at(maker, i)->parent == parent && item_at(maker, i)->level <= 49)
            return i;
    return PH_RECORD_NO_ITEM;
}

/* What a new item of the group may redefine. */
static uint32_t find_target(const layout_maker *maker, uint32_t parent)
{
    uint32_t index = last_sibling(maker, parent);
    const ph_record_item *item;

    if (index == PH_RECORD_NO_ITEM)
        return index;
    if (item_at(maker, index)->redefines != PH_RECORD_NO_ITEM)
        index = item_at(maker, index)->redefines;
    item = item_at(maker, index);
    return item->is_table || facts_at(maker, index)->shorter_by > 0 ||
                   strcmp(item->name, "FILLER") == 0
               ? PH_RECORD_NO_ITEM
               : index;
}

static bool is_filler(const ph_record_item *item)
{
    return strcmp(item->name, "FILLER") == 0;
}

/* Whether an item's name, with those of all groups around it, would do for another one. */
static bool would_do_for(const layout_maker *maker, uint32_t index, uint32_t other)
{
    if (g_ascii_strcasecmp(item_at(maker, index)->name, item_at(maker, other)->name) != 0)
        return false;
    while ((index = item_at(maker, index)->parent) != PH_RECORD_NO_ITEM) {
        if (is_filler(item_at(maker, index)))
            continue;
        do
            other = item_at(maker, other)->parent;
        while (other != PH_RECORD_NO_ITEM &&
               g_ascii_strcasecmp(item_at(maker, index)->name, item_at(maker, other)->name) != 0);
        if (other == PH_RECORD_NO_ITEM)
            return false;
    }
    return true;
}

/* Whether it can be referred to, so far: with more qualifiers the reader refuses to look for it. */
static bool can_be_found(const layout_maker *maker, uint32_t index)
{
    uint32_t groups = 0;

    for (uint32_t i = index; i != PH_RECORD_NO_ITEM; i = item_at(maker, i)->parent)
        groups++;
    if (groups > QUALIFIERS_MOST)
        return false;
    for (uint32_t i = 0; i < item_count(maker); i++)
        if (i != index && would_do_for(maker, index, i))
            return false;
    return !is_filler(item_at(maker, index));
}

static bool can_count(const layout_maker *maker, uint32_t index, uint32_t digits)
{
    const ph_record_item *const item = item_at(maker, index);

    if (item->kind != PH_RECORD_KIND_ZONED && item->kind != PH_RECORD_KIND_PACKED &&
        item->kind != PH_RECORD_KIND_BINARY)
        return false;
    if (item->scale != 0 || item->digits < digits || item->digits > 18 || item->flags != 0 ||
        item->picture[0] == 'V' || !can_be_found(maker, index))
        return false;
    for (uint32_t i = index; i != PH_RECORD_NO_ITEM; i = item_at(maker, i)->parent)
        if (item_at(maker, i)->is_table || item_at(maker, i)->redefines != PH_RECORD_NO_ITEM)
            return false;
    return true;
}

static uint32_t count_digits(uint32_t number)
{
    return number < 10 ? 1 : 1 + count_digits(number / 10);
}

/* An item of this record that can say how many there are, or PH_RECORD_NO_ITEM. */
static uint32_t find_counter(layout_maker *maker, uint32_t most)
{
    const uint32_t before = item_count(maker) - maker->record;
    const uint32_t start = between(maker, 0, before - 1);

    for (uint32_t i = 0; i < before; i++) {
        const uint32_t index = maker->record + (start + i) % before;

        if (can_count(maker, index, count_digits(most)))
            return index;
    }
    return PH_RECORD_NO_ITEM;
}

static void set_occurs(layout_maker *maker, uint32_t index, const item_place *place)
{
    ph_record_item *const item = item_at(maker, index);
    const uint32_t most = between(maker, 1,
                                  place->elements > 40 ? 2
                                  : happens(maker, 10) ? 120
                                                       : 6);
    /* GnuCOBOL refuses a table with a counter in another. */
    const bool is_allowed = place->tables == 0 || maker->scope == RANDOM_COPYBOOK_FULL;
    const bool may_vary = (maker->features & HAS_COUNTERS) && !place->is_view && is_allowed &&
                          (place->tables == 0 || !(maker->features & HAS_SYNC)) && most > 1;
    const uint32_t counter =
        may_vary && happens(maker, 70) ? find_counter(maker, most) : PH_RECORD_NO_ITEM;

    item->is_table = true;
    item->occurs_max = item->occurs_min = most;
    if (counter != PH_RECORD_NO_ITEM) {
        item->occurs_min = between(maker, 0, most - 1);
        item->counter = counter;
        facts_at(maker, counter)->is_named_elsewhere = true;
    }
}

/* Whether an item's group begins with it. */
static bool is_first_of_group(const layout_maker *maker, uint32_t index)
{
    uint32_t before = index - 1;

    while (item_at(maker, before)->kind == PH_RECORD_KIND_CONDITION)
        before--;
    return before == item_at(maker, index)->parent;
}

/* Move an item, and the groups that begin with it. */
static void move_item(layout_maker *maker, uint32_t index, uint32_t slack)
{
    item_at(maker, index)->offset += slack;
    while (is_first_of_group(maker, index)) {
        index = item_at(maker, index)->parent;
        item_at(maker, index)->offset += slack;
    }
}

/* Whether slack bytes before an item have one place where they can belong. */
static bool has_place_for_slack(const layout_maker *maker, uint32_t index)
{
    const uint32_t begin = item_at(maker, index)->offset;

    for (uint32_t i = index;; i = item_at(maker, i)->parent) {
        if (item_at(maker, i)->redefines != PH_RECORD_NO_ITEM)
            return false;
        if (!is_first_of_group(maker, i))
            break;
    }
    for (uint32_t i = maker->previous; !is_within(maker, index, i); i = item_at(maker, i)->parent) {
        const ph_record_item *const item = item_at(maker, i);

        if (item->redefines != PH_RECORD_NO_ITEM || facts_at(maker, i)->is_redefined ||
            item_end(item) != begin || (item->is_table && i != maker->previous))
            return false;
    }
    return true;
}

/* IBM's rule: slack bytes belong to the group of the elementary item before them. */
static void add_slack(layout_maker *maker, uint32_t index, uint32_t slack)
{
    uint32_t i = item_at(maker, maker->previous)->parent;

    for (; !is_within(maker, index, i); i = item_at(maker, i)->parent) {
        item_at(maker, i)->size += slack;
        item_at(maker, i)->stride += slack;
    }
    move_item(maker, index, slack);
}

static void synchronize(layout_maker *maker, uint32_t index)
{
    ph_record_item *const item = item_at(maker, index);
    const uint32_t alignment = random_picture_alignment(item);
    const uint32_t slack = round_up(item->offset, alignment) - item->offset;

    if (alignment == 1 || maker->is_variable || (slack > 0 && !has_place_for_slack(maker, index)))
        return;
    item->is_synchronized = true;
    facts_at(maker, index)->alignment = alignment;
    if (slack > 0)
        add_slack(maker, index, slack);
}

static random_usage choose_usage(layout_maker *maker, bool is_any)
{
    const uint64_t draw = ph_random_below(maker->random, 100);
    const bool is_full = maker->scope == RANDOM_COPYBOOK_FULL;

    if (draw < 20)
        return RANDOM_USAGE_PACKED;
    if (draw < 40)
        return draw < 32   ? RANDOM_USAGE_COMP
               : draw < 36 ? RANDOM_USAGE_COMP_4
                           : RANDOM_USAGE_BINARY;
    if (draw < 48)
        return is_full ? RANDOM_USAGE_NATIVE : RANDOM_USAGE_COMP;
    if (draw < 60 && is_any)
        return draw < 54   ? RANDOM_USAGE_FLOAT
               : draw < 58 ? RANDOM_USAGE_DOUBLE
               : is_full   ? RANDOM_USAGE_POINTER
                           : RANDOM_USAGE_DISPLAY;
    return is_any ? RANDOM_USAGE_DISPLAY : RANDOM_USAGE_PACKED;
}

/* Names for values of the item that was put last. */
static void add_conditions(layout_maker *maker, uint32_t index)
{
    const uint32_t count = between(maker, 1, 3);

    for (uint32_t i = 0; i < count && item_count(maker) < maker->most; i++) {
        g_autofree char *name = random_words_name(maker->random, item_count(maker));
        const uint32_t condition =
            add_item(maker, index, 88, g_string_chunk_insert(maker->copybook->texts, name));

        item_at(maker, condition)->kind = PH_RECORD_KIND_CONDITION;
    }
}

static void fill_elementary(layout_maker *maker, uint32_t index, const item_place *place)
{
    const bool is_counter = (maker->features & HAS_COUNTERS) && !place->is_view &&
                            place->tables == 0 && !place->has_usage && happens(maker, 20);

    if (is_counter)
        random_picture_set_counter(item_at(maker, index), between(maker, 1, 4), maker->copybook,
                                   maker->random);
    else
        random_picture_set(item_at(maker, index),
                           place->has_usage ? place->usage : choose_usage(maker, true),
                           maker->copybook, maker->random, maker->scope);
    item_at(maker, index)->stride = item_at(maker, index)->size;
    if ((maker->features & HAS_SYNC) && happens(maker, 60))
        synchronize(maker, index);
    maker->previous = index;
    if (happens(maker, 10))
        add_conditions(maker, index);
}

static void put_items(layout_maker *maker, const item_place *place);

/* How many bytes a group takes, all of whose items are known. */
static void measure_group(layout_maker *maker, uint32_t index)
{
    ph_record_item *const item = item_at(maker, index);
    item_facts *const facts = facts_at(maker, index);
    uint32_t end = item->offset;

    for (uint32_t i = index + 1; i < item_count(maker); i++) {
        const ph_record_item *const child = item_at(maker, i);

        if (child->parent != index || child->kind == PH_RECORD_KIND_CONDITION)
            continue;
        end = MAX(end, item_end(child));
        facts->alignment = MAX(facts->alignment, facts_at(maker, i)->alignment);
        facts->shorter_by += facts_at(maker, i)->shorter_by;
    }
    item->size = end - item->offset;
    item->size_varies = facts->shorter_by > 0;
}

static void fill_group(layout_maker *maker, uint32_t index, const item_place *around)
{
    const ph_record_item *const item = item_at(maker, index);
    item_place inside = *around;

    inside.parent = index;
    inside.depth++;
    inside.level = (uint8_t)(item->level + between(maker, 1, item->level < 30 ? 5 : 1));
    inside.tables += item->is_table;
    inside.elements *= item->occurs_max;
    inside.is_view |= item->redefines != PH_RECORD_NO_ITEM;
    if (!around->has_usage && around->depth > 0 && happens(maker, 10)) {
        inside.has_usage = true;
        inside.usage = choose_usage(maker, false);
    }
    item_at(maker, index)->usage = inside.has_usage ? random_usage_word(inside.usage) : "";
    if ((around->depth > 0 || !maker->is_wrapped) && happens(maker, 10))
        add_conditions(maker, index);
    put_items(maker, &inside);
    measure_group(maker, index);
}

/* From one occurrence to the next, and how many bytes fewer there may be. */
static void measure_table(layout_maker *maker, uint32_t index)
{
    ph_record_item *const item = item_at(maker, index);
    item_facts *const facts = facts_at(maker, index);
    uint32_t least;

    if (item->is_table)
        item->size = round_up(item->size, facts->alignment);
    item->stride = item->size;
    least = (item->stride - facts->shorter_by) * item->occurs_min;
    facts->shorter_by = item->stride * item->occurs_max - least;
    maker->is_variable |= facts->shorter_by > 0;
}

/* Put one item, with all that is below it. */
static void put_item(layout_maker *maker, const item_place *place, uint32_t begin, uint32_t target)
{
    const bool is_variable = maker->is_variable;
    const uint32_t index =
        add_item(maker, place->parent, place->level, choose_name(maker, place->parent));
    const bool is_group = place->depth < maker->depth_most && place->level < 45 &&
                          item_count(maker) + 3 < maker->most && happens(maker, 30);
    item_place inside = *place;

    item_at(maker, index)->offset = begin;
    item_at(maker, index)->offset_varies = is_variable;
    item_at(maker, index)->redefines = target;
    if (target != PH_RECORD_NO_ITEM)
        facts_at(maker, target)->is_redefined = true;
    inside.is_view |= target != PH_RECORD_NO_ITEM;
    if (place->tables < PH_RECORD_TABLE_DEPTH_MAX && happens(maker, 15))
        set_occurs(maker, index, &inside);
    if (is_group)
        fill_group(maker, index, &inside);
    else
        fill_elementary(maker, index, &inside);
    measure_table(maker, index);
    item_at(maker, index)->descendants = item_count(maker) - index - 1;
}

/* What is below a group: one item at least, one behind the other but where they redefine. */
static void put_items(layout_maker *maker, const item_place *place)
{
    const uint32_t count = between(maker, 1, place->depth < 2 ? 9 : 4);
    uint32_t end = item_at(maker, place->parent)->offset;

    for (uint32_t i = 0; i < count && (i == 0 || item_count(maker) < maker->most); i++) {
        const uint32_t target =
            i > 0 && happens(maker, 12) ? find_target(maker, place->parent) : PH_RECORD_NO_ITEM;
        const uint32_t index = item_count(maker);

        if (i > 0 && end * place->elements > BYTES_MOST)
            return;
        put_item(maker, place, target == PH_RECORD_NO_ITEM ? end : item_at(maker, target)->offset,
                 target);
        end = MAX(MAX(end, item_end(item_at(maker, index))), item_at(maker, index)->offset);
    }
}

/* Whether a 66 may begin or end with it: a name alone finds it, and it stands where it stands. */
static bool can_be_renamed(const layout_maker *maker, uint32_t index)
{
    const ph_record_item *const item = item_at(maker, index);

    if (item->level > 49 || facts_at(maker, index)->shorter_by > 0 || item->offset_varies ||
        !can_be_found(maker, index))
        return false;
    for (uint32_t i = index; i != PH_RECORD_NO_ITEM; i = item_at(maker, i)->parent)
        if (item_at(maker, i)->is_table || item_at(maker, i)->redefines != PH_RECORD_NO_ITEM)
            return false;
    return true;
}

/* A later end of the range that begins with an item; that item itself where there is none. */
static uint32_t find_range_end(layout_maker *maker, uint32_t first, uint32_t end)
{
    const uint32_t behind = first + item_at(maker, first)->descendants + 1;

    for (uint32_t i = behind; i < end; i++)
        if (can_be_renamed(maker, i) &&
            item_end(item_at(maker, i)) > item_end(item_at(maker, first)) && happens(maker, 40))
            return i;
    return first;
}

static void add_renames(layout_maker *maker)
{
    const uint32_t end = item_count(maker);
    const uint32_t first = between(maker, maker->record, end - 1);
    g_autofree char *name = random_words_name(maker->random, item_count(maker));
    uint32_t last, index;

    if (first == maker->record || !can_be_renamed(maker, first))
        return;
    last = find_range_end(maker, first, end);
    index = add_item(maker, maker->record, 66, g_string_chunk_insert(maker->copybook->texts, name));
    facts_at(maker, first)->is_named_elsewhere = facts_at(maker, last)->is_named_elsewhere = true;
    item_at(maker, index)->kind = PH_RECORD_KIND_RENAMES;
    item_at(maker, index)->redefines = first;
    item_at(maker, index)->last = last;
    item_at(maker, index)->offset = item_at(maker, first)->offset;
    item_at(maker, index)->size = item_end(item_at(maker, last)) - item_at(maker, first)->offset;
    item_at(maker, index)->stride = item_at(maker, index)->size;
}

/* One 01 or 77, alone or redefining that before it. */
static void put_record_item(layout_maker *maker, uint8_t level, uint32_t target, bool is_group)
{
    const uint32_t index =
        add_item(maker, PH_RECORD_NO_ITEM, level, choose_record_name(maker, level));
    const item_place around = { .parent = PH_RECORD_NO_ITEM,
                                .elements = 1,
                                .level = 1,
                                .is_view = target != PH_RECORD_NO_ITEM };

    maker->record = index;
    maker->previous = PH_RECORD_NO_ITEM;
    maker->is_variable = false;
    maker->features = (maker->scope == RANDOM_COPYBOOK_FULL && happens(maker, 30) ? HAS_SYNC : 0u) |
                      (happens(maker, 40) ? HAS_COUNTERS : 0u);
    item_at(maker, index)->redefines = target;
    /* GnuCOBOL finds what a 01 redefines by its name alone. */
    facts_at(maker, index)->is_named_elsewhere = maker->scope == RANDOM_COPYBOOK_SHARED;
    if (is_group)
        fill_group(maker, index, &around);
    else
        fill_elementary(maker, index, &around);
    measure_table(maker, index);
    for (unsigned i = 0; is_group && i < 2 && happens(maker, 10); i++)
        add_renames(maker);
    item_at(maker, index)->descendants = item_count(maker) - index - 1;
}

/* Whether a 01 may be redefined by the next. */
static bool can_be_redefined(const layout_maker *maker, uint32_t index)
{
    return facts_at(maker, index)->shorter_by == 0 &&
           strcmp(item_at(maker, index)->name, "FILLER") != 0;
}

/* What follows an item in its group: 66s and 88s, too; and a 01, what redefines it. */
static void set_next_items(layout_maker *maker, uint32_t record)
{
    for (uint32_t i = record; i < item_count(maker); i++) {
        ph_record_item *const item = item_at(maker, i);
        const uint32_t behind = i + item->descendants + 1;
        const uint32_t end = item->parent == PH_RECORD_NO_ITEM
                                 ? item_count(maker)
                                 : item->parent + item_at(maker, item->parent)->descendants + 1;

        item->next = behind < end ? behind : PH_RECORD_NO_ITEM;
    }
}

static void put_record(layout_maker *maker, bool may_be_wrapped)
{
    ph_record record = { .first = item_count(maker) };
    const bool is_independent = happens(maker, 5);
    const bool is_group = !is_independent && happens(maker, 93);

    maker->is_wrapped = record.is_wrapped = may_be_wrapped && is_group && happens(maker, 10);
    record.is_independent = is_independent;
    put_record_item(maker, is_independent ? 77 : 1, PH_RECORD_NO_ITEM, is_group);
    record.name = item_at(maker, record.first)->name;
    record.length_max = item_at(maker, record.first)->size;
    record.length_min = record.length_max - facts_at(maker, record.first)->shorter_by;
    while (!is_independent && happens(maker, 8) && can_be_redefined(maker, record.first)) {
        const uint32_t index = item_count(maker);

        put_record_item(maker, 1, record.first, happens(maker, 90));
        record.length_max = MAX(record.length_max, item_at(maker, index)->size);
        record.length_min = MAX(record.length_min, item_at(maker, index)->size);
    }
    record.item_count = item_count(maker) - record.first;
    set_next_items(maker, record.first);
    g_array_append_val(maker->copybook->records, record);
}

random_copybook *random_copybook_new(ph_random *random, random_copybook_scope scope)
{
    random_copybook *ret = g_new0(random_copybook, 1);
    layout_maker maker = { .random = random, .copybook = ret, .scope = scope };
    uint32_t records;

    ret->items = g_array_new(FALSE, TRUE, sizeof(ph_record_item));
    ret->records = g_array_new(FALSE, TRUE, sizeof(ph_record));
    ret->texts = g_string_chunk_new(4096);
    maker.facts = g_array_new(FALSE, TRUE, sizeof(item_facts));
    maker.most = between(&maker, 2, happens(&maker, 50) ? ITEMS_MOST : 15);
    maker.depth_most = happens(&maker, 5) ? 30 : between(&maker, 1, 5);
    records = happens(&maker, 75) ? 1 : between(&maker, 2, 4);
    for (uint32_t i = 0; i < records; i++)
        put_record(&maker, i == 0);
    ret->copybook.items = (const ph_record_item *)(const void *)ret->items->data;
    ret->copybook.item_count = ret->items->len;
    ret->copybook.records = (const ph_record *)(const void *)ret->records->data;
    ret->copybook.record_count = ret->records->len;
    g_array_free(maker.facts, TRUE);
    return ret;
}

void random_copybook_free(random_copybook *copybook)
{
    if (!copybook)
        return;
    g_array_free(copybook->items, TRUE);
    g_array_free(copybook->records, TRUE);
    g_string_chunk_free(copybook->texts);
    g_free(copybook);
}
