/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "copybook_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "perfharness/codec.h"

enum { PATH_MAX_BYTES = 2048 };

static void print_path(FILE *stream, const char *attribute, const ph_copybook *copybook,
                       uint32_t item)
{
    char path[PATH_MAX_BYTES];

    if (item == PH_RECORD_NO_ITEM)
        return;
    (void)ph_record_item_path(copybook, item, path, sizeof(path));
    (void)fprintf(stream, " %s=%s", attribute, path);
}

static void print_decimal(FILE *stream, const ph_record_item *item)
{
    static const struct {
        uint32_t flag;
        const char *word;
    } flags[] = { { PH_DECIMAL_SIGNED, "signed" },
                  { PH_DECIMAL_SIGN_LEADING, "leading" },
                  { PH_DECIMAL_SIGN_SEPARATE, "separate" },
                  { PH_DECIMAL_BLANK_WHEN_ZERO, "blank-when-zero" } };

    if (item->digits != 0)
        (void)fprintf(stream, " digits=%u", item->digits);
    if (item->scale != 0)
        (void)fprintf(stream, " scale=%d", item->scale);
    for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
        if (item->flags & flags[i].flag)
            (void)fprintf(stream, " %s", flags[i].word);
}

static void print_table(FILE *stream, const ph_copybook *copybook, const ph_record_item *item)
{
    if (item->is_table && item->occurs_min == item->occurs_max)
        (void)fprintf(stream, " occurs=%u", item->occurs_max);
    else if (item->is_table)
        (void)fprintf(stream, " occurs=%u..%u", item->occurs_min, item->occurs_max);
    if (item->stride != item->size)
        (void)fprintf(stream, " stride=%u", item->stride);
    print_path(stream, "counter", copybook, item->counter);
}

static void print_properties(FILE *stream, const ph_record_item *item)
{
    const struct {
        bool is_so;
        const char *word;
    } properties[] = {
        { item->is_synchronized, "synchronized" },
        { item->is_justified, "justified" },
        { item->is_edited, "edited" },
        { item->offset_varies, "offset-varies" },
        { item->size_varies, "size-varies" },
    };

    for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++)
        if (properties[i].is_so)
            (void)fprintf(stream, " %s", properties[i].word);
}

static void print_value(FILE *stream, const ph_copybook *copybook, uint32_t item,
                        const char *source)
{
    const size_t length = ph_record_item_value(copybook, source, item, NULL, 0);
    char *value = malloc(length + 1);

    if (!value || ph_record_item_value(copybook, source, item, value, length + 1) != length)
        abort();
    if (length > 0)
        (void)fprintf(stream, " value=%s", value);
    free(value);
}

static unsigned depth_of(const ph_copybook *copybook, uint32_t item)
{
    unsigned depth = 0;

    while ((item = copybook->items[item].parent) != PH_RECORD_NO_ITEM)
        depth++;
    return depth;
}

static void print_item(FILE *stream, const ph_copybook *copybook, uint32_t index,
                       const char *source, bool with_place)
{
    const ph_record_item *item = &copybook->items[index];

    (void)fprintf(stream, "%*s%02u %s %u %u %s", (int)(2 * depth_of(copybook, index)), "",
                  item->level, item->name, item->offset, item->size,
                  ph_record_kind_name((ph_record_kind)item->kind));
    if (*item->picture)
        (void)fprintf(stream, " picture=%s", item->picture);
    if (*item->usage)
        (void)fprintf(stream, " usage=%s", item->usage);
    print_decimal(stream, item);
    print_table(stream, copybook, item);
    print_path(stream, "redefines", copybook, item->redefines);
    if (item->kind == PH_RECORD_KIND_RENAMES)
        print_path(stream, "last", copybook, item->last);
    print_properties(stream, item);
    print_value(stream, copybook, index, source);
    if (with_place)
        (void)fprintf(stream, " @%u:%u", item->line, item->column);
    (void)fprintf(stream, "\n");
}

char *copybook_text_new(const ph_copybook *copybook, const char *source, bool with_places)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);

    if (!stream)
        abort();
    for (uint32_t i = 0; i < copybook->record_count; i++) {
        const ph_record *record = &copybook->records[i];

        (void)fprintf(stream, "record %s %u", record->name, record->length_min);
        if (record->length_max != record->length_min)
            (void)fprintf(stream, "..%u", record->length_max);
        (void)fprintf(stream, "%s%s\n", record->is_independent ? " independent" : "",
                      record->is_wrapped ? " wrapped" : "");
        for (uint32_t item = record->first; item < record->first + record->item_count; item++)
            print_item(stream, copybook, item, source, with_places);
    }
    if (fclose(stream) != 0)
        abort();
    return text;
}
