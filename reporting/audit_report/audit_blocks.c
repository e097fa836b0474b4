/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_blocks.h"

#include <stdarg.h>
#include <string.h>

#include "perfharness/require.h"
#include "report_value.h"

cJSON *ph_audit_block(cJSON *blocks)
{
    static const char *const members[] = { "heading",  "text",   "quiet", "items",
                                           "commands", "fields", "table", "chart" };
    cJSON *block = cJSON_CreateObject();

    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        cJSON_AddFalseToObject(block, members[i]);
    cJSON_AddItemToArray(blocks, block);
    return block;
}

void ph_audit_block_heading(cJSON *blocks, const char *text)
{
    ph_report_value_set(ph_audit_block(blocks), "heading", text);
}

void ph_audit_block_text(cJSON *blocks, const char *text)
{
    ph_report_value_set(ph_audit_block(blocks), "text", text);
}

void ph_audit_block_quiet(cJSON *blocks, const char *text)
{
    ph_report_value_set(ph_audit_block(blocks), "quiet", text);
}

void ph_audit_block_list(cJSON *blocks, const char *member, const cJSON *texts)
{
    cJSON *object, *list;
    const cJSON *text;

    if (cJSON_GetArraySize(texts) == 0)
        return;
    object = cJSON_CreateObject();
    list = cJSON_AddArrayToObject(object, "texts");
    cJSON_ArrayForEach(text, texts)
    {
        cJSON *entry = cJSON_CreateObject();

        ph_report_value_set(entry, "words", cJSON_GetStringValue(text));
        cJSON_AddItemToArray(list, entry);
    }
    cJSON_ReplaceItemInObjectCaseSensitive(ph_audit_block(blocks), member, object);
}

cJSON *ph_audit_block_table(cJSON *blocks, const char *caption, const char *headings,
                            gboolean is_folded)
{
    g_auto(GStrv) labels = g_strsplit(headings, "|", -1);
    cJSON *table = cJSON_CreateObject(), *list;

    ph_report_value_set(table, "caption", caption);
    cJSON_AddBoolToObject(table, "is_folded", is_folded);
    list = cJSON_AddArrayToObject(table, "headings");
    for (guint i = 0; labels[i]; i++) {
        const gboolean is_number = g_str_has_suffix(labels[i], "#");
        g_autofree char *label = g_strndup(labels[i], strlen(labels[i]) - (is_number ? 1 : 0));
        cJSON *heading = cJSON_CreateObject();

        ph_report_value_set(heading, "label", label);
        cJSON_AddBoolToObject(heading, "is_number", is_number);
        cJSON_AddItemToArray(list, heading);
    }
    cJSON_AddArrayToObject(table, "rows");
    cJSON_ReplaceItemInObjectCaseSensitive(ph_audit_block(blocks), "table", table);
    return table;
}

void ph_audit_table_take_row(cJSON *table, ...)
{
    const cJSON *headings = cJSON_GetObjectItemCaseSensitive(table, "headings");
    cJSON *row = cJSON_CreateObject(), *cells;
    va_list texts;
    char *text;
    int column = 0;

    va_start(texts, table);
    text = va_arg(texts, char *);
    ph_report_value_take(row, "name", text);
    cells = cJSON_AddArrayToObject(row, "cells");
    while ((text = va_arg(texts, char *)) != NULL) {
        cJSON *cell = cJSON_Duplicate(cJSON_GetArrayItem(headings, ++column), TRUE);

        ph_report_value_take(cell, "value", text);
        cJSON_AddItemToArray(cells, cell);
    }
    va_end(texts);
    PH_REQUIRE(column + 1 == cJSON_GetArraySize(headings));
    cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(table, "rows"), row);
}
