/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries become items: below which group, of which kind and size, and what their names refer to.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "perfharness/codec.h"
#include "record/character.h"
#include "record/reader.h"

enum {
    LEVEL_RENAMES = 66,
    LEVEL_INDEPENDENT = 77,
    LEVEL_CONDITION = 88,
    BINARY_DIGITS_MAX = 18,
    COUNTER_DIGITS_MAX = 18,
};

static const char filler[] = "FILLER";

bool ph_reader_refuse_item(ph_reader *reader, uint32_t item, ph_copybook_error_kind kind,
                           const char *format, ...)
{
    const ph_token place = { .line = reader->items[item].line,
                             .column = reader->items[item].column };
    char message[sizeof(reader->words.error->message)];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    return ph_words_refuse(&reader->words, &place, kind, "%s", message);
}

#define REFUSE(reader, place, kind, ...)                                                           \
    ph_words_refuse(&(reader)->words, place, PH_COPYBOOK_ERROR_##kind, __VA_ARGS__)

static ph_open_item *top_of(ph_reader *reader)
{
    return reader->open_count > 0 ? &reader->open[reader->open_count - 1] : NULL;
}

static const char *name_in_entry(const ph_entry *entry)
{
    return entry->name[0] ? entry->name : filler;
}

static bool refuse_size(ph_reader *reader)
{
    return REFUSE(reader, &reader->entry.place, TOO_LARGE,
                  "the copybook does not fit into the memory that was lent to its reader");
}

/* A new item at the end of all, with what needs no other item. NULL after filling in the error. */
static ph_record_item *append_item(ph_reader *reader, const ph_entry *entry)
{
    ph_record_item *item;

    if (reader->item_count == PH_COPYBOOK_ITEMS_MAX) {
        (void)REFUSE(reader, &entry->place, TOO_LARGE,
                     "the copybook has more than %u items: split it", PH_COPYBOOK_ITEMS_MAX);
        return NULL;
    }
    item = ph_lent_memory_grow(&reader->memory, sizeof(*item));
    if (!item) {
        (void)refuse_size(reader);
        return NULL;
    }
    *item = (ph_record_item){
        .name = filler,
        .picture = "",
        .usage = "",
        .line = entry->place.line,
        .column = entry->place.column < UINT16_MAX ? (uint16_t)entry->place.column : UINT16_MAX,
        .source_begin = entry->place.begin,
        .source_end = entry->place.end,
        .level = (uint8_t)entry->level,
        .occurs_min = entry->occurs_min,
        .occurs_max = entry->occurs_max,
        .counter = PH_RECORD_NO_ITEM,
        .redefines = PH_RECORD_NO_ITEM,
        .last = PH_RECORD_NO_ITEM,
        .parent = PH_RECORD_NO_ITEM,
        .next = PH_RECORD_NO_ITEM,
    };
    reader->item_count++;
    return item;
}

static bool copy_texts(ph_reader *reader, const ph_entry *entry, ph_record_item *item)
{
    if (entry->name[0])
        item->name = ph_lent_memory_copy(&reader->memory, entry->name, strlen(entry->name));
    if (entry->picture_text[0])
        item->picture =
            ph_lent_memory_copy(&reader->memory, entry->picture_text, strlen(entry->picture_text));
    if (!item->name || !item->picture)
        return refuse_size(reader);
    if (entry->name[0])
        ph_names_add(&reader->names, reader->items, (uint32_t)(item - reader->items));
    item->value_begin = entry->value_begin;
    item->value_end = entry->value_end;
    return true;
}

/* Make an item the last child of the one that is open, or the next 01. */
static void link_item(ph_reader *reader, uint32_t index, ph_open_item *parent)
{
    ph_record_item *items = reader->items;

    if (!parent)
        return; /* Only views of one record are linked: begin_record(). */
    items[index].parent = parent->index;
    if (parent->last_child != PH_RECORD_NO_ITEM)
        items[parent->last_child].next = index;
    parent->last_child = index;
}

/* Only an item without a picture may hold others, and what holds none must be something itself. */
static bool close_item(ph_reader *reader, const ph_open_item *open)
{
    ph_record_item *item = &reader->items[open->index];
    const uint32_t bytes = ph_usage_bytes(open->usage, reader->words.options->pointer_bytes);

    item->descendants = reader->item_count - open->index - 1;
    if (item->kind != PH_RECORD_KIND_GROUP || open->has_children)
        return true;
    if (bytes == 0)
        return ph_reader_refuse_item(reader, open->index, PH_COPYBOOK_ERROR_NO_CHILDREN,
                                     "%s has neither a picture (PIC) nor items below it",
                                     item->name);
    item->kind = open->usage == PH_USAGE_COMP_1 || open->usage == PH_USAGE_COMP_2
                     ? PH_RECORD_KIND_FLOAT
                     : PH_RECORD_KIND_BYTES;
    item->usage = ph_usage_word(open->usage);
    item->size = bytes;
    item->flags = item->kind == PH_RECORD_KIND_FLOAT ? PH_DECIMAL_SIGNED : 0;
    return true;
}

bool ph_reader_close_items(ph_reader *reader, uint32_t level)
{
    while (reader->open_count > 0 && top_of(reader)->level >= level)
        if (!close_item(reader, &reader->open[--reader->open_count]))
            return false;
    return true;
}

/* USAGE, SIGN and SYNC of a group are those of its items. */
static bool inherit(ph_reader *reader, const ph_entry *entry, const ph_open_item *parent,
                    ph_open_item *open)
{
    open->usage = entry->usage;
    open->has_sign = ph_entry_has(entry, PH_CLAUSE_SIGN);
    open->is_leading = entry->is_leading;
    open->is_separate = entry->is_separate;
    open->is_synchronized = ph_entry_has(entry, PH_CLAUSE_SYNCHRONIZED);
    open->table_depth = ph_entry_has(entry, PH_CLAUSE_OCCURS);
    if (!parent)
        return true;
    open->is_synchronized = open->is_synchronized || parent->is_synchronized;
    open->table_depth = (uint8_t)(open->table_depth + parent->table_depth);
    if (!open->has_sign) {
        open->has_sign = parent->has_sign;
        open->is_leading = parent->is_leading;
        open->is_separate = parent->is_separate;
    }
    if (open->usage != PH_USAGE_NONE && parent->usage != PH_USAGE_NONE &&
        open->usage != parent->usage &&
        !(ph_usage_is_binary(open->usage) && ph_usage_is_binary(parent->usage)))
        return REFUSE(
            reader, &entry->clauses[PH_CLAUSE_USAGE], BAD_CLAUSE,
            "%s has another usage than the group it is in: a group's USAGE is that of all "
            "its items",
            name_in_entry(entry));
    if (open->usage == PH_USAGE_NONE)
        open->usage = parent->usage;
    return true;
}

/* Bytes of a binary item, by its digits. */
static uint32_t binary_bytes(uint32_t digits)
{
    return digits <= 4 ? 2 : digits <= 9 ? 4 : 8;
}

static bool shape_number(ph_reader *reader, const ph_entry *entry, const ph_open_item *open,
                         ph_record_item *item)
{
    const ph_picture *picture = &entry->picture;
    const ph_token *place = &entry->clauses[PH_CLAUSE_PICTURE];

    item->digits = (uint8_t)picture->digits;
    item->scale = (int8_t)picture->scale;
    item->flags = picture->is_signed ? PH_DECIMAL_SIGNED : 0;
    if (ph_usage_is_binary(open->usage)) {
        if (picture->digits > BINARY_DIGITS_MAX)
            return REFUSE(reader, place, BAD_PICTURE,
                          "%s has %u digits, and a binary item at most %d", name_in_entry(entry),
                          picture->digits, BINARY_DIGITS_MAX);
        item->kind = PH_RECORD_KIND_BINARY;
        item->size = binary_bytes(picture->digits);
        return true;
    }
    if (open->usage == PH_USAGE_COMP_3) {
        item->kind = PH_RECORD_KIND_PACKED;
        item->size = (uint32_t)PH_PACKED_WIDTH(picture->digits);
        return true;
    }
    item->kind = PH_RECORD_KIND_ZONED;
    if (picture->is_signed && open->has_sign) {
        item->flags |= open->is_leading ? PH_DECIMAL_SIGN_LEADING : 0;
        item->flags |= open->is_separate ? PH_DECIMAL_SIGN_SEPARATE : 0;
    }
    item->flags |= ph_entry_has(entry, PH_CLAUSE_BLANK) ? PH_DECIMAL_BLANK_WHEN_ZERO : 0;
    item->size = (uint32_t)PH_ZONED_WIDTH(picture->digits, item->flags);
    return true;
}

/* Does the picture go with the usage? */
static bool check_usage(ph_reader *reader, const ph_entry *entry, ph_usage usage)
{
    const ph_picture *picture = &entry->picture;
    const ph_token *place = &entry->clauses[PH_CLAUSE_PICTURE];

    if (usage == PH_USAGE_NONE || usage == PH_USAGE_DISPLAY)
        return picture->category != PH_PICTURE_NATIONAL || usage == PH_USAGE_NONE ||
               REFUSE(reader, place, BAD_CLAUSE, "%s is of national characters, and not DISPLAY",
                      name_in_entry(entry));
    if (usage == PH_USAGE_NATIONAL)
        return picture->category == PH_PICTURE_NATIONAL ||
               REFUSE(reader, place, UNSUPPORTED,
                      "%s is NATIONAL without N in its picture, which this reader does not know",
                      name_in_entry(entry));
    if (ph_usage_bytes(usage, 8) > 0)
        return REFUSE(reader, place, BAD_CLAUSE, "%s is %s, which has no picture",
                      name_in_entry(entry), ph_usage_word(usage));
    return picture->category == PH_PICTURE_NUMERIC ||
           REFUSE(reader, place, BAD_CLAUSE,
                  "%s is %s, and its picture is not that of a number: S9(n)V9(n)",
                  name_in_entry(entry), ph_usage_word(usage));
}

/* The clauses that only some pictures have. */
static bool check_clauses(ph_reader *reader, const ph_entry *entry, const ph_record_item *item)
{
    const bool is_number = entry->picture.category == PH_PICTURE_NUMERIC;

    if (ph_entry_has(entry, PH_CLAUSE_SIGN) &&
        !(item->kind == PH_RECORD_KIND_ZONED && entry->picture.is_signed))
        return REFUSE(reader, &entry->clauses[PH_CLAUSE_SIGN], BAD_CLAUSE,
                      "%s has a SIGN clause, which only DISPLAY items with an S in their picture "
                      "have",
                      name_in_entry(entry));
    if (ph_entry_has(entry, PH_CLAUSE_BLANK) && item->kind != PH_RECORD_KIND_ZONED &&
        !entry->picture.is_edited_number)
        return REFUSE(reader, &entry->clauses[PH_CLAUSE_BLANK], BAD_CLAUSE,
                      "%s is BLANK WHEN ZERO, which only numbers in characters are",
                      name_in_entry(entry));
    if (ph_entry_has(entry, PH_CLAUSE_JUSTIFIED) && (is_number || entry->picture.is_edited_number))
        return REFUSE(reader, &entry->clauses[PH_CLAUSE_JUSTIFIED], BAD_CLAUSE,
                      "%s is a number, and JUSTIFIED is for text", name_in_entry(entry));
    return true;
}

/* What a picture makes of an item. */
static bool shape_item(ph_reader *reader, const ph_entry *entry, const ph_open_item *open,
                       ph_record_item *item)
{
    const ph_picture *picture = &entry->picture;

    if (!check_usage(reader, entry, open->usage))
        return false;
    item->usage = ph_usage_word(open->usage);
    item->is_edited = picture->is_edited;
    item->is_justified = ph_entry_has(entry, PH_CLAUSE_JUSTIFIED);
    item->is_synchronized = open->is_synchronized;
    switch (picture->category) {
    case PH_PICTURE_NUMERIC:
        if (!shape_number(reader, entry, open, item))
            return false;
        break;
    case PH_PICTURE_NATIONAL:
        item->kind = PH_RECORD_KIND_NATIONAL;
        item->usage = ph_usage_word(PH_USAGE_NATIONAL);
        item->size = 2 * picture->characters;
        break;
    case PH_PICTURE_TEXT:
        item->kind = PH_RECORD_KIND_TEXT;
        item->size = picture->characters;
        break;
    }
    if (item->size > PH_RECORD_LENGTH_MAX)
        return REFUSE(reader, &entry->clauses[PH_CLAUSE_PICTURE], TOO_LARGE,
                      "%s is longer than %u bytes, the most a record may have",
                      name_in_entry(entry), PH_RECORD_LENGTH_MAX);
    return check_clauses(reader, entry, item);
}

/* Is an item in groups of these names, from the inner one out? */
static bool is_in_groups(const ph_record_item *items, uint32_t item, const ph_reference *reference)
{
    uint32_t found = 1;

    for (uint32_t group = items[item].parent;
         group != PH_RECORD_NO_ITEM && found < reference->count; group = items[group].parent)
        if (ph_is_word(items[group].name, strlen(items[group].name), reference->names[found]))
            found++;
    return found == reference->count;
}

static bool is_named(const ph_record_item *item, const char *name)
{
    return ph_upper(item->name[0]) == ph_upper(name[0]) && item->name != filler &&
           ph_is_word(item->name, strlen(item->name), name);
}

/* The last item that is in a group, or would be if it were read now. */
static uint32_t last_below(const ph_reader *reader, uint32_t group)
{
    for (uint32_t i = 0; i < reader->open_count; i++)
        if (reader->open[i].index == group)
            return reader->item_count - 1;
    return group + reader->items[group].descendants;
}

/* The one before another item that a reference may mean, in a group it names. */
static uint32_t find_in_group(const ph_reader *reader, const ph_reference *reference,
                              uint32_t group, uint32_t before)
{
    const uint32_t last = last_below(reader, group);
    uint32_t item = PH_RECORD_NO_ITEM;

    do
        item = ph_names_find(&reader->names, reader->items, reference->names[0], group + 1, item);
    while (item != PH_RECORD_NO_ITEM &&
           (item > last || item >= before || !is_in_groups(reader->items, item, reference)));
    return item;
}

/*
 * The last item before another one that a reference may mean. Where it is said to be in a group,
 * only items of groups of that name are looked at: there may be as many of one name as of groups.
 */
static uint32_t find_before(const ph_reader *reader, const ph_reference *reference, uint32_t first,
                            uint32_t before)
{
    uint32_t group = PH_RECORD_NO_ITEM;
    uint32_t found = PH_RECORD_NO_ITEM;

    if (reference->count == 1)
        return ph_names_find(&reader->names, reader->items, reference->names[0], first, before);
    while ((group = ph_names_find(&reader->names, reader->items, reference->names[1], first,
                                  group)) != PH_RECORD_NO_ITEM) {
        const uint32_t item = find_in_group(reader, reference, group, before);

        if (item != PH_RECORD_NO_ITEM && (found == PH_RECORD_NO_ITEM || item > found))
            found = item;
    }
    return found;
}

/* The one item of a record that a reference means; false after saying that there is none, or that
 * there are several. */
static bool find_item(ph_reader *reader, const ph_reference *reference, uint32_t first,
                      ph_copybook_error_kind kind, uint32_t *ret)
{
    uint32_t another;

    *ret = find_before(reader, reference, first, PH_RECORD_NO_ITEM);
    if (*ret == PH_RECORD_NO_ITEM)
        return ph_words_refuse(&reader->words, &reference->place, kind,
                               "there is no %s before this in the record%s", reference->names[0],
                               kind == PH_COPYBOOK_ERROR_BAD_COUNTER
                                   ? ", where the counter of its table belongs"
                                   : "");
    another = find_before(reader, reference, first, *ret);
    return another == PH_RECORD_NO_ITEM ||
           ph_words_refuse(&reader->words, &reference->place, kind,
                           "%s may be that of line %u or that of line %u: say which with OF",
                           reference->names[0], reader->items[another].line,
                           reader->items[*ret].line);
}

/* An item, or a group it is in, occurs more than once. */
static bool is_in_table(const ph_record_item *items, uint32_t item)
{
    for (; item != PH_RECORD_NO_ITEM; item = items[item].parent)
        if (items[item].is_table)
            return true;
    return false;
}

static uint32_t first_of_record(const ph_reader *reader)
{
    uint32_t first = reader->open_count > 0 ? reader->open[0].index : 0;

    while (reader->items[first].redefines != PH_RECORD_NO_ITEM)
        first = reader->items[first].redefines;
    return first;
}

/* DEPENDING ON: a whole number that stands before the table, in no table. */
static bool find_counter(ph_reader *reader, const ph_entry *entry, ph_record_item *item)
{
    const ph_record_item *counter;

    if (!find_item(reader, &entry->counter, first_of_record(reader), PH_COPYBOOK_ERROR_BAD_COUNTER,
                   &item->counter))
        return false;
    counter = &reader->items[item->counter];
    if (counter->kind != PH_RECORD_KIND_ZONED && counter->kind != PH_RECORD_KIND_PACKED &&
        counter->kind != PH_RECORD_KIND_BINARY)
        return REFUSE(reader, &entry->counter.place, BAD_COUNTER,
                      "%s is not a number, and cannot say how often %s occurs", counter->name,
                      name_in_entry(entry));
    if (counter->scale != 0 || counter->digits > COUNTER_DIGITS_MAX)
        return REFUSE(reader, &entry->counter.place, BAD_COUNTER,
                      "%s is not a whole number of up to %d digits, and cannot say how often %s "
                      "occurs",
                      counter->name, COUNTER_DIGITS_MAX, name_in_entry(entry));
    return !is_in_table(reader->items, item->counter) ||
           REFUSE(reader, &entry->counter.place, BAD_COUNTER,
                  "%s stands in a table itself: a counter has no subscript", counter->name);
}

/* Storage or what redefines it: the last of that name before an item of the same group. */
static uint32_t find_view(const ph_reader *reader, uint32_t storage, uint32_t self,
                          const char *name)
{
    const ph_record_item *items = reader->items;
    uint32_t item = PH_RECORD_NO_ITEM;

    if (storage == PH_RECORD_NO_ITEM)
        return PH_RECORD_NO_ITEM;
    do
        item = ph_names_find(&reader->names, items, name, storage, item);
    while (item != PH_RECORD_NO_ITEM && (item >= self || items[item].parent != items[self].parent ||
                                         items[item].kind == PH_RECORD_KIND_CONDITION));
    return item;
}

/* REDEFINES: the item right before, or one that redefines that. */
static bool find_redefined(ph_reader *reader, const ph_entry *entry, uint32_t storage,
                           ph_record_item *item)
{
    const char *name = entry->redefines.names[0];
    const ph_record_item *items = reader->items;
    const uint32_t found = find_view(reader, storage, (uint32_t)(item - items), name);

    if (is_named(item, name) && found == PH_RECORD_NO_ITEM)
        return REFUSE(reader, &entry->redefines.place, BAD_REDEFINES, "%s cannot redefine itself",
                      name);
    if (found != PH_RECORD_NO_ITEM && items[found].level != item->level)
        return REFUSE(
            reader, &entry->redefines.place, BAD_REDEFINES,
            "%s is of level %02u, and %s of level %02u: an item and what redefines it have "
            "the same level",
            name, items[found].level, name_in_entry(entry), item->level);
    if (found == PH_RECORD_NO_ITEM)
        return REFUSE(reader, &entry->redefines.place, BAD_REDEFINES,
                      "%s is not the item right before %s, of the same level and group: only that "
                      "can be redefined",
                      name, name_in_entry(entry));
    if (items[found].is_table)
        return REFUSE(reader, &entry->redefines.place, BAD_REDEFINES,
                      "%s has OCCURS: a table cannot be redefined, but a group around it can",
                      name);
    item->redefines = found;
    return true;
}

static bool take_table(ph_reader *reader, const ph_entry *entry, const ph_open_item *open,
                       ph_record_item *item)
{
    if (!ph_entry_has(entry, PH_CLAUSE_OCCURS))
        return true;
    item->is_table = true;
    if (!reader->open_count)
        return REFUSE(reader, &entry->clauses[PH_CLAUSE_OCCURS], BAD_OCCURS,
                      "%s is of level %02u, which has no OCCURS", name_in_entry(entry),
                      entry->level);
    if (open->table_depth > PH_RECORD_TABLE_DEPTH_MAX)
        return REFUSE(reader, &entry->clauses[PH_CLAUSE_OCCURS], BAD_OCCURS,
                      "%s is a table in %d tables: OCCURS goes %d deep", name_in_entry(entry),
                      PH_RECORD_TABLE_DEPTH_MAX, PH_RECORD_TABLE_DEPTH_MAX);
    return !entry->has_counter || find_counter(reader, entry, item);
}

/* Entries before a 01 get one around them. */
static bool open_wrapping_record(ph_reader *reader)
{
    ph_entry entry = { .place = reader->entry.place, .level = 1, .occurs_min = 1, .occurs_max = 1 };
    ph_record_item *item;

    entry.place.end = entry.place.begin;
    item = append_item(reader, &entry);
    if (!item)
        return false;
    reader->open[reader->open_count++] = (ph_open_item){ .index = reader->item_count - 1,
                                                         .last_child = PH_RECORD_NO_ITEM,
                                                         .storage = PH_RECORD_NO_ITEM,
                                                         .level = 1 };
    return true;
}

/* A 01 or 77 begins a record, or redefines the one before it: both are views of one record. */
static bool begin_record(ph_reader *reader, const ph_entry *entry)
{
    const uint32_t index = reader->item_count - 1;
    ph_record_item *item = &reader->items[index];

    if (!ph_entry_has(entry, PH_CLAUSE_REDEFINES)) {
        reader->record = reader->view = index;
        return true;
    }
    if (index == 0 || reader->items[reader->record].level != item->level)
        return REFUSE(reader, &entry->redefines.place, BAD_REDEFINES,
                      "there is nothing before %s that it could redefine", name_in_entry(entry));
    if (!find_redefined(reader, entry, reader->record, item))
        return false;
    reader->items[reader->view].next = index;
    reader->view = index;
    return true;
}

static bool check_parent(ph_reader *reader, const ph_entry *entry, const ph_open_item *parent)
{
    return !parent || reader->items[parent->index].level != LEVEL_INDEPENDENT ||
           REFUSE(reader, &entry->place, BAD_LEVEL,
                  "%s stands below %s, which is of level 77: only a 01 has items below it",
                  name_in_entry(entry), reader->items[parent->index].name);
}

/* What a group, or an item without a picture, does not have. */
static bool check_group(ph_reader *reader, const ph_entry *entry)
{
    static const ph_clause clauses[] = { PH_CLAUSE_JUSTIFIED, PH_CLAUSE_BLANK };

    for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++)
        if (ph_entry_has(entry, clauses[i]))
            return REFUSE(reader, &entry->clauses[clauses[i]], BAD_CLAUSE,
                          "'%.*s': %s has no picture, and only items with one have such a clause",
                          PH_TOKEN_QUOTED(&entry->clauses[clauses[i]]), name_in_entry(entry));
    return true;
}

