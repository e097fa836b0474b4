/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness layout` for programs. */
#include "document/json_member.h"
#include "layout_table.h"
#include "perfharness/codec.h"

/* Room for the names from a 01 down to its deepest item, which may be a condition. */
enum { PATH_BYTES = (PH_COPYBOOK_DEPTH_MAX + 2) * (PH_COPYBOOK_NAME_MAX + 1) };

static void add_path(cJSON *object, const char *name, const ph_copybook *copybook, uint32_t item)
{
    char path[PATH_BYTES];

    (void)ph_record_item_path(copybook, item, path, sizeof path);
    cJSON_AddStringToObject(object, name, path);
}

/* What is only said where it is so. */
static void add_flag(cJSON *object, const char *name, gboolean is_so)
{
    if (is_so)
        cJSON_AddTrueToObject(object, name);
}

/* As they are written: of most items, no word stands for DISPLAY. */
static const char *usage_of(const ph_record_item *item)
{
    if (*item->usage)
        return item->usage;
    return item->kind == PH_RECORD_KIND_GROUP || item->kind == PH_RECORD_KIND_RENAMES ? NULL
           : item->kind == PH_RECORD_KIND_NATIONAL                                    ? "NATIONAL"
                                                                                      : "DISPLAY";
}

static void add_number(cJSON *object, const ph_record_item *item)
{
    const gboolean is_zoned = item->kind == PH_RECORD_KIND_ZONED;

    if (!is_zoned && item->kind != PH_RECORD_KIND_PACKED && item->kind != PH_RECORD_KIND_BINARY)
        return;
    cJSON_AddNumberToObject(object, "digits", item->digits);
    cJSON_AddNumberToObject(object, "scale", item->scale);
    cJSON_AddBoolToObject(object, "signed", (item->flags & PH_DECIMAL_SIGNED) != 0);
    add_flag(object, "sign_leading", is_zoned && item->flags & PH_DECIMAL_SIGN_LEADING);
    add_flag(object, "sign_separate", is_zoned && item->flags & PH_DECIMAL_SIGN_SEPARATE);
    add_flag(object, "blank_when_zero", is_zoned && item->flags & PH_DECIMAL_BLANK_WHEN_ZERO);
}

static void add_relations(cJSON *object, const ph_copybook *copybook, const ph_record_item *item)
{
    if (item->counter != PH_RECORD_NO_ITEM) {
        cJSON_AddNumberToObject(object, "occurs_minimum", item->occurs_min);
        add_path(object, "depending_on", copybook, item->counter);
    }
    if (item->kind == PH_RECORD_KIND_RENAMES) {
        add_path(object, "renames", copybook, item->redefines);
        add_path(object, "through", copybook, item->last);
    } else if (item->redefines != PH_RECORD_NO_ITEM) {
        add_path(object, "redefines", copybook, item->redefines);
    }
}

static void add_flags(cJSON *object, const ph_record_item *item)
{
    add_flag(object, "table", item->is_table);
    add_flag(object, "offset_varies", item->offset_varies);
    add_flag(object, "size_varies", item->size_varies);
    add_flag(object, "synchronized", item->is_synchronized);
    add_flag(object, "justified", item->is_justified);
    add_flag(object, "edited", item->is_edited);
}

static void add_value(cJSON *object, const ph_layout *layout, uint32_t item)
{
    g_autofree char *value = ph_layout_value(layout, item);

    if (value)
        cJSON_AddStringToObject(object, "value", value);
}

static cJSON *condition_json(const ph_layout *layout, uint32_t index)
{
    const ph_record_item *condition = &layout->copybook->items[index];
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "name", condition->name);
    add_value(object, layout, index);
    cJSON_AddNumberToObject(object, "line", condition->line);
    return object;
}

static cJSON *item_json(const ph_layout *layout, uint32_t index);

/* Conditions are no items of a record: they name values of the one they stand below. */
static void add_children(cJSON *object, const ph_layout *layout, uint32_t index)
{
    const ph_copybook *copybook = layout->copybook;
    const ph_record_item *item = &copybook->items[index];
    cJSON *conditions = cJSON_CreateArray(), *items = cJSON_CreateArray();

    for (uint32_t child = item->descendants ? index + 1 : PH_RECORD_NO_ITEM;
         child != PH_RECORD_NO_ITEM; child = copybook->items[child].next) {
        if (copybook->items[child].kind == PH_RECORD_KIND_CONDITION)
            cJSON_AddItemToArray(conditions, condition_json(layout, child));
        else
            cJSON_AddItemToArray(items, item_json(layout, child));
    }
    if (conditions->child)
        cJSON_AddItemToObject(object, "conditions", conditions);
    else
        cJSON_Delete(conditions);
    if (item->kind == PH_RECORD_KIND_GROUP)
        cJSON_AddItemToObject(object, "items", items);
    else
        cJSON_Delete(items);
}

/* As deep as groups stand in each other: PH_COPYBOOK_DEPTH_MAX. */
static cJSON *item_json(const ph_layout *layout, uint32_t index)
{
    const ph_copybook *copybook = layout->copybook;
    const ph_record_item *item = &copybook->items[index];
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "name", item->name);
    add_path(object, "path", copybook, index);
    cJSON_AddNumberToObject(object, "level", item->level);
    cJSON_AddStringToObject(object, "kind", ph_record_kind_name((ph_record_kind)item->kind));
    cJSON_AddNumberToObject(object, "offset", item->offset);
    cJSON_AddNumberToObject(object, "size", item->size);
    cJSON_AddNumberToObject(object, "occurs", item->occurs_max);
    cJSON_AddNumberToObject(object, "stride", item->stride);
    ph_json_add_text(object, "picture", *item->picture ? item->picture : NULL);
    ph_json_add_text(object, "usage", usage_of(item));
    cJSON_AddNumberToObject(object, "line", item->line);
    add_relations(object, copybook, item);
    add_number(object, item);
    add_flags(object, item);
    add_value(object, layout, index);
    add_children(object, layout, index);
    return object;
}

cJSON *ph_layout_json(const ph_layout *layout)
{
    const ph_copybook *copybook = layout->copybook;
    const ph_record *record = layout->record;
    cJSON *document = cJSON_CreateObject();
    g_autofree char *valid_path = g_utf8_make_valid(layout->path, -1);
    cJSON *length, *items;

    cJSON_AddStringToObject(document, "copybook", valid_path);
    cJSON_AddStringToObject(document, "source_format", ph_source_format_name(copybook->format));
    cJSON_AddStringToObject(document, "record", record->name);
    length = cJSON_AddObjectToObject(document, "record_length");
    cJSON_AddNumberToObject(length, "minimum", record->length_min);
    cJSON_AddNumberToObject(length, "maximum", record->length_max);
    items = cJSON_AddArrayToObject(document, "items");
    for (uint32_t i = record->first, end = i + record->item_count; i < end;
         i += copybook->items[i].descendants + 1)
        cJSON_AddItemToArray(items, item_json(layout, i));
    return document;
}
