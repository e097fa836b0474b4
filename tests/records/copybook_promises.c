/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "copybook_promises.h"

#include <string.h>
#include <strings.h>

#include "perfharness/codec.h"

enum { PATH_MAX_BYTES = (PH_COPYBOOK_NAME_MAX + 1) * (PH_COPYBOOK_DEPTH_MAX + 2) };

static bool is_inside(const void *begin, size_t size, const void *memory, size_t memory_size)
{
    const uintptr_t first = (uintptr_t)begin, lent = (uintptr_t)memory;

    return first >= lent && first - lent <= memory_size && size <= memory_size - (first - lent);
}

static bool has_storage(const ph_record_item *item)
{
    return item->kind != PH_RECORD_KIND_RENAMES && item->kind != PH_RECORD_KIND_CONDITION;
}

static uint64_t end_of(const ph_record_item *item)
{
    return item->offset + (uint64_t)(item->occurs_max - 1) * item->stride + item->size;
}

static const char *broken_name(const ph_copybook *copybook, uint32_t index)
{
    const ph_record_item *item = &copybook->items[index];

    if (!*item->name || strlen(item->name) > PH_COPYBOOK_NAME_MAX)
        return "a name of 1 to 30 characters";
    if (item->line == 0 || item->column == 0)
        return "a place in the source";
    if (item->value_begin > item->value_end)
        return "a part of the source for its value";
    if (index > 0 && item->line < item[-1].line)
        return "items in the order of the source";
    return NULL;
}

/* Those below an item are right behind it, and each says whose it is and who is next. */
static const char *broken_tree(const ph_copybook *copybook, uint32_t index)
{
    const ph_record_item *items = copybook->items, *item = &items[index];
    const uint64_t behind = (uint64_t)index + item->descendants + 1;
    const ph_record_item *parent = NULL;
    uint64_t end;

    if (behind > copybook->item_count)
        return "descendants that are items";
    if (item->parent == PH_RECORD_NO_ITEM)
        return item->level == 1 || item->level == 77 ? NULL : "a parent for all but 01 and 77";
    if (item->parent >= index)
        return "a parent that stands before it";
    parent = &items[item->parent];
    end = (uint64_t)item->parent + parent->descendants + 1;
    if (behind > end)
        return "descendants that are its parent's, too";
    if (item->next != (behind < end ? behind : PH_RECORD_NO_ITEM))
        return "the next item with the same parent";
    if (item->level < 50 && (parent->level >= item->level || parent->kind != PH_RECORD_KIND_GROUP))
        return "a parent that is a group of a lower level";
    return NULL;
}

static const char *broken_place(const ph_copybook *copybook, uint32_t index)
{
    const ph_record_item *item = &copybook->items[index], *parent;

    if (!has_storage(item))
        return NULL;
    if (item->size == 0 || item->stride < item->size || item->occurs_max == 0 ||
        item->occurs_min > item->occurs_max)
        return "a size, a stride that is not below it, and occurrences";
    if (!item->is_table && (item->occurs_max != 1 || item->counter != PH_RECORD_NO_ITEM))
        return "one occurrence where there is no table";
    if (end_of(item) > PH_RECORD_LENGTH_MAX)
        return "an end within the longest record";
    if (item->parent == PH_RECORD_NO_ITEM)
        return item->offset == 0 ? NULL : "a 01 at 0";
    parent = &copybook->items[item->parent];
    if (item->offset < parent->offset || end_of(item) > (uint64_t)parent->offset + parent->size)
        return "a place within its group";
    return NULL;
}

static const char *broken_reference(const ph_copybook *copybook, uint32_t index)
{
    const ph_record_item *items = copybook->items, *item = &items[index];

    if (item->counter != PH_RECORD_NO_ITEM) {
        if (item->counter >= index)
            return "a counter that stands before its table";
        if (items[item->counter].kind < PH_RECORD_KIND_ZONED ||
            items[item->counter].kind > PH_RECORD_KIND_BINARY || items[item->counter].scale > 0)
            return "a counter that is an integer";
    }
    if (item->kind == PH_RECORD_KIND_RENAMES)
        return item->redefines < index && item->last < index ? NULL : "a range that stands before";
    if (item->redefines == PH_RECORD_NO_ITEM)
        return NULL;
    if (item->redefines >= index || items[item->redefines].parent != item->parent)
        return "a redefined item that stands before it in its group";
    if (items[item->redefines].offset != item->offset)
        return "the place of what it redefines";
    return NULL;
}

/* What the bytes of an elementary item are, and that nothing but 88s stands below it. */
static const char *broken_kind(const ph_copybook *copybook, uint32_t index)
{
    const ph_record_item *item = &copybook->items[index];
    const bool is_decimal = item->kind == PH_RECORD_KIND_ZONED ||
                            item->kind == PH_RECORD_KIND_PACKED ||
                            item->kind == PH_RECORD_KIND_BINARY;

    if (item->kind == PH_RECORD_KIND_GROUP)
        return *item->picture ? "no picture of a group" : NULL;
    for (uint32_t below = 1; below <= item->descendants; below++)
        if (item[below].kind != PH_RECORD_KIND_CONDITION)
            return "nothing but conditions below an elementary item";
    if (is_decimal && (item->digits == 0 || item->digits > PH_DECIMAL_MAX_DIGITS_128))
        return "1 to 31 digits";
    if (item->kind == PH_RECORD_KIND_ZONED &&
        item->size != PH_ZONED_WIDTH(item->digits, item->flags))
        return "a byte a digit";
    if (item->kind == PH_RECORD_KIND_PACKED && item->size != PH_PACKED_WIDTH(item->digits))
        return "half a byte a digit and the sign";
    if (item->kind == PH_RECORD_KIND_BINARY && item->size != 2 && item->size != 4 &&
        item->size != 8)
        return "2, 4 or 8 bytes of binary";
    return NULL;
}