/* An item that has storage. */
static bool take_storage(ph_reader *reader, const ph_entry *entry)
{
    const uint32_t level = entry->level == LEVEL_INDEPENDENT ? 1 : entry->level;
    const uint32_t index = reader->item_count;
    ph_open_item open = { .index = index,
                          .last_child = PH_RECORD_NO_ITEM,
                          .storage = PH_RECORD_NO_ITEM,
                          .level = (uint8_t)level };
    ph_open_item *parent = top_of(reader);
    ph_record_item *item = check_parent(reader, entry, parent) ? append_item(reader, entry) : NULL;

    if (!item || !copy_texts(reader, entry, item) || !inherit(reader, entry, parent, &open))
        return false;
    link_item(reader, index, parent);
    item->kind = PH_RECORD_KIND_GROUP;
    item->is_synchronized = open.is_synchronized;
    item->usage = ph_usage_word(open.usage);
    if (parent && ph_entry_has(entry, PH_CLAUSE_REDEFINES) &&
        !find_redefined(reader, entry, parent->storage, item))
        return false;
    if (parent && item->redefines == PH_RECORD_NO_ITEM)
        parent->storage = index;
    if (!take_table(reader, entry, &open, item) ||
        !(entry->picture_text[0] ? shape_item(reader, entry, &open, item)
                                 : check_group(reader, entry)))
        return false;
    if (parent)
        parent->has_children = true;
    reader->open[reader->open_count++] = open;
    reader->last_storage = index;
    return true;
}

