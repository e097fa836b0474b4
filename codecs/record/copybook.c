/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A copybook from its first entry to its last: which record is where, and in which format. */
#include <string.h>

#include "perfharness/record.h"
#include "record/character.h"
#include "record/reader.h"

/* What the contract says of PH_COPYBOOK_MEMORY_MAX: every item with the longest name and picture
 * there are, each a record of its own. */
_Static_assert(PH_COPYBOOK_ITEMS_MAX *(sizeof(ph_record_item) + PH_COPYBOOK_NAME_MAX + 1 +
                                       PH_COPYBOOK_PICTURE_MAX + 1 + sizeof(ph_record)) +
                       2 * _Alignof(max_align_t) <=
                   PH_COPYBOOK_MEMORY_MAX,
               "PH_COPYBOOK_MEMORY_MAX is too small");

static bool read_items(ph_reader *reader)
{
    while (reader->words.token.kind != PH_TOKEN_END)
        if (!ph_entry_read(&reader->words, &reader->entry) || !ph_reader_take_entry(reader))
            return false;
    if (reader->item_count == 0)
        return ph_words_refuse(&reader->words, NULL, PH_COPYBOOK_ERROR_NO_ITEM,
                               "there is no data description in it");
    return ph_reader_close_items(reader, 0);
}

/* A 01 that redefines none, or a 77: a record begins. */
static bool begins_record(const ph_record_item *item)
{
    return item->parent == PH_RECORD_NO_ITEM && item->redefines == PH_RECORD_NO_ITEM;
}

static bool lay_out_records(ph_reader *reader, ph_copybook *copybook)
{
    ph_record *records = NULL;
    uint32_t count = 0;
    uint32_t behind;

    for (uint32_t first = 0; first < reader->item_count; first = behind) {
        ph_record *record = ph_lent_memory_grow(&reader->memory, sizeof(*record));

        if (!record)
            return ph_words_refuse(&reader->words, NULL, PH_COPYBOOK_ERROR_TOO_LARGE,
                                   "the copybook does not fit into the memory that was lent to its "
                                   "reader");
        for (behind = first + 1; behind < reader->item_count; behind++)
            if (begins_record(&reader->items[behind]))
                break;
        if (!ph_reader_lay_out(reader, first, behind, record))
            return false;
        records = records ? records : record;
        count++;
    }
    copybook->records = records;
    copybook->record_count = count;
    return true;
}

/* A place in the source as one number, which grows from its begin to its end. */
static uint64_t place_of(uint32_t line, uint32_t column)
{
    return (uint64_t)line << 32 | column;
}

/* A source of one format. @param ret_reached  How far its reader came, where it is refused. */
static bool read_as(const char *source, size_t length, const ph_copybook_options *options,
                    ph_lent_memory memory, ph_copybook *ret, ph_copybook_error *error,
                    uint64_t *ret_reached)
{
    ph_reader reader = { .memory = memory, .last_storage = PH_RECORD_NO_ITEM };
    ph_copybook copybook = { .format = options->format };

    reader.items = (ph_record_item *)(void *)reader.memory.low;
    if (!ph_words_begin(&reader.words, source, length, options, error) || !read_items(&reader) ||
        !lay_out_records(&reader, &copybook)) {
        const uint64_t word = place_of(reader.words.token.line, reader.words.token.column);
        const uint64_t refused = place_of(error->line, error->column);

        /* An error about the whole has no place: all of it was read. */
        *ret_reached = error->line == 0 ? UINT64_MAX : word > refused ? word : refused;
        return false;
    }
    copybook.items = reader.items;
    copybook.item_count = reader.item_count;
    *ret = copybook;
    return true;
}

static uint64_t mix(uint64_t digest, uint64_t value)
{
    return (digest ^ value) * UINT64_C(0x100000001B3);
}

/* FNV-1a of all that a layout says, but where it stands in the source. */
static uint64_t digest_of(const ph_copybook *copybook)
{
    uint64_t digest = UINT64_C(0xCBF29CE484222325);

    for (uint32_t i = 0; i < copybook->item_count; i++) {
        const ph_record_item *item = &copybook->items[i];
        const uint32_t numbers[] = { item->level,      item->kind,      item->flags,
                                     item->digits,     item->offset,    item->size,
                                     item->occurs_min, item->parent,    item->occurs_max,
                                     item->counter,    item->redefines, item->last };

        for (const char *c = item->name; *c; c++)
            digest = mix(digest, (unsigned char)*c);
        for (const char *c = item->picture; *c; c++)
            digest = mix(digest, (unsigned char)*c);
        for (size_t j = 0; j < sizeof(numbers) / sizeof(*numbers); j++)
            digest = mix(digest, numbers[j]);
    }
    return digest;
}