static const char *broken_path(const ph_copybook *copybook, uint32_t index)
{
    const ph_record_item *item = &copybook->items[index];
    const size_t name_length = strlen(item->name);
    char path[PATH_MAX_BYTES], begin[8];
    const size_t length = ph_record_item_path(copybook, index, path, sizeof(path));

    if (length >= sizeof(path) || strlen(path) != length || length < name_length ||
        strcmp(path + length - name_length, item->name) != 0)
        return "a path that ends with its name";
    if (ph_record_item_path(copybook, index, begin, sizeof(begin)) != length ||
        strlen(begin) != (length < sizeof(begin) ? length : sizeof(begin) - 1) ||
        strncmp(begin, path, strlen(begin)) != 0)
        return "as much of the path as fits";
    return NULL;
}

static uint32_t count_named(const ph_copybook *copybook, const char *name)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < copybook->record_count; i++)
        count += strcasecmp(copybook->records[i].name, name) == 0;
    return count;
}

static const char *broken_record(const ph_copybook *copybook, uint32_t index, uint32_t first)
{
    const ph_record *record = &copybook->records[index];
    const ph_record *found = ph_copybook_find_record(copybook, record->name);

    if (record->first != first || record->item_count == 0 ||
        record->item_count > copybook->item_count - first)
        return "records one behind the other";
    if (record->length_min > record->length_max || record->length_max > PH_RECORD_LENGTH_MAX)
        return "a length within the limits";
    if (record->is_independent != (copybook->items[first].level == 77))
        return "independent where it is a 77";
    if (record->source_begin >= record->source_end)
        return "a part of the source";
    if (found ? found != record : count_named(copybook, record->name) == 1)
        return "a record that is found by its name, if no other has it";
    for (uint32_t i = first; i < first + record->item_count; i++)
        if (has_storage(&copybook->items[i]) && end_of(&copybook->items[i]) > record->length_max)
            return "items within the record";
    return NULL;
}

static const char *broken_records(const ph_copybook *copybook, uint32_t *item)
{
    *item = 0;
    for (uint32_t i = 0; i < copybook->record_count; i++) {
        const char *broken = broken_record(copybook, i, *item);

        if (broken)
            return broken;
        *item += copybook->records[i].item_count;
    }
    return *item == copybook->item_count ? NULL : "a record for every item";
}

const char *copybook_broken_promise(const ph_copybook *copybook, const void *memory,
                                    size_t memory_size, uint32_t *item)
{
    static const char *(*const checks[])(const ph_copybook *, uint32_t) = {
        broken_name, broken_tree, broken_kind, broken_place, broken_reference, broken_path,
    };

    *item = 0;
    if (copybook->record_count == 0 || copybook->item_count > PH_COPYBOOK_ITEMS_MAX ||
        copybook->format == PH_SOURCE_FORMAT_AUTO)
        return "records, items within the limit, and a format";
    if (!is_inside(copybook->items, copybook->item_count * sizeof(*copybook->items), memory,
                   memory_size) ||
        !is_inside(copybook->records, copybook->record_count * sizeof(*copybook->records), memory,
                   memory_size))
        return "items and records in the memory that was lent";
    for (; *item < copybook->item_count; (*item)++)
        for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
            const char *broken = checks[i](copybook, *item);

            if (broken)
                return broken;
        }
    return broken_records(copybook, item);
}

/* The character that begins here, in the only way it may be written; 0: none does. */
static uint32_t character_at(const uint8_t *bytes, unsigned *ret_length)
{
    static const struct {
        uint32_t first; /* The first character of so many bytes. */
        uint8_t mask, lead;
    } forms[] = {
        { 1, 0x80, 0x00 }, { 0x80, 0xe0, 0xc0 }, { 0x800, 0xf0, 0xe0 }, { 0x10000, 0xf8, 0xf0 }
    };

    for (unsigned form = 0; form < sizeof(forms) / sizeof(*forms); form++) {
        uint32_t character = bytes[0] & (uint8_t)~forms[form].mask;

        if ((bytes[0] & forms[form].mask) != forms[form].lead)
            continue;
        for (unsigned i = 1; i <= form; i++) {
            if ((bytes[i] & 0xc0) != 0x80)
                return 0;
            character = character << 6 | (bytes[i] & 0x3f);
        }
        *ret_length = form + 1;
        return character >= forms[form].first && character <= 0x10ffff ? character : 0;
    }
    return 0;
}

/* UTF-8 without control characters and halves of surrogates. */
static bool is_printable(const char *text)
{
    const uint8_t *bytes = (const uint8_t *)text;
    unsigned length = 0;

    for (; *bytes; bytes += length) {
        const uint32_t character = character_at(bytes, &length);

        if (character < 0x20 || (character >= 0x7f && character < 0xa0) ||
            (character >= 0xd800 && character < 0xe000))
            return false;
    }
    return true;
}

const char *copybook_broken_refusal(const ph_copybook_error *error, uint32_t line_count)
{
    if (error->kind == PH_COPYBOOK_ERROR_NONE || !*ph_copybook_error_name(error->kind))
        return "a reason";
    if ((error->line == 0) != (error->column == 0) || error->line > line_count)
        return "a place in the source, or none";
    if (!memchr(error->message, 0, sizeof(error->message)) || !*error->message)
        return "a sentence that is whole";
    if (!is_printable(error->message))
        return "a sentence that can be printed";
    return NULL;
}