/* What a 66, 77, 88 or 01 does not have. */
static bool check_level(ph_reader *reader, const ph_entry *entry)
{
    if (ph_entry_has(entry, PH_CLAUSE_RENAMES) != (entry->level == LEVEL_RENAMES))
        return REFUSE(reader, &entry->place, BAD_RENAMES,
                      entry->level == LEVEL_RENAMES ? "%s is of level 66, and does not say what it "
                                                      "RENAMES"
                                                    : "%s has RENAMES, which only level 66 has",
                      name_in_entry(entry));
    if (entry->level != LEVEL_CONDITION && entry->level != LEVEL_RENAMES)
        return true;
    if (!entry->name[0])
        return REFUSE(reader, &entry->place, BAD_NAME, "level %u has no name", entry->level);
    for (int clause = 0; clause < PH_CLAUSE_COUNT; clause++)
        if (ph_entry_has(entry, (ph_clause)clause) &&
            clause != (entry->level == LEVEL_RENAMES ? PH_CLAUSE_RENAMES : PH_CLAUSE_VALUE))
            return REFUSE(reader, &entry->clauses[clause], BAD_CLAUSE,
                          "'%.*s': level %u has no such clause",
                          PH_TOKEN_QUOTED(&entry->clauses[clause]), entry->level);
    if (entry->level == LEVEL_CONDITION && !ph_entry_has(entry, PH_CLAUSE_VALUE))
        return REFUSE(reader, &entry->place, BAD_CLAUSE, "%s is of level 88, and has no VALUE",
                      entry->name);
    return true;
}

