/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "random_layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal_rules.h"

static void put(random_layout *layout, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(random_layout *layout, const char *format, ...)
{
    const size_t room = sizeof(layout->source) - layout->length;
    va_list arguments;

    va_start(arguments, format);
    layout->length += (size_t)vsnprintf(layout->source + layout->length, room, format, arguments);
    va_end(arguments);
}

/* Of all lengths, for keys to end anywhere in a register; some twice, some none. */
static void put_name(random_layout *layout, kernelcheck *check, int level)
{
    static const char *const names[] = { "F", "FIELD", "A-FIELD-WITH-A-NAME",
                                         "CUSTOMER-ACCOUNT-BALANCE-" };
    const unsigned kind = kernelcheck_random_below(check, 20);

    put(layout, "%*s%02d ", level, "", level);
    if (kind == 0)
        put(layout, "FILLER");
    else if (kind == 1)
        put(layout, "TWICE");
    else
        put(layout, "%s%u", names[kind % 4], ++layout->names);
}

/* What kernels do not take are tables with counters in other tables. Returns whether it is one. */
static bool put_occurs(random_layout *layout, kernelcheck *check, bool has_all)
{
    if (layout->counters > 0 && (has_all || layout->tables == 0) &&
        kernelcheck_random_below(check, 4) == 0) {
        const unsigned counter = kernelcheck_random_below(check, layout->counters);

        put(layout, " OCCURS %u TO %u DEPENDING ON COUNT-%u", layout->least, layout->most[counter],
            counter);
        return true;
    }
    if (kernelcheck_random_below(check, 6) > 0)
        return false;
    put(layout, " OCCURS %u", 1 + kernelcheck_random_below(check, 4));
    return true;
}

static void put_counter(random_layout *layout, kernelcheck *check)
{
    static const char *const pictures[] = { "9",
                                            "9(2)",
                                            "S9(3) COMP-3",
                                            "9(4) COMP",
                                            "9(12) COMP",
                                            "S9(3) SIGN LEADING",
                                            "9(4) COMP-3",
                                            "S9(2) SIGN TRAILING SEPARATE" };

    if (layout->counters == LAYOUT_COUNTERS_MAX)
        return;
    layout->most[layout->counters] = layout->least + 1 + kernelcheck_random_below(check, 5);
    put(layout, "     05 COUNT-%u PIC %s.\n", layout->counters++,
        pictures[kernelcheck_random_below(check, sizeof(pictures) / sizeof(*pictures))]);
}

static void put_digits(random_layout *layout, kernelcheck *check, unsigned most, bool has_all)
{
    const unsigned digits =
        1 + kernelcheck_random_below(check, kernelcheck_random_below(check, 4) ? 11 : most);
    const unsigned scale = kernelcheck_random_below(check, digits + 1);

    /* Each P is a digit, too. */
    if (has_all && digits + 2 <= most && kernelcheck_random_below(check, 12) == 0)
        put(layout, "9(%u)PP", digits);
    else if (kernelcheck_random_below(check, 2) || scale == 0)
        put(layout, "9(%u)", digits);
    else if (scale == digits)
        put(layout, "V9(%u)", digits);
    else
        put(layout, "9(%u)V9(%u)", digits - scale, scale);
}

static void put_zoned_clauses(random_layout *layout, kernelcheck *check, bool is_signed)
{
    static const char *const signs[] = { "", " SIGN LEADING", " SIGN TRAILING SEPARATE",
                                         " SIGN LEADING SEPARATE" };

    if (is_signed && kernelcheck_random_below(check, 2) == 0)
        put(layout, "%s", signs[kernelcheck_random_below(check, 4)]);
    if (!is_signed && kernelcheck_random_below(check, 4) == 0)
        put(layout, " BLANK WHEN ZERO");
}

static void put_number(random_layout *layout, kernelcheck *check, bool has_all)
{
    const bool is_signed = kernelcheck_random_below(check, 3) > 0;
    const unsigned usage = kernelcheck_random_below(check, 5);

    put(layout, " PIC %s", is_signed ? "S" : "");
    put_digits(layout, check, usage == 4 ? 18 : 31, has_all);
    if (usage == 4)
        put(layout, " COMP");
    else if (usage >= 2)
        put(layout, " COMP-3");
    else
        put_zoned_clauses(layout, check, is_signed);
}

static void put_other(random_layout *layout, kernelcheck *check)
{
    const unsigned kind = kernelcheck_random_below(check, 3);

    if (kind == 2)
        put(layout, " PIC N(%u)", 1 + kernelcheck_random_below(check, 3));
    else
        put(layout, " COMP-%u", kind + 1);
}

static void put_items(random_layout *layout, kernelcheck *check, int level, bool has_all);

/* What is an unsigned number is text as well; what is text, a group of texts. */
static void put_views(random_layout *layout, kernelcheck *check, int level)
{
    const unsigned base = ++layout->names, size = 2 + kernelcheck_random_below(check, 8);
    const bool is_group = kernelcheck_random_below(check, 2);

    put(layout, "%*s%02d BASE-%u PIC %c(%u).\n", level, "", level, base, is_group ? 'X' : '9',
        size);
    put(layout, "%*s%02d VIEW-%u REDEFINES BASE-%u", level, "", level, base, base);
    if (is_group)
        put(layout, ".\n%*s%02d LEFT-%u PIC X.\n%*s%02d RIGHT-%u PIC X(%u).\n", level, "",
            level + 5, base, level, "", level + 5, base, size - 1);
    else
        put(layout, " PIC X(%u).\n", size);
}

static void put_item(random_layout *layout, kernelcheck *check, int level, bool has_all)
{
    const unsigned kind = kernelcheck_random_below(check, 12);

    if (kind == 0 && level < 20) {
        put_name(layout, check, level);
        const bool is_table = put_occurs(layout, check, has_all);

        put(layout, ".\n");
        layout->tables += is_table;
        put_items(layout, check, level + 5, has_all);
        layout->tables -= is_table;
        return;
    }
    if (kind == 5 && level == 5)
        put_counter(layout, check);
    if (kind == 1) {
        put_views(layout, check, level);
        return;
    }
    put_name(layout, check, level);
    if (kind < 4)
        put(layout, " PIC X(%u)",
            1 + kernelcheck_random_below(check, kernelcheck_random_below(check, 4) ? 20 : 150));
    else if (has_all && kind == 4)
        put_other(layout, check);
    else
        put_number(layout, check, has_all);
    (void)put_occurs(layout, check, has_all);
    put(layout, ".\n");
}

static void put_items(random_layout *layout, kernelcheck *check, int level, bool has_all)
{
    for (unsigned count = 1 + kernelcheck_random_below(check, 6); count > 0; count--)
        put_item(layout, check, level, has_all);
}

void random_layout_read(random_layout *layout)
{
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_FREE };
    ph_copybook_error error;

    if (!ph_copybook_read(layout->source, layout->length, &options, layout->memory,
                          sizeof(layout->memory), &layout->copybook, &error)) {
        fprintf(stderr, "kernelcheck: %s\n%s", error.message, layout->source);
        exit(EXIT_FAILURE);
    }
    layout->record = ph_copybook_find_record(&layout->copybook, NULL);
}

