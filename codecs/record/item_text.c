/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is written of each item, made once for all records: keys, order, what is left out. */
#include <stdio.h>
#include <string.h>

#include "record/character.h"
#include "record/decoder.h"

/* "NAME__dup65535": */
enum { KEY_EXTRA = 3 + 10 };

static const char *const envelope[] = { "schema", "record_index", "codepage", "fields" };

static bool is_filler(const ph_record_item *item)
{
    return ph_is_word(item->name, strlen(item->name), "FILLER");
}

static bool is_group(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_GROUP;
}

size_t ph_line_keys_size(const ph_copybook *copybook, const ph_record *record)
{
    size_t size = 1; /* A NUL behind the last. */

    for (uint32_t i = record->first; i < record->first + record->item_count; i++)
        size += strlen(copybook->items[i].name) + KEY_EXTRA;
    return size;
}

/* A hash table that is at most half full, be each item in it twice. */
size_t ph_line_slot_count(const ph_record *record)
{
    size_t count = 4;

    while (count < 4 * (size_t)record->item_count)
        count *= 2;
    return count;
}

static uint32_t hash_of(uint32_t object, const char *text, size_t length)
{
    uint32_t hash = UINT32_C(2166136261) ^ object;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT32_C(16777619);
    return hash;
}

/* Is there an item in it that is written? */
static bool has_names(const ph_record_item *items, uint32_t group)
{
    for (uint32_t i = group + 1; i <= group + items[group].descendants; i++)
        if (items[i].kind != PH_RECORD_KIND_CONDITION && !is_filler(&items[i]))
            return true;
    return false;
}

/* The object an item is a member of: the group around it that is not lifted. */
static uint32_t object_of(const ph_line_decoder *decoder, uint32_t item)
{
    uint32_t object = decoder->items[item].parent;

    while (object != PH_RECORD_NO_ITEM && ph_text_of(decoder, object)->is_lifted)
        object = decoder->items[object].parent;
    return object;
}

/* A table of items by name within an object. */
typedef struct name_table {
    uint32_t *slots;
    uint32_t mask;
} name_table;

static name_table clear_table(uint32_t *slots, size_t count)
{
    memset(slots, 0xFF, count * sizeof(*slots)); /* PH_RECORD_NO_ITEM */
    return (name_table){ slots, (uint32_t)(count - 1) };
}

/* How many members its object has so far that are spelled so, this one counted. Only the first of a
 * name stands in the table; its key_length counts until the keys are made. */
static uint32_t count_name(ph_line_decoder *decoder, name_table table, uint32_t item)
{
    const char *name = decoder->items[item].name;
    const uint32_t object = object_of(decoder, item);
    uint32_t slot = hash_of(object, name, strlen(name)) & table.mask;

    for (; table.slots[slot] != PH_RECORD_NO_ITEM; slot = (slot + 1) & table.mask) {
        const uint32_t other = table.slots[slot];

        if (object_of(decoder, other) == object && strcmp(name, decoder->items[other].name) == 0)
            return ++decoder->texts[other - decoder->first].key_length;
    }
    table.slots[slot] = item;
    return decoder->texts[item - decoder->first].key_length = 1;
}

/* In a table of names: not the member of an object, but its copy in the one around that. */
#define COPY (UINT32_C(1) << 31)

static bool is_named(const ph_line_decoder *decoder, uint32_t entry, uint32_t object,
                     const char *name)
{
    const uint32_t item = entry & ~COPY;
    const uint32_t member = (entry & COPY) != 0 ? decoder->items[item].parent : item;

    return object_of(decoder, member) == object && strcmp(decoder->items[item].name, name) == 0;
}

/* Which members of late groups stand around these as well: whose name is not taken there. The table
 * has all members. */
static void find_copied(ph_line_decoder *decoder, name_table table)
{
    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        const char *name = decoder->items[i].name;
        const uint32_t parent = decoder->items[i].parent;
        ph_item_text *text = &decoder->texts[i - decoder->first];

        if (!text->key || parent == PH_RECORD_NO_ITEM || !ph_text_of(decoder, parent)->is_late)
            continue;
        const uint32_t object = object_of(decoder, parent);
        uint32_t slot = hash_of(object, name, strlen(name)) & table.mask;

        while (table.slots[slot] != PH_RECORD_NO_ITEM &&
               !is_named(decoder, table.slots[slot], object, name))
            slot = (slot + 1) & table.mask;
        text->is_copied = table.slots[slot] == PH_RECORD_NO_ITEM;
        if (text->is_copied)
            table.slots[slot] = i | COPY;
    }
}

static bool is_redefined(const ph_record_item *items, uint32_t item)
{
    for (uint32_t i = items[item].next; i != PH_RECORD_NO_ITEM; i = items[i].next) {
        if (items[i].redefines != PH_RECORD_NO_ITEM && items[i].kind != PH_RECORD_KIND_RENAMES)
            return true;
        if (items[i].kind != PH_RECORD_KIND_CONDITION)
            break;
    }
    return false;
}