/* Level 88: belongs to the item before it, which goes on. */
static bool take_condition(ph_reader *reader, const ph_entry *entry)
{
    const uint32_t index = reader->item_count;
    ph_record_item *item;

    if (reader->last_storage == PH_RECORD_NO_ITEM)
        return REFUSE(reader, &entry->place, BAD_LEVEL, "%s names values of no item before it",
                      entry->name);
    item = append_item(reader, entry);
    if (!item || !copy_texts(reader, entry, item))
        return false;
    item->kind = PH_RECORD_KIND_CONDITION;
    link_item(reader, index, top_of(reader));
    return true;
}

/* One end of the range of a level 66. */
static bool find_renamed(ph_reader *reader, const ph_reference *reference, uint32_t *ret)
{
    const ph_record_item *item;

    if (!find_item(reader, reference, reader->open[0].index, PH_COPYBOOK_ERROR_BAD_RENAMES, ret))
        return false;
    item = &reader->items[*ret];
    return (item->level != 1 && item->level < LEVEL_RENAMES && !is_in_table(reader->items, *ret)) ||
           ph_words_refuse(&reader->words, &reference->place, PH_COPYBOOK_ERROR_BAD_RENAMES,
                           "%s cannot be renamed: it is of level %02u, or in a table", item->name,
                           item->level);
}