/* Whichever format reads; where both do, they must say the same. */
static bool read_as_any(const char *source, size_t length, const ph_copybook_options *options,
                        ph_lent_memory memory, ph_copybook *ret, ph_copybook_error *error)
{
    ph_copybook_options as_fixed = *options;
    ph_copybook_options as_free = *options;
    ph_copybook_error fixed_error;
    ph_copybook_error free_error;
    uint64_t fixed_reached;
    uint64_t free_reached;
    uint64_t digest = 0;

    as_fixed.format = PH_SOURCE_FORMAT_FIXED;
    as_free.format = PH_SOURCE_FORMAT_FREE;
    const bool is_free = read_as(source, length, &as_free, memory, ret, &free_error, &free_reached);

    if (is_free)
        digest = digest_of(ret);
    if (read_as(source, length, &as_fixed, memory, ret, &fixed_error, &fixed_reached)) {
        if (!is_free || digest_of(ret) == digest)
            return true;
        *error = (ph_copybook_error){
            .kind = PH_COPYBOOK_ERROR_AMBIGUOUS_FORMAT,
            .message = "read in fixed format it describes another record than in free format: say "
                       "which it is with --source-format",
        };
        return false;
    }
    if (is_free)
        return read_as(source, length, &as_free, memory, ret, error, &free_reached);
    /* The format in which the reader came further is the one that is meant. */
    *error = free_reached > fixed_reached ? free_error : fixed_error;
    return false;
}

bool ph_copybook_read(const char *source, size_t length, const ph_copybook_options *options,
                      void *memory, size_t memory_size, ph_copybook *ret, ph_copybook_error *error)
{
    static const ph_copybook_options defaults = { 0 };
    const ph_lent_memory lent = ph_lent_memory_begin(memory, memory_size);
    uint64_t reached;

    if (!options)
        options = &defaults;
    if (!ph_source_check(source, length, error))
        return false;
    if (options->format == PH_SOURCE_FORMAT_AUTO)
        return read_as_any(source, length, options, lent, ret, error);
    return read_as(source, length, options, lent, ret, error, &reached);
}

/* The only one of that name. */
static const ph_record *find_named(const ph_copybook *copybook, const char *name)
{
    const ph_record *found = NULL;

    for (uint32_t i = 0; i < copybook->record_count; i++) {
        const ph_record *record = &copybook->records[i];

        if (!ph_is_word(record->name, strlen(record->name), name))
            continue;
        if (found)
            return NULL;
        found = record;
    }
    return found;
}

/* The only one of its kind, be it 01 or 77. */
static const ph_record *find_only(const ph_copybook *copybook, bool is_independent)
{
    const ph_record *found = NULL;

    for (uint32_t i = 0; i < copybook->record_count; i++) {
        if (copybook->records[i].is_independent != is_independent)
            continue;
        if (found)
            return NULL;
        found = &copybook->records[i];
    }
    return found;
}

const ph_record *ph_copybook_find_record(const ph_copybook *copybook, const char *name)
{
    bool has_record = false;

    if (name)
        return find_named(copybook, name);
    for (uint32_t i = 0; i < copybook->record_count; i++)
        has_record = has_record || !copybook->records[i].is_independent;
    return find_only(copybook, !has_record);
}

size_t ph_record_item_path(const ph_copybook *copybook, uint32_t item, char *text, size_t size)
{
    const char *names[PH_COPYBOOK_DEPTH_MAX + 1];
    size_t count = 0;
    size_t length = 0;

    for (; item != PH_RECORD_NO_ITEM; item = copybook->items[item].parent)
        names[count++] = copybook->items[item].name;
    while (count > 0) {
        for (const char *c = names[--count]; *c; c++, length++)
            if (length + 1 < size)
                text[length] = *c;
        if (count > 0) {
            if (length + 1 < size)
                text[length] = '.';
            length++;
        }
    }
    if (size > 0)
        text[length < size ? length : size - 1] = '\0';
    return length;
}

const char *ph_source_format_name(ph_source_format format)
{
    static const char *const names[] = {
#define X(id, name) name,
        PH_SOURCE_FORMAT_LIST(X)
#undef X
    };

    return names[format];
}

const char *ph_record_kind_name(ph_record_kind kind)
{
    static const char *const names[] = {
#define X(id, name) name,
        PH_RECORD_KIND_LIST(X)
#undef X
    };

    return names[kind];
}

const char *ph_copybook_error_name(ph_copybook_error_kind kind)
{
    static const char *const names[] = {
#define X(id, name) name,
        PH_COPYBOOK_ERROR_LIST(X)
#undef X
    };

    return names[kind];
}