/* All but the key. */
static void make_text(ph_line_decoder *decoder, uint32_t item)
{
    const ph_record_item *it = &decoder->items[item];
    ph_item_text *text = &decoder->texts[item - decoder->first];
    const bool redefines = it->redefines != PH_RECORD_NO_ITEM && it->kind != PH_RECORD_KIND_RENAMES;

    *text = (ph_item_text){ 0 };
    text->is_lifted =
        is_group(it) && !it->is_table && (it->parent == PH_RECORD_NO_ITEM || is_filler(it));
    text->is_view =
        redefines || (it->parent != PH_RECORD_NO_ITEM && ph_text_of(decoder, it->parent)->is_view);
    text->has_views = redefines || is_redefined(decoder->items, item);
    if (ph_record_described_by(decoder->items, item) != item) { /* Another name for it. */
        const ph_item_text *described = ph_text_of(decoder, it->redefines);

        text->is_view = described->is_view;
        text->has_views = described->is_in_views;
    }
    text->is_in_views = text->has_views || (it->parent != PH_RECORD_NO_ITEM &&
                                            ph_text_of(decoder, it->parent)->is_in_views);
    text->is_late = decoder->options.shape == PH_LINE_SHAPE_COPYBOOK_RS && redefines &&
                    is_group(it) && !it->is_table && !is_group(&decoder->items[it->redefines]);
}

/* Does an item have a key? Unnamed storage has none. */
static bool has_key(const ph_line_decoder *decoder, uint32_t item)
{
    const ph_record_item *it = &decoder->items[item];

    if (it->kind == PH_RECORD_KIND_CONDITION || ph_text_of(decoder, item)->is_lifted)
        return false;
    return !is_filler(it) || (is_group(it) && has_names(decoder->items, item));
}

/* Is it in a table, itself not counted? */
static bool is_in_table(const ph_record_item *items, uint32_t item)
{
    while ((item = items[item].parent) != PH_RECORD_NO_ITEM)
        if (items[item].is_table)
            return true;
    return false;
}

static bool is_of_envelope(const ph_item_text *text)
{
    for (size_t i = 0; i < sizeof(envelope) / sizeof(*envelope); i++)
        if (text->key_length == strlen(envelope[i]) + 3 &&
            memcmp(text->key + 1, envelope[i], strlen(envelope[i])) == 0)
            return true;
    return false;
}

/* A leaf of the flat part: a value, or a table. */
static bool is_flat(const ph_line_decoder *decoder, uint32_t item)
{
    const ph_record_item *it = &decoder->items[item];
    const ph_item_text *text = ph_text_of(decoder, item);

    return text->key && (!is_group(it) || it->is_table) && !is_in_table(decoder->items, item) &&
           !is_of_envelope(text) &&
           !(text->is_view && decoder->options.redefines == PH_LINE_REDEFINES_FIRST);
}

static bool has_same_key(const ph_item_text *a, const ph_item_text *b)
{
    return a->key_length == b->key_length && memcmp(a->key, b->key, a->key_length) == 0;
}

uint32_t ph_line_flat_before(const ph_line_decoder *decoder, uint32_t first, uint32_t item)
{
    const ph_item_text *text = ph_text_of(decoder, item);

    while (item-- > first)
        if (is_flat(decoder, item) && has_same_key(ph_text_of(decoder, item), text))
            return item;
    return PH_RECORD_NO_ITEM;
}

/* A later leaf of the same key gives the value; the first keeps the place. */
static void make_flat(ph_line_decoder *decoder, name_table table)
{
    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        const ph_item_text *text = ph_text_of(decoder, i);
        uint32_t slot;

        decoder->flat[i - decoder->first] = PH_RECORD_NO_ITEM;
        if (!is_flat(decoder, i))
            continue;
        slot = hash_of(0, text->key, text->key_length) & table.mask;
        while (table.slots[slot] != PH_RECORD_NO_ITEM &&
               !has_same_key(ph_text_of(decoder, table.slots[slot]), text))
            slot = (slot + 1) & table.mask;
        if (table.slots[slot] == PH_RECORD_NO_ITEM)
            table.slots[slot] = i;
        decoder->flat[table.slots[slot] - decoder->first] = i;
    }
}

/* "NAME":, or "NAME__dup2": for the second of its object. Returns what is behind it. */
static char *put_key(char *key, const char *name, uint32_t number)
{
    const size_t size = strlen(name) + KEY_EXTRA + 1;
    const int length = number == 1 ? snprintf(key, size, "\"%s\":", name)
                                   : snprintf(key, size, "\"%s__dup%u\":", name, number);

    return key + length;
}

void ph_line_make_texts(ph_line_decoder *decoder, char *keys, uint32_t *slots)
{
    const size_t slot_count =
        ph_line_slot_count(&(ph_record){ .item_count = decoder->behind - decoder->first });
    const name_table names = clear_table(slots, slot_count);

    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        ph_item_text *text = &decoder->texts[i - decoder->first];

        make_text(decoder, i);
        if (!has_key(decoder, i))
            continue;
        const uint32_t number = count_name(decoder, names, i);

        text->key = keys;
        keys = put_key(keys, decoder->items[i].name, number);
    }
    find_copied(decoder, names);
    for (uint32_t i = decoder->first; i < decoder->behind; i++) {
        ph_item_text *text = &decoder->texts[i - decoder->first];

        if (text->key)
            text->key_length = (uint32_t)(strchr(text->key, ':') + 1 - text->key);
    }
    make_flat(decoder, clear_table(slots, slot_count));
}