void random_layout_make(random_layout *layout, kernelcheck *check, bool has_all)
{
    layout->length = 0;
    layout->names = 0;
    layout->tables = 0;
    layout->counters = 0;
    layout->least = kernelcheck_random_below(check, 2);
    put(layout, "01 RECORD-OF-ANY.\n");
    if (kernelcheck_random_below(check, 2))
        put_counter(layout, check);
    put_items(layout, check, 5, has_all);
    random_layout_read(layout);
}

static void fill_text(kernelcheck *check, bool is_plain, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        do
            bytes[i] = is_plain || kernelcheck_random_below(check, 8)
                           ? (uint8_t)(0x81 + kernelcheck_random_below(check, 9))
                           : (uint8_t)(0x40 + kernelcheck_random_below(check, 0xC0));
        while (bytes[i] == 0xFF); /* A control character in some pages. */
}

static void fill_item(kernelcheck *check, const ph_record_item *item, bool is_plain, uint8_t *bytes)
{
    const ph_decimal decimal = { item->digits, item->flags };

    switch ((ph_record_kind)item->kind) {
    case PH_RECORD_KIND_PACKED: packed_family(check->codec).make_cell(check, decimal, bytes); break;
    case PH_RECORD_KIND_ZONED:
        zoned_family(check->codec).make_cell(check, decimal, bytes);
        if ((item->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0 && !kernelcheck_random_below(check, 4))
            memset(bytes, 0x40, item->size);
        break;
    case PH_RECORD_KIND_TEXT: fill_text(check, is_plain, bytes, item->size); break;
    case PH_RECORD_KIND_NATIONAL:
        for (uint32_t i = 0; i < item->size; i++)
            bytes[i] = i % 2 ? (uint8_t)('A' + kernelcheck_random_below(check, 26)) : 0;
        break;
    default:
        for (uint32_t i = 0; i < item->size; i++)
            bytes[i] = (uint8_t)kernelcheck_random(check);
        break;
    }
}

/* A record that is being filled. */
typedef struct filling {
    const ph_record_item *items;
    uint32_t item_count;
    kernelcheck *check;
    bool is_plain;
    uint32_t counts[LAYOUT_COUNTERS_MAX];   /* By counter, */
    uint32_t counters[LAYOUT_COUNTERS_MAX]; /* which is this item. */
    unsigned counted;
} filling;

/* The table that an item counts; NULL: none. */
static const ph_record_item *table_of(const filling *f, uint32_t counter)
{
    for (uint32_t i = counter + 1; i < f->item_count; i++)
        if (f->items[i].counter == counter)
            return &f->items[i];
    return NULL;
}

static void fill_counter(filling *f, uint32_t counter, const ph_record_item *table, uint8_t *bytes)
{
    const ph_record_item *item = &f->items[counter];
    const ph_decimal decimal = { item->digits, item->flags };
    const uint32_t count =
        table->occurs_min +
        kernelcheck_random_below(f->check, table->occurs_max - table->occurs_min + 1);

    f->counters[f->counted] = counter;
    f->counts[f->counted++] = count;
    if (item->kind == PH_RECORD_KIND_BINARY) {
        memset(bytes, 0, item->size);
        bytes[item->size - 1] = (uint8_t)count;
        return;
    }
    (item->kind == PH_RECORD_KIND_PACKED ? packed_family(f->check->codec)
                                         : zoned_family(f->check->codec))
        .encode_cell(count, decimal, bytes);
}

static uint32_t count_of(const filling *f, const ph_record_item *item)
{
    for (unsigned i = 0; i < f->counted; i++)
        if (f->counters[i] == item->counter)
            return f->counts[i];
    return item->occurs_max;
}

static size_t fill(filling *f, uint32_t index, uint8_t *bytes);

/* One occurrence; returns its bytes. A view has what it redefines. */
static size_t fill_once(filling *f, uint32_t index, uint8_t *bytes)
{
    const ph_record_item *items = f->items, *item = &items[index];
    const ph_record_item *table = table_of(f, index);
    size_t end = 0;

    if (table)
        fill_counter(f, index, table, bytes);
    else if (item->kind != PH_RECORD_KIND_GROUP)
        fill_item(f->check, item, f->is_plain, bytes);
    if (item->kind != PH_RECORD_KIND_GROUP)
        return item->stride;
    for (uint32_t below = index + 1; below != PH_RECORD_NO_ITEM; below = items[below].next)
        if (items[below].redefines == PH_RECORD_NO_ITEM)
            end += fill(f, below, bytes + end);
    return end;
}

static size_t fill(filling *f, uint32_t index, uint8_t *bytes)
{
    size_t end = 0;

    for (uint32_t i = count_of(f, &f->items[index]); i > 0; i--)
        end += fill_once(f, index, bytes + end);
    return end;
}

size_t random_layout_fill(const random_layout *layout, kernelcheck *check, bool is_plain,
                          uint8_t *record)
{
    filling f = { .items = layout->copybook.items,
                  .item_count = layout->copybook.item_count,
                  .check = check,
                  .is_plain = is_plain };

    for (uint32_t i = 0; i < layout->record->length_max; i++)
        record[i] = (uint8_t)kernelcheck_random(check);
    return fill(&f, layout->record->first, record);
}
