/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Copybooks with their layouts, for what tests in other languages hold against them: a JSON object
 * a line.
 *
 *   copybook_lines --random SEED COUNT  copybooks that GnuCOBOL reads too, as they were thought of:
 *                                       {"format", "source", "items"}; one whose tables have
 *                                       counters once more, with tables of fixed length
 *   copybook_lines [OPTION...] FILE...  what the reader says: {"file", "format", "items"}, or
 *                                       {"file", "error", "kind"}. Options, for the next file:
 *                                       copybook_arguments.h
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "copybook_arguments.h"
#include "perfharness/codec.h"
#include "random_copybook.h"
#include "source_writer.h"

/* Its parent, counter and so on: an index of items, or -1. */
static void add_index(cJSON *json, const char *name, uint32_t index)
{
    cJSON_AddNumberToObject(json, name, index == PH_RECORD_NO_ITEM ? -1.0 : (double)index);
}

/* What its digits are, and where its sign is. */
static void add_number(cJSON *json, const ph_record_item *item)
{
    static const struct {
        const char *name;
        uint32_t flag;
    } flags[] = {
        { "is_signed", PH_DECIMAL_SIGNED },
        { "is_leading", PH_DECIMAL_SIGN_LEADING },
        { "is_separate", PH_DECIMAL_SIGN_SEPARATE },
        { "is_blank_when_zero", PH_DECIMAL_BLANK_WHEN_ZERO },
    };

    cJSON_AddNumberToObject(json, "digits", item->digits);
    cJSON_AddNumberToObject(json, "scale", item->scale);
    for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
        cJSON_AddBoolToObject(json, flags[i].name, (item->flags & flags[i].flag) != 0);
}

static cJSON *item_json(const ph_record_item *item)
{
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "name", item->name);
    cJSON_AddStringToObject(json, "kind", ph_record_kind_name((ph_record_kind)item->kind));
    cJSON_AddStringToObject(json, "usage", item->usage);
    cJSON_AddNumberToObject(json, "level", item->level);
    cJSON_AddNumberToObject(json, "offset", item->offset);
    cJSON_AddNumberToObject(json, "size", item->size);
    cJSON_AddNumberToObject(json, "stride", item->stride);
    cJSON_AddNumberToObject(json, "occurs_min", item->occurs_min);
    cJSON_AddNumberToObject(json, "occurs", item->occurs_max);
    cJSON_AddBoolToObject(json, "is_table", item->is_table);
    cJSON_AddBoolToObject(json, "offset_varies", item->offset_varies);
    cJSON_AddBoolToObject(json, "size_varies", item->size_varies);
    add_number(json, item);
    add_index(json, "parent", item->parent);
    add_index(json, "counter", item->counter);
    add_index(json, "redefines", item->redefines);
    add_index(json, "last", item->last);
    return json;
}

static void print_layout(cJSON *json, const ph_copybook *copybook, ph_source_format format)
{
    cJSON *items = cJSON_AddArrayToObject(json, "items");
    char *text;

    cJSON_AddStringToObject(json, "format", ph_source_format_name(format));
    cJSON_AddBoolToObject(json, "is_wrapped", copybook->records[0].is_wrapped);
    for (uint32_t i = 0; i < copybook->item_count; i++)
        cJSON_AddItemToArray(items, item_json(&copybook->items[i]));
    text = cJSON_PrintUnformatted(json);
    puts(text);
    cJSON_free(text);
}

static void print_written(const ph_copybook *copybook, ph_random *random)
{
    const source_style style = source_style_choose(random, true);
    g_autofree source_place *places = g_new0(source_place, copybook->item_count);
    g_autofree char *source = source_writer_write(copybook, &style, random, places);
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "source", source);
    print_layout(json, copybook, style.format);
    cJSON_Delete(json);
}

/* Every table always as long as it can be: nothing moves. Returns whether anything did. */
static bool fix_tables(random_copybook *truth)
{
    bool has_moved = false;

    for (uint32_t i = 0; i < truth->items->len; i++) {
        ph_record_item *const item = &g_array_index(truth->items, ph_record_item, i);

        has_moved |= item->counter != PH_RECORD_NO_ITEM;
        item->counter = PH_RECORD_NO_ITEM;
        item->offset_varies = item->size_varies = false;
    }
    return has_moved;
}

static void print_random(uint64_t seed, uint64_t index)
{
    ph_random random = ph_random_stream(seed, index);
    g_autoptr(random_copybook) truth = random_copybook_new(&random, RANDOM_COPYBOOK_SHARED);

    print_written(&truth->copybook, &random);
    if (fix_tables(truth))
        print_written(&truth->copybook, &random);
}

static void print_error(cJSON *json, const ph_copybook_error *error)
{
    char *text;

    cJSON_AddStringToObject(json, "kind", ph_copybook_error_name(error->kind));
    cJSON_AddStringToObject(json, "error", error->message);
    text = cJSON_PrintUnformatted(json);
    puts(text);
    cJSON_free(text);
}

static bool print_file(const char *path, const ph_copybook_options *options, void *memory)
{
    g_autofree char *source = NULL;
    gsize length;
    ph_copybook copybook;
    ph_copybook_error error;
    cJSON *json;

    if (!g_file_get_contents(path, &source, &length, NULL))
        return false;
    json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "file", path);
    if (ph_copybook_read(source, length, options, memory, PH_COPYBOOK_MEMORY_MAX, &copybook,
                         &error))
        print_layout(json, &copybook, copybook.format);
    else
        print_error(json, &error);
    cJSON_Delete(json);
    return true;
}

static int print_files(int count, char **arguments)
{
    g_autofree void *memory = g_malloc(PH_COPYBOOK_MEMORY_MAX);
    copybook_arguments taken;

    copybook_arguments_begin(&taken);
    for (int i = 0; i < count; i++) {
        if (copybook_arguments_take(&taken, arguments[i]))
            continue;
        if (!print_file(arguments[i], &taken.options, memory)) {
            fprintf(stderr, "%s cannot be read\n", arguments[i]);
            return 1;
        }
        copybook_arguments_begin(&taken);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--random") == 0) {
        const uint64_t seed = strtoull(argv[2], NULL, 0), count = strtoull(argv[3], NULL, 0);

        for (uint64_t i = 0; i < count; i++)
            print_random(seed, i);
        return 0;
    }
    return print_files(argc - 1, argv + 1);
}