/* Level 66: stands behind all items of its record. */
static bool take_renames(ph_reader *reader, const ph_entry *entry)
{
    const uint32_t index = reader->item_count;
    uint32_t first;
    uint32_t last;
    ph_record_item *item;

    if (reader->open_count == 0)
        return REFUSE(reader, &entry->place, BAD_RENAMES, "%s renames items of no record",
                      entry->name);
    if (!ph_reader_close_items(reader, 2) || !find_renamed(reader, &entry->redefines, &first))
        return false;
    last = first;
    if (entry->last.count > 0 && !find_renamed(reader, &entry->last, &last))
        return false;
    item = append_item(reader, entry);
    if (!item || !copy_texts(reader, entry, item))
        return false;
    item->kind = PH_RECORD_KIND_RENAMES;
    item->redefines = first;
    item->last = last;
    link_item(reader, index, top_of(reader));
    reader->last_storage = PH_RECORD_NO_ITEM;
    reader->has_renames = true;
    return true;
}

/* A 01 or 77: what was open is complete. */
static bool take_record(ph_reader *reader, const ph_entry *entry)
{
    reader->has_renames = false;
    return take_storage(reader, entry) && begin_record(reader, entry);
}

bool ph_reader_take_entry(ph_reader *reader)
{
    const ph_entry *entry = &reader->entry;
    const uint32_t level = entry->level == LEVEL_INDEPENDENT ? 1 : entry->level;

    if (!check_level(reader, entry))
        return false;
    if (entry->level == LEVEL_CONDITION)
        return take_condition(reader, entry);
    if (entry->level == LEVEL_RENAMES)
        return take_renames(reader, entry);
    if (!ph_reader_close_items(reader, level))
        return false;
    if (level == 1)
        return take_record(reader, entry);
    if (reader->has_renames)
        return REFUSE(reader, &entry->place, BAD_RENAMES,
                      "%s stands behind level 66, which comes after all items of its record",
                      name_in_entry(entry));
    if (reader->open_count == 0 && !open_wrapping_record(reader))
        return false;
    if (reader->items[top_of(reader)->index].picture[0])
        return REFUSE(reader, &entry->place, PICTURE_AND_CHILDREN,
                      "%s stands below %s of line %u, which has a picture (PIC): an item has a "
                      "picture or items below it",
                      name_in_entry(entry), reader->items[top_of(reader)->index].name,
                      reader->items[top_of(reader)->index].line);
    return take_storage(reader, entry);
}
